"""A queue of its own for each test, with short waits, and printers that end with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.core.printing.peers import RawPrinter
from tests.factories.core import PrinterFactory, WarehouseFactory, one_page
from wms.core.cause import Cause
from wms.core.models import Printer, PrintJob, Warehouse
from wms.core.operations.printing import ask_print
from wms.core.tasks import drain
from wms.core.transactions import unit_of_work

CAUSE = Cause.task("test")


@pytest.fixture(autouse=True)
def short_waits(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRINTER_CONNECT_SECONDS, settings.PRINTER_SEND_SECONDS = 1.0, 0.3
    monkeypatch.setattr("wms.core.printing.raw.STATUS_SECONDS", 0.2)
    monkeypatch.setattr("wms.core.printing.raw.END_SECONDS", 0.3)


@pytest.fixture
def peer() -> Iterator[Callable[..., RawPrinter]]:
    made: list[RawPrinter] = []

    def make(**how: object) -> RawPrinter:
        made.append(RawPrinter(**how))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def here(db: None) -> Warehouse:
    return WarehouseFactory(code="YW")


def raw_printer(here: Warehouse, address: str, **facts: object) -> Printer:
    return PrinterFactory(warehouse=here, way="raw", address=address, **facts)


def ask(printer: Printer | None, subject: str = "paper:1", **facts: object) -> PrintJob:
    with unit_of_work():
        return ask_print(
            cause=CAUSE,
            warehouse=facts.pop("warehouse", None) or printer.warehouse,
            kind="trial",
            subject=subject,
            title="P0001",
            printer=printer,
            content=facts.pop("content", None) or one_page(),
            **facts,
        )


def drained(job: PrintJob) -> PrintJob:
    """The job after a worker has served its printer's lane once."""
    drain(f"prints:{job.printer_id}")
    job.refresh_from_db()
    return job
