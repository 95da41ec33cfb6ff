"""Late orders join a list that nobody has begun, or a walk that is not yet full or far; the picker is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from picking.models import Order, PickList, PickSlot, PickTask, Wave
from picking.operations.wave_control import hold_wave
from picking.states import OrderState
from tests.picking.conftest import CAUSE, Floor, Picker, make_floor, make_picker
from tests.picking.walks import place, triple
from wms.core.transactions import unit_of_work
from wms.ops.ledger import differences


@pytest.fixture
def floor(db: None) -> Floor:
    """Two orders of one class on a list of four slots."""
    made = make_floor()
    made.rule.joins_late = True
    made.rule.save()
    for number, code in enumerate(("A01-01-01", "A01-03-01", "A02-01-01", "A02-03-01")):
        made.put(code, number, 10)
    for sku in (0, 2):
        late(made, sku)
    made.wave()
    return made


def late(floor: Floor, sku: int) -> Order:
    return floor.order((sku, 1), due_at=timezone.now() + timedelta(hours=5))


def begin(floor: Floor) -> Picker:
    picker = make_picker(floor)
    picker.scan(floor.carts[0].barcode)
    for tote in floor.totes[:2]:
        picker.scan(tote.barcode)
    return picker


def lists_of(order: Order) -> list[int]:
    return list(PickSlot.objects.filter(order=order).values_list("pick_list_id", flat=True))


def test_a_list_that_nobody_has_begun_takes_it(floor: Floor) -> None:
    walk = PickList.objects.get()
    order = late(floor, 1)
    assert floor.wave() == []
    order.refresh_from_db()
    assert (lists_of(order), order.state, order.wave_id) == ([walk.pk], OrderState.WAVED, walk.wave_id)
    assert (Wave.objects.get().order_count, PickSlot.objects.get(order=order).position) == (3, 3)
    assert differences() == []


def test_a_full_list_takes_none_and_the_rest_gets_a_wave_of_its_own(floor: Floor) -> None:
    made = [late(floor, 1) for _ in range(3)]
    floor.wave()
    assert [len(lists_of(order)) for order in made] == [1, 1, 1]
    assert (Wave.objects.count(), PickSlot.objects.filter(pick_list=PickList.objects.earliest("pk")).count()) == (2, 4)


def test_a_walk_with_the_stops_still_ahead_takes_it_and_asks_for_a_tote(floor: Floor) -> None:
    picker = begin(floor)
    order = late(floor, 2)
    floor.wave()
    told = picker.scan(place(floor, "A01-01-01"))
    assert (triple(told), told["data"]["slot"], told["data"]["is_late"]) == (("stale", "scan.stale", "slot"), 3, True)
    assert triple(picker.scan(floor.totes[2].barcode)) == ("ok", "pick.ready", "location")
    order.refresh_from_db()
    assert order.state == OrderState.PICKING
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    picker.scan(floor.totes[0].barcode)
    picker.scan(place(floor, "A02-01-01"))
    for tote in (1, 2):
        picker.scan(floor.skus[2].code)
        answer = picker.scan(floor.totes[tote].barcode)
    assert answer["code"] == "pick.walk_done"
    order.refresh_from_db()
    assert order.state == OrderState.PICKED
    assert differences() == []


def test_a_walk_whose_stops_are_behind_takes_none(floor: Floor) -> None:
    begin(floor)
    order = late(floor, 3)
    floor.wave()
    assert PickTask.objects.get(order=order).pick_list.wave.number != Wave.objects.earliest("pk").number
    assert differences() == []


def test_nobody_joins_with_units_in_a_hand(floor: Floor) -> None:
    picker = begin(floor)
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    late(floor, 2)
    floor.wave()
    assert Wave.objects.count() == 2


@pytest.mark.parametrize("why", ["switched off", "held", "due", "class", "most"])
def test_what_must_stay_apart_stays_apart(floor: Floor, why: str) -> None:
    wave = Wave.objects.get()
    if why == "switched off":
        floor.rule.joins_late = False
    if why == "most":
        floor.rule.max_orders = 2
    floor.rule.save()
    if why == "held":
        with unit_of_work():
            hold_wave(cause=CAUSE, warehouse=floor.warehouse, wave_id=wave.pk)
    if why == "due":
        Wave.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    wanted = ((1, 2),) if why == "class" else ((1, 1),)
    order = floor.order(*wanted, due_at=timezone.now() + timedelta(hours=5))
    floor.wave()
    order.refresh_from_db()
    assert order.wave_id not in {None, wave.pk}


def test_goods_that_went_meanwhile_leave_everything_as_it_was(floor: Floor) -> None:
    wave = Wave.objects.get()
    order = floor.order((1, 11), due_at=timezone.now() + timedelta(hours=5))
    floor.wave()
    order.refresh_from_db()
    assert (order.state, PickSlot.objects.filter(order=order).count(), wave.order_count) == (OrderState.WAITING, 0, 2)


def test_the_trolleys_volume_holds_for_late_orders_too(floor: Floor) -> None:
    sku = floor.skus[1]
    sku.length_mm, sku.width_mm, sku.height_mm = 200, 200, 200
    sku.save()
    floor.rule.trolley_volume_litres = 15
    floor.rule.save()
    first, second = late(floor, 1), late(floor, 1)
    floor.wave()
    wave = Wave.objects.earliest("pk")
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.wave_id == wave.pk
    assert second.wave_id != wave.pk
