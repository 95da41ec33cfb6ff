"""Promised goods get a place, when their wave is released: FEFO/FIFO right then (PROTOCOLS 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from inventory.choosing import Place, choose_places, day_of_arrival
from inventory.errors import AllocationNotPromised, UnknownDemand
from inventory.ledger import Books, strength
from inventory.locks import key_of, lock_allocations, lock_pickable_balances, lock_promised_of
from inventory.models import Allocation, StockBalance
from inventory.operations.shelf_wins import Returned
from inventory.operations.short import ShortShelf
from inventory.selectors.places import at_open_places
from inventory.states import ALLOCATION_MOVES, AllocationState, DemandKey
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.states import move_to


@dataclass(frozen=True)
class PlacedUnits:
    allocation_id: int
    sku_id: int
    location_id: int
    lot_id: int | None
    quantity: int
    walk_order: int


@dataclass(frozen=True)
class Placement:
    """Where one demand's goods lie. `missing` = promised units for which no pickable place was found."""

    demand: DemandKey
    placed: tuple[PlacedUnits, ...]
    missing: int


def place_demands(*, cause: Cause, warehouse: Warehouse, demands: Iterable[DemandKey]) -> list[Placement]:
    """Give every promised unit of these demands a place: good goods on unblocked storage locations.

    An allocation is split over places where it must be. What finds none stays promised and counts as missing; what
    waits is not touched. Locks the promised allocations, then the pickable balances of their SKUs; never SkuStock.
    """
    keys = sorted({(demand_type, str(demand_id)) for demand_type, demand_id in demands})
    placed, missing = _place(cause, warehouse, lock_promised_of(keys, warehouse.pk))
    units: dict[DemandKey, list[PlacedUnits]] = {}
    for row, unit in placed:
        units.setdefault(_demand(row), []).append(unit)
    return [Placement(key, tuple(units.get(key, ())), missing.get(key, 0)) for key in keys]


def place_again(*, cause: Cause, allocation_id: int) -> Placement:
    """Find another place for an allocation that lost its own.

    Refuses with UnknownDemand, AllocationNotPromised. Locks like place_demands.
    """
    row = lock_allocations([allocation_id]).get(allocation_id)
    if row is None:
        raise UnknownDemand(demand=str(allocation_id))
    if row.state != AllocationState.PROMISED:
        raise AllocationNotPromised(allocation=allocation_id, state=str(row.state))
    placed, missing = _place(cause, row.warehouse, [row])
    return Placement(_demand(row), tuple(unit for _, unit in placed), missing.get(_demand(row), 0))


def place_returned(*, returned: Sequence[Returned], shelf: ShortShelf) -> dict[DemandKey, list[PlacedUnits]]:
    """Find other places for what a short has lost, among those that were locked with it and are still open, by demand;
    what finds none stays promised. Enters it in the shelf's books; locks nothing.
    """
    free = []
    for seen in shelf.elsewhere if returned else ():
        balance = shelf.balances[key_of(seen)]
        balance.location, balance.lot = seen.location, seen.lot
        if balance.free > 0:
            free.append(balance)
    if free:
        is_open = at_open_places(shelf.location.warehouse_id, free[0].sku_id)
        free = [balance for balance in free if balance.pk in is_open]
    units: dict[DemandKey, list[PlacedUnits]] = {}
    zone = free[0].location.warehouse.zone if free else ZoneInfo("UTC")
    for row, unit in _choose(shelf.books, [gone.row for gone in returned], free, zone)[0]:
        units.setdefault(_demand(row), []).append(unit)
    return units


def _place(
    cause: Cause, warehouse: Warehouse, promised: Sequence[Allocation]
) -> tuple[list[tuple[Allocation, PlacedUnits]], dict[DemandKey, int]]:
    balances = lock_pickable_balances(warehouse.pk, {row.sku_id for row in promised})
    books = Books(cause=cause, warehouse_id=warehouse.pk, balances={key_of(row): row for row in balances})
    chosen = _choose(books, promised, balances, warehouse.zone)
    books.write()
    return chosen


def _choose(
    books: Books, promised: Sequence[Allocation], balances: Sequence[StockBalance], zone: ZoneInfo
) -> tuple[list[tuple[Allocation, PlacedUnits]], dict[DemandKey, int]]:
    """Enter the best places among locked balances, the strongest promise first; what is missing, by demand."""
    by_id = {balance.pk: balance for balance in balances}
    places = _places_by_sku(balances, zone)
    missing: dict[DemandKey, int] = {}
    kept: list[Allocation] = []
    cut: list[Allocation] = []
    for row in sorted(promised, key=strength):
        chosen = choose_places(row.quantity, places.get(row.sku_id, []))
        left = row.quantity - sum(units for _, units in chosen)
        if left:
            missing[_demand(row)] = missing.get(_demand(row), 0) + left
        if not chosen:
            continue
        if left:
            cut.append(_part(row, left, None))
        first, *others = chosen
        cut.extend(_part(row, units, by_id[place.balance_id]) for place, units in others)
        row.quantity = first[1]
        row.balance = by_id[first[0].balance_id]
        move_to(row, AllocationState.PLACED, ALLOCATION_MOVES)
        kept.append(row)
        for place, units in chosen:
            books.hold(key_of(by_id[place.balance_id]), units)
    books.change(kept)
    made = Allocation.objects.bulk_create(cut, batch_size=500) if cut else []
    placed = [row for row in [*kept, *made] if row.state == AllocationState.PLACED]
    return [(row, _unit(row, by_id)) for row in placed], missing


def _places_by_sku(balances: Iterable[StockBalance], zone: ZoneInfo) -> dict[int, list[Place]]:
    places: dict[int, list[Place]] = {}
    now = timezone.now()
    for balance in balances:
        lot = balance.lot
        aged_on = day_of_arrival(lot.received_on if lot else None, balance.aged_from, now, zone)
        places.setdefault(balance.sku_id, []).append(
            Place(balance.pk, balance.free, lot.expires_on if lot else None, aged_on, balance.location.walk_order)
        )
    return places


def _part(row: Allocation, units: int, balance: StockBalance | None) -> Allocation:
    return Allocation(
        demand_type=row.demand_type,
        demand_id=row.demand_id,
        sku_id=row.sku_id,
        warehouse_id=row.warehouse_id,
        quantity=units,
        state=AllocationState.PLACED if balance else AllocationState.PROMISED,
        balance=balance,
        priority=row.priority,
        due_at=row.due_at,
        arrived_at=row.arrived_at,
    )


def _unit(row: Allocation, by_id: Mapping[int, StockBalance]) -> PlacedUnits:
    balance = by_id[row.balance_id or 0]
    place = balance.location
    return PlacedUnits(row.pk, row.sku_id, place.pk, balance.lot_id, row.quantity, place.walk_order)


def _demand(row: Allocation) -> DemandKey:
    return row.demand_type, row.demand_id
