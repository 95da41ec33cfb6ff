"""[M34][M40] Units that should be in the tote are not: declared at the bench, lost by the books, fetched anew."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.operations.adjust import declare_loss
from inventory.selectors.allocations import allocations_of
from inventory.states import AllocationState
from packing.errors import NothingMissing
from packing.locks import lock_lines
from packing.models import Parcel, ParcelLine, ParcelMismatch
from packing.operations.verify import call_manager, refuse_cancelled
from packing.states import PARCEL_MOVES, MismatchKind, ParcelState
from picking.operations.bench import abort_packing
from picking.selectors.orders import demand_keys_of
from wms.core.cause import Cause
from wms.core.states import move_to


@dataclass(frozen=True)
class Missing:
    """Units that were declared missing, by SKU code. The order goes back to picking; the goods stay in their tote."""

    order_number: str
    units: dict[str, int]


def declare_missing(*, cause: Cause, parcel: Parcel) -> Missing:
    """What has not been verified is not there: the shelf wins (PROTOCOLS 1), picking fetches it again.

    Refuses with OrderCancelledAtBench, NothingMissing (all verified, or a waybill was asked for). The caller holds
    order and parcel; locks SkuStock, allocations, balances.
    """
    refuse_cancelled(parcel)
    lines = [line for line in lock_lines(parcel) if line.verified < line.quantity]
    if not lines or parcel.state != ParcelState.OPEN:
        raise NothingMissing(order=parcel.order.number)
    for line in lines:
        _lose(cause, parcel, line)
        ParcelMismatch.objects.create(
            parcel=parcel,
            kind=MismatchKind.MISSING,
            sku=line.sku,
            quantity=line.quantity - line.verified,
            **cause.columns,
        )
    units = {line.sku.code: line.quantity - line.verified for line in lines}
    move_to(parcel, ParcelState.CANCELLED, PARCEL_MOVES)
    parcel.touch(cause)
    parcel.save(update_fields=["state", *Parcel.WORK_FIELDS])
    call_manager(cause=cause, parcel=parcel, kind=MismatchKind.MISSING, units=units)
    abort_packing(cause=cause, order=parcel.order, reason="missing")
    return Missing(parcel.order.number, units)


def _lose(cause: Cause, parcel: Parcel, line: ParcelLine) -> None:
    """Write the missing units off, lot by lot, where the order's allocations say that they lie."""
    left = line.quantity - line.verified
    for row in allocations_of(demand_keys_of(parcel.order_id)):
        if row.sku_id != line.sku_id or row.state != AllocationState.TAKEN or row.balance is None or left == 0:
            continue
        units = min(left, row.quantity)
        declare_loss(
            cause=cause,
            location=row.balance.location,
            sku=line.sku,
            lot=row.balance.lot,
            quantity=units,
            reason="bench_missing",
        )
        left -= units
