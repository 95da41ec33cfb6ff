"""However many orders wait, a rule looks at the most pressing ones, and at more only where too few of these can go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import Sku
from picking.models import LeftOut, Order, PickSlot
from picking.operations import candidates as room
from picking.operations.candidates import Candidates, candidates
from picking.operations.preview import preview
from picking.rules import facts_of
from tests.picking.conftest import Floor

pytestmark = pytest.mark.django_db
ORDERS = 9


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LOOKED_AT", 2)


@pytest.fixture
def waiting(floor: Floor) -> list[Order]:
    """Nine orders of one class, due one after the other, for a rule whose waves hold one."""
    floor.put("A01-01-01", 0, 50)
    floor.rule.max_orders = 1
    floor.rule.save()
    begins = timezone.now() + timedelta(days=1)
    return [floor.order((0, 2), due_at=begins + timedelta(minutes=number)) for number in range(ORDERS)]


def look(floor: Floor, without: tuple[int, ...] = ()) -> Candidates:
    zone = floor.warehouse.zone
    return candidates(facts_of(floor.rule), "single_sku", "", without=without, now=timezone.now(), zone=zone)


def found(floor: Floor) -> list[int]:
    return [order.id for order in look(floor).orders]


def test_four_waves_of_the_most_pressing_are_looked_at(floor: Floor, waiting: list[Order]) -> None:
    seen = look(floor)
    assert ([order.id for order in seen.orders], seen.is_all) == ([order.pk for order in waiting[:4]], False)
    assert look(floor, tuple(order.pk for order in waiting[:6])).is_all


def test_a_promise_comes_before_the_due_time_where_the_rule_says_so(floor: Floor, waiting: list[Order]) -> None:
    Order.objects.filter(pk=waiting[-1].pk).update(has_subsidy=True)
    assert found(floor) == [order.pk for order in [waiting[-1], *waiting[:3]]]
    floor.rule.is_choice_first = False
    assert found(floor) == [order.pk for order in waiting[:4]]


def test_where_none_of_them_can_go_twice_as_many_are_looked_at(floor: Floor, waiting: list[Order]) -> None:
    Sku.objects.filter(pk=floor.skus[0].pk).update(weight_grams=1000)
    floor.rule.trolley_weight_kg = 2
    for order in waiting[:4]:
        order.items.update(quantity=3)
    assert found(floor) == [order.pk for order in waiting[:8]]


def test_a_longer_backlog_costs_no_query_and_no_row_more(floor: Floor, waiting: list[Order]) -> None:
    def rows_and_queries() -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            count = len(look(floor).orders)
        return count, len(queries)

    before = rows_and_queries()
    for _ in range(ORDERS):
        floor.order((0, 2))
    assert rows_and_queries() == before


def test_every_order_gets_its_wave_and_those_that_cannot_go_hold_nobody_up(floor: Floor, waiting: list[Order]) -> None:
    Sku.objects.filter(pk=floor.skus[0].pk).update(weight_grams=1000)
    floor.rule.trolley_weight_kg = 2
    floor.rule.save()
    stuck = waiting[0]
    stuck.items.update(quantity=3)
    told = preview(floor.warehouse, [facts_of(floor.rule)], now=timezone.now())
    assert (told.orders, list(told.left_out)) == (ORDERS - 1, [stuck.pk])
    assert len(floor.wave()) == ORDERS - 1
    assert set(PickSlot.objects.values_list("order", flat=True)) == {order.pk for order in waiting[1:]}
    assert LeftOut.objects.get().order == stuck
