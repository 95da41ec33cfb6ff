"""A line that is refunded while its order is walked for: what is not fetched is not fetched, the rest goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from inventory.models import Allocation
from picking.models import Order, PickTask
from picking.operations.facts import OrderFacts
from picking.operations.orders import import_order
from tests.factories.picking import order_facts
from tests.picking.conftest import CAUSE, Floor, Picker
from wms.core.models import WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences


def told(floor: Floor, facts: OrderFacts) -> Order:
    return run(partial(import_order, cause=CAUSE, shop=floor.shop, facts=facts)).order


def refunded(facts: OrderFacts, line: int) -> OrderFacts:
    lines = list(facts.lines)
    lines[line] = replace(lines[line], skip_reason="refunded")
    return replace(facts, lines=tuple(lines), modified_at=facts.modified_at + timedelta(minutes=1))


def waved(floor: Floor) -> OrderFacts:
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-02-01", 1, 5)
    facts = order_facts(floor.line(0, 1), floor.line(1, 2))
    told(floor, facts)
    floor.wave()
    return facts


def test_in_a_wave_its_task_is_dropped_and_its_stock_free(floor: Floor) -> None:
    facts = waved(floor)
    order = told(floor, refunded(facts, 1))
    assert list(PickTask.objects.order_by("sku").values_list("sku", "state")) == [
        (floor.skus[0].pk, "open"),
        (floor.skus[1].pk, "dropped"),
    ]
    assert (floor.state(0)[1], floor.state(1)[1]) == (1, 0)
    assert (order.refund_units, WorkItem.objects.filter(kind="order.changed_late").count()) == (0, 0)
    assert differences() == []


def test_on_the_walk_the_picker_is_told_at_his_next_scan_and_the_order_is_whole_without_it(
    floor: Floor, picker: Picker
) -> None:
    facts = waved(floor)
    picker.scan(floor.carts[0].barcode)
    picker.scan(floor.totes[0].barcode)
    told(floor, refunded(facts, 1))
    assert picker.scan(floor.places["A01-01-01"].barcode)["verdict"] == "stale"
    picker.scan(floor.places["A01-01-01"].barcode)
    picker.scan(floor.skus[0].code)
    assert picker.scan(floor.totes[0].barcode)["work"] is None
    assert Order.objects.get().state == "picked"
    assert differences() == []


def test_what_lies_in_the_tote_already_waits_for_the_bench(floor: Floor, picker: Picker) -> None:
    facts = waved(floor)
    picker.scan(floor.carts[0].barcode)
    picker.scan(floor.totes[0].barcode)
    picker.scan(floor.places["A01-01-01"].barcode)
    picker.scan(floor.skus[0].code)
    picker.scan(floor.totes[0].barcode)
    assert told(floor, refunded(facts, 0)).refund_units == 1
    assert Allocation.objects.filter(sku=floor.skus[0], state="taken").count() == 1


def test_a_change_that_is_more_than_a_refund_is_still_a_persons_decision(floor: Floor) -> None:
    facts = waved(floor)
    more = refunded(facts, 1)
    told(floor, replace(more, lines=(replace(more.lines[0], quantity=3), more.lines[1])))
    assert WorkItem.objects.filter(kind="order.changed_late").count() == 1
