"""Refunded units are taken out of an order's goods at the bench, before its parcel may go on [M4]."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from inventory.locks import lock_handling_units
from inventory.operations.handling_units import is_free, occupy_handling_unit
from inventory.operations.serials import free_serials
from inventory.selectors.allocations import allocations_of
from inventory.states import AllocationState
from packing.errors import NotThisTote
from packing.locks import lock_lines, lock_parcel
from packing.models import Parcel
from packing.operations.label import void_waybill
from packing.operations.verify import complete_if_all_here
from packing.states import ON_THE_BENCH, PARCEL_MOVES, ParcelState
from picking.operations.refund import end_refund
from picking.selectors.orders import items_of_order, refunded_keys_of, totes_of_order
from wms.core.cause import Cause
from wms.core.states import move_to


@dataclass(frozen=True)
class TakenOut:
    order_number: str
    tote: str
    units: int
    is_complete: bool


def take_out_refunded(*, cause: Cause, parcel: Parcel, tote_id: int, label: str) -> TakenOut:
    """All refunded units lie in the scanned tote, a free one: they go back from there, the parcel goes on without them.

    A waybill that declared them is void, a new one is asked for. Refuses with NotThisTote. The caller holds order and
    parcel.
    """
    tote = lock_handling_units({tote_id})[tote_id]
    if tote.pk in totes_of_order(parcel.order_id) or not is_free(tote):
        raise NotThisTote(tote=label)
    units = parcel.order.refund_units
    occupy_handling_unit(cause=cause, handling_unit_id=tote.pk)
    rows = allocations_of(refunded_keys_of(parcel.order_id))
    taken = [row.pk for row in rows if row.state == AllocationState.TAKEN]
    end_refund(cause=cause, order=parcel.order, tote=tote, allocation_ids=taken)
    if parcel.state != ParcelState.OPEN:
        void_waybill(parcel=parcel)
        move_to(parcel, ParcelState.OPEN, PARCEL_MOVES)
    is_complete = _shorten(cause, parcel)
    return TakenOut(parcel.order.number, label, units, is_complete)


def on_refunded(key: str, facts: dict[str, object]) -> None:
    """Subscriber of order.refunded: the bench's next scan meets another screen."""
    cause = Cause.task("order.refunded")
    for parcel_id in Parcel.objects.filter(order=int(key), state__in=ON_THE_BENCH).values_list("pk", flat=True):
        parcel = lock_parcel(parcel_id)
        parcel.touch(cause)
        parcel.save(update_fields=Parcel.WORK_FIELDS)


def _shorten(cause: Cause, parcel: Parcel) -> bool:
    """The lines without what was refunded; True when all of the rest is verified already."""
    wanted: Counter[int] = Counter()
    for item in items_of_order(parcel.order_id):
        wanted[item.sku_id] += item.quantity
    lines = lock_lines(parcel)
    parcel.serial_sku = None
    for line in lines:
        line.quantity = wanted[line.sku_id]
        if line.sku.tracks_serials and line.verified > line.quantity:
            # Which of them came out nobody has said: those that stay are scanned anew.
            parcel.serial_units -= free_serials(cause=cause, holder=parcel.work_key, sku_id=line.sku_id)
            line.verified = 0
        line.verified = min(line.verified, line.quantity)
        line.save(update_fields=["quantity", "verified"])
    return complete_if_all_here(cause=cause, parcel=parcel, lines=lines)
