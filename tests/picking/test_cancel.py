"""[M4] A cancellation before each arrow stops the goods and leaves a way back; after handover it is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from inventory.models import Allocation, StockMovement
from inventory.operations import ship
from inventory.states import HandlingUnitState
from picking.errors import OrderAlreadyShipped, OrderCancelled, OrderNotReady
from picking.locks import lock_order
from picking.models import Order, OrderHistory, PickList, PickTask, PutBack
from picking.operations.bench import abort_packing, finish_packing, mark_shipped, start_packing
from picking.operations.cancel import CancelAnswer, intercept_order, request_cancel
from picking.operations.totes import lock_totes
from picking.selectors.orders import demand_keys_of, orders_of_tote
from picking.states import OrderState, PickListState, PutBackState
from tests.floor import on_hand
from tests.picking.conftest import CAUSE, Floor, Picker, make_picker
from tests.picking.walks import begin, place, triple
from wms.core.models import WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences

Deliver = Callable[[], int]


def cancel(order: Order) -> CancelAnswer:
    return run(partial(request_cancel, cause=CAUSE, order=order, reason="buyer"))


def pick_all(floor: Floor, picker: Picker) -> None:
    """Finish the one task of the picker's walk."""
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code):
        picker.scan(raw)
    assert picker.scan(floor.totes[0].barcode)["code"] == "pick.walk_done"


def is_gone(order: Order) -> None:
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert order.cancel_requested_at is not None
    assert OrderHistory.objects.filter(order=order, became="cancelled").count() == 1


@pytest.mark.parametrize("units", [0, 5])
def test_before_the_wave_everything_is_released(floor: Floor, units: int) -> None:
    if units:
        floor.put("A01-01-01", 0, units)
    order = floor.order((0, 2))
    assert cancel(order).state == "cancelled"
    is_gone(order)
    assert set(Allocation.objects.values_list("state", flat=True)) == {"released"}
    if units:
        assert floor.state(0) == (5, 0, 0)


def test_a_held_order_is_cancelled_with_its_work_item(floor: Floor) -> None:
    floor.bindings[0].state = "unverified"
    floor.bindings[0].save()
    order = floor.order((0, 2))
    cancel(order)
    is_gone(order)
    assert [item.state for item in WorkItem.objects.all()] == ["resolved"]


def test_in_a_wave_its_tasks_are_dropped(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    order, other = floor.order((0, 2)), floor.order((0, 3))
    floor.wave()
    walk = PickList.objects.get()
    cancel(order)
    is_gone(order)
    after = PickList.objects.get()
    assert (after.work_version, after.tasks_total) == (walk.work_version + 1, 1)
    assert sorted(PickTask.objects.values_list("order", "state")) == [(order.pk, "dropped"), (other.pk, "open")]
    assert floor.state(0) == (9, 3, 0)


def test_a_list_that_has_nothing_left_is_cancelled(floor: Floor, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 9)
    order = floor.order((0, 2))
    floor.wave()
    cancel(order)
    deliver()
    assert PickList.objects.get().state == PickListState.CANCELLED
    order.refresh_from_db()
    assert order.wave is not None
    assert order.wave.state == "closed"


def test_under_way_the_picker_meets_it_at_the_next_scan(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    first, second = begin(floor, picker, ((0, 2),), ((0, 3),))
    picker.scan(place(floor, "A01-01-01"))
    cancel(first)
    assert triple(picker.scan(floor.skus[0].code)) == ("stale", "scan.stale", "item")
    assert PickTask.objects.get(state="open").order_id == second.pk
    assert floor.state(0) == (9, 3, 0)


def test_units_in_hand_of_a_cancelled_order_go_back_to_their_place(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.put("A01-02-01", 1, 9)
    order, _ = begin(floor, picker, ((0, 2),), ((1, 2),))
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    cancel(order)
    assert triple(picker.scan(floor.skus[0].code)) == ("stale", "scan.stale", "return")
    assert triple(picker.scan(floor.totes[0].barcode)) == ("refused", "pick.put_units_back", "return")
    assert triple(picker.scan(place(floor, "A01-02-01"))) == ("refused", "pick.wrong_location", "return")
    assert triple(picker.scan(place(floor, "A01-01-01"))) == ("ok", "pick.given_back", "location")
    assert on_hand(floor.places["A01-01-01"], floor.skus[0]) == 9
    assert not PutBack.objects.exists()


def test_what_lies_in_a_tote_is_put_back_by_scans(floor: Floor, picker: Picker, deliver: Deliver) -> None:
    floor.put("A01-01-01", 0, 9)
    order = begin(floor, picker, ((0, 1),))[0]
    pick_all(floor, picker)
    answer = cancel(order)
    is_gone(order)
    tote, sku, shelf = floor.totes[0], floor.skus[0], floor.places["A01-01-01"]
    assert answer.put_back_ids == (PutBack.objects.get().pk,)
    assert (on_hand(tote.location, sku), on_hand(tote.location, sku, condition="put_back")) == (0, 1)
    assert floor.state(0) == (8, 0, 0)
    assert orders_of_tote(tote.pk) == [order]
    assert WorkItem.objects.get(kind="put_back").state == "open"

    keeper = make_picker(floor, "put_back", "tote")
    assert triple(keeper.scan(floor.totes[1].barcode)) == ("refused", "put_back.nothing_here", "tote")
    assert triple(keeper.scan(tote.barcode)) == ("ok", "put_back.begun", "item")
    assert triple(keeper.scan(floor.skus[1].code)) == ("refused", "put_back.wrong_item", "item")
    assert triple(keeper.scan(sku.code)) == ("ok", "put_back.in_hand", "location")
    assert triple(keeper.scan(sku.code)) == ("refused", "put_back.too_many", "location")
    assert triple(keeper.scan(floor.skus[1].code)) == ("refused", "put_back.one_at_a_time", "location")
    assert triple(keeper.scan(shelf.barcode or "")) == ("ok", "put_back.done", "tote")
    assert (on_hand(shelf, sku), on_hand(tote.location, sku, condition="put_back")) == (9, 0)
    assert floor.state(0) == (9, 0, 0)
    assert PutBack.objects.get().state == PutBackState.DONE
    assert WorkItem.objects.get(kind="put_back").state == "resolved"
    tote.refresh_from_db()
    assert tote.state == HandlingUnitState.FREE
    assert orders_of_tote(tote.pk) == []


def test_a_put_back_can_be_laid_back_into_the_tote(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    order = begin(floor, picker, ((0, 1),))[0]
    pick_all(floor, picker)
    cancel(order)
    keeper = make_picker(floor, "put_back", "tote")
    keeper.scan(floor.totes[0].barcode)
    keeper.scan(floor.skus[0].code)
    assert triple(keeper.command("UNDO")) == ("ok", "scan.undone", "item")
    assert PutBack.objects.get().in_hand == 0


def test_units_that_are_not_in_the_tote_are_lost_and_the_tote_is_free(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    order = begin(floor, picker, ((0, 3),))[0]
    for raw in (place(floor, "A01-01-01"), *[floor.skus[0].code] * 3, floor.totes[0].barcode):
        picker.scan(raw)
    cancel(order)
    tote, sku, shelf = floor.totes[0], floor.skus[0], floor.places["A01-01-01"]
    keeper = make_picker(floor, "put_back", "tote")
    keeper.scan(tote.barcode)
    keeper.scan(sku.code)
    assert triple(keeper.command("MISSING")) == ("refused", "scan.unknown_command", "location")
    assert triple(keeper.scan(shelf.barcode or "")) == ("ok", "put_back.shelved", "item")
    assert triple(keeper.command("MISSING")) == ("ok", "put_back.missing", "tote")
    assert (on_hand(shelf, sku), on_hand(tote.location, sku, condition="put_back")) == (7, 0)
    assert floor.state(0) == (7, 0, 0)
    lost = StockMovement.objects.get(target_location__kind="loss")
    assert (lost.quantity, lost.source_condition, lost.source_location) == (2, "put_back", tote.location)
    assert PutBack.objects.get().state == PutBackState.DONE
    assert WorkItem.objects.get(kind="put_back").state == "resolved"
    tote.refresh_from_db()
    assert tote.state == HandlingUnitState.FREE
    assert differences() == []


def test_half_picked_the_rest_is_released_and_the_tote_put_back(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.put("A01-02-01", 1, 9)
    order = begin(floor, picker, ((0, 1), (1, 1)))[0]
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.totes[0].barcode):
        picker.scan(raw)
    cancel(order)
    is_gone(order)
    assert PickList.objects.get().state == PickListState.PICKED
    assert (floor.state(0), floor.state(1)) == ((8, 0, 0), (9, 0, 0))
    assert on_hand(floor.totes[0].location, floor.skus[0], condition="put_back") == 1


def test_at_the_bench_only_the_request_is_noted(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    order = begin(floor, picker, ((0, 1),))[0]
    pick_all(floor, picker)
    run(lambda: start_packing(cause=CAUSE, order=lock_order(order.pk)))
    assert cancel(order).state == "requested"
    order.refresh_from_db()
    assert (order.state, order.cancel_requested_at is not None) == (OrderState.PACKING, True)
    with pytest.raises(OrderCancelled):
        run(lambda: finish_packing(cause=CAUSE, order=lock_order(order.pk), totes=lock_totes(order)))
    answer = run(partial(intercept_order, cause=CAUSE, order=order, tote=floor.totes[0]))
    is_gone(order)
    assert len(answer.put_back_ids) == 1
    assert on_hand(floor.totes[0].location, floor.skus[0], condition="put_back") == 1


def test_nothing_is_intercepted_that_nobody_asked_for(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    order = begin(floor, picker, ((0, 1),))[0]
    pick_all(floor, picker)
    with pytest.raises(OrderNotReady):
        run(partial(intercept_order, cause=CAUSE, order=order, tote=floor.totes[0]))
    order.refresh_from_db()
    assert order.state == OrderState.PICKED


def test_after_handover_it_is_refused_and_changes_nothing(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    order = begin(floor, picker, ((0, 1),))[0]
    pick_all(floor, picker)

    def hand_over() -> None:
        held = lock_order(order.pk)
        start_packing(cause=CAUSE, order=held)
        finish_packing(cause=CAUSE, order=held, totes=lock_totes(held))
        mark_shipped(cause=CAUSE, order=held)
        ship(cause=CAUSE, demands=demand_keys_of(order.pk))

    run(hand_over)
    with pytest.raises(OrderAlreadyShipped):
        cancel(order)
    order.refresh_from_db()
    assert (order.state, order.cancel_requested_at) == (OrderState.SHIPPED, None)
    assert floor.state(0) == (8, 0, 0)


def test_asked_twice_it_is_cancelled_once(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    order = floor.order((0, 1))
    assert [cancel(order).state, cancel(order).state] == ["cancelled", "cancelled"]
    is_gone(order)


def test_no_step_can_be_skipped(floor: Floor, picker: Picker) -> None:
    """[M1]"""
    floor.put("A01-01-01", 0, 9)
    order = begin(floor, picker, ((0, 1),))[0]
    order.refresh_from_db()
    for step in (start_packing, partial(finish_packing, totes=lock_totes(order)), mark_shipped):
        with pytest.raises(OrderNotReady):
            run(partial(step, cause=CAUSE, order=order))
    with pytest.raises(OrderNotReady):
        run(partial(abort_packing, cause=CAUSE, orders=[order], reason="x"))
    order.refresh_from_db()
    assert order.state == OrderState.PICKING
