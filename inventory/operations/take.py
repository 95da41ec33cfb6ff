"""A picker takes placed goods into a tote, takes the last scan back, or carries taken goods on to another holder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from inventory.errors import (
    AllocationMoved,
    NothingToUntake,
    NotTaken,
    UnknownDemand,
)
from inventory.ledger import Books, Move
from inventory.locks import (
    BalanceKey,
    key_of,
    lock_allocation_carried,
    lock_allocations,
    lock_allocations_carried,
    lock_balances,
    of_demands,
)
from inventory.models import Allocation, Location, Sku, StockBalance, StockMovement
from inventory.operations.checks import check_physical, check_quantity, check_same_warehouse
from inventory.operations.found import Found, found_keys, hold_found
from inventory.operations.shelf_wins import split
from inventory.operations.short import ShortShelf
from inventory.states import ALLOCATION_MOVES, AllocationState, DemandKey, Reason
from wms.core.cause import Cause
from wms.core.states import move_to


@dataclass(frozen=True)
class Taken:
    """`allocation_id` holds the taken units; `rest_allocation_id` what is still placed (None when all is taken)."""

    allocation_id: int
    rest_allocation_id: int | None
    quantity: int
    found_units: int = 0


@dataclass(frozen=True)
class Untaken:
    """`allocation_id` is placed again at the shelf."""

    allocation_id: int
    movement_id: int
    quantity: int


@dataclass(frozen=True)
class Carried:
    movement_ids: tuple[int, ...]
    units: int


def take(*, cause: Cause, allocation_id: int, quantity: int, into: Location, source: Location | None = None) -> Taken:
    """Take units of a placed allocation from its place into a tote; a part of them splits it.

    `source` is the place that was scanned. Refuses with AllocationMoved unless the allocation is placed there with at
    least `quantity` units. Locks the allocation, then both balances; never SkuStock, so scans do not meet on a hot
    row. Only where negative outbound is on [M22] and `source` is given: what the books miss there is found first
    (audited), and SkuStock is locked before all.
    """
    check_quantity(quantity)
    check_physical(into)
    found = Found.look(allocation_id, source)
    rows, balances = lock_allocation_carried(allocation_id, state=AllocationState.PLACED, into_id=into.pk)
    if not rows:
        raise UnknownDemand(demand=str(allocation_id))
    row = rows[0]
    check_same_warehouse(row.warehouse_id, into)
    if found is not None and row.state == AllocationState.PROMISED and row.quantity >= quantity:
        there = found_keys(row, found.source)
        both = [*there, *(key._replace(location_id=into.pk) for key in there)]
        lock_balances(both)
        row = hold_found(cause=cause, found=found, allocation=row, quantity=quantity, keys=there)
        balances = lock_balances(both)  # as they are now
    balance = row.balance
    if (
        row.state != AllocationState.PLACED
        or balance is None
        or row.quantity < quantity
        or (source is not None and balance.location_id != source.pk)
    ):
        raise AllocationMoved(sku=row.sku.code, location=_where(source, balance))
    books = Books(cause=cause, warehouse_id=row.warehouse_id, balances=balances)
    taken = _take(books, row, balance, quantity, into)
    books.write()
    return replace(taken, found_units=found.units) if found else taken


def take_from_shelf(*, shelf: ShortShelf, sku: Sku, allocation_id: int, quantity: int, into: Location) -> Taken:
    """take() at a place that the caller has locked to settle its short; entered in its books, which he writes.

    Refuses with AllocationMoved unless the shelf holds the allocation with at least `quantity` units: one that has lost
    its place meanwhile is not locked behind the balances, and nothing is found for it [M22].
    """
    check_quantity(quantity)
    row = shelf.holder(allocation_id)
    if row is None or row.balance is None or row.state != AllocationState.PLACED or row.quantity < quantity:
        raise AllocationMoved(sku=sku.code, location=shelf.location.code)
    return _take(shelf.books, row, row.balance, quantity, into)


def _take(books: Books, row: Allocation, balance: StockBalance, quantity: int, into: Location) -> Taken:
    books.move(_held_move(row, quantity, balance.location, into, balance.lot_id, Reason.TAKE))
    goal_id = books.balances[key_of(balance)._replace(location_id=into.pk)].pk
    rest: int | None = None
    taken = row
    if quantity < row.quantity:
        rest = row.pk
        taken = split(books, row, quantity, state=AllocationState.TAKEN, balance_id=goal_id)
    else:
        move_to(row, AllocationState.TAKEN, ALLOCATION_MOVES)
        row.balance_id = goal_id
        books.change([row])
    return Taken(taken.pk, rest, quantity)


def take_together(*, cause: Cause, allocation_ids: Collection[int], into: Location, source: Location) -> Carried:
    """Take several placed allocations whole, from one place into one tote, in one go: a bulk picker's scan of the tote.

    Refuses with AllocationMoved unless every one of them is placed there; then nothing was taken. Locks the
    allocations, then the balances at both ends. What the books miss there [M22] is not looked for.
    """
    check_physical(into)
    which = Q(pk__in=allocation_ids)
    rows, balances = lock_allocations_carried(which, state=AllocationState.PLACED, into_id=into.pk)
    for row in rows:
        check_same_warehouse(row.warehouse_id, into)
        if row.state != AllocationState.PLACED or row.balance is None or row.balance.location_id != source.pk:
            raise AllocationMoved(sku=row.sku.code, location=source.code)
    books = Books(cause=cause, warehouse_id=source.warehouse_id, balances=balances)
    for row in rows:
        assert row.balance is not None  # noqa: S101  judged above
        books.move(_held_move(row, row.quantity, source, into, row.balance.lot_id, Reason.TAKE))
        move_to(row, AllocationState.TAKEN, ALLOCATION_MOVES)
        row.balance_id = balances[key_of(row.balance)._replace(location_id=into.pk)].pk
    books.change(rows)
    movements = books.write()
    return Carried(tuple(movement.pk for movement in movements), sum(row.quantity for row in rows))


def untake(*, cause: Cause, allocation_id: int) -> Untaken:
    """Undo one take: its goods go back to the shelf that they came from, as a reversing movement.

    Refuses with NotTaken, NothingToUntake (its goods were carried on since). Locks the allocation, then both balances.
    """
    (untaken,) = untake_together(cause=cause, allocation_ids=[allocation_id])
    return untaken


def untake_together(*, cause: Cause, allocation_ids: Sequence[int]) -> list[Untaken]:
    """Undo several takes of one warehouse, or none of them. Each allocation stays one of its own, also where another of
    its demand lies at the shelf: a task stands on each.

    Refuses like untake; locks like it, each table at once.
    """
    rows = lock_allocations(allocation_ids)
    for pk in allocation_ids:
        if pk not in rows:
            raise UnknownDemand(demand=str(pk))
        if rows[pk].state != AllocationState.TAKEN or rows[pk].balance is None:
            raise NotTaken(allocation=pk, state=str(rows[pk].state))
    takes = _takes_to_reverse([rows[pk] for pk in allocation_ids])
    keys: dict[int, tuple[BalanceKey, BalanceKey]] = {}
    for pk, movement in takes.items():
        origin = BalanceKey(movement.target_location_id, movement.sku_id, movement.lot_id)
        keys[pk] = origin, origin._replace(location_id=movement.source_location_id)
    balances = lock_balances(key for both in keys.values() for key in both)
    (warehouse_id,) = {rows[pk].warehouse_id for pk in takes}
    books = Books(cause=cause, warehouse_id=warehouse_id, balances=balances)
    for pk, movement in takes.items():
        row, (origin, shelf) = rows[pk], keys[pk]
        ends = movement.target_location, movement.source_location
        books.move(_held_move(row, row.quantity, *ends, origin.lot_id, Reason.UNTAKE, reverses_id=movement.pk))
        move_to(row, AllocationState.PLACED, ALLOCATION_MOVES)
        row.balance = balances[shelf]
    books.change(rows[pk] for pk in takes)
    written = books.write()
    return [Untaken(pk, row.pk, row.quantity) for pk, row in zip(takes, written, strict=True)]


def carry(*, cause: Cause, allocation_ids: Collection[int], target: Location) -> Carried:
    """Taken goods go on to another holder: from a tote to a parcel, a put-wall place, another tote.

    Refuses with NotTaken. Locks the allocations, then the balances at both ends.
    """
    rows, balances = _lock_taken(Q(pk__in=allocation_ids), target)
    for row in rows:
        if row.state != AllocationState.TAKEN:
            raise NotTaken(allocation=row.pk, state=str(row.state))
    return _carry(cause, rows, balances, target)


def carry_taken(*, cause: Cause, demands: Collection[DemandKey], target: Location) -> Carried:
    """carry() for whatever is taken for these demands."""
    rows, balances = _lock_taken(of_demands(demands), target)
    return _carry(cause, [row for row in rows if row.state == AllocationState.TAKEN], balances, target)


def _lock_taken(which: Q, target: Location) -> tuple[list[Allocation], dict[BalanceKey, StockBalance]]:
    return lock_allocations_carried(which, state=AllocationState.TAKEN, into_id=target.pk)


def _carry(
    cause: Cause, rows: Sequence[Allocation], balances: dict[BalanceKey, StockBalance], target: Location
) -> Carried:
    """Of locked allocations, in pk order; those that lie at the target already stay."""
    check_physical(target)
    moving: list[tuple[Allocation, StockBalance]] = []
    for row in rows:
        check_same_warehouse(row.warehouse_id, target)
        assert row.balance is not None  # noqa: S101  the table's own CHECK says so of a taken row
        if row.balance.location_id != target.pk:
            moving.append((row, row.balance))
    if not moving:
        return Carried((), 0)
    books = Books(cause=cause, warehouse_id=target.warehouse_id, balances=balances)
    for row, origin in moving:
        books.move(_held_move(row, row.quantity, origin.location, target, origin.lot_id, Reason.CARRY))
        row.balance_id = balances[key_of(origin)._replace(location_id=target.pk)].pk
    books.change(row for row, _ in moving)
    movements = books.write()
    return Carried(tuple(movement.pk for movement in movements), sum(row.quantity for row, _ in moving))


def _held_move(
    row: Allocation,
    quantity: int,
    source: Location,
    target: Location,
    lot_id: int | None,
    reason: str,
    reverses_id: int | None = None,
) -> Move:
    return Move(
        sku_id=row.sku_id,
        lot_id=lot_id,
        quantity=quantity,
        source=source,
        target=target,
        reason=reason,
        demand=(row.demand_type, row.demand_id),
        reverses_id=reverses_id,
        held=quantity,
    )


def _takes_to_reverse(rows: Sequence[Allocation]) -> dict[int, StockMovement]:
    """By allocation the newest take of its demand into its tote, of just its units, which nothing has reversed yet."""
    demands = of_demands((row.demand_type, row.demand_id) for row in rows)
    known = StockMovement.objects.filter(demands, reason=Reason.TAKE, reversed_by=None)
    left = list(known.select_related("source_location", "target_location").order_by("-pk"))
    takes: dict[int, StockMovement] = {}
    for row in rows:
        movement = next((movement for movement in left if _is_take_of(movement, row)), None)
        if movement is None:
            raise NothingToUntake(allocation=row.pk)
        left.remove(movement)
        takes[row.pk] = movement
    return takes


def _is_take_of(movement: StockMovement, row: Allocation) -> bool:
    demand = (movement.demand_type, movement.demand_id, movement.sku_id, movement.quantity)
    return (
        demand == (row.demand_type, row.demand_id, row.sku_id, row.quantity)
        and row.balance is not None
        and (movement.target_location_id, movement.lot_id) == (row.balance.location_id, row.balance.lot_id)
    )


def _where(source: Location | None, balance: StockBalance | None) -> str:
    if source is not None:
        return source.code
    return balance.location.code if balance is not None else ""
