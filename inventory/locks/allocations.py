"""Allocations: after the sums, before any balance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q, QuerySet

from inventory.locks.balances import BalanceKey, any_of
from inventory.models import Allocation, StockBalance
from inventory.states import AllocationState, DemandKey


def lock_allocations(ids: Collection[int]) -> dict[int, Allocation]:
    return {row.pk: row for row in _allocations(Q(pk__in=ids))}


def lock_allocations_of(demands: Collection[DemandKey]) -> list[Allocation]:
    """Every allocation of these demands, in pk order."""
    return _allocations(of_demands(demands))


def lock_promised_of(demands: Collection[DemandKey], warehouse_id: int) -> list[Allocation]:
    """The promised ones of them in a warehouse, in pk order: they lie nowhere yet, so nothing is read beside them."""
    rows = Allocation.objects.select_for_update().filter(of_demands(demands), warehouse=warehouse_id)
    return list(rows.filter(state=AllocationState.PROMISED).order_by("pk"))


def of_demands(demands: Iterable[DemandKey]) -> Q:
    """The allocations of these demands, as a condition."""
    by_type: dict[str, list[str]] = {}
    for demand_type, demand_id in demands:
        by_type.setdefault(demand_type, []).append(str(demand_id))
    wanted = Q(pk__in=[])
    for demand_type, demand_ids in sorted(by_type.items()):
        wanted |= Q(demand_type=demand_type, demand_id__in=demand_ids)
    return wanted


def lock_allocations_at(keys: Sequence[BalanceKey], states: Collection[str]) -> list[Allocation]:
    """The allocations that the balances of these keys carry, in pk order."""
    return _allocations(any_of(keys, "balance__") & Q(state__in=states))


def _allocations(wanted: Q) -> list[Allocation]:
    return where_they_lie(list(lockable(wanted)))


def lockable(wanted: Q) -> QuerySet[Allocation]:
    """With balance and place, which are only read: what a balance is of never changes."""
    rows = Allocation.objects.select_for_update(of=("self",)).select_related("balance__location")
    return rows.filter(wanted).order_by("pk")


def where_they_lie(rows: list[Allocation]) -> list[Allocation]:
    """Whoever waited for an allocation that was moved meanwhile got it as it was left, but with no balance beside it:
    what it is joined to is of before the wait. Those are read now, under the lock.
    """
    moved = [row for row in rows if row.balance_id is not None and row.balance is None]
    if moved:
        balances = StockBalance.objects.select_related("location").in_bulk([row.balance_id for row in moved])
        for row in moved:
            row.balance = balances[row.balance_id]
    return rows
