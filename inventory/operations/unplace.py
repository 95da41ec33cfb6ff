"""A wave that cannot have an order after all gives its places back: the promise stays."""

from __future__ import annotations

from collections.abc import Iterable

from inventory.ledger import Books
from inventory.locks import key_of, lock_allocations_of, lock_balances_by_id
from inventory.rows import write_states
from inventory.states import ALLOCATION_MOVES, AllocationState, DemandKey
from wms.core.cause import Cause
from wms.core.states import move_to


def unplace_demands(*, cause: Cause, demands: Iterable[DemandKey]) -> int:
    """Bring placed allocations back to promised; returns how many units. What is taken stays taken.

    Locks the allocations, then their balances; never SkuStock, since nothing becomes more or less promised.
    """
    rows = [row for row in lock_allocations_of(list(demands)) if row.state == AllocationState.PLACED]
    balances = lock_balances_by_id([row.balance_id for row in rows if row.balance_id])
    for warehouse_id in sorted({row.warehouse_id for row in rows}):
        books = Books(
            cause=cause,
            warehouse_id=warehouse_id,
            balances={key_of(balance): balance for balance in balances.values()},
        )
        mine = [row for row in rows if row.warehouse_id == warehouse_id]
        for row in mine:
            books.hold(key_of(balances[row.balance_id or 0]), -row.quantity)
            move_to(row, AllocationState.PROMISED, ALLOCATION_MOVES)
            row.balance = None
        write_states(mine)
        books.write()
    return sum(row.quantity for row in rows)
