"""What became of a print job's way to the printer; written by the outbox's finish, under the job's lock."""

from __future__ import annotations

from django.utils import timezone

from wms.core.cause import Cause
from wms.core.locks import lock_print_job, lock_print_job_of
from wms.core.models import Exchange, Printer, PrintJob
from wms.core.operations.printer_trouble import review_printer
from wms.core.outbox.held import prolong
from wms.core.printing.driver import Delivery
from wms.core.states import PRINT_MOVES, PrintState, move_to

ON_ITS_WAY = {PrintState.QUEUED, PrintState.SENDING}


class CallLost(Exception):
    """Somebody else holds the call by now; what was begun is rolled back."""


def begin_sending(*, job_id: int, exchange: Exchange) -> bool:
    """The job is `sending` from now on. False when it was cancelled, sent elsewhere, or another worker holds the call.

    Locks the job, then the outbox row, whose lease begins anew.
    """
    job = lock_print_job(job_id)
    if job.state != PrintState.QUEUED or job.exchange != exchange.pk or not prolong(exchange):
        return False
    move_to(job, PrintState.SENDING, PRINT_MOVES)
    job.sent_at, job.error, job.remote_id = timezone.now(), "", None
    job.attempts += 1
    job.save(update_fields=["state", "sent_at", "error", "remote_id", "attempts"])
    return True


def record_delivery(*, exchange_id: int, delivery: Delivery, is_last: bool) -> None:
    """Write how a try ended. `is_last`: the outbox will not try again. News about a job that went on change nothing.

    The printer's trouble is kept beside it, so that everybody who prints there is told; a lost job, and a trouble that
    stays, becomes a work item.
    """
    job = lock_print_job_of(exchange_id)
    if job is None or job.state not in ON_ITS_WAY:
        return
    _note_printer(job, delivery)
    job.remote_id = delivery.remote_id or job.remote_id
    job.error = delivery.code
    target = _target(job, delivery, is_last)
    if target != job.state:
        if job.state == PrintState.QUEUED and target == PrintState.UNKNOWN:
            target = PrintState.FAILED  # nothing was begun
        move_to(job, target, PRINT_MOVES)
    if job.state not in ON_ITS_WAY:
        job.ended_at = timezone.now()
    job.save(update_fields=["state", "error", "remote_id", "ended_at"])
    if job.printer_id is not None:
        review_printer(cause=Cause.task("print"), printer_id=job.printer_id)


def _target(job: PrintJob, delivery: Delivery, is_last: bool) -> str:
    if delivery.outcome == "not_sent":
        return PrintState.FAILED if is_last else PrintState.QUEUED
    ends = {"printed": PrintState.PRINTED, "refused": PrintState.FAILED, "unclear": PrintState.UNKNOWN}
    return ends.get(delivery.outcome, PrintState(job.state))


def _note_printer(job: PrintJob, delivery: Delivery) -> None:
    """`printer.…` codes are the printer's own trouble; a clean end shows that there is none."""
    is_trouble = delivery.code.startswith("printer.")
    if job.printer_id is None or not (is_trouble or delivery.outcome == "printed"):
        return
    code = delivery.code if is_trouble else ""
    Printer.objects.filter(pk=job.printer_id).exclude(trouble=code).update(trouble=code, trouble_at=timezone.now())
