"""Bulk picking (汇总拣货): single units of many orders are taken in sums into one tote, and told apart at the bench."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import HandlingUnit, StockBalance
from inventory.states import HandlingUnitState
from picking.models import Order, PickList, PickSlot, PickTask, PutBack
from picking.operations.cancel import request_cancel
from picking.states import OrderState, PickListState, TaskState
from tests.floor import on_hand
from tests.picking.conftest import CAUSE, Floor, Picker, make_picker
from tests.picking.walks import decide, place, triple
from wms.core.transactions import unit_of_work
from wms.ops.ledger import differences

QUERIES_MAX = 19  # one more than a slot by slot scan: what comes next lies behind the whole group
Deliver = Callable[[], int]


@pytest.fixture
def bulk(floor: Floor) -> Floor:
    """Five single-unit orders: three of one SKU, two of another at a later place."""
    floor.rule.is_bulk = True
    floor.rule.save()
    floor.put("A01-01-01", 0, 10)
    floor.put("A01-03-01", 1, 10)
    for sku in (0, 1, 0, 1, 0):
        floor.order((sku, 1))
    floor.wave()
    return floor


def begin(floor: Floor, picker: Picker) -> None:
    assert triple(picker.scan(floor.carts[0].barcode)) == ("ok", "pick.started", "slot")
    assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.ready", "location")


def states() -> list[str]:
    return list(Order.objects.order_by("pk").values_list("state", flat=True))


def in_tote(floor: Floor, tote: int = 0) -> int:
    return sum(StockBalance.objects.filter(location=floor.totes[tote].location).values_list("on_hand", flat=True))


def pick_all(floor: Floor, picker: Picker) -> None:
    begin(floor, picker)
    for code, sku, units in (("A01-01-01", 0, 3), ("A01-03-01", 1, 2)):
        picker.scan(place(floor, code))
        for _ in range(units):
            picker.scan(floor.skus[sku].code)
        answer = picker.scan(floor.totes[0].barcode)
    assert triple(answer) == ("ok", "pick.walk_done", "cart")


def test_one_list_for_all_with_one_tote(bulk: Floor) -> None:
    walk = PickList.objects.get()
    assert (walk.is_bulk, walk.tasks_total, PickSlot.objects.filter(is_shared=True).count()) == (True, 5, 5)


def test_only_single_units_of_a_bulk_rule_are_summed_up(floor: Floor) -> None:
    floor.rule.is_bulk = True
    floor.rule.save()
    floor.put("A01-01-01", 0, 10)
    floor.order((0, 1))
    floor.order((0, 2))
    floor.wave()
    assert sorted(PickList.objects.values_list("wave__order_class", "is_bulk")) == [
        ("single_sku", False),
        ("single_unit", True),
    ]


def test_the_sum_is_taken_and_every_order_is_picked(bulk: Floor, picker: Picker) -> None:
    begin(bulk, picker)
    answer = picker.scan(place(bulk, "A01-01-01"))
    assert (answer["step"], answer["data"]["wanted"], answer["data"]["orders"]) == ("units", 3, 3)
    assert picker.scan(bulk.skus[0].code)["data"]["scanned"] == 1
    picker.scan(bulk.skus[0].code)
    assert triple(picker.scan(bulk.skus[0].code)) == ("ok", "pick.units_complete", "tote")
    assert triple(picker.scan(bulk.skus[0].code)) == ("refused", "pick.too_many", "tote")
    assert triple(picker.scan(bulk.totes[0].barcode)) == ("ok", "pick.units_in_tote", "location")
    picker.scan(place(bulk, "A01-03-01"))
    picker.scan(bulk.skus[1].code)
    picker.scan(bulk.skus[1].code)
    assert triple(picker.scan(bulk.totes[0].barcode)) == ("ok", "pick.walk_done", "cart")
    assert states() == [OrderState.PICKED] * 5
    assert (in_tote(bulk), on_hand(bulk.places["A01-01-01"], bulk.skus[0])) == (5, 7)
    assert differences() == []


def test_a_part_goes_into_the_tote_before_the_rest_is_scanned(bulk: Floor, picker: Picker) -> None:
    begin(bulk, picker)
    picker.scan(place(bulk, "A01-01-01"))
    assert triple(picker.scan(bulk.totes[0].barcode)) == ("refused", "pick.nothing_in_hand", "units")
    picker.scan(bulk.skus[0].code)
    answer = picker.scan(bulk.totes[0].barcode)
    assert (triple(answer), answer["data"]["wanted"]) == (("ok", "pick.units_in_tote", "units"), 2)
    assert in_tote(bulk) == 1


def test_a_scan_of_a_whole_sum_costs_few_queries(bulk: Floor, picker: Picker) -> None:
    begin(bulk, picker)
    picker.scan(place(bulk, "A01-01-01"))
    for _ in range(3):
        picker.scan(bulk.skus[0].code)
    with CaptureQueriesContext(connection) as queries:
        assert picker.scan(bulk.totes[0].barcode)["verdict"] == "ok"
    counted = [q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(counted) <= QUERIES_MAX


def test_undo_takes_back_unit_by_unit_and_the_whole_tote_scan(bulk: Floor, picker: Picker) -> None:
    begin(bulk, picker)
    picker.scan(place(bulk, "A01-01-01"))
    for _ in range(3):
        picker.scan(bulk.skus[0].code)
    picker.scan(bulk.totes[0].barcode)
    answer = picker.command("UNDO")
    assert (triple(answer), answer["data"]["scanned"], in_tote(bulk)) == (("ok", "scan.undone", "tote"), 3, 0)
    answer = picker.command("UNDO")
    assert (answer["step"], answer["data"]["scanned"]) == ("units", 2)
    for _ in range(4):
        answer = picker.command("UNDO")
    assert answer["step"] == "slot"
    assert HandlingUnit.objects.get(pk=bulk.totes[0].pk).state == HandlingUnitState.FREE
    assert PickSlot.objects.filter(handling_unit__isnull=False).count() == 0
    assert differences() == []


def test_a_skipped_sum_comes_last_as_one(bulk: Floor, picker: Picker) -> None:
    begin(bulk, picker)
    answer = picker.command("SKIP")
    assert (answer["code"], answer["data"]["location"]) == ("pick.skipped", "A01-03-01")
    picker.scan(place(bulk, "A01-03-01"))
    picker.scan(bulk.skus[1].code)
    picker.scan(bulk.skus[1].code)
    answer = picker.scan(bulk.totes[0].barcode)
    assert (answer["data"]["location"], answer["data"]["wanted"]) == ("A01-01-01", 3)
    assert triple(picker.command("SKIP")) == ("refused", "pick.last_task", "location")


def test_what_is_short_holds_its_orders_and_the_others_go_on(bulk: Floor, picker: Picker, deliver: Deliver) -> None:
    begin(bulk, picker)
    picker.scan(place(bulk, "A01-01-01"))
    picker.scan(bulk.skus[0].code)
    assert triple(picker.command("SHORT")) == ("refused", "pick.finish_units_first", "units")
    picker.scan(bulk.totes[0].barcode)
    picker.command("SHORT")
    answer = decide(picker, "NOSTOCK")
    assert (answer["verdict"], answer["data"]["location"]) == ("ok", "A01-03-01")
    picker.scan(place(bulk, "A01-03-01"))
    picker.scan(bulk.skus[1].code)
    picker.scan(bulk.skus[1].code)
    assert triple(picker.scan(bulk.totes[0].barcode)) == ("ok", "pick.walk_done", "cart")
    deliver()
    assert states() == ["picked", "picked", "held", "picked", "held"]
    assert PickSlot.objects.filter(released_at=None).count() == 3
    assert differences() == []


def test_a_short_sum_is_fetched_elsewhere_in_the_same_walk(bulk: Floor, picker: Picker, deliver: Deliver) -> None:
    bulk.put("A02-02-01", 0, 2)
    begin(bulk, picker)
    picker.scan(place(bulk, "A01-01-01"))
    picker.command("SHORT")
    decide(picker, "NOSTOCK")
    deliver()
    found = PickTask.objects.filter(state=TaskState.OPEN, location=bulk.places["A02-02-01"])
    assert found.count() == 2
    assert differences() == []


def test_a_short_sum_reads_its_place_once_for_all_its_orders(bulk: Floor, picker: Picker) -> None:
    begin(bulk, picker)
    picker.scan(place(bulk, "A01-01-01"))
    picker.command("SHORT")
    with CaptureQueriesContext(connection) as captured:
        decide(picker, "NOSTOCK")
    alone = [query for query in captured.captured_queries if 'WHERE "inventory_location"."id" = ' in query["sql"]]
    assert alone == []


def test_cancelled_before_it_is_fetched_it_is_simply_not_fetched(bulk: Floor, picker: Picker) -> None:
    begin(bulk, picker)
    with unit_of_work():
        request_cancel(cause=CAUSE, order=Order.objects.order_by("pk")[0])
    assert picker.scan(place(bulk, "A01-01-01"))["verdict"] == "stale"
    answer = picker.scan(place(bulk, "A01-01-01"))
    assert answer["data"]["wanted"] == 2
    assert PickSlot.objects.filter(released_at=None).count() == 4


def test_cancelled_in_the_tote_its_unit_stays_there_for_the_bench(bulk: Floor, picker: Picker) -> None:
    pick_all(bulk, picker)
    with unit_of_work():
        request_cancel(cause=CAUSE, order=Order.objects.order_by("pk")[0])
    assert states()[0] == OrderState.CANCELLED
    assert (in_tote(bulk), PutBack.objects.count()) == (5, 0)
    assert HandlingUnit.objects.get(pk=bulk.totes[0].pk).state == HandlingUnitState.IN_USE
    assert StockBalance.objects.get(location=bulk.totes[0].location, condition="put_back").on_hand == 1
    assert differences() == []


def test_when_all_are_cancelled_the_tote_goes_back(bulk: Floor, picker: Picker) -> None:
    pick_all(bulk, picker)
    for order in Order.objects.order_by("pk"):
        with unit_of_work():
            request_cancel(cause=CAUSE, order=order)
    assert PutBack.objects.get().handling_unit_id == bulk.totes[0].pk
    assert HandlingUnit.objects.get(pk=bulk.totes[0].pk).state == HandlingUnitState.PUT_BACK
    assert differences() == []


def test_another_handheld_goes_on_with_the_same_tote(bulk: Floor, picker: Picker) -> None:
    begin(bulk, picker)
    picker.scan(place(bulk, "A01-01-01"))
    picker.scan(bulk.skus[0].code)
    other = make_picker(bulk)
    other.scan(bulk.carts[0].barcode)
    answer = other.scan(bulk.totes[0].barcode)
    assert (answer["code"], in_tote(bulk)) == ("pick.units_in_tote", 1)
    assert PickList.objects.get().state == PickListState.PICKING
