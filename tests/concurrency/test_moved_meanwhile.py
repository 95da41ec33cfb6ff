"""Whoever has waited for an allocation reads where its goods lie now: what it is joined to is of before the wait."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from unittest.mock import patch

import pytest

from inventory.locks import allocations, carried
from inventory.models import Allocation
from inventory.operations import take
from inventory.states import AllocationState
from tests.concurrency.test_locked_anew import DEMAND, is_waited_for, somebody
from tests.floor import CAUSE
from tests.inventory.floor import House, house
from wms.core.transactions import unit_of_work

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def lock_for_a_carry(pk: int) -> Allocation:
    """A second take: when its turn comes the allocation is placed no more."""
    (row,), _ = carried.lock_allocation_carried(pk, state=AllocationState.PLACED, into_id=0)
    return row


WAYS: list[Callable[[int], Allocation | None]] = [
    lock_for_a_carry,
    lambda pk: allocations.lock_allocations([pk])[pk],
    lambda pk: allocations.lock_allocations_of([DEMAND])[0],
]


def where_it_lies(small: House, lock: Callable[[int], Allocation | None]) -> str:
    """What somebody sees who waits for an allocation while it is taken into the tote."""
    pk, seen = small.placed(DEMAND[1], 3), list[str]()

    def look() -> None:
        row = lock(pk)
        assert row is not None
        seen.append(row.balance.location.code if row.balance is not None else "nowhere")

    with unit_of_work():
        take(cause=CAUSE, allocation_id=pk, quantity=3, into=small.tote)
        waiting = somebody(look)
        while waiting.is_alive() and not is_waited_for():
            pass
    waiting.join()
    return seen[0]


@pytest.mark.parametrize("lock", WAYS, ids=["one", "by pk", "of a demand"])
def test_who_waited_sees_where_the_goods_have_gone(lock: Callable[[int], Allocation | None]) -> None:
    small = house()
    small.stock(10)
    assert where_it_lies(small, lock) == small.tote.code


def test_without_a_second_look_they_are_nowhere() -> None:
    small = house()
    small.stock(10)
    as_joined = patch.object(carried, "where_they_lie", partial(list))
    with as_joined:
        assert where_it_lies(small, lock_for_a_carry) == "nowhere"
