"""Zone pass when something is amiss: totes that are missing, places that give less, orders and waves cancelled."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from inventory.models import HandlingUnit
from inventory.states import HandlingUnitState
from picking.locks import lock_list_with_orders
from picking.models import Order, PickList, PickSlot, PickTask, PutBack, Wave
from picking.operations import zone_pass
from picking.operations.cancel import request_cancel
from picking.operations.zone_pass import reserve_by_tote
from picking.selectors.board import why_not
from picking.states import AbortWay, OrderState, PickListState, TaskState
from picking.zone_errors import ToteNotWaiting
from tests.picking.conftest import CAUSE, Floor, Picker
from tests.picking.walks import decide, place, triple
from tests.picking.waves_at_desk import cancel as abort
from tests.picking.zones import (
    FAR,
    NEAR,
    begin_zone,
    far,
    fetch,
    floor,
    near,
    pass_first_zone,
    the_list,
)
from wms.core.models import WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences

pytestmark = pytest.mark.django_db
__all__ = ["far", "floor", "near"]


def test_a_missing_tote_is_told_and_keeps_the_list_until_it_is_scanned(floor: Floor, near: Picker, far: Picker) -> None:
    pass_first_zone(floor, near, orders=2)
    far.scan(floor.carts[0].barcode)
    far.scan(floor.totes[1].barcode)
    assert triple(far.command("MISSING")) == ("ok", "pick.tote_missing", "cart")
    item = WorkItem.objects.get(kind="pick.tote_missing")
    assert (item.subject_label, item.facts["location"], item.is_urgent) == (floor.totes[0].code, "P-02", True)
    for order in Order.objects.all():
        told = {name: item.facts[name] for name in ("tote", "list", "location", "order")}
        assert why_not(order.pk) == {"code": "work.pick.tote_missing", "facts": told}
    assert far.scan(floor.carts[0].barcode)["code"] == "pick.no_work"
    assert triple(far.scan(floor.totes[0].barcode)) == ("ok", "pick.list_kept", "cart")
    item.refresh_from_db()
    assert (item.state, item.resolution) == ("resolved", "found")
    assert triple(fetch(floor, far, begin_zone(floor, far, 0, 2)))[1] == "pick.walk_done"


def test_once_the_order_of_a_missing_tote_is_cancelled_nobody_looks_for_it(
    floor: Floor, near: Picker, far: Picker
) -> None:
    pass_first_zone(floor, near, orders=2)
    far.scan(floor.carts[0].barcode)
    far.command("MISSING")
    run(partial(request_cancel, cause=CAUSE, order=Order.objects.order_by("pk")[0]))
    assert WorkItem.objects.get(kind="pick.tote_missing").resolution == "order.cancelled"
    assert far.scan(floor.carts[0].barcode)["code"] == "pick.started"
    assert triple(far.scan(floor.totes[1].barcode)) == ("ok", "pick.ready", "location")


def test_a_missing_tote_that_was_empty_holds_up_its_list_no_more_once_its_order_is_cancelled(
    floor: Floor, near: Picker, far: Picker
) -> None:
    floor.put("A01-02-01", 2, 1)
    lacking, whole = floor.order((2, 1), (1, 1)), floor.order((0, 1), (1, 2))
    floor.wave()
    begin_zone(floor, near, 0, 2)
    empty, filled = (PickSlot.objects.get(order=order).handling_unit for order in (lacking, whole))
    for raw in (place(floor, NEAR), floor.skus[0].code, filled.barcode, place(floor, "A01-02-01")):
        near.scan(raw)
    near.command("SHORT")
    assert triple(decide(near, "NOSTOCK", "HOLD")) == ("ok", "pick.zone_done", "pass")
    near.scan(place(floor, "P-02"))
    far.scan(floor.carts[0].barcode)
    far.scan(filled.barcode)
    assert far.command("MISSING")["data"]["facts"]["tote"] == empty.code
    run(partial(request_cancel, cause=CAUSE, order=lacking))
    assert HandlingUnit.objects.get(pk=empty.pk).state == HandlingUnitState.FREE
    assert far.scan(floor.carts[0].barcode)["code"] == "pick.started"
    assert triple(far.scan(filled.barcode)) == ("ok", "pick.ready", "location")


def test_a_tote_whose_order_is_cancelled_as_it_is_scanned_keeps_no_list(
    floor: Floor, near: Picker, far: Picker, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_first_zone(floor, near, orders=2)
    order = PickSlot.objects.get(handling_unit=floor.totes[0]).order

    def behind_the_cancellation(list_id: Any) -> PickList | None:
        request_cancel(cause=CAUSE, order=order)
        return lock_list_with_orders(list_id)

    monkeypatch.setattr(zone_pass, "lock_list_with_orders", behind_the_cancellation)
    tote = {"tote_id": floor.totes[0].pk, "tote_label": floor.totes[0].code}
    with pytest.raises(ToteNotWaiting):
        run(partial(reserve_by_tote, cause=CAUSE, warehouse=floor.warehouse, person=far.person, **tote))


def test_a_first_zones_empty_tote_cannot_be_missing(floor: Floor, near: Picker) -> None:
    floor.order((0, 1), (1, 1))
    floor.wave()
    near.scan(floor.carts[0].barcode)
    assert triple(near.command("MISSING")) == ("refused", "pick.not_passed_on", "slot")


class TestShort:
    def test_in_the_last_zone_the_order_is_held_with_its_tote(self, floor: Floor, near: Picker, far: Picker) -> None:
        pass_first_zone(floor, near)
        begin_zone(floor, far, 0, 1)
        far.scan(place(floor, FAR))
        far.command("SHORT")
        assert triple(decide(far, "NOSTOCK", "HOLD")) == ("ok", "pick.walk_done_short", "cart")
        order = Order.objects.get()
        assert (order.state, order.hold_facts["missing"]) == (OrderState.HELD, {floor.skus[1].code: 2})

    def test_in_the_first_zone_the_totes_still_go_on(self, floor: Floor, near: Picker, far: Picker) -> None:
        floor.order((0, 1), (1, 1))
        floor.wave()
        begin_zone(floor, near, 0, 1)
        near.scan(place(floor, NEAR))
        near.command("SHORT")
        assert triple(decide(near, "NOSTOCK", "HOLD")) == ("ok", "pick.zone_done", "pass")
        assert WorkItem.objects.filter(kind="pick.short").count() == 1
        near.scan(place(floor, "P-02"))
        assert triple(fetch(floor, far, begin_zone(floor, far, 0, 1)))[1] == "pick.walk_done"
        assert Order.objects.get().state == OrderState.HELD

    def test_what_lies_in_another_zone_is_fetched_there(self, floor: Floor, near: Picker, far: Picker) -> None:
        floor.order((0, 1), (1, 1))
        floor.wave()
        floor.put("A02-04-01", 0, 3)
        begin_zone(floor, near, 0, 1)
        near.scan(place(floor, NEAR))
        near.command("SHORT")
        assert triple(decide(near, "NOSTOCK")) == ("ok", "pick.zone_done", "pass")
        near.scan(place(floor, "P-02"))
        assert triple(fetch(floor, far, begin_zone(floor, far, 0, 1)))[1] == "pick.walk_done"
        assert Order.objects.get().state == OrderState.PICKED

    def test_what_lies_in_an_earlier_zone_sends_the_totes_back_there(
        self, floor: Floor, near: Picker, far: Picker
    ) -> None:
        pass_first_zone(floor, near)
        floor.put("A01-04-01", 1, 3)
        begin_zone(floor, far, 0, 1)
        far.scan(place(floor, FAR))
        far.command("SHORT")
        back = decide(far, "NOSTOCK")
        assert (triple(back), back["data"]["location"]) == (("ok", "pick.zone_done", "pass"), "P-01")
        far.scan(place(floor, "P-01"))
        assert triple(fetch(floor, near, begin_zone(floor, near, 0, 1)))[1] == "pick.walk_done"
        assert Order.objects.get().state == OrderState.PICKED
        assert differences() == []


class TestCancel:
    def test_between_the_zones_its_tote_goes_back_and_the_others_go_on(
        self, floor: Floor, near: Picker, far: Picker
    ) -> None:
        pass_first_zone(floor, near, orders=2)
        first = Order.objects.order_by("pk")[0]
        run(partial(request_cancel, cause=CAUSE, order=first))
        assert PutBack.objects.get().handling_unit == PickSlot.objects.get(order=first).handling_unit
        asked = far.scan(floor.carts[0].barcode)
        answer = far.scan(next(tote for tote in floor.totes if tote.code == asked["data"]["tote"]).barcode)
        assert triple(fetch(floor, far, answer))[1] == "pick.walk_done"
        assert Order.objects.exclude(pk=first.pk).get().state == OrderState.PICKED

    def test_of_the_only_order_ends_the_list(self, floor: Floor, near: Picker, far: Picker) -> None:
        pass_first_zone(floor, near)
        run(partial(request_cancel, cause=CAUSE, order=Order.objects.get()))
        assert the_list().state == PickListState.CANCELLED
        assert far.scan(floor.carts[0].barcode)["code"] == "pick.no_work"

    def test_of_a_zones_rest_while_the_totes_wait_lets_somebody_take_them_to_the_bench(
        self, floor: Floor, near: Picker, far: Picker
    ) -> None:
        pass_first_zone(floor, near)
        PickTask.objects.filter(state=TaskState.OPEN).update(state=TaskState.DROPPED)
        Order.objects.get().items.filter(sku=floor.skus[1]).update(is_refunded=True)
        assert triple(begin_zone(floor, far, 0, 1)) == ("ok", "pick.walk_done", "cart")
        assert (the_list().state, Order.objects.get().state) == (PickListState.PICKED, OrderState.PICKED)

    def test_of_the_wave_finishes_what_lies_in_totes(self, floor: Floor, near: Picker, far: Picker) -> None:
        pass_first_zone(floor, near)
        abort(floor, Wave.objects.get(), AbortWay.FINISH)
        assert triple(fetch(floor, far, begin_zone(floor, far, 0, 1)))[1] == "pick.walk_done"

    def test_of_the_wave_puts_back_what_lies_in_totes(self, floor: Floor, near: Picker) -> None:
        pass_first_zone(floor, near)
        abort(floor, Wave.objects.get(), AbortWay.PUT_BACK)
        assert (the_list().state, PutBack.objects.count()) == (PickListState.CANCELLED, 1)
        assert differences() == []
