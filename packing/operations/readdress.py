"""The buyer's address has changed after a waybill was made: that label must never leave, a new one is asked for."""

from __future__ import annotations

from django.utils import timezone

from packing.locks import lock_parcel
from packing.models import Parcel, Waybill
from packing.operations.label import ask_for_waybill, end_waybill
from packing.states import ON_THE_BENCH, PARCEL_MOVES, ParcelState
from picking.operations.bench import reopen_packing
from picking.operations.history import note
from picking.selectors.orders import whole_of
from wms.core.cause import Cause
from wms.core.states import move_to
from wms.core.work_items import close_work_items, raise_work_item

ADDRESS_CHANGED = "pack.address_changed"


def record_address_change(*, cause: Cause, order_id: int) -> int:
    """Mark the live waybill of each part that is still here; closing and handover refuse until it is made anew.

    Returns how many. Locks each part's order, then its parcel.
    """
    marked = 0
    for part in whole_of(order_id):
        live = (*ON_THE_BENCH, ParcelState.CLOSED)
        for parcel_id in Parcel.objects.filter(order=part, state__in=live).values_list("pk", flat=True):
            marked += _mark(cause, lock_parcel(parcel_id))
    return marked


def label_anew(*, cause: Cause, parcel: Parcel, outdated: Waybill) -> Waybill:
    """Void the outdated waybill and ask for one with the present address; a sealed parcel comes back to the bench.

    The caller holds order and parcel, and has put the parcel on a bench.
    """
    end_waybill(parcel=parcel, waybill=outdated)
    if parcel.state == ParcelState.CLOSED:
        reopen_packing(cause=cause, order=parcel.order)
    if parcel.state != ParcelState.VERIFIED:
        move_to(parcel, ParcelState.VERIFIED, PARCEL_MOVES)
    parcel.asks_reason = False
    parcel.touch(cause)
    parcel.save(update_fields=["state", "asks_reason", *Parcel.WORK_FIELDS])
    waybill = ask_for_waybill(cause=cause, parcel=parcel, waybill=None)
    close_work_items(kind=ADDRESS_CHANGED, subject_type="parcel", subject_id=parcel.pk, resolution="pack.label_anew")
    return waybill


def _mark(cause: Cause, parcel: Parcel) -> int:
    if parcel.state not in (*ON_THE_BENCH, ParcelState.CLOSED):
        return 0
    marked = parcel.waybills.exclude(state="void").filter(outdated_at=None).update(outdated_at=timezone.now())
    if not marked:
        return 0
    parcel.touch(cause)
    parcel.save(update_fields=Parcel.WORK_FIELDS)
    note(cause=cause, order=parcel.order, code="order.address_changed")
    raise_work_item(
        cause=cause,
        kind=ADDRESS_CHANGED,
        warehouse_id=parcel.warehouse_id,
        subject_type="parcel",
        subject_id=parcel.pk,
        subject_label=parcel.number,
        facts={"order": parcel.order.number, "parcel": parcel.number},
        is_urgent=True,
        stage="pack",
    )
    return marked
