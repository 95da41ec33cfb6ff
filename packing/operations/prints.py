"""The parcel's label and the print queue: printed once where the parcel lies, again only for a reason that is kept."""

from __future__ import annotations

from packing.errors import NothingToPack
from packing.models import Parcel, Waybill
from packing.operations.label import refuse_outdated
from packing.selectors.parcels import label_job, live_waybill
from wms.core.cause import Cause
from wms.core.errors import ReprintNeedsReason
from wms.core.models import Printer, PrintJob
from wms.core.operations.printing import ask_print, print_again, retry_print, settle_print
from wms.core.printing.kinds import NOT_PRINTED, WAYBILL


def print_label(*, cause: Cause, parcel: Parcel, waybill: Waybill) -> PrintJob | None:
    """Ask for the first print of a label at the parcel's bench; None when it lies on none, or was asked for before.

    The caller holds the parcel.
    """
    if parcel.station is None or parcel.is_set_aside:
        return None
    try:
        return ask_print(
            cause=cause,
            warehouse=parcel.warehouse,
            kind=WAYBILL,
            subject=waybill.print_subject,
            title=waybill.number,
            printer=printer_here(parcel),
            station=parcel.station,
        )
    except ReprintNeedsReason:  # a further one
        return None


def ask_reason(*, cause: Cause, parcel: Parcel, is_asked: bool) -> None:
    """A reprint is wanted, or no longer: the bench asks for its reason first. The caller holds the parcel."""
    _job_of(parcel)
    parcel.asks_reason = is_asked
    parcel.touch(cause)
    parcel.save(update_fields=["asks_reason", *Parcel.WORK_FIELDS])


def reprint_label(*, cause: Cause, parcel: Parcel, reason: str) -> PrintJob:
    """Print the label again at this bench.

    Refuses as print_again, and with AddressChanged. The caller holds the parcel; locks its prints.
    """
    waybill = live_waybill(parcel)
    refuse_outdated(parcel, waybill)
    job = print_again(
        cause=cause,
        subject=waybill.print_subject if waybill else "",
        printer=printer_here(parcel),
        reason=reason,
        station=parcel.station,
    )
    parcel.asks_reason = False
    parcel.touch(cause)
    parcel.save(update_fields=["asks_reason", *Parcel.WORK_FIELDS])
    return job


def decide_label(*, cause: Cause, parcel: Parcel, has_printed: bool) -> PrintJob:
    """A person has looked at the printer after a send whose end nobody knew. Refuses with PrintSettled."""
    if not has_printed:
        return reprint_label(cause=cause, parcel=parcel, reason=NOT_PRINTED)
    return settle_print(cause=cause, job_id=_job_of(parcel).pk)


def retry_label(*, cause: Cause, parcel: Parcel, by_browser: bool) -> PrintJob:
    """What surely did not print: try anew, here or in the bench's own browser. Refuses with PrintSettled."""
    printer = None if by_browser else printer_here(parcel)
    job = retry_print(cause=cause, job_id=_job_of(parcel).pk, printer=printer, station=parcel.station)
    parcel.touch(cause)
    parcel.save(update_fields=Parcel.WORK_FIELDS)
    return job


def printer_here(parcel: Parcel) -> Printer | None:
    """The printer of the parcel's bench, when it is in use."""
    printer = parcel.station.printer if parcel.station else None
    return printer if printer is not None and printer.is_active else None


def _job_of(parcel: Parcel) -> PrintJob:
    waybill = live_waybill(parcel)
    job = label_job(waybill) if waybill else None
    if job is None:
        raise NothingToPack(label=parcel.order.number, state=str(parcel.state))
    return job
