"""Two late orders reach for a list's last free slot, or one while the list ends: one joins at most, none is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone

from picking.models import Order, PickList, PickSlot, PickTask, WaveRule
from picking.operations import late_orders
from picking.operations.late_orders import join_late_orders
from picking.operations.walk import finish_if_done
from picking.rules import facts_of
from picking.states import OrderState, PickListState, TaskState
from tests.picking.conftest import CAUSE, Floor, make_floor
from wms.core.transactions import run
from wms.ops.ledger import differences

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def one_slot_left() -> tuple[Floor, list[int]]:
    """A list of three orders with four slots, and two orders that came later."""
    floor = make_floor(code="LATE")
    floor.rule.joins_late = True
    floor.rule.save()
    floor.put("A01-01-01", 0, 50)
    due_at = timezone.now() + timedelta(hours=5)
    for _ in range(3):
        floor.order((0, 1), due_at=due_at)
    floor.wave()
    return floor, [floor.order((0, 1), due_at=due_at).pk for _ in range(2)]


def join(rule_id: int, order_id: int) -> None:
    rule = WaveRule.objects.get(pk=rule_id)
    join_late_orders(
        cause=CAUSE, rule=rule, facts=facts_of(rule), order_class="single_unit", carrier="", order_ids=[order_id]
    )


def at_once(*works: Callable[[], None]) -> None:
    """Each in a thread; joiners meet once they have seen the free slot and before they lock anything."""
    barrier, honest = threading.Barrier(2), late_orders._lists_with_room

    def meet(*args: object) -> list[int]:
        found = honest(*args)  # type: ignore[arg-type]
        barrier.wait(timeout=120)
        return found

    def lone(work: Callable[[], None]) -> None:
        try:
            if work.__name__ == "end":
                barrier.wait(timeout=120)
            work()
        finally:
            connection.close()

    with patch.object(late_orders, "_lists_with_room", meet):
        threads = [threading.Thread(target=lone, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=180)
            assert not thread.is_alive()


def test_two_joiners_never_share_the_last_slot() -> None:
    floor, (first, second) = one_slot_left()

    def one() -> None:
        join(floor.rule.pk, first)

    def other() -> None:
        join(floor.rule.pk, second)

    at_once(one, other)
    states = sorted(Order.objects.filter(pk__in=[first, second]).values_list("state", flat=True))
    assert states == [OrderState.PROMISED, OrderState.WAVED]
    assert PickSlot.objects.filter(pick_list=PickList.objects.get()).count() == 4
    assert differences() == []


def test_nobody_joins_a_list_that_ends_meanwhile() -> None:
    floor, (late, _) = one_slot_left()
    walk_id = PickList.objects.get().pk
    known = list(PickSlot.objects.filter(pick_list=walk_id).values_list("order_id", flat=True))

    def last_scan() -> None:
        walk = PickList.objects.select_for_update().get(pk=walk_id)
        PickTask.objects.filter(pick_list=walk, order__in=known).update(state=TaskState.DROPPED)
        finish_if_done(cause=CAUSE, walk=walk)

    def end() -> None:
        run(last_scan)

    def one() -> None:
        join(floor.rule.pk, late)

    at_once(one, end)
    order, walk = Order.objects.get(pk=late), PickList.objects.get(pk=walk_id)
    has_joined = order.state == OrderState.WAVED
    assert (walk.state == PickListState.OPEN) is has_joined
    assert PickSlot.objects.filter(order=order).exists() is has_joined
