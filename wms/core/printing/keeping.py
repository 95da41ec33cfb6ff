"""What is done beside printing: asking printers how they are, and forgetting papers that nobody prints again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.utils import timezone

from wms.core.cause import Cause
from wms.core.models import Printer, PrintJob
from wms.core.operations.printer_trouble import has_open_trouble, review_printer
from wms.core.printing.driver import PrinterTrouble
from wms.core.printing.handler import DRIVERS
from wms.core.states import PrintState
from wms.core.transactions import run

PAPERS_KEPT = timedelta(days=30)
OVER = [PrintState.PRINTED, PrintState.CANCELLED, PrintState.FAILED]


def look_at_printers() -> int:
    """Ask each printer in use that the server reaches. Returns how many."""
    rows = list(Printer.objects.filter(is_active=True, way__in=list(DRIVERS)).order_by("pk"))
    for printer in rows:
        look_at(printer)
    return len(rows)


def look_at(printer: Printer) -> str:
    """Ask one printer and keep what it told, or why it could not be asked. Returns the code of its trouble.

    No transaction is open while it asks. Two looks at once: the later answer stays.
    """
    driver = DRIVERS.get(printer.way)
    if driver is None:
        return ""
    try:
        condition = driver.look(printer.address)
        facts, code = condition.facts, condition.trouble
    except PrinterTrouble as trouble:
        facts, code = {}, trouble.code
    run(partial(_keep, printer.pk, printer.address, facts, code))
    return code


def _keep(printer_id: int, address: str, facts: dict[str, object], code: str) -> None:
    now = timezone.now()
    mine = Printer.objects.filter(pk=printer_id, address=address)  # not what was asked at an address of before
    mine.update(condition=facts, looked_at=now)
    mine.exclude(trouble=code).update(trouble=code, trouble_at=now)
    if code or has_open_trouble(printer_id):
        review_printer(cause=Cause.task("printers"), printer_id=printer_id)


def purge_papers() -> int:
    """Drop the PDFs of jobs that ended 30 days ago; the rows stay. Returns how many."""
    old = PrintJob.objects.filter(state__in=OVER, ended_at__lt=timezone.now() - PAPERS_KEPT, content__isnull=False)
    return run(partial(old.update, content=None))
