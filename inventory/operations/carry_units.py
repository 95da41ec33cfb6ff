"""Taken goods go on unit by unit: out of a batch tote into the slots of a put wall, and back by undo."""

from __future__ import annotations

from django.db.models import Q

from inventory.errors import NotTaken, UnknownDemand
from inventory.ledger import Books, Move
from inventory.locks import (
    BalanceKey,
    key_of,
    lock_allocation_carried,
    lock_allocations_carried,
    make_balances,
)
from inventory.models import Allocation, Location, StockBalance
from inventory.operations.checks import check_physical, check_quantity, check_same_warehouse
from inventory.operations.shelf_wins import split
from inventory.states import AllocationState, Reason
from wms.core.cause import Cause


def carry_units(*, cause: Cause, allocation_id: int, quantity: int, target: Location) -> int:
    """Carry units of a taken allocation to another holder; a part of them splits it. Returns the allocation that
    holds them there.

    Where `target`'s balance is made before (prepare_carry), it costs a statement less. Refuses with UnknownDemand,
    NotTaken (it holds fewer, or none). Locks the allocation, then both balances.
    """
    check_quantity(quantity)
    check_physical(target)
    rows, balances = lock_allocation_carried(allocation_id, state=AllocationState.TAKEN, into_id=target.pk)
    if not rows:
        raise UnknownDemand(demand=str(allocation_id))
    row = rows[0]
    check_same_warehouse(row.warehouse_id, target)
    if row.state != AllocationState.TAKEN or row.balance is None or row.quantity < quantity:
        raise NotTaken(allocation=allocation_id, state=str(row.state))
    books, goal_id = _move(cause, row, balances, quantity, target)
    if quantity < row.quantity:
        row = split(books, row, quantity, state=AllocationState.TAKEN, balance_id=goal_id)
    else:
        row.balance_id = goal_id
        books.change([row])
    books.write()
    return row.pk


def prepare_carry(*, sku_id: int, lot_id: int | None, target: Location) -> None:
    """Make the balance that goods will be carried to. Locks nothing."""
    make_balances({BalanceKey(target.pk, sku_id, lot_id)})


def carry_units_back(*, cause: Cause, allocation_id: int, target: Location, into_id: int) -> None:
    """Undo carry_units: the units lie at `target` again, held by allocation `into_id` as before.

    Refuses with NotTaken when either has moved on since. Locks the allocations, then both balances.
    """
    check_physical(target)
    which = Q(pk__in=(allocation_id, into_id))
    locked, balances = lock_allocations_carried(which, state=AllocationState.TAKEN, into_id=target.pk)
    rows = {row.pk: row for row in locked}
    row, into = rows.get(allocation_id), rows.get(into_id)
    if row is None or into is None or {row.state, into.state} != {AllocationState.TAKEN} or row.balance is None:
        raise NotTaken(allocation=allocation_id, state=str(row.state) if row else "")
    books, goal_id = _move(cause, row, balances, row.quantity, target)
    if row.pk == into.pk:
        row.balance_id = goal_id
    elif into.balance_id != goal_id:
        raise NotTaken(allocation=into_id, state=str(into.state))
    else:
        into.quantity += row.quantity
        row.delete()
    books.change([into])
    books.write()


def _move(
    cause: Cause, row: Allocation, balances: dict[BalanceKey, StockBalance], quantity: int, target: Location
) -> tuple[Books, int]:
    """The books with the movement entered, and the balance at its end."""
    assert row.balance is not None  # noqa: S101  the callers have looked
    source = row.balance.location
    goal = key_of(row.balance)._replace(location_id=target.pk)
    books = Books(cause=cause, warehouse_id=row.warehouse_id, balances=balances)
    books.move(
        Move(
            sku_id=row.sku_id,
            lot_id=row.balance.lot_id,
            quantity=quantity,
            source=source,
            target=target,
            reason=Reason.CARRY,
            demand=(row.demand_type, row.demand_id),
            held=quantity,
        )
    )
    return books, balances[goal].pk
