"""A worker killed or frozen while it prints: never a second label, and a question where nobody can know."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.core.printing.conftest import ask, raw_printer
from tests.core.printing.peers import RawPrinter
from tests.core.printing.test_raw import many_pages
from tests.factories.core import WarehouseFactory
from tests.faults.test_outbox_kills import until
from wms.core.models import Exchange, PrintJob, Warehouse

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
Worker = subprocess.Popen[str]


class Workers:
    def __init__(self) -> None:
        self.processes: list[Worker] = []

    def one(self) -> Worker:
        db = connection.settings_dict
        settings = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"postgresql://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}",
            "REDIS_URL": "",
            "OUTBOX_LEASE_SECONDS": "3",
            "OUTBOX_SWEEP_SECONDS": "0.2",
            "PRINTER_CONNECT_SECONDS": "0.3",
            "PRINTER_SEND_SECONDS": "30",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "tests.faults.print_process"]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        assert process.stdout.readline() == "ready\n"
        return process


@pytest.fixture
def workers() -> Iterator[Workers]:
    found = Workers()
    yield found
    for process in found.processes:
        process.kill()
        process.communicate()


@pytest.fixture
def here(db: None) -> Warehouse:
    return WarehouseFactory(code="YW")


def state_of(job: PrintJob) -> str:
    return PrintJob.objects.values_list("state", flat=True).get(pk=job.pk)


def test_a_worker_killed_mid_send_leaves_a_question_and_its_successor_sends_nothing(
    here: Warehouse, workers: Workers
) -> None:
    printer = RawPrinter(fault="stall", after=2000)
    job = ask(raw_printer(here, printer.address), content=many_pages())
    first = workers.one()
    until(printer.struck.is_set)
    assert state_of(job) == "sending"
    first.kill()
    first.wait()
    printer.fault = ""
    behind = ask(job.printer, "paper:2")
    workers.one()
    until(lambda: state_of(job) == "unknown")
    until(lambda: state_of(behind) == "printed")  # what waits behind it goes on
    assert PrintJob.objects.get(pk=job.pk).error == "print.sender_lost"
    assert len(printer.labels) == 2  # the broken one, and the one behind it
    printer.close()


def test_a_worker_killed_before_the_first_byte_loses_no_label(here: Warehouse, workers: Workers) -> None:
    printer = RawPrinter(answer=None)
    job = ask(raw_printer(here, printer.address))
    first = workers.one()
    until(lambda: Exchange.objects.get(pk=job.exchange).state == "leased" or state_of(job) != "queued")
    first.kill()
    first.wait()
    killed_in = state_of(job)
    workers.one()
    until(lambda: state_of(job) not in {"queued", "sending"})
    # Killed before it began: sent once. Killed after: a question, or printed already. Never twice.
    assert state_of(job) in ({"printed"} if killed_in == "queued" else {"unknown", "printed"})
    assert len(printer.labels) <= 1
    printer.close()


def test_a_worker_frozen_past_its_lease_ends_nothing_when_it_wakes(here: Warehouse, workers: Workers) -> None:
    printer = RawPrinter(fault="stall", after=2000)
    job = ask(raw_printer(here, printer.address), content=many_pages())
    frozen = workers.one()
    until(printer.struck.is_set)
    os.kill(frozen.pid, signal.SIGSTOP)
    workers.one()
    until(lambda: state_of(job) == "unknown")
    os.kill(frozen.pid, signal.SIGCONT)
    printer.close()  # its send breaks now, and it would write how that ended
    behind = RawPrinter()
    type(job.printer).objects.update(address=behind.address)
    later = ask(job.printer, "paper:2")
    until(lambda: state_of(later) == "printed")
    assert PrintJob.objects.get(pk=job.pk).error == "print.sender_lost"
    assert (state_of(job), len(behind.labels)) == ("unknown", 1)
    behind.close()
