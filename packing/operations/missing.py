"""[M34][M40] Units that should be in the tote are not: declared at the bench, lost by the books, fetched anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.locks import BalanceKey, key_of
from inventory.operations.adjust import Loss, Shelf, declare_losses, lock_shelf
from inventory.operations.handling_units import retire_handling_unit
from inventory.selectors.allocations import allocations_of
from inventory.states import AllocationState
from packing.errors import NothingMissing
from packing.locks import lock_lines_of
from packing.models import Parcel, ParcelLine, ParcelMismatch
from packing.operations.serials import free_parcel_serials
from packing.operations.verify import call_manager, refuse_cancelled
from packing.states import PARCEL_MOVES, MismatchKind, ParcelState
from picking.operations.bench import abort_packing
from picking.selectors.orders import demands_of_orders
from wms.core.cause import Cause
from wms.core.states import move_to

if TYPE_CHECKING:
    from inventory.models import Allocation


@dataclass(frozen=True)
class Missing:
    """Units that were declared missing, by SKU code. The order goes back to picking; the goods stay in their tote."""

    order_number: str
    units: dict[str, int]


def declare_missing(*, cause: Cause, parcels: Sequence[Parcel]) -> list[Missing]:
    """What has not been verified is not there: the shelf wins (PROTOCOLS 1), picking fetches it again.

    All units are lost before any order is judged: a loss takes the weakest unit of a place first, which may be that of
    another of these orders. Refuses with OrderCancelledAtBench, NothingMissing (all verified, or a waybill was asked
    for). The caller holds the orders and the parcels, all of one warehouse; locks SkuStock, allocations, balances.
    """
    lines_of: dict[int, list[ParcelLine]] = {}
    for parcel in parcels:
        refuse_cancelled(parcel)
    for line in lock_lines_of(parcels):
        if line.verified < line.quantity:
            lines_of.setdefault(line.parcel_id, []).append(line)
    for parcel in parcels:
        if not lines_of.get(parcel.pk) or parcel.state != ParcelState.OPEN:
            raise NothingMissing(order=parcel.order.number)
    for parcel in parcels:
        if parcel.carton_id:  # opened for a label that came before a refund; a handling unit is locked before the sums
            retire_handling_unit(cause=cause, handling_unit_id=parcel.carton_id)
    _lose(cause, parcels, lines_of)
    ParcelMismatch.objects.bulk_create(
        ParcelMismatch(
            parcel_id=line.parcel_id,
            kind=MismatchKind.MISSING,
            sku=line.sku,
            quantity=line.quantity - line.verified,
            **cause.columns,
        )
        for lines in lines_of.values()
        for line in lines
    )
    ended = [_end(cause, parcel, lines_of[parcel.pk]) for parcel in parcels]
    abort_packing(cause=cause, orders=[parcel.order for parcel in parcels], reason="missing")
    return ended


def _end(cause: Cause, parcel: Parcel, lines: Sequence[ParcelLine]) -> Missing:
    """The parcel is no more, and the manager is called."""
    units = {line.sku.code: line.quantity - line.verified for line in lines}
    free_parcel_serials(cause=cause, parcel=parcel)
    move_to(parcel, ParcelState.CANCELLED, PARCEL_MOVES)
    parcel.touch(cause)
    parcel.save(update_fields=["state", "serial_sku", "serial_units", *Parcel.WORK_FIELDS])
    call_manager(cause=cause, parcel=parcel, kind=MismatchKind.MISSING, units=units)
    return Missing(parcel.order.number, units)


def _lose(cause: Cause, parcels: Sequence[Parcel], lines_of: Mapping[int, Sequence[ParcelLine]]) -> None:
    """Write the missing units off, lot by lot, where the orders' allocations say that they lie."""
    held, shelf = _lock_held(parcels, {line.sku_id for lines in lines_of.values() for line in lines})
    lost: dict[BalanceKey, Loss] = {}
    for parcel in parcels:
        for line in lines_of[parcel.pk]:
            left = line.quantity - line.verified
            for row in held.get((parcel.order_id, line.sku_id), []):
                assert row.balance is not None  # noqa: S101  the table's own CHECK says so of a taken row
                units = min(left, row.quantity)
                left -= units
                if units:
                    known = lost.get(key_of(row.balance))
                    lost[key_of(row.balance)] = Loss(
                        location=row.balance.location,
                        sku=line.sku,
                        lot=row.balance.lot,
                        quantity=units + (known.quantity if known else 0),
                    )
    declare_losses(cause=cause, losses=list(lost.values()), reason="bench_missing", shelf=shelf)


def _lock_held(
    parcels: Sequence[Parcel], sku_ids: set[int]
) -> tuple[dict[tuple[int, int], list[Allocation]], Shelf | None]:
    """The orders' taken goods of these SKUs, by order and SKU, with all that losing any of them locks, at once and in
    the one order.
    """
    order_of = demands_of_orders([parcel.order_id for parcel in parcels])
    before = [row for row in allocations_of(order_of) if row.sku_id in sku_ids]
    balances = [row.balance for row in before if row.balance is not None]
    if not balances:
        return {}, None
    shelf = lock_shelf(balances[0].location, {key_of(balance) for balance in balances})
    held: dict[tuple[int, int], list[Allocation]] = {}
    for row in allocations_of(order_of):
        if row.state == AllocationState.TAKEN and row.balance is not None:
            held.setdefault((order_of[row.demand_type, row.demand_id], row.sku_id), []).append(row)
    return held, shelf
