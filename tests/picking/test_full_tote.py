"""A tote that is full is changed in the middle of a walk; its order has two then, and a cancellation knows both."""

from __future__ import annotations

import pytest

from inventory.models import HandlingUnit, StockBalance
from inventory.states import HandlingUnitState
from picking.models import Order, PickSlot, PickTask, PutBack
from picking.operations.cancel import request_cancel
from picking.selectors.orders import totes_of_order
from picking.states import OrderState
from tests.picking.conftest import CAUSE, Floor, Picker
from tests.picking.test_bulk import begin as begin_bulk
from tests.picking.walks import begin, place, triple
from wms.core.transactions import unit_of_work
from wms.ops.ledger import differences


def units_in(floor: Floor, tote: int) -> int:
    return sum(StockBalance.objects.filter(location=floor.totes[tote].location).values_list("on_hand", flat=True))


def state_of(floor: Floor, tote: int) -> str:
    return HandlingUnit.objects.get(pk=floor.totes[tote].pk).state


@pytest.fixture
def half(floor: Floor, picker: Picker) -> Order:
    """An order of two SKUs: the first lies in tote 0, of the second both units are in hand."""
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-03-01", 1, 5)
    (order,) = begin(floor, picker, ((0, 1), (1, 2)))
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    picker.scan(floor.totes[0].barcode)
    picker.scan(place(floor, "A01-03-01"))
    picker.scan(floor.skus[1].code)
    assert picker.scan(floor.skus[1].code)["step"] == "tote"
    return order


def test_the_order_goes_on_in_a_fresh_tote(floor: Floor, picker: Picker, half: Order) -> None:
    assert triple(picker.command("FULL")) == ("ok", "pick.tote_full", "full")
    assert triple(picker.scan(floor.totes[1].barcode)) == ("ok", "pick.walk_done", "cart")
    half.refresh_from_db()
    assert (half.state, units_in(floor, 0), units_in(floor, 1)) == (OrderState.PICKED, 1, 2)
    assert totes_of_order(half.pk) == [floor.totes[0].pk, floor.totes[1].pk]
    assert differences() == []


def test_it_may_still_fit(floor: Floor, picker: Picker, half: Order) -> None:
    picker.command("FULL")
    assert triple(picker.command("BACK")) == ("ok", "scan.undone", "tote")
    assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.walk_done", "cart")
    assert PickSlot.objects.count() == 1


def test_only_a_free_tote_is_taken(floor: Floor, picker: Picker, half: Order) -> None:
    picker.command("FULL")
    assert triple(picker.scan(floor.totes[0].barcode)) == ("refused", "pick.tote_not_free", "full")
    assert triple(picker.scan(floor.carts[0].barcode))[:2] == ("refused", "scan.wrong_kind")
    assert PickSlot.objects.count() == 1


def test_a_tote_in_which_nothing_lies_is_changed_and_free(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    begin(floor, picker, ((0, 1),))
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    picker.command("FULL")
    assert picker.scan(floor.totes[1].barcode)["code"] == "pick.walk_done"
    assert PickSlot.objects.get().handling_unit_id == floor.totes[1].pk
    assert (state_of(floor, 0), units_in(floor, 1)) == (HandlingUnitState.FREE, 1)


def test_what_is_still_to_be_fetched_follows(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-03-01", 1, 5)
    begin(floor, picker, ((0, 1), (1, 1)))
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    picker.command("FULL")
    assert triple(picker.scan(floor.totes[1].barcode)) == ("ok", "pick.tote_changed", "location")
    picker.scan(place(floor, "A01-03-01"))
    assert picker.scan(floor.skus[1].code)["data"]["tote"] == floor.totes[1].code
    assert picker.scan(floor.totes[1].barcode)["code"] == "pick.walk_done"


def test_a_cancellation_puts_both_totes_back(floor: Floor, picker: Picker, half: Order) -> None:
    picker.command("FULL")
    picker.scan(floor.totes[1].barcode)
    with unit_of_work():
        request_cancel(cause=CAUSE, order=half)
    assert set(PutBack.objects.values_list("handling_unit", flat=True)) == {floor.totes[0].pk, floor.totes[1].pk}
    assert differences() == []


def test_in_bulk_only_what_lies_in_no_tote_goes_on_in_the_fresh_one(floor: Floor, picker: Picker) -> None:
    floor.rule.is_bulk = True
    floor.rule.save()
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-03-01", 1, 5)
    for sku in (0, 0, 1):
        floor.order((sku, 1))
    floor.wave()
    begin_bulk(floor, picker)
    for code, sku, units in (("A01-01-01", 0, 2), ("A01-03-01", 1, 1)):
        picker.scan(place(floor, code))
        for _ in range(units):
            picker.scan(floor.skus[sku].code)
        if sku == 0:
            picker.scan(floor.totes[0].barcode)
    picker.command("FULL")
    assert picker.scan(floor.totes[1].barcode)["code"] == "pick.walk_done"
    assert (units_in(floor, 0), units_in(floor, 1)) == (2, 1)
    lies = PickTask.objects.order_by("sequence").values_list("slot__handling_unit", flat=True)
    assert list(lies) == [floor.totes[0].pk, floor.totes[0].pk, floor.totes[1].pk]
    assert differences() == []
