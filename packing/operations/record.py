"""What the carrier's platform answered: recorded in the transaction that finishes its Exchange.

Late and repeated answers change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from packing.locks import lock_parcel, lock_waybill
from packing.models import Parcel, Waybill
from packing.operations.desk_work import FOR_THE_DESK, ask_desk, settle_desk
from packing.operations.label import prepare_carton
from packing.operations.prints import print_label
from packing.ports import carrier_for
from packing.states import PARCEL_MOVES, WAYBILL_MOVES, LookState, ParcelState, WaybillState
from picking.operations.cancel import request_cancel
from wms.core.cause import Cause
from wms.core.states import move_to


def record_look(*, cause: Cause, parcel_id: int, is_cancelled: bool | None, seen_at: datetime) -> None:
    """The last look: True = the buyer has cancelled, False = the order stands, None = nobody could tell."""
    parcel = lock_parcel(parcel_id)
    if is_cancelled is None:
        parcel.look_state = LookState.FAILED
    else:
        parcel.look_state, parcel.looked_at = (LookState.CANCELLED if is_cancelled else LookState.FINE), seen_at
    parcel.touch(cause)
    parcel.save(update_fields=["look_state", "looked_at", *Parcel.WORK_FIELDS])
    if is_cancelled and parcel.order.cancel_requested_at is None:
        request_cancel(cause=cause, order=parcel.order, reason="platform")


def record_waybill(
    *,
    cause: Cause,
    waybill_id: int,
    number: str,
    carrier: str = "",
    order_code: str = "",
    failure: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """The waybill's number and the service that it was made with, or the code why there is none.

    With a number the label is asked for at once. A failure that only a person at the desk can mend becomes work, with
    the `facts` that say what.
    """
    parcel, waybill = _locked(waybill_id)
    if waybill.state != WaybillState.REQUESTED:
        return
    if failure:
        move_to(waybill, WaybillState.FAILED, WAYBILL_MOVES)
        waybill.failure = failure[:60]
        if failure in FOR_THE_DESK:
            ask_desk(cause=cause, parcel=parcel, failure=failure, facts=facts or {})
    else:
        move_to(waybill, WaybillState.CREATED, WAYBILL_MOVES)
        waybill.number, waybill.created_at = number, timezone.now()
        waybill.carrier, waybill.order_code = carrier or waybill.carrier, order_code[:40]
        settle_desk(parcel=parcel)
        carrier_for(parcel.order).fetch_label(cause=cause, parcel=parcel, waybill_id=waybill.pk)
    waybill.save(update_fields=["state", "failure", "number", "carrier", "order_code", "created_at"])
    parcel.touch(cause)
    parcel.save(update_fields=Parcel.WORK_FIELDS)


def record_label(*, cause: Cause, waybill_id: int, pdf: bytes) -> None:
    """The label's PDF is here: it is printed at the parcel's bench, by the queue, and scanned off the parcel."""
    parcel, waybill = _locked(waybill_id)
    if waybill.state != WaybillState.CREATED:
        return
    move_to(waybill, WaybillState.READY, WAYBILL_MOVES)
    waybill.label_pdf, waybill.ready_at = pdf, timezone.now()
    waybill.save(update_fields=["state", "label_pdf", "ready_at"])
    if parcel.state == ParcelState.VERIFIED:
        move_to(parcel, ParcelState.LABELLED, PARCEL_MOVES)
        prepare_carton(cause=cause, parcel=parcel)
        print_label(cause=cause, parcel=parcel, waybill=waybill)
    parcel.touch(cause)
    parcel.save(update_fields=["state", "carton", *Parcel.WORK_FIELDS])


def record_label_failure(*, cause: Cause, waybill_id: int, failure: str) -> None:
    """The label could not be fetched (yet): the waybill lives, only a further try is due."""
    parcel, waybill = _locked(waybill_id)
    if waybill.state != WaybillState.CREATED:
        return
    waybill.failure = failure[:60]
    waybill.save(update_fields=["failure"])
    parcel.touch(cause)
    parcel.save(update_fields=Parcel.WORK_FIELDS)


def _locked(waybill_id: int) -> tuple[Parcel, Waybill]:
    parcel = lock_parcel(Waybill.objects.values_list("parcel_id", flat=True).get(pk=waybill_id))
    return parcel, lock_waybill(waybill_id)
