"""kill -9 of the worker amid an import: the next one goes on where the last commit was, and writes nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from inventory.intake.skus import SkuTable
from inventory.models import Sku
from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from wms.core.cause import Cause
from wms.core.transactions import run
from wms.intake.kinds import kind_named
from wms.intake.models import Import, ImportProblem, ImportStep
from wms.intake.operations.bring import accept_import, bring_file
from wms.intake.store import keep

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
HANG_SECONDS = 120.0
CHUNKS = 4
ROWS = SkuTable.chunk_rows * CHUNKS


class Workers:
    """Processes on this test's database and files, one after another."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        db = connection.settings_dict
        settings = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"postgresql://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}",
            "REDIS_URL": "",
            "DATA_DIR": str(self.data_dir),
            "OUTBOX_LEASE_SECONDS": "3",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "tests.faults.intake_process", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
        self.running.append(process)
        return process

    def stop(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()


@pytest.fixture
def workers(tmp_path: Path, settings: Any) -> Iterator[Workers]:
    settings.MEDIA_ROOT = tmp_path / "media"
    made = Workers(tmp_path)
    try:
        yield made
    finally:
        made.stop()


def until(true: Callable[[], Any]) -> None:
    ends = time.monotonic() + HANG_SECONDS
    while not true():
        assert time.monotonic() < ends, f"not within {HANG_SECONDS} s"
        time.sleep(0.05)


def bring() -> Import:
    """Good rows, and one bad one at the end."""
    lines = ["SKU 编码,中文名称", *(f"K-{number:05d},货" for number in range(ROWS)), "K 1,货"]
    kept = keep(["\r\n".join(lines).encode()])
    cause = Cause(source="desk", person=PersonFactory())
    kind = kind_named("skus")
    warehouse = StockedWarehouseFactory()
    return run(partial(bring_file, cause=cause, kind=kind, warehouse=warehouse, kept=kept, name="goods.csv"))


def has_state(row: Import, state: str) -> bool:
    return Import.objects.filter(pk=row.pk, state=state).exists()


def accept(row: Import) -> None:
    cause = Cause(source="desk", person=PersonFactory())
    run(partial(accept_import, cause=cause, import_id=row.pk, takes_good_rows=True))


def test_killed_amid_the_check_it_begins_anew_and_tells_each_bad_row_once(workers: Workers) -> None:
    row = bring()
    assert workers.start("--dies", "in_check").wait(HANG_SECONDS) == -signal.SIGKILL
    assert has_state(row, "uploaded")
    workers.start()
    until(partial(has_state, row, "checked"))
    row.refresh_from_db()
    assert (row.new_rows, row.bad_rows, row.check_run) == (ROWS, 1, 2)
    assert ImportProblem.objects.filter(of=row, check_run=2).count() == 1
    assert Sku.objects.count() == 0


@pytest.mark.parametrize(("dies", "kept_chunks"), [("after_chunks", 2), ("in_chunk", 0)])
def test_killed_amid_the_writing_no_row_is_lost_and_none_doubled(workers: Workers, dies: str, kept_chunks: int) -> None:
    row = bring()
    checker = workers.start()
    until(partial(has_state, row, "checked"))
    checker.kill()
    checker.wait()
    accept(row)
    assert workers.start("--dies", dies).wait(HANG_SECONDS) == -signal.SIGKILL
    assert ImportStep.objects.filter(of=row).count() == kept_chunks
    assert Sku.objects.count() == kept_chunks * SkuTable.chunk_rows
    workers.start()
    until(partial(has_state, row, "applied"))
    row.refresh_from_db()
    assert (row.done_rows, row.steps_done, Sku.objects.count()) == (ROWS, CHUNKS, ROWS)
    assert list(ImportStep.objects.filter(of=row).order_by("number").values_list("number", flat=True)) == [0, 1, 2, 3]
