"""The queue as people use it: asked for, taken back, tried elsewhere, decided, printed again for a reason."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.core.printing.conftest import CAUSE, ask, drained, raw_printer
from tests.core.printing.peers import RawPrinter
from tests.factories.core import PrinterFactory, WarehouseFactory
from tests.servers import free_port
from wms.core.errors import PrinterElsewhere, PrinterUnusable, PrintGone, PrintSettled, ReprintNeedsReason
from wms.core.models import AuditEntry, Exchange, Printer, PrintJob, Warehouse
from wms.core.operations import printing as operations
from wms.core.operations import stations
from wms.core.printing.driver import Condition, Delivery, clean_address
from wms.core.printing.handler import mark_of, paper_of
from wms.core.printing.keeping import purge_papers
from wms.core.refusals import OperationRefused
from wms.core.states import PrintState
from wms.core.transactions import unit_of_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def off(here: Warehouse) -> Printer:
    """A printer that takes no connection."""
    return raw_printer(here, f"127.0.0.1:{free_port()}")


def do(operation, **facts):
    with unit_of_work():
        return operation(cause=CAUSE, **facts)


def left_as(job: PrintJob, state: str, error: str = "") -> PrintJob:
    PrintJob.objects.filter(pk=job.pk).update(state=state, error=error)
    job.refresh_from_db()
    return job


def test_a_print_is_asked_for_with_its_call_in_one_transaction(off: Printer) -> None:
    job = ask(off)
    call = Exchange.objects.get(pk=job.exchange)
    assert (job.state, job.copy, job.reprint) == ("queued", 1, 0)
    assert (call.lane, call.subject, call.handler) == (f"prints:{off.pk}", f"printer:{off.pk}", "core.print")
    assert (PrintJob.objects.count(), Exchange.objects.count()) == (1, 1)


def test_what_is_rolled_back_was_never_asked_for(off: Printer) -> None:
    facts = {"warehouse": off.warehouse, "kind": "trial", "subject": "x", "title": "x", "printer": off}

    def asks_and_fails() -> None:
        with unit_of_work():
            operations.ask_print(cause=CAUSE, content=b"x", **facts)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        asks_and_fails()
    assert (PrintJob.objects.count(), Exchange.objects.count()) == (0, 0)


@pytest.mark.parametrize("printer", [None, "browser"])
def test_what_the_browser_prints_has_no_call(here: Warehouse, printer: str | None) -> None:
    job = ask(PrinterFactory(warehouse=here) if printer else None, warehouse=here)
    assert (job.goes_by_browser, Exchange.objects.count()) == (True, 0)
    operations.show_print(job_id=job.pk)
    operations.show_print(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("printed", 1)


def test_a_second_print_needs_a_reason_and_is_counted(off: Printer) -> None:
    left_as(ask(off), "printed")
    with pytest.raises(ReprintNeedsReason):
        ask(off)
    job = ask(off, reason="torn")
    assert (job.copy, job.reprint, job.reason, mark_of(job)) == (2, 1, "torn", "补打 1 Reprint 1")
    assert PrintJob.objects.count() == 2


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("nonsense", ""), ("other", "  "), ("other", "x" * 81)])
def test_a_reprint_without_a_reason_is_refused_and_nothing_changes(off: Printer, reason: str, words: str) -> None:
    job = left_as(ask(off), "unknown", "print.stalled")
    with pytest.raises(ReprintNeedsReason):
        do(operations.print_again, subject=job.subject, printer=off, reason=reason, words=words)
    job.refresh_from_db()
    assert (job.state, PrintJob.objects.count()) == ("unknown", 1)


def test_own_words_are_kept_with_the_reason(off: Printer) -> None:
    job = left_as(ask(off), "printed")
    again = do(operations.print_again, subject=job.subject, printer=off, reason="other", words=" 换 了 箱子 ")
    assert (again.reason, again.words, again.subject, again.state) == ("other", "换 了 箱子", job.subject, "queued")
    assert bytes(again.content) == bytes(job.content)
    assert len(paper_of(again)) > len(bytes(again.content))


def test_who_says_that_nothing_came_out_gets_a_marked_one(off: Printer) -> None:
    job = left_as(ask(off), "unknown", "print.stalled")
    again = do(operations.print_again, subject=job.subject, printer=off, reason="not_printed")
    job.refresh_from_db()
    assert (job.state, job.error, again.copy) == ("failed", "print.said_not", 2)


def test_who_says_that_it_printed_ends_the_question(off: Printer) -> None:
    job = left_as(ask(off), "unknown", "print.stalled")
    assert do(operations.settle_print, job_id=job.pk).state == "printed"
    assert AuditEntry.objects.get(action="print.settle").subject == f"print:{job.pk}"
    with pytest.raises(PrintSettled):
        do(operations.settle_print, job_id=job.pk)


@pytest.mark.parametrize("state", ["queued", "sending"])
def test_what_is_on_its_way_is_not_printed_again(off: Printer, state: str) -> None:
    job = left_as(ask(off), state)
    with pytest.raises(PrintSettled):
        do(operations.print_again, subject=job.subject, printer=off, reason="torn")


def test_a_job_that_was_taken_back_is_never_sent(here: Warehouse) -> None:
    peer = RawPrinter()
    job = ask(raw_printer(here, peer.address))
    do(operations.cancel_print, job_id=job.pk)
    job = drained(job)
    assert (job.state, peer.labels, Exchange.objects.get().state) == ("cancelled", [], "done")
    peer.close()


@pytest.mark.parametrize("state", ["sending", "printed", "unknown", "cancelled"])
def test_what_has_begun_cannot_be_taken_back_or_tried_elsewhere(off: Printer, state: str) -> None:
    job = left_as(ask(off), state)
    for operation in (operations.cancel_print, lambda **facts: operations.retry_print(printer=None, **facts)):
        with pytest.raises(PrintSettled):
            do(operation, job_id=job.pk)
    job.refresh_from_db()
    assert job.state == state


def test_what_surely_did_not_print_goes_elsewhere_without_being_a_reprint(here: Warehouse, off: Printer) -> None:
    job = ask(off)
    peer = RawPrinter()
    other = raw_printer(here, peer.address)
    do(operations.retry_print, job_id=job.pk, printer=other)
    assert drained(PrintJob.objects.get(pk=job.pk)).state == "printed"
    old = Exchange.objects.order_by("pk").first()
    assert (old.state, old.attempts) == ("pending", 0)
    from wms.core.tasks import drain

    drain(f"prints:{off.pk}")
    old.refresh_from_db()
    assert (old.state, len(peer.labels), PrintJob.objects.get().copy) == ("done", 1, 1)
    peer.close()


@pytest.mark.parametrize("state", ["unknown", "failed"])
def test_what_was_printed_again_since_is_not_tried_anew_beside_it(off: Printer, state: str) -> None:
    job = left_as(ask(off), state, "print.stalled")
    again = do(operations.print_again, subject=job.subject, printer=off, reason="not_printed")
    with pytest.raises(PrintSettled):
        do(operations.retry_print, job_id=job.pk, printer=off)
    job.refresh_from_db()
    again.refresh_from_db()
    assert (job.state, again.state) == ("failed", "queued")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_print_again_at_once_one_hears_that_it_is_on_its_way() -> None:
    printer = raw_printer(WarehouseFactory(), f"127.0.0.1:{free_port()}")
    job = left_as(ask(printer), "printed")
    ready, ends = threading.Barrier(4), []

    def again() -> None:
        try:
            ready.wait(30)
            do(operations.print_again, subject=job.subject, printer=printer, reason="torn")
            ends.append("queued")
        except Exception as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ends) == ["PrintSettled"] * 3 + ["queued"]
    assert PrintJob.objects.count() == 2


def test_printers_of_elsewhere_and_out_of_use_are_refused(here: Warehouse) -> None:
    with pytest.raises(PrinterElsewhere):
        ask(PrinterFactory(warehouse=WarehouseFactory()), warehouse=here)
    with pytest.raises(PrinterUnusable):
        ask(PrinterFactory(warehouse=here, is_active=False))
    assert PrintJob.objects.count() == 0


def test_papers_are_forgotten_after_thirty_days_and_then_not_printed_again(off: Printer) -> None:
    job, young = left_as(ask(off), "printed"), left_as(ask(off, "paper:2"), "printed")
    PrintJob.objects.filter(pk=job.pk).update(ended_at=timezone.now() - timedelta(days=31))
    PrintJob.objects.filter(pk=young.pk).update(ended_at=timezone.now() - timedelta(days=29))
    assert purge_papers() == 1
    with pytest.raises(PrintGone):
        do(operations.print_again, subject=job.subject, printer=off, reason="lost")
    assert PrintJob.objects.get(pk=young.pk).content is not None


def test_news_of_an_older_call_changes_nothing(off: Printer) -> None:
    from wms.core.operations.print_ends import record_delivery

    job = left_as(ask(off), "printed")
    with unit_of_work():
        record_delivery(exchange_id=job.exchange, delivery=Delivery("unclear", "print.stalled"), is_last=True)
        record_delivery(exchange_id=0, delivery=Delivery("refused"), is_last=True)
    job.refresh_from_db()
    assert (job.state, job.error) == (PrintState.PRINTED, "")


@pytest.mark.parametrize(
    ("way", "given", "kept"),
    [
        ("raw", "10.0.0.21", "10.0.0.21:9100"),
        ("raw", " zebra-1.lan:9101 ", "zebra-1.lan:9101"),
        ("ipp", "ipp://10.0.0.21", "ipp://10.0.0.21:631/ipp/print"),
        ("ipp", "ipps://printer.lan:8631/printers/a_1", "ipps://printer.lan:8631/printers/a_1"),
        ("browser", "whatever", ""),
    ],
)
def test_addresses_are_kept_whole(way: str, given: str, kept: str) -> None:
    assert clean_address(way, given) == kept


@pytest.mark.parametrize(
    ("way", "given"),
    [
        ("raw", ""),
        ("raw", "10.0.0.21:99999"),
        ("raw", "10.0.0.21:0"),
        ("raw", "http://10.0.0.21/x"),
        ("raw", "a b;c"),
        ("ipp", "http://10.0.0.21/ipp"),
        ("ipp", "ipp://user:secret@10.0.0.21/ipp"),
        ("ipp", "ipp://10.0.0.21/ipp?x=1"),
        ("ipp", ""),
    ],
)
def test_addresses_that_lead_nowhere_are_refused(here: Warehouse, way: str, given: str) -> None:
    printer = PrinterFactory(warehouse=here)
    with pytest.raises(OperationRefused) as refused, unit_of_work():
        stations.edit_printer(cause=CAUSE, printer=printer, name="P", dpi="203", is_active=True, way=way, address=given)
    assert refused.value.code == "input.not_accepted"
    printer.refresh_from_db()
    assert printer.way == "browser"


def test_a_warning_is_no_trouble_and_an_error_is() -> None:
    assert Condition("idle", ("media-low-warning", "media-empty-warning")).trouble == ""
    assert Condition("stopped").trouble == "printer.stopped"
    assert Condition("stopped", ("media-empty-error", "cover-open")).trouble == "printer.open"
