"""Allocations together with the balances at both ends of carrying what they hold: takes, carries, what leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from inventory.locks.allocations import lockable, where_they_lie
from inventory.locks.balances import BalanceKey, BalanceMissing, insert_balances, key_of, sortable
from inventory.models import Allocation, StockBalance
from wms.core.prepared import InTurn, Prepared
from wms.core.transactions import unit_of_work

Carried = tuple[list[Allocation], dict[BalanceKey, StockBalance]]
_ENDS = """
    SELECT balance_id FROM part0 WHERE state = %s
    UNION SELECT goal.id FROM inventory_stockbalance origin JOIN inventory_stockbalance goal
        ON goal.sku_id = origin.sku_id AND goal.condition = origin.condition
        AND COALESCE(goal.lot_id, 0) = COALESCE(origin.lot_id, 0) AND goal.location_id = %s
    WHERE origin.id IN (SELECT balance_id FROM part0 WHERE state = %s)"""  # what a balance is of never changes


def _ends(state: str, into: int) -> QuerySet[StockBalance]:
    """Where the allocations of a state that were locked before lie, and the same goods' balances at the place `into`
    (0: there is none).
    """
    ends = RawSQL(_ENDS, [state, into, state])  # noqa: S611  ours
    return StockBalance.objects.select_for_update().filter(pk__in=ends).order_by("pk")


_one = InTurn(
    Prepared[Allocation](lambda pk: lockable(Q(pk=pk)), pk=int), Prepared[StockBalance](_ends, state=str, into=int)
)


def lock_allocation_carried(allocation_id: int, *, state: str, into_id: int) -> Carried:
    """lock_allocations_carried() of one, by a statement that is made once."""
    return _carried(partial(_one, pk=allocation_id, state=state, into=into_id), state, into_id)


def lock_allocations_carried(which: Q, *, state: str, into_id: int | None) -> Carried:
    """Allocations, in pk order, then for those of them in this state the balances where they lie, and at the place that
    they go into unless they leave the house: one statement.

    Nearly always all balances are there: a savepoint lets go of everything when one is not, and it is made first.
    """
    ends = partial(_ends, state, into_id or 0)
    lock = InTurn(Prepared[Allocation](lambda: lockable(which)), Prepared[StockBalance](ends))
    return _carried(lock, state, into_id)


def _carried(lock: Callable[[], list[list[Any]]], state: str, into_id: int | None) -> Carried:
    while True:
        try:
            with unit_of_work():
                allocations, balances = lock()
                return _complete(allocations, balances, state, into_id)
        except BalanceMissing as missing:
            insert_balances(missing.args[0])


def _complete(
    allocations: list[Allocation], balances: Iterable[StockBalance], state: str, into_id: int | None
) -> Carried:
    """Raises BalanceMissing with the keys. No savepoint in here, as in lock_balances_with_holders()."""
    rows = where_they_lie(sorted(allocations, key=lambda row: row.pk))
    found = {key_of(balance): balance for balance in balances}
    wanted = {key_of(row.balance) for row in rows if row.balance is not None and row.state == state}
    if into_id is not None:
        wanted |= {key._replace(location_id=into_id) for key in wanted}
    if missing := wanted - found.keys():
        raise BalanceMissing(sorted(missing, key=sortable))
    return rows, found
