"""A bulk list is aborted, and left behind, like any other: the shared tote keeps what lies in it, order by order."""

from __future__ import annotations

from functools import partial

import pytest

from picking.models import Order, PickList, PickSlot, PutBack, Wave
from picking.operations.abort import abort_wave
from picking.operations.left_walks import take_off
from picking.states import AbortWay, OrderState
from tests.picking.conftest import CAUSE, Floor, Picker, make_picker
from tests.picking.test_bulk import Deliver, begin, bulk, in_tote, states
from tests.picking.walks import place
from wms.core.transactions import run
from wms.ops.ledger import differences

__all__ = ["bulk"]


def first_sum(floor: Floor, picker: Picker) -> None:
    """Three units of the first SKU lie in the tote; two of the second are still to fetch."""
    begin(floor, picker)
    for raw in (place(floor, "A01-01-01"), *[floor.skus[0].code] * 3, floor.totes[0].barcode):
        picker.scan(raw)


@pytest.mark.parametrize(("way", "left"), [(AbortWay.FINISH, 3), (AbortWay.PUT_BACK, 0)])
def test_aborted_half_way(bulk: Floor, picker: Picker, deliver: Deliver, way: AbortWay, left: int) -> None:
    first_sum(bulk, picker)
    deliver()
    abort_wave(cause=CAUSE, warehouse=bulk.warehouse, wave_id=Wave.objects.get().pk, way=way)
    deliver()
    assert Order.objects.filter(wave__isnull=False).count() == left
    assert in_tote(bulk) == 3
    if way == AbortWay.FINISH:
        assert sorted(states()) == [OrderState.PICKED] * 3 + [OrderState.PROMISED] * 2
    else:
        assert set(states()) == {OrderState.PROMISED}
        assert PutBack.objects.get().handling_unit_id == bulk.totes[0].pk
    assert differences() == []


def test_left_behind_it_goes_on_in_the_same_tote(bulk: Floor, picker: Picker, deliver: Deliver) -> None:
    first_sum(bulk, picker)
    walk = PickList.objects.get()
    run(partial(take_off, cause=CAUSE, warehouse=bulk.warehouse, list_id=walk.pk))
    assert differences() == []
    other = make_picker(bulk)
    assert other.scan(bulk.carts[1].barcode)["code"] == "pick.started"
    assert other.scan(bulk.totes[3].barcode)["code"] == "pick.wrong_slot_tote"
    answer = other.scan(bulk.totes[0].barcode)
    assert answer["code"] == "pick.ready"
    for raw in (place(bulk, "A01-03-01"), *[bulk.skus[1].code] * 2, bulk.totes[0].barcode):
        answer = other.scan(raw)
    assert answer["code"] == "pick.walk_done"
    deliver()
    assert set(states()) == {OrderState.PICKED}
    assert set(PickSlot.objects.values_list("handling_unit", flat=True)) == {bulk.totes[0].pk}
    assert differences() == []
