"""A place that gives less than the books say: why, what then, and the shelf wins [M32]."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inventory.models import Location, StockCount
from inventory.operations import short
from picking.models import Order, PickTask
from picking.states import OrderState
from tests.floor import on_hand
from tests.picking.conftest import Floor, Picker
from tests.picking.walks import begin, decide, place, triple
from wms.core.models import WorkItem


class TestShort:
    """[M34] The shelf wins; the walk goes on elsewhere; a blind count decides."""

    def at_item(self, floor: Floor, picker: Picker, units: int = 2) -> Order:
        order = begin(floor, picker, ((0, units),))[0]
        picker.scan(place(floor, PickTask.objects.get().location.code))
        return order

    def test_nothing_left_here_goes_on_at_another_place(
        self, floor: Floor, picker: Picker, deliver: Callable[[], int]
    ) -> None:
        floor.put("A01-01-01", 0, 2)
        floor.put("A02-01-01", 0, 9)
        self.at_item(floor, picker)
        assert triple(picker.command("SHORT")) == ("ok", "pick.short_asked", "short")
        assert triple(decide(picker, "NOSTOCK")) == ("ok", "pick.short_elsewhere", "location")
        old, new = PickTask.objects.order_by("pk")
        assert (old.state, old.short_units, new.location.code, new.quantity) == ("short", 2, "A02-01-01", 2)
        assert on_hand(floor.places["A01-01-01"], floor.skus[0]) == 0
        deliver()
        count = StockCount.objects.get()
        assert (count.location, count.why) == (floor.places["A01-01-01"], "short:out_of_stock")
        assert (count.person, count.source) == (picker.person, "scan")
        assert floor.state(0) == (9, 2, 0)
        for raw in (place(floor, "A02-01-01"), floor.skus[0].code, floor.skus[0].code):
            picker.scan(raw)
        assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.walk_done", "cart")
        assert Order.objects.get().state == OrderState.PICKED

    def test_a_place_that_is_blocked_while_the_short_waits_for_its_locks_is_passed_over(
        self, floor: Floor, picker: Picker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        floor.put("A01-01-01", 0, 2)
        floor.put("A02-01-01", 0, 2)
        floor.put("A02-02-01", 0, 9)
        self.at_item(floor, picker)
        seen = short.places_and_loss(floor.warehouse.pk, floor.skus[0].pk)
        monkeypatch.setattr(short, "places_and_loss", lambda *_: seen)
        Location.objects.filter(pk=floor.places["A02-01-01"].pk).update(is_blocked=True)
        picker.command("SHORT")
        assert triple(decide(picker, "NOSTOCK")) == ("ok", "pick.short_elsewhere", "location")
        assert PickTask.objects.get(state="open").location.code == "A02-02-01"

    def test_units_in_hand_go_into_their_tote_first(self, floor: Floor, picker: Picker) -> None:
        floor.put("A01-01-01", 0, 3)
        floor.put("A02-01-01", 0, 9)
        self.at_item(floor, picker, 3)
        picker.scan(floor.skus[0].code)
        picker.command("SHORT")
        assert triple(decide(picker, "NOSTOCK")) == ("ok", "pick.short_after_tote", "tote")
        assert on_hand(floor.places["A01-01-01"], floor.skus[0]) == 3
        assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.in_tote", "location")
        assert on_hand(floor.places["A01-01-01"], floor.skus[0]) == 0
        assert on_hand(floor.totes[0].location, floor.skus[0]) == 1
        assert PickTask.objects.get(state="open").quantity == 2

    def test_damaged_units_alone_are_set_apart(self, floor: Floor, picker: Picker) -> None:
        floor.put("A01-01-01", 0, 9)
        self.at_item(floor, picker)
        picker.command("SHORT")
        assert triple(decide(picker, "DAMAGED")) == ("ok", "pick.short_here", "item")
        place_ = floor.places["A01-01-01"]
        assert (on_hand(place_, floor.skus[0]), on_hand(place_, floor.skus[0], condition="damaged")) == (7, 2)
        assert PickTask.objects.get(state="open").location == place_

    def test_found_after_all(self, floor: Floor, picker: Picker) -> None:
        floor.put("A01-01-01", 0, 9)
        self.at_item(floor, picker)
        picker.command("SHORT")
        assert triple(picker.command("FOUND")) == ("ok", "pick.short_found", "item")
        assert on_hand(floor.places["A01-01-01"], floor.skus[0]) == 9

    def test_what_is_nowhere_holds_the_order_until_goods_come(self, floor: Floor, picker: Picker, deliver) -> None:  # type: ignore[no-untyped-def]
        from picking.operations.serve import top_up_short_orders
        from tests.picking.conftest import CAUSE

        floor.put("A01-01-01", 0, 3)
        order = self.at_item(floor, picker, 3)
        picker.scan(floor.skus[0].code)
        picker.command("SHORT")
        decide(picker, "NOSTOCK")
        assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.walk_done", "cart")
        deliver()
        order.refresh_from_db()
        assert (order.state, order.hold_code) == (OrderState.HELD, "pick.short")
        assert order.hold_facts == {"missing": {floor.skus[0].code: 2}}
        assert WorkItem.objects.filter(kind="pick.short", state="open").count() == 1
        assert floor.state(0) == (1, 3, 0)
        assert top_up_short_orders(cause=CAUSE, warehouse=floor.warehouse) == []
        floor.put("A02-01-01", 0, 2)
        deliver()
        assert top_up_short_orders(cause=CAUSE, warehouse=floor.warehouse) == [order.pk]
        assert triple(picker.scan(floor.carts[0].barcode)) == ("ok", "pick.started", "slot")
        assert triple(picker.scan(floor.totes[1].barcode)) == ("refused", "pick.wrong_slot_tote", "slot")
        for raw in (floor.totes[0].barcode, place(floor, "A02-01-01"), floor.skus[0].code, floor.skus[0].code):
            picker.scan(raw)
        assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.walk_done", "cart")
        order.refresh_from_db()
        assert (order.state, order.hold_code) == (OrderState.PICKED, "")
        assert on_hand(floor.totes[0].location, floor.skus[0]) == 3
        assert not WorkItem.objects.filter(kind="pick.short", state="open").exists()
