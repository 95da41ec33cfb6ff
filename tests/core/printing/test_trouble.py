"""A printer that loses a job, or stays in trouble, is one work item; it is closed once the printer works again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.core.printing.conftest import CAUSE, ask, drained, raw_printer
from tests.core.printing.peers import PAPER_OUT, WELL
from tests.servers import free_port
from wms.core.messages import say
from wms.core.models import Printer, PrintJob, WorkItem
from wms.core.operations import printing as operations
from wms.core.operations import stations
from wms.core.operations.print_ends import record_delivery
from wms.core.printing.driver import Delivery
from wms.core.printing.keeping import look_at
from wms.core.states import PrintState
from wms.core.transactions import unit_of_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def off(here) -> Printer:
    return raw_printer(here, f"127.0.0.1:{free_port()}", code="P0001", name="Zebra")


def ended(job: PrintJob, outcome: str, code: str) -> PrintJob:
    PrintJob.objects.filter(pk=job.pk).update(state=PrintState.SENDING)
    with unit_of_work():
        record_delivery(exchange_id=job.exchange, delivery=Delivery(outcome, code), is_last=True)
    job.refresh_from_db()
    return job


def states() -> list[str]:
    return list(WorkItem.objects.filter(kind="printer.trouble").order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(("outcome", "code"), [("unclear", "print.stalled"), ("refused", "print.not_accepted")])
def test_a_lost_job_raises_one_item_a_printer(off: Printer, outcome: str, code: str) -> None:
    ended(ask(off), outcome, code)
    ended(ask(off, "paper:2"), outcome, code)
    item = WorkItem.objects.get(kind="printer.trouble")
    assert (item.subject_type, item.subject_id, item.warehouse_id) == ("printer", str(off.pk), off.warehouse_id)
    words = {language: say("work.printer.trouble", item.facts, language).note for language in ("zh-hans", "en")}
    said = {language: say(code, {}, language).title for language in ("zh-hans", "en")}
    assert words == {
        "zh-hans": f"P0001 Zebra：P0001 {said['zh-hans']}",
        "en": f"P0001 Zebra: P0001 {said['en']}",
    }


def test_the_next_clean_print_closes_it(off: Printer) -> None:
    ended(ask(off), "unclear", "print.stalled")
    ended(ask(off, "paper:2"), "printed", "")
    assert states() == ["resolved"]


@pytest.mark.parametrize("way", ["settle", "again", "elsewhere"])
def test_what_people_decide_about_the_job_closes_it(off: Printer, way: str) -> None:
    failed = way == "elsewhere"
    job = ended(ask(off), "refused" if failed else "unclear", "print.not_accepted" if failed else "print.stalled")
    assert states() == ["open"]
    with unit_of_work():
        if way == "settle":
            operations.settle_print(cause=CAUSE, job_id=job.pk)
        elif way == "again":
            operations.print_again(cause=CAUSE, subject=job.subject, printer=off, reason="not_printed")
        else:
            operations.retry_print(cause=CAUSE, job_id=job.pk, printer=None)
    assert states() == ["resolved"]


def test_trouble_is_an_item_only_when_it_stays_and_is_told_once(here, peer) -> None:
    stand_in = peer(answer=PAPER_OUT)
    printer = raw_printer(here, stand_in.address)
    assert look_at(printer) == "printer.paper_out"
    assert states() == []
    Printer.objects.update(trouble_at=timezone.now() - timedelta(minutes=6))
    look_at(printer)
    WorkItem.objects.update(is_told=True)
    look_at(printer)
    item = WorkItem.objects.get(kind="printer.trouble")
    assert (item.facts["what"], item.is_told) == (["打印机缺纸", "Out of labels"], True)
    stand_in.answer = WELL
    assert look_at(printer) == ""
    assert states() == ["resolved"]


def test_a_job_that_meets_lasting_trouble_raises_it_too(off: Printer) -> None:
    job = drained(ask(off))
    assert (job.error, states()) == ("printer.refused", [])
    Printer.objects.update(trouble_at=timezone.now() - timedelta(minutes=6))
    with unit_of_work():
        record_delivery(exchange_id=job.exchange, delivery=Delivery("not_sent", "printer.refused"), is_last=False)
    assert states() == ["open"]


def test_a_printer_out_of_use_asks_for_nobody(off: Printer) -> None:
    ended(ask(off), "unclear", "print.stalled")
    with unit_of_work():
        facts = {"name": "Zebra", "dpi": "203", "is_active": False, "way": "raw", "address": off.address}
        stations.edit_printer(cause=CAUSE, printer=off, **facts)
    assert states() == ["resolved"]
