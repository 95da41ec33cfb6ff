"""The print queue as people use it: asked for, cancelled, tried again, sent elsewhere, decided, printed again."""

from __future__ import annotations

from django.db import IntegrityError
from django.db.models import Case, Value, When
from django.utils import timezone

from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.errors import PrinterElsewhere, PrinterUnusable, PrintGone, PrintSettled, ReprintNeedsReason
from wms.core.locks import lock_print_job, lock_prints_of
from wms.core.models import Printer, PrintJob, Station, Warehouse
from wms.core.operations.printer_trouble import SAID_NOT, review_printer
from wms.core.outbox import enqueue
from wms.core.printing.kinds import HANDLER, OTHER, REASONS, maker_of
from wms.core.states import PRINT_MOVES, UNPROVEN, PrinterWay, PrintState, move_to

WORDS_LIMIT = 80
COPIES_MAX = 50
OPEN = {PrintState.QUEUED, PrintState.FAILED}


def ask_print(
    *,
    cause: Cause,
    warehouse: Warehouse,
    kind: str,
    subject: str,
    title: str,
    printer: Printer | None,
    station: Station | None = None,
    content: bytes | None = None,
    copies: int = 1,
    reason: str = "",
    words: str = "",
) -> PrintJob:
    """Put one print into the queue, in the transaction of what asks for it. Without a `printer`, or with one that is
    reached by the browser, whoever has the page prints it; else an outbox row carries it.

    The first print of a `subject` needs no reason, each further one does. Refuses with ReprintNeedsReason,
    PrinterElsewhere, PrinterUnusable. The caller holds what is printed.
    """
    demand_printer(printer, warehouse)
    earlier = PrintJob.objects.filter(subject=subject).order_by("-copy").values_list("copy", flat=True).first() or 0
    said = clean_reason(reason, words) if earlier else ("", "")
    job = PrintJob(
        warehouse=warehouse,
        kind=kind,
        subject=subject,
        title=title[:120],
        printer=printer,
        station=station,
        content=content,
        copies=copies,
        copy=earlier + 1,
        reason=said[0],
        words=said[1],
        **cause.columns,
    )
    _carry(cause, job)
    return job


def cancel_print(*, cause: Cause, job_id: int) -> PrintJob:
    """Take a job out of the queue that has not begun. Refuses with PrintSettled. Locks the job."""
    job = _locked(job_id, OPEN)
    _end(job, PrintState.CANCELLED)
    _review(cause, job.printer_id)
    _keep(cause, job, "print.cancel")
    return job


def retry_print(*, cause: Cause, job_id: int, printer: Printer | None, station: Station | None = None) -> PrintJob:
    """Try a job anew that surely did not come out (waiting or failed), at `printer`; None: by the browser.

    Not a reprint: nothing was printed. Refuses with PrintSettled (also when it was printed again since: both would come
    out), PrinterElsewhere, PrinterUnusable. Locks the job.
    """
    job = _locked(job_id, OPEN)
    if job.error == SAID_NOT:
        raise PrintSettled(title=job.title, state=str(job.state))
    demand_printer(printer, job.warehouse)
    if job.state == PrintState.FAILED:
        move_to(job, PrintState.QUEUED, PRINT_MOVES)
    before = job.printer_id
    job.printer, job.exchange, job.error, job.ended_at = printer, None, "", None
    job.station = station or job.station
    _carry(cause, job)
    _review(cause, before)
    return job


def settle_print(*, cause: Cause, job_id: int) -> PrintJob:
    """A person says that it did print: a job whose end nobody knows, or that was given up.

    Refuses with PrintSettled. Locks the job.
    """
    job = _locked(job_id, {PrintState.UNKNOWN, PrintState.FAILED})
    _end(job, PrintState.PRINTED)
    _review(cause, job.printer_id)
    _keep(cause, job, "print.settle")
    return job


def print_again(
    *,
    cause: Cause,
    subject: str,
    printer: Printer | None,
    reason: str,
    words: str = "",
    station: Station | None = None,
) -> PrintJob:
    """Reprint (补打): a further job about the same paper, counted and marked; the reason is kept.

    One whose end nobody knew is failed by this: the person says that nothing usable came out; neither it nor one that
    was given up is tried anew then. Refuses with ReprintNeedsReason, PrintSettled (never asked for, on its way, or by
    somebody else at this moment), PrintGone (its content is no longer kept), PrinterElsewhere, PrinterUnusable. Locks
    all prints of the document.
    """
    prints = lock_prints_of(subject)
    if not prints or prints[-1].state in {PrintState.QUEUED, PrintState.SENDING}:
        raise PrintSettled(title=prints[-1].title if prints else "", state=str(prints[-1].state) if prints else "")
    latest = prints[-1]
    said = clean_reason(reason, words)
    demand_printer(printer, latest.warehouse)
    content = None if maker_of(latest.kind) else latest.content
    if content is None and maker_of(latest.kind) is None:
        raise PrintGone(title=latest.title)
    if latest.state == PrintState.UNKNOWN:
        latest.error = SAID_NOT
        _end(latest, PrintState.FAILED)
    elif latest.state == PrintState.FAILED:
        latest.error = SAID_NOT
        latest.save(update_fields=["error"])
    job = PrintJob(
        warehouse=latest.warehouse,
        kind=latest.kind,
        subject=subject,
        title=latest.title,
        printer=printer,
        station=station or latest.station,
        content=bytes(content) if content is not None else None,
        copies=latest.copies,
        copy=latest.copy + 1,
        reason=said[0],
        words=said[1],
        **cause.columns,
    )
    try:
        _carry(cause, job)
    except IntegrityError:  # printjob_copy_once: whoever held the prints before us has made this very copy
        raise PrintSettled(title=latest.title, state=str(PrintState.QUEUED)) from None
    _review(cause, latest.printer_id)
    return job


def show_print(*, job_id: int) -> None:
    """The browser has the paper: as far as anybody can tell it is printed. Locks the job; again changes nothing."""
    job = lock_print_job(job_id)
    if job.goes_by_browser and job.state == PrintState.QUEUED:
        job.attempts += 1
        job.save(update_fields=["attempts"])
        _end(job, PrintState.PRINTED)


def prove_printed(*, subject: str) -> None:
    """The paper was scanned, so it did come out: what nobody knew is settled, what still waits is not wanted any more.

    One statement, which locks them.
    """
    waits = When(state=PrintState.QUEUED, exchange__isnull=False, then=Value(PrintState.CANCELLED))
    jobs = PrintJob.objects.filter(subject=subject, state__in=UNPROVEN)
    jobs.update(state=Case(waits, default=Value(PrintState.PRINTED)), ended_at=timezone.now())


def withdraw_prints(*, subject: str) -> None:
    """What is printed must not come out any more: jobs that have not begun are cancelled. One statement, which locks
    them.
    """
    jobs = PrintJob.objects.filter(subject=subject, state__in=OPEN)
    jobs.update(state=PrintState.CANCELLED, ended_at=timezone.now())


def clean_reason(reason: str, words: str) -> tuple[str, str]:
    """One of REASONS, and the person's own words where it is another one. Refuses with ReprintNeedsReason."""
    said = " ".join(words.split())
    if reason not in REASONS or (reason == OTHER and not said) or len(said) > WORDS_LIMIT:
        raise ReprintNeedsReason(most=WORDS_LIMIT)
    return reason, said


def demand_printer(printer: Printer | None, warehouse: Warehouse) -> None:
    """Refuses with PrinterElsewhere, PrinterUnusable."""
    if printer is None:
        return
    if printer.warehouse_id != warehouse.pk:
        raise PrinterElsewhere(printer=printer.code)
    if not printer.is_active:
        raise PrinterUnusable(printer=printer.code)


def _carry(cause: Cause, job: PrintJob) -> None:
    """Write the job, with the call that brings it to its printer; the browser needs none."""
    if job.printer is not None and job.printer.way != PrinterWay.BROWSER:
        lane, subject = f"prints:{job.printer_id}", f"printer:{job.printer_id}"
        job.exchange = enqueue(lane=lane, handler=HANDLER, subject=subject, cause=cause).pk
    job.save()


def _locked(job_id: int, states: set[PrintState]) -> PrintJob:
    job = lock_print_job(job_id)
    if job.state not in states:
        raise PrintSettled(title=job.title, state=str(job.state))
    return job


def _end(job: PrintJob, state: PrintState) -> None:
    move_to(job, state, PRINT_MOVES)
    job.ended_at = timezone.now()
    job.save(update_fields=["state", "error", "ended_at"])


def _review(cause: Cause, printer_id: int | None) -> None:
    if printer_id is not None:
        review_printer(cause=cause, printer_id=printer_id)


def _keep(cause: Cause, job: PrintJob, action: str) -> None:
    """People's decisions about the queue are kept in the audit."""
    after = {"state": str(job.state)}
    record(cause=cause, action=action, subject=f"print:{job.pk}", after=after, warehouse=job.warehouse)
