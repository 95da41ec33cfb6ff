"""IPP against a real printer: what was sent is found by its name, so that a lost answer never makes a second label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pypdfium2
import pytest
from django.utils import timezone

from tests.core.printing.conftest import ask, drained
from tests.core.printing.ipp_peer import PROGRAMS, IppPrinter, ipp_printer
from tests.factories.core import PrinterFactory, one_page
from tests.servers import free_port
from tests.tools import require
from wms.core.models import Exchange, Printer, PrintJob, Warehouse
from wms.core.printing import ipp, ipp_codec
from wms.core.printing.keeping import look_at

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IppPrinter]:
    for program in PROGRAMS:
        require(program)
    with ipp_printer(tmp_path_factory.mktemp("ipp")) as printer:
        yield printer


@pytest.fixture
def printer(here: Warehouse, real: IppPrinter, settings) -> Printer:
    settings.PRINTER_SEND_SECONDS = 5.0
    real.ends(0)
    return PrinterFactory(warehouse=here, way="ipp", address=real.address)


def lost(job: PrintJob, seconds_ago: float) -> None:
    """As a worker leaves it who was killed so long after it began to send."""
    then = timezone.now() - timedelta(seconds=seconds_ago)
    PrintJob.objects.filter(pk=job.pk).update(state="sending", sent_at=then, attempts=1)


def due_again() -> None:
    Exchange.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def settled(job: PrintJob, tries: int = 12) -> PrintJob:
    """After the worker has looked as often as it takes."""
    for _ in range(tries):
        job = drained(job)
        if job.state not in {"queued", "sending"}:
            return job
        due_again()
    return job


def test_the_paper_arrives_as_it_is_and_is_followed_to_its_end(printer: Printer, real: IppPrinter) -> None:
    before, content = len(real.papers), one_page()
    job = settled(ask(printer, content=content))
    assert (job.state, job.error) == ("printed", "")
    assert job.remote_id is not None
    assert real.papers[before:] == [content]


def test_copies_are_pages_of_one_job(printer: Printer, real: IppPrinter) -> None:
    assert settled(ask(printer, copies=3)).state == "printed"
    with pypdfium2.PdfDocument(real.papers[-1]) as paper:
        assert len(paper) == 3


def test_a_printer_tells_its_condition(printer: Printer, real: IppPrinter) -> None:
    assert look_at(printer) == ""
    printer.refresh_from_db()
    assert (printer.condition["state"], bool(printer.condition["media"])) == ("idle", True)


def test_an_answer_that_was_lost_is_looked_up_and_nothing_is_sent_twice(
    printer: Printer, real: IppPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, before = ipp._Printer.ask, len(real.papers)

    def loses(self, operation, attributes, data=b""):
        answer = plain(self, operation, attributes, data)
        if operation == ipp.PRINT_JOB:
            raise httpx.ReadTimeout("lost")
        return answer

    monkeypatch.setattr(ipp._Printer, "ask", loses)
    job = drained(ask(printer))
    assert job.state == "sending"
    due_again()
    assert settled(job).state == "printed"
    assert len(real.papers) == before + 1


def test_a_worker_killed_before_anything_arrived_sends_it_once(printer: Printer, real: IppPrinter, settings) -> None:
    before = len(real.papers)
    settings.PRINTER_SEND_SECONDS = 0.4  # a request may be on its way for 0.6 s
    _until_it_is_up(real.address, 2)
    job = ask(printer)
    lost(job, 1)
    job = drained(job)
    assert (job.state, job.error) == ("queued", "print.not_arrived")
    due_again()
    settings.PRINTER_SEND_SECONDS = 5.0
    assert settled(job).state == "printed"
    assert len(real.papers) == before + 1


@pytest.mark.parametrize("seconds_ago", [3600, 55], ids=["restarted since", "forgotten by now"])
def test_a_printer_that_may_have_forgotten_proves_nothing(
    printer: Printer, real: IppPrinter, seconds_ago: float
) -> None:
    before = len(real.papers)
    job = ask(printer)
    lost(job, seconds_ago)
    job = settled(job)
    assert (job.state, job.error, len(real.papers)) == ("unknown", "print.no_answer", before)


def test_while_it_may_still_be_on_its_way_it_is_neither_sent_nor_settled(printer: Printer, real: IppPrinter) -> None:
    before = len(real.papers)
    job = ask(printer)
    lost(job, 0.1)
    job = drained(job)
    assert (job.state, len(real.papers)) == ("sending", before)


def test_a_job_that_the_printer_gives_up_has_failed(printer: Printer, real: IppPrinter) -> None:
    real.ends(1)
    job = settled(ask(printer))
    assert (job.state, job.error) == ("failed", "print.stopped_there")


@pytest.mark.parametrize(
    ("reasons", "code"),
    [
        (["media-empty-error"], "printer.paper_out"),
        (["media-low-warning", "cover-open"], "printer.open"),
        (["media-jam-error"], "printer.jam"),
    ],
)
def test_a_printer_in_trouble_is_sent_nothing_and_told_of(
    printer: Printer, real: IppPrinter, monkeypatch: pytest.MonkeyPatch, reasons: list[str], code: str
) -> None:
    plain, before = ipp._Printer.attributes, len(real.papers)

    def tells(self):
        told = plain(self)
        told.attributes["printer-state-reasons"] = reasons
        return told

    monkeypatch.setattr(ipp._Printer, "attributes", tells)
    job = drained(ask(printer))
    printer.refresh_from_db()
    assert (job.state, job.error, printer.trouble, len(real.papers)) == ("queued", code, code, before)


def test_a_printer_that_is_off_is_no_question(here: Warehouse) -> None:
    printer = PrinterFactory(warehouse=here, way="ipp", address=f"ipp://localhost:{free_port()}/ipp/print")
    job = drained(ask(printer))
    assert (job.state, job.error) == ("queued", "printer.refused")


def test_what_is_no_ipp_is_told() -> None:
    with pytest.raises(ipp_codec.Garbled):
        ipp_codec.answer(b"HTTP/1.1 200 OK")


def _until_it_is_up(address: str, seconds: int) -> None:
    """Its clock counts whole seconds."""
    driver = ipp.IppDriver()
    while (driver.look(address).up_seconds or 0) < seconds:
        pass
