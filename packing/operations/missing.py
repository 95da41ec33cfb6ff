"""[M34][M40] Units that should be in the tote are not: declared at the bench, lost by the books, fetched anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.locks import key_of, lock_balances_with_holders, lock_sku_stocks
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

if TYPE_CHECKING:
    from inventory.models import Allocation


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
    held = _lock_held(parcel, {line.sku_id for line in lines})
    for line in lines:
        _lose(cause, line, held)
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


def _lock_held(parcel: Parcel, sku_ids: set[int]) -> list[Allocation]:
    """The order's taken goods of these SKUs, with all that losing any of them locks, at once and in the one order."""
    demands = demand_keys_of(parcel.order_id)
    before = [row for row in allocations_of(demands) if row.sku_id in sku_ids and row.balance is not None]
    lock_sku_stocks(parcel.warehouse_id, sku_ids)
    lock_balances_with_holders(key_of(row.balance) for row in before if row.balance is not None)
    return [row for row in allocations_of(demands) if row.state == AllocationState.TAKEN and row.balance is not None]


def _lose(cause: Cause, line: ParcelLine, held: list[Allocation]) -> None:
    """Write the missing units off, lot by lot, where the order's allocations say that they lie."""
    left = line.quantity - line.verified
    for row in held:
        if row.sku_id != line.sku_id or row.balance is None or left == 0:
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
