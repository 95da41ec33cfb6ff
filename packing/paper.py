"""The PDF behind a print job of a parcel's label."""

from __future__ import annotations

from packing.manual import own_label
from packing.models import HandoverBatch, Waybill
from wms.core.models import PrintJob, Shop
from wms.core.paper.errors import NothingToPrint

DEFAULT_DPI = 203


def batch_paper(job: PrintJob) -> bytes:
    """The bag's paper as the platform gave it. Refuses with paper.nothing_to_print when it is not here."""
    batch = HandoverBatch.objects.get(pk=int(job.subject.partition(":")[2]))
    if batch.pdf is None:
        raise NothingToPrint
    return bytes(batch.pdf)


def waybill_paper(job: PrintJob) -> bytes:
    """The carrier's label as it came; our own one drawn for the very printer, so that its bars lie on its dots.

    Refuses with paper.nothing_to_print when the label is not here.
    """
    waybill = Waybill.objects.select_related("parcel__order__shop").get(pk=int(job.subject.partition(":")[2]))
    if waybill.label_pdf is None:
        raise NothingToPrint
    dpi = job.printer.dpi if job.printer else DEFAULT_DPI
    if waybill.parcel.order.shop.channel == Shop.Channel.MANUAL and dpi != DEFAULT_DPI:
        return own_label(waybill.pk, dpi)
    return bytes(waybill.label_pdf)
