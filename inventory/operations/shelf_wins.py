"""The shelf wins (PROTOCOLS 1): units that are gone take the weakest placements with them, never the reverse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inventory.ledger import Books, strength
from inventory.locks import BalanceKey
from inventory.models import Allocation
from inventory.states import ALLOCATION_MOVES, AllocationState
from wms.core.outbox import publish
from wms.core.states import move_to


@dataclass(frozen=True)
class Returned:
    """An allocation that lost its place, and its locked `row`. `split_from` keeps the rest; None when all has gone."""

    allocation_id: int
    demand: tuple[str, str]
    quantity: int
    split_from: int | None
    row: Allocation = field(compare=False, repr=False)


def return_allocations(
    *, books: Books, key: BalanceKey, holders: Sequence[Allocation], to_on_hand: int
) -> tuple[Returned, ...]:
    """Bring what is held at a locked balance down to `to_on_hand`: the weakest go back to promised, in part if need be.

    `reserved` stays as it is: the promise holds, only the place is lost. Publishes `allocation.returned` for each.
    """
    excess = books.balance(key).allocated - to_on_hand
    returned: list[Returned] = []
    for holder in sorted(holders, key=strength, reverse=True):
        if excess <= 0:
            break
        part = min(excess, holder.quantity)
        gone = _give_back(books, holder, part)
        books.hold(key, -part)
        excess -= part
        split_from = holder.pk if gone.pk != holder.pk else None
        demand = (gone.demand_type, gone.demand_id)
        returned.append(Returned(gone.pk, demand, part, split_from, gone))
        publish(
            "allocation.returned",
            f"{gone.demand_type}:{gone.demand_id}",
            allocation_id=gone.pk,
            quantity=part,
            split_from=split_from,
        )
    return tuple(returned)


def _give_back(books: Books, holder: Allocation, part: int) -> Allocation:
    """The allocation that lost its place."""
    if part == holder.quantity:
        move_to(holder, AllocationState.PROMISED, ALLOCATION_MOVES)
        holder.balance = None
        books.change([holder])
        return holder
    return split(books, holder, part, state=AllocationState.PROMISED, balance_id=None)


def split(books: Books, allocation: Allocation, part: int, *, state: str, balance_id: int | None) -> Allocation:
    """Cut `part` units off a locked allocation into a new one of the same demand and rank, which is there at once."""
    allocation.quantity -= part
    books.change([allocation])
    return Allocation.objects.create(
        demand_type=allocation.demand_type,
        demand_id=allocation.demand_id,
        sku_id=allocation.sku_id,
        warehouse_id=allocation.warehouse_id,
        quantity=part,
        state=state,
        balance_id=balance_id,
        priority=allocation.priority,
        due_at=allocation.due_at,
        arrived_at=allocation.arrived_at,
    )
