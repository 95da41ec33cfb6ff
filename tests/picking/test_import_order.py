"""[M51] An order comes in once and takes its stock; what cannot be fulfilled is held and shown [M2, M11]."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import Allocation
from inventory.operations import verify_binding
from inventory.states import BindingState
from picking.errors import OrderInvalid
from picking.models import Order, OrderHistory, OrderItem, OrderLine
from picking.operations.facts import OrderFacts
from picking.operations.orders import Imported, import_order
from picking.states import OrderClass, OrderState
from tests.factories.core import PersonFactory
from tests.factories.inventory import SkuBindingFactory
from tests.factories.picking import NOON, line_facts, order_facts
from tests.picking.conftest import CAUSE, Floor
from wms.core.cause import Cause
from wms.core.models import WorkItem
from wms.core.transactions import run

Deliver = Callable[[], int]


def told(floor: Floor, facts: OrderFacts) -> Imported:
    return run(partial(import_order, cause=CAUSE, shop=floor.shop, facts=facts))


def test_an_order_with_stock_is_promised_on_arrival(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    order = floor.order((0, 2))
    assert (order.state, order.order_class) == (OrderState.PROMISED, OrderClass.SINGLE_SKU)
    assert floor.state(0) == (5, 2, 0)
    assert [(row.was, row.became) for row in OrderHistory.objects.order_by("pk")] == [
        ("held", "held"),
        ("held", "promised"),
    ]


def test_an_order_without_enough_stock_waits_whole(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-02-01", 1, 1)
    order = floor.order((0, 2), (1, 2))
    assert (order.state, order.order_class) == (OrderState.WAITING, OrderClass.MIXED)
    assert floor.state(0) == (5, 0, 2)
    assert floor.state(1) == (1, 0, 2)


def test_told_twice_it_comes_in_once(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    facts = order_facts(floor.line(0, 2))
    first, second = told(floor, facts), told(floor, facts)
    assert (first.is_new, second.is_new, second.is_changed) == (True, False, False)
    assert (Order.objects.count(), OrderItem.objects.count(), Allocation.objects.count()) == (1, 1, 1)
    assert floor.state(0) == (5, 2, 0)


def test_an_older_message_changes_nothing(floor: Floor) -> None:
    facts = order_facts(floor.line(0))
    told(floor, facts)
    answer = told(floor, replace(facts, modified_at=NOON - timedelta(hours=1), carrier="递四方", is_cancelled=True))
    order = Order.objects.get()
    assert (answer.is_changed, order.carrier, order.state) == (False, "燕文", OrderState.WAITING)


def test_a_newer_message_takes_over_what_may_change(floor: Floor) -> None:
    facts = order_facts(floor.line(0))
    told(floor, facts)
    later = NOON + timedelta(minutes=5)
    told(floor, replace(facts, modified_at=later, carrier="递四方", channel_state="risk_free"))
    order = Order.objects.get()
    assert (order.carrier, order.channel_state, order.platform_modified_at) == ("递四方", "risk_free", later)
    assert order.state == OrderState.WAITING


def test_changed_lines_before_the_wave_are_promised_anew(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    facts = order_facts(floor.line(0, 2))
    told(floor, facts)
    changed = replace(facts, modified_at=NOON + timedelta(minutes=5), lines=(replace(facts.lines[0], quantity=4),))
    order = told(floor, changed).order
    assert order.state == OrderState.PROMISED
    assert floor.state(0) == (5, 4, 0)
    assert [line.quantity for line in OrderLine.objects.all()] == [4]


def test_changed_lines_after_the_wave_ask_a_person(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    facts = order_facts(floor.line(0, 2))
    told(floor, facts)
    floor.wave()
    changed = replace(facts, modified_at=NOON + timedelta(minutes=5), lines=(replace(facts.lines[0], quantity=4),))
    order = told(floor, changed).order
    assert order.state == OrderState.WAVED
    assert floor.state(0) == (5, 2, 0)
    assert [item.kind for item in WorkItem.objects.all()] == ["order.changed_late"]


def test_a_cancelled_order_is_cancelled_on_arrival(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    order = told(floor, replace(order_facts(floor.line(0)), is_cancelled=True)).order
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert floor.state(0) == (5, 0, 0)


@pytest.mark.parametrize("is_known", [True, False])
def test_an_unbound_sku_holds_the_order_as_work_to_do(floor: Floor, is_known: bool) -> None:
    floor.put("A01-01-01", 0, 5)
    binding = SkuBindingFactory(shop=floor.shop, sku=floor.skus[0], unverified=True)
    if not is_known:
        binding.product_id = "1005099999999999"
    order = told(floor, order_facts(floor.line(0), line_facts(binding))).order
    assert (order.state, order.hold_code) == (OrderState.HELD, "order.sku_unbound")
    assert order.hold_facts == {"seller_skus": [binding.seller_sku]}
    assert floor.state(0) == (5, 0, 0)
    item = WorkItem.objects.get()
    assert (item.kind, item.subject_id, item.state) == ("order.sku_unbound", str(order.pk), "open")


def test_a_verified_binding_lets_the_held_order_go(floor: Floor, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 5)
    binding = SkuBindingFactory(shop=floor.shop, sku=floor.skus[0], unverified=True)
    order = told(floor, order_facts(line_facts(binding, 3))).order
    run(partial(verify_binding, cause=Cause(source="desk", person=PersonFactory()), binding=binding))
    deliver()
    order.refresh_from_db()
    binding.refresh_from_db()
    assert binding.state == BindingState.VERIFIED
    assert (order.state, order.hold_code) == (OrderState.PROMISED, "")
    assert floor.state(0) == (5, 3, 0)
    assert WorkItem.objects.get().state == "resolved"


def test_lines_that_others_ship_are_kept_and_skipped(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    theirs = line_facts(floor.bindings[1], 2, skip_reason="platform_warehouse")
    order = told(floor, order_facts(floor.line(0), theirs)).order
    assert order.state == OrderState.PROMISED
    assert [item.sku for item in OrderItem.objects.all()] == [floor.skus[0]]
    assert OrderLine.objects.filter(skip_reason="platform_warehouse").count() == 1


def test_an_order_that_others_ship_whole_is_no_work(floor: Floor) -> None:
    order = told(floor, order_facts(line_facts(floor.bindings[1], 2, skip_reason="platform_warehouse"))).order
    assert (order.state, order.hold_code) == (OrderState.HELD, "order.others_ship")
    assert not WorkItem.objects.exists()


def test_a_bundle_is_taken_apart(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-02-01", 1, 9)
    bundle = SkuBindingFactory(shop=floor.shop, components={floor.skus[0]: 1, floor.skus[1]: 3})
    order = told(floor, order_facts(line_facts(bundle, 2))).order
    assert order.state == OrderState.PROMISED
    assert {item.sku_id: item.quantity for item in OrderItem.objects.all()} == {
        floor.skus[0].pk: 2,
        floor.skus[1].pk: 6,
    }
    assert (floor.state(0), floor.state(1)) == ((5, 2, 0), (9, 6, 0))


@pytest.mark.parametrize(("days", "state"), [(None, OrderState.HELD), (-2, OrderState.HELD), (2, OrderState.PROMISED)])
def test_choice_leaves_only_from_a_certified_warehouse(floor: Floor, days: int | None, state: str) -> None:
    from django.utils import timezone

    floor.put("A01-01-01", 0, 5)
    floor.warehouse.certified_until_on = None if days is None else timezone.localdate() + timedelta(days=days)
    floor.warehouse.save()
    order = floor.order((0, 1), is_choice=True)
    assert order.state == state
    assert order.hold_code == ("" if state == OrderState.PROMISED else "order.certification_expired")
    assert floor.state(0)[1] == (1 if state == OrderState.PROMISED else 0)


def test_waiting_orders_are_served_in_rank_when_stock_comes(floor: Floor, deliver: Deliver) -> None:
    from django.utils import timezone

    floor.warehouse.certified_until_on = timezone.localdate() + timedelta(days=9)
    floor.warehouse.save()
    late = floor.order((0, 2), due_at=NOON + timedelta(days=2))
    large = floor.order((0, 9), due_at=NOON + timedelta(hours=1))
    early = floor.order((0, 2), due_at=NOON + timedelta(days=1))
    choice = floor.order((0, 2), due_at=NOON + timedelta(days=3), is_choice=True)
    floor.put("A01-01-01", 0, 5)
    deliver()
    states = {order.pk: Order.objects.get(pk=order.pk).state for order in (late, large, early, choice)}
    assert states == {
        choice.pk: OrderState.PROMISED,
        early.pk: OrderState.PROMISED,
        large.pk: OrderState.WAITING,
        late.pk: OrderState.WAITING,
    }
    assert floor.state(0) == (5, 4, 11)


def test_orders_alike_in_rank_are_served_as_they_came_one_row_read_at_a_time(floor: Floor, deliver: Deliver) -> None:
    floor.warehouse.certified_until_on = date(2999, 1, 1)
    floor.warehouse.save()
    alike = [floor.order((0, 1), placed_at=NOON, due_at=NOON) for _ in range(2)]
    promised = floor.order((0, 1), placed_at=NOON, due_at=NOON + timedelta(days=1), has_subsidy=True)
    for order in (promised, *alike):
        floor.put("A01-01-01", 0, 1)
        with CaptureQueriesContext(connection) as captured:
            deliver()
        order.refresh_from_db()
        assert order.state == OrderState.PROMISED
    asked = [query["sql"] for query in captured if '"picking_order"."state" = ' in query["sql"]]
    assert asked
    assert all("LIMIT 1" in sql for sql in asked if sql.startswith("SELECT"))


def test_a_manual_order_takes_the_same_way(floor: Floor) -> None:
    order = floor.order((0, 1), is_manual=True)
    assert (order.is_manual, order.state) == (True, OrderState.WAITING)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"number": " "}, "number"),
        ({"lines": ()}, "no_lines"),
        ({"placed_at": NOON.replace(tzinfo=None)}, "time_zone"),
    ],
)
def test_what_cannot_be_an_order_is_refused(floor: Floor, changes: dict[str, object], problem: str) -> None:
    with pytest.raises(OrderInvalid) as refused:
        told(floor, order_facts(**{"lines": (floor.line(0),), **changes}))
    assert refused.value.facts["problem"] == problem
    assert not Order.objects.exists()


def test_a_line_named_twice_is_refused(floor: Floor) -> None:
    line = floor.line(0)
    with pytest.raises(OrderInvalid) as refused:
        told(floor, order_facts(line, line))
    assert refused.value.facts["problem"] == "line_twice"
