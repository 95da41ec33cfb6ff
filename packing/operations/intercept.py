"""[M4] A cancelled order's parcel is taken apart: no label, goods into a tote, and back to their places."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.locks import lock_handling_units
from inventory.operations.handling_units import is_free, occupy_handling_unit, retire_handling_unit
from inventory.states import HandlingUnitKind
from packing.errors import NotThisTote
from packing.models import Parcel
from packing.operations.label import void_waybill
from packing.operations.serials import free_parcel_serials
from packing.states import PARCEL_MOVES, ParcelState
from picking.operations.cancel import intercept_order
from picking.selectors.orders import totes_of_order
from wms.core.cause import Cause
from wms.core.states import move_to


@dataclass(frozen=True)
class Intercepted:
    order_number: str
    tote: str


def begin_intercept(*, cause: Cause, parcel: Parcel) -> None:
    """Stop the parcel for good: its waybill is void at once, whatever the bench does next. The caller holds both."""
    if parcel.is_intercepted:
        return
    void_waybill(parcel=parcel)
    parcel.is_intercepted, parcel.is_blocked = True, False
    parcel.touch(cause)
    parcel.save(update_fields=["is_intercepted", "is_blocked", *Parcel.WORK_FIELDS])


def intercept_parcel(*, cause: Cause, parcel: Parcel, tote_id: int) -> Intercepted:
    """All goods lie in the scanned tote: the order is cancelled, the goods wait there for their put-back.

    A tote of the order, or a free empty one; what lay in another of its totes is in this one
    now. Refuses with NotThisTote. The caller holds order and parcel.
    """
    begin_intercept(cause=cause, parcel=parcel)
    own = totes_of_order(parcel.order_id)
    tote = lock_handling_units({tote_id, *own})[tote_id]
    if tote.pk not in own:
        if not is_free(tote) or tote.kind == HandlingUnitKind.WALL:
            raise NotThisTote(tote=tote.code)
        occupy_handling_unit(cause=cause, handling_unit_id=tote.pk)
    if parcel.carton_id:
        retire_handling_unit(cause=cause, handling_unit_id=parcel.carton_id)
    intercept_order(cause=cause, order=parcel.order, tote=tote)
    free_parcel_serials(cause=cause, parcel=parcel)
    move_to(parcel, ParcelState.CANCELLED, PARCEL_MOVES)
    parcel.touch(cause)
    parcel.save(update_fields=["state", "serial_sku", "serial_units", *Parcel.WORK_FIELDS])
    return Intercepted(parcel.order.number, tote.code)
