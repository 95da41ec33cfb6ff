"""An order's goods are promised by SKU and warehouse, wholly or not at all, and released when it ends early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.errors import ForeignWarehouse, QuantityNotPositive
from inventory.ledger import Books
from inventory.locks import (
    key_of,
    lock_allocations_of,
    lock_balances_by_id,
    lock_sku_stocks,
)
from inventory.models import Allocation, SkuStock, StockBalance
from inventory.rows import write_states
from inventory.selectors.allocations import places_of
from inventory.states import ALLOCATION_MOVES, AllocationState, DemandKey
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.states import move_to

OPEN_STATES = (AllocationState.WAITING, AllocationState.PROMISED, AllocationState.PLACED)


@dataclass(frozen=True)
class Demand:
    """What somebody above needs: `quantity` units of one SKU, under a name of his own."""

    demand_type: str
    demand_id: str
    sku_id: int
    quantity: int

    @property
    def key(self) -> DemandKey:
        return self.demand_type, self.demand_id


@dataclass(frozen=True)
class Promised:
    """`state`: promised | partial (only when allowed) | waiting. `missing` = units short by SKU id."""

    state: str
    missing: Mapping[int, int]


@dataclass(frozen=True)
class Released:
    """`units` that went back by SKU id, and the allocations whose goods are already taken: those need a put-back."""

    units: Mapping[int, int]
    taken: tuple[int, ...]


def promise_order(
    *,
    cause: Cause,
    warehouse: Warehouse,
    demands: Sequence[Demand],
    arrived_at: datetime,
    priority: int = 1,
    due_at: datetime | None = None,
    allow_partial: bool = False,
) -> Promised:
    """Promise all demands of one order from `on_hand_sellable − reserved`; if one is short, all of them wait.

    Called again for demands that wait it tries again; what is promised already stays so, and what was released is
    asked for anew. With `allow_partial` what is
    there is promised and the rest waits. Refuses with QuantityNotPositive. Locks SkuStock, then the order's
    allocations. The threshold [M19] does not bind it (PROTOCOLS 1).
    """
    wanted = sorted(demands, key=lambda demand: demand.key)
    for demand in wanted:
        if demand.quantity < 1:
            raise QuantityNotPositive(quantity=demand.quantity)
    stocks = lock_sku_stocks(warehouse.pk, [demand.sku_id for demand in wanted])
    held = lock_allocations_of([demand.key for demand in wanted])
    known = _by_demand(row for row in held if row.state != AllocationState.RELEASED)
    fresh = [
        Allocation(
            demand_type=demand.demand_type,
            demand_id=str(demand.demand_id),
            sku_id=demand.sku_id,
            warehouse=warehouse,
            quantity=demand.quantity,
            priority=priority,
            due_at=due_at,
            arrived_at=arrived_at,
        )
        for demand in wanted
        if demand.key not in known
    ]
    waiting = [row for rows in known.values() for row in rows if row.state == AllocationState.WAITING]
    for row in waiting:
        if row.warehouse_id != warehouse.pk:
            raise ForeignWarehouse(label=row.demand_id)
    books = Books(cause=cause, warehouse_id=warehouse.pk, stocks=stocks)
    missing = _missing(stocks, [*waiting, *fresh])
    if missing and allow_partial:
        extra = _promise_in_part(books, waiting, fresh)
    else:
        extra = []
        if not missing:
            _promise(books, waiting, fresh)
    _enter_waiting(books, [row for row in [*fresh, *extra] if row.state == AllocationState.WAITING])
    write_states(waiting)
    Allocation.objects.bulk_create([*fresh, *extra], batch_size=500)
    books.write()
    return Promised(_state(missing, [*waiting, *fresh]), missing)


def release_demands(*, cause: Cause, demands: Iterable[DemandKey]) -> Released:
    """Let go of what is promised, placed or waiting; goods that are taken stay taken and are named.

    Locks SkuStock (by warehouse, SKU), the allocations, the balances of placed ones. Never refuses: a demand without
    allocations has nothing to release.
    """
    keys = [(demand_type, str(demand_id)) for demand_type, demand_id in demands]
    places = places_of(keys)
    stocks = {warehouse: lock_sku_stocks(warehouse, skus) for warehouse, skus in sorted(places.items())}
    rows = lock_allocations_of(keys)
    open_rows = [row for row in rows if row.state in OPEN_STATES]
    balances = lock_balances_by_id([row.balance_id for row in open_rows if row.balance_id])
    by_key = {key_of(balance): balance for balance in balances.values()}
    units: dict[int, int] = defaultdict(int)
    for warehouse_id in sorted(stocks):
        books = Books(cause=cause, warehouse_id=warehouse_id, stocks=stocks[warehouse_id], balances=by_key)
        mine = [row for row in open_rows if row.warehouse_id == warehouse_id]
        for row in mine:
            units[row.sku_id] += row.quantity
            release(books, row, balances[row.balance_id] if row.balance_id else None)
        write_states(mine)
        books.write()
    taken = tuple(row.pk for row in rows if row.state == AllocationState.TAKEN)
    return Released(dict(units), taken)


def release(books: Books, row: Allocation, balance: StockBalance | None) -> None:
    """Let go of a locked allocation in the books; the caller writes it. `balance`: locked, where it is placed."""
    if row.state == AllocationState.WAITING:
        books.count(row.sku_id, waiting=-row.quantity)
    else:
        books.count(row.sku_id, reserved=-row.quantity)
    if balance is not None:
        books.hold(key_of(balance), -row.quantity)
    move_to(row, AllocationState.RELEASED, ALLOCATION_MOVES)
    row.balance_id = None


def _by_demand(rows: Iterable[Allocation]) -> dict[DemandKey, list[Allocation]]:
    known: dict[DemandKey, list[Allocation]] = defaultdict(list)
    for row in rows:
        known[row.demand_type, row.demand_id].append(row)
    return known


def _missing(stocks: Mapping[int, SkuStock], rows: Iterable[Allocation]) -> dict[int, int]:
    needed: dict[int, int] = defaultdict(int)
    for row in rows:
        needed[row.sku_id] += row.quantity
    return {
        sku_id: units - max(0, stocks[sku_id].promisable)
        for sku_id, units in needed.items()
        if units > max(0, stocks[sku_id].promisable)
    }


def _promise(books: Books, waiting: Iterable[Allocation], fresh: Iterable[Allocation]) -> None:
    for row in waiting:
        books.count(row.sku_id, waiting=-row.quantity, reserved=row.quantity)
        move_to(row, AllocationState.PROMISED, ALLOCATION_MOVES)
    for row in fresh:
        books.count(row.sku_id, reserved=row.quantity)
        row.state = AllocationState.PROMISED


def _promise_in_part(books: Books, waiting: Sequence[Allocation], fresh: Sequence[Allocation]) -> list[Allocation]:
    """Promise what is there, in order; return new rows for what still waits of a row that was cut."""
    extra: list[Allocation] = []
    was_waiting = {id(row) for row in waiting}
    for row in [*waiting, *fresh]:
        units = min(row.quantity, max(0, books.stocks[row.sku_id].promisable))
        if units == 0:
            continue
        if units < row.quantity:
            extra.append(_rest(row, row.quantity - units))
        if id(row) in was_waiting:
            books.count(row.sku_id, waiting=-row.quantity)
        row.quantity = units
        books.count(row.sku_id, reserved=units)
        move_to(row, AllocationState.PROMISED, ALLOCATION_MOVES)
    return extra


def _rest(row: Allocation, units: int) -> Allocation:
    return Allocation(
        demand_type=row.demand_type,
        demand_id=row.demand_id,
        sku_id=row.sku_id,
        warehouse_id=row.warehouse_id,
        quantity=units,
        priority=row.priority,
        due_at=row.due_at,
        arrived_at=row.arrived_at,
    )


def _enter_waiting(books: Books, rows: Iterable[Allocation]) -> None:
    for row in rows:
        books.count(row.sku_id, waiting=row.quantity)


def _state(missing: Mapping[int, int], rows: Iterable[Allocation]) -> str:
    if not missing:
        return "promised"
    if any(row.state == AllocationState.PROMISED for row in rows):
        return "partial"
    return "waiting"
