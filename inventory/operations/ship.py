"""Taken goods leave the house: the promise is kept, and the goods are the buyer's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from inventory.errors import DemandIncomplete, GoodsElsewhere, UnknownDemand
from inventory.ledger import Books, Move
from inventory.locks import (
    key_of,
    lock_allocations_carried,
    lock_allocations_of,
    lock_balances,
    lock_balances_by_id,
    lock_sku_stocks,
    of_demands,
)
from inventory.models import Allocation, Location, SkuStock
from inventory.operations.found import Found, found_keys, hold_found
from inventory.rows import write_states
from inventory.selectors.allocations import places_of
from inventory.selectors.places import outer_location
from inventory.states import ALLOCATION_MOVES, AllocationState, DemandKey, LocationKind, Reason
from wms.core.cause import Cause
from wms.core.states import move_to


@dataclass(frozen=True)
class Shipped:
    movement_ids: tuple[int, ...]
    units: int
    found_units: int = 0


def ship(
    *,
    cause: Cause,
    demands: Iterable[DemandKey],
    source: Location | None = None,
    skus: Mapping[int, Collection[int]] | None = None,
    customer: Location | None = None,
) -> Shipped:
    """Let the goods of these demands leave, all of them, from `source` (or from wherever they were taken to).

    Who knows their `skus`, by warehouse, and the one warehouse's `customer` end spares reading them. Refuses with
    UnknownDemand, DemandIncomplete (a unit is not taken yet), GoodsElsewhere. Where negative outbound is on [M22],
    promised units are found at `source` first. Locks SkuStock, the allocations, the balances.
    """
    keys = sorted({(demand_type, str(demand_id)) for demand_type, demand_id in demands})
    places = places_of(keys) if skus is None else skus
    stocks = {warehouse: lock_sku_stocks(warehouse, places[warehouse]) for warehouse in sorted(places)}
    found_units = 0
    if source is not None and source.is_physical and source.warehouse.allows_negative_outbound:
        rows, found_units = _find_missing(cause, lock_allocations_of(keys), source, stocks.get(source.warehouse_id, {}))
        taken = [row.balance_id for row in rows if row.state == AllocationState.TAKEN and row.balance_id]
        lying = lock_balances_by_id(taken)
        by_key = {key_of(balance): balance for balance in lying.values()}
    else:
        rows, by_key = lock_allocations_carried(of_demands(keys), state=AllocationState.TAKEN, into_id=None)
    rows = [row for row in rows if row.state != AllocationState.RELEASED]
    for key in keys:
        _check_complete(key, [row for row in rows if _demand(row) == key], source)
    leaving = [row for row in rows if row.state == AllocationState.TAKEN]
    movement_ids: list[int] = []
    for warehouse_id in sorted({row.warehouse_id for row in leaving}):
        books = Books(cause=cause, warehouse_id=warehouse_id, stocks=stocks[warehouse_id], balances=by_key)
        target = customer or outer_location(warehouse_id, LocationKind.CUSTOMER)
        mine = [row for row in leaving if row.warehouse_id == warehouse_id]
        for row in mine:
            _leave(books, row, target)
        write_states(mine)
        movement_ids += [movement.pk for movement in books.write()]
    return Shipped(tuple(movement_ids), sum(row.quantity for row in leaving), found_units)


def _leave(books: Books, row: Allocation, customer: Location) -> None:
    balance = row.balance
    assert balance is not None  # noqa: S101  the table's own CHECK says so of a taken row
    books.move(
        Move(
            sku_id=row.sku_id,
            lot_id=balance.lot_id,
            quantity=row.quantity,
            source=balance.location,
            target=customer,
            reason=Reason.SHIP,
            demand=_demand(row),
            let_go=row.quantity,
        )
    )
    books.count(row.sku_id, reserved=-row.quantity)
    move_to(row, AllocationState.SHIPPED, ALLOCATION_MOVES)


def _check_complete(key: DemandKey, rows: Sequence[Allocation], source: Location | None) -> None:
    if not rows:
        raise UnknownDemand(demand=f"{key[0]}:{key[1]}")
    for row in rows:
        balance = row.balance
        if row.state != AllocationState.TAKEN or balance is None:
            done = sum(r.quantity for r in rows if r.state in (AllocationState.TAKEN, AllocationState.SHIPPED))
            raise DemandIncomplete(demand=key[1], taken=done, wanted=sum(r.quantity for r in rows))
        if source is not None and balance.location_id != source.pk:
            raise GoodsElsewhere(demand=key[1], location=source.code, found=balance.location.code)


def _find_missing(
    cause: Cause, rows: list[Allocation], source: Location, stocks: dict[int, SkuStock]
) -> tuple[list[Allocation], int]:
    """Promised units are found at `source` and count as taken from it. Locks every balance of these demands."""
    found = Found(source, stocks)
    taken = [key_of(row.balance) for row in rows if row.state == AllocationState.TAKEN and row.balance is not None]
    keys = {row.pk: found_keys(row, source) for row in rows if row.state == AllocationState.PROMISED}
    lock_balances([*taken, *chain.from_iterable(keys.values())])
    held: list[Allocation] = []
    for row in rows:
        if row.pk in keys:
            row = hold_found(cause=cause, found=found, allocation=row, quantity=row.quantity, keys=keys[row.pk])
            move_to(row, AllocationState.TAKEN, ALLOCATION_MOVES)
            row.save(update_fields=["state"])
        held.append(row)
    return held, found.units


def _demand(row: Allocation) -> DemandKey:
    return row.demand_type, row.demand_id
