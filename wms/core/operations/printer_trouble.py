"""A printer that needs somebody: one work item a printer, raised and closed by what is known of it now."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from wms.core.cause import Cause
from wms.core.messages import WORDINGS
from wms.core.models import Printer, PrintJob, WorkItem
from wms.core.states import PrintState, WorkItemState
from wms.core.work_items import close_work_items, raise_work_item

PRINTER_TROUBLE, PRINTER = "printer.trouble", "printer"
PATIENCE = timedelta(minutes=5)  # a roll is changed in less, and the bench is told at once all the same
SAID_NOT = "print.said_not"  # a person has looked already, and printed it again


def review_printer(*, cause: Cause, printer_id: int) -> None:
    """Raise the printer's work item, freshen or close it: it is in trouble for PATIENCE, or its latest job was lost.

    A clean print proves that it works again; what people decide about the job ends it too. Locks nothing: whoever
    reviews it next sees what is true then.
    """
    printer = Printer.objects.get(pk=printer_id)
    what = _what_ails(printer) if printer.is_active else None
    if what is None:
        close_work_items(kind=PRINTER_TROUBLE, subject_type=PRINTER, subject_id=printer_id, resolution="printer.well")
        return
    label = f"{printer.code} {printer.name}"
    facts = {"printer": label, "what": what}
    if _open_facts(printer_id) == facts:
        return
    raise_work_item(
        cause=cause,
        kind=PRINTER_TROUBLE,
        warehouse_id=printer.warehouse_id,
        subject_type=PRINTER,
        subject_id=printer_id,
        subject_label=label,
        facts=facts,
    )


def has_open_trouble(printer_id: int) -> bool:
    return _open_facts(printer_id) is not None


def _open_facts(printer_id: int) -> dict[str, object] | None:
    rows = WorkItem.objects.filter(kind=PRINTER_TROUBLE, subject_type=PRINTER, subject_id=str(printer_id))
    return rows.exclude(state=WorkItemState.RESOLVED).values_list("facts", flat=True).first()


def _what_ails(printer: Printer) -> list[str] | None:
    """In both languages; None when nothing does."""
    if printer.trouble and printer.trouble_at is not None and printer.trouble_at <= timezone.now() - PATIENCE:
        return _title(printer.trouble)
    job = _lost_job(printer)
    return [f"{job.title} {words}" for words in _title(job.error)] if job else None


def _lost_job(printer: Printer) -> PrintJob | None:
    """The latest job that was given up or that nobody knows the end of, unless a later one came out."""
    rows = PrintJob.objects.filter(printer=printer, exchange__isnull=False).defer("content")
    lost = rows.filter(state__in=[PrintState.FAILED, PrintState.UNKNOWN]).exclude(error=SAID_NOT)
    job = lost.order_by("-ended_at", "-pk").first()
    if job is None or rows.filter(state=PrintState.PRINTED, ended_at__gte=job.ended_at).exists():
        return None
    return job


def _title(code: str) -> list[str]:
    return list(WORDINGS[code].title) if code in WORDINGS else [code, code]
