"""PROTOCOLS 1: goods that were counted on are gone; the task follows them, or a person is asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from inventory.operations import declare_loss
from inventory.selectors.demand import Held
from picking.models import Order, PickList, PickTask
from picking.operations.serve import top_up_short_orders
from picking.selectors.demands import differences, units_sold
from picking.states import OrderState
from tests.factories.picking import NOON
from tests.picking.conftest import CAUSE, Floor, Picker
from tests.picking.walks import begin, place, triple
from wms.core.models import WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences as ledger_differences

Deliver = Callable[[], int]


def lose(floor: Floor, code: str, units: int) -> None:
    location = floor.places[code]
    run(
        partial(
            declare_loss, cause=CAUSE, location=location, sku=floor.skus[0], lot=None, quantity=units, reason="lost"
        )
    )


def tasks() -> list[tuple[str, int, str]]:
    rows = PickTask.objects.order_by("pk").select_related("location")
    return [(task.location.code, task.quantity, task.state) for task in rows]


def test_the_task_follows_its_goods_to_another_place(floor: Floor, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 2)
    floor.order((0, 2))
    floor.wave()
    floor.put("A02-01-01", 0, 5)
    version = PickList.objects.get().work_version
    lose(floor, "A01-01-01", 2)
    deliver()
    assert tasks() == [("A01-01-01", 2, "dropped"), ("A02-01-01", 2, "open")]
    walk = PickList.objects.get()
    assert (walk.tasks_total, walk.work_version > version) == (1, True)


def test_delivered_twice_it_is_served_once(floor: Floor, deliver: Deliver) -> None:
    from picking.operations.returned import serve_returned

    floor.put("A01-01-01", 0, 2)
    floor.order((0, 2))
    floor.wave()
    floor.put("A02-01-01", 0, 5)
    lose(floor, "A01-01-01", 2)
    deliver()
    task = PickTask.objects.get(state="open")
    answer = run(
        partial(serve_returned, cause=CAUSE, order_item_id=task.order_item_id, allocation_id=task.allocation_id)
    )
    assert (answer, len(tasks())) == ("settled", 2)


def test_a_part_that_is_lost_leaves_the_rest_where_it_is(floor: Floor, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 3)
    floor.order((0, 3))
    floor.wave()
    floor.put("A02-01-01", 0, 5)
    lose(floor, "A01-01-01", 1)
    deliver()
    assert tasks() == [("A01-01-01", 2, "open"), ("A02-01-01", 1, "open")]


def test_until_the_message_comes_the_allocation_guards_the_task(floor: Floor, picker: Picker, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 2)
    floor.put("A02-01-01", 1, 2)
    begin(floor, picker, ((0, 2), (1, 1)))
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.skus[0].code):
        picker.scan(raw)
    lose(floor, "A01-01-01", 2)
    assert triple(picker.scan(floor.totes[0].barcode)) == ("refused", "pick.allocation_moved", "tote")
    deliver()
    assert triple(picker.scan(floor.totes[0].barcode)) == ("stale", "scan.stale", "return")


def test_goods_that_are_nowhere_hold_the_order(floor: Floor, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 2)
    order = floor.order((0, 2))
    floor.wave()
    lose(floor, "A01-01-01", 2)
    deliver()
    order.refresh_from_db()
    assert (order.state, order.hold_code) == (OrderState.HELD, "pick.short")
    assert WorkItem.objects.filter(kind="pick.short", subject_id=order.pk, state="open").exists()
    floor.put("A02-01-01", 0, 2)
    assert top_up_short_orders(cause=CAUSE, warehouse=floor.warehouse) == [order.pk]
    assert tasks()[-1] == ("A02-01-01", 2, "open")


def test_goods_lost_out_of_a_tote_are_missing_again(floor: Floor, picker: Picker, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 2)
    order = begin(floor, picker, ((0, 2),))[0]
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.skus[0].code, floor.totes[0].barcode):
        picker.scan(raw)
    tote = floor.totes[0].location
    run(partial(declare_loss, cause=CAUSE, location=tote, sku=floor.skus[0], lot=None, quantity=1, reason="dropped"))
    deliver()
    order.refresh_from_db()
    assert (order.state, order.hold_facts) == (OrderState.HELD, {"missing": {floor.skus[0].code: 1}})


def test_two_of_ten_lost_while_ten_are_promised(floor: Floor, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 10)
    orders = [floor.order((0, 2)) for _ in range(5)]
    floor.wave()
    lose(floor, "A01-01-01", 2)
    deliver()
    states = [Order.objects.get(pk=order.pk).state for order in orders]
    assert states == ["waved"] * 5
    assert floor.state(0) == (8, 10, 0)
    assert WorkItem.objects.filter(kind="stock.over_promised", state="open").count() == 1
    assert sum(quantity for _, quantity, state in tasks() if state == "open") == 8


def test_the_ledger_check_names_what_does_not_fit(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    order = floor.order((0, 2))
    item = order.items.get()
    key = ("order_item", str(item.pk))
    held = {key: [Held(item.sku_id, {"promised": 2})]}
    assert list(differences(held)) == []
    assert len(list(differences({}))) == 1
    assert len(list(differences({key: [Held(item.sku_id, {"promised": 1})]}))) == 1
    Order.objects.update(state="cancelled")
    assert len(list(differences(held))) == 1
    assert len(list(differences({("order_item", "999999"): held[key]}))) == 1


def test_sold_units_are_told_by_binding(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.order((0, 2))
    floor.order((0, 3))
    binding = floor.bindings[0].pk
    assert units_sold([binding, floor.bindings[1].pk], NOON) == {binding: 5}


def test_units_that_come_back_to_their_place_are_a_task_of_their_own_after_an_undo_too(
    floor: Floor, picker: Picker, deliver: Deliver
) -> None:
    floor.put("A01-01-01", 0, 3)
    begin(floor, picker, ((0, 3),))
    lose(floor, "A01-01-01", 2)
    floor.put("A01-01-01", 0, 2)
    deliver()
    assert tasks() == [("A01-01-01", 1, "open"), ("A01-01-01", 2, "open")]
    assert picker.scan(place(floor, "A01-01-01"))["verdict"] == "stale"
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.totes[0].barcode):
        picker.scan(raw)
    assert triple(picker.command("UNDO")) == ("ok", "scan.undone", "tote")
    for raw in (floor.totes[0].barcode, floor.skus[0].code, floor.skus[0].code):
        picker.scan(raw)
    assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.walk_done", "cart")
    assert ledger_differences() == []
