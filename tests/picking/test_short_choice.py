"""What the handheld offers after a short: only what the stock allows, the fastest first; to hold is always there."""

from __future__ import annotations

from collections.abc import Callable

from inventory.models import StockCount
from picking.models import Order, PickTask
from picking.states import OrderState, TaskState
from tests.picking.conftest import Floor, Picker
from tests.picking.walks import begin, decide, place, triple
from wms.ops.ledger import differences

Deliver = Callable[[], int]


def ask(floor: Floor, picker: Picker, reason: str = "NOSTOCK") -> dict[str, object]:
    picker.scan(place(floor, "A01-01-01"))
    picker.command("SHORT")
    return picker.command(reason)


def test_another_place_comes_first_with_its_units_and_the_way(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 2)
    begin(floor, picker, ((0, 2),))
    floor.put("A02-01-01", 0, 4)
    floor.put("A01-02-01", 0, 3)
    answer = ask(floor, picker)
    assert (answer["step"], answer["data"]["options"]) == ("choose", ["ELSEWHERE", "HOLD"])  # type: ignore[index]
    assert "A01-02-01" in str(answer["html"])
    assert "3 件 · 1 m" in str(answer["html"])


def test_without_any_other_unit_to_hold_is_the_only_row(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 2)
    begin(floor, picker, ((0, 2),))
    assert ask(floor, picker)["data"]["options"] == ["HOLD"]  # type: ignore[index]


def test_nothing_is_declared_before_the_choice(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 2)
    begin(floor, picker, ((0, 2),))
    ask(floor, picker)
    assert StockCount.objects.count() == 0
    assert triple(picker.command("FOUND")) == ("ok", "pick.short_found", "item")
    assert PickTask.objects.get().state == TaskState.OPEN


def test_held_it_is_not_fetched_elsewhere_and_the_order_waits(floor: Floor, picker: Picker, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 2)
    (order,) = begin(floor, picker, ((0, 2),))
    floor.put("A01-02-01", 0, 3)
    picker.scan(place(floor, "A01-01-01"))
    picker.command("SHORT")
    assert decide(picker, "NOSTOCK", "HOLD")["code"] == "pick.walk_done_short"
    deliver()
    order.refresh_from_db()
    assert (order.state, PickTask.objects.filter(state=TaskState.OPEN).count()) == (OrderState.HELD, 0)
    assert StockCount.objects.count() == 1
    assert differences() == []


def test_held_the_other_orders_go_on(floor: Floor, picker: Picker, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 1)
    floor.put("A01-03-01", 1, 1)
    begin(floor, picker, ((0, 1),), ((1, 1),))
    floor.put("A01-02-01", 0, 3)
    picker.scan(place(floor, "A01-01-01"))
    picker.command("SHORT")
    decide(picker, "NOSTOCK", "HOLD")
    deliver()
    picker.handheld.scan("X")  # the message has changed the walk: look again
    picker.scan(place(floor, "A01-03-01"))
    picker.scan(floor.skus[1].code)
    assert picker.scan(floor.totes[1].barcode)["code"] == "pick.walk_done"
    assert sorted(Order.objects.values_list("state", flat=True)) == ["held", "picked"]


def test_of_damaged_goods_good_ones_of_the_same_place_are_offered(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    begin(floor, picker, ((0, 2),))
    answer = ask(floor, picker, "DAMAGED")
    assert "这里还有 3 件好的" in str(answer["html"])
    assert triple(picker.command("ELSEWHERE")) == ("ok", "pick.short_here", "item")
