"""What goes wrong at a put wall: cancelled, missing, short and stray units, full totes, several walls."""

from __future__ import annotations

from functools import partial

import pytest

from inventory.models import HandlingUnit
from inventory.states import HandlingUnitState
from picking.locks import lock_sort_of_tote
from picking.models import PickSlot, PutBack, PutWall, WallSort
from picking.operations import open_sort
from picking.operations.serve import top_up_short_orders
from picking.operations.walls import make_wall
from picking.selectors.walls import COLLECTING, COMPLETE, PUT_BACK, wall_picture
from picking.wall_errors import NothingToSort
from tests.floor import on_hand
from tests.packing.conftest import Bench, make_bench
from tests.picking.conftest import CAUSE, Floor, Picker, make_picker
from tests.picking.walks import decide, place, triple
from tests.picking.walls import cancel, label, orders, pick_all, sort_one, wall_floor
from wms.core.transactions import run
from wms.ops.ledger import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor() -> Floor:
    return wall_floor()


@pytest.fixture
def walker(floor: Floor) -> Picker:
    """A picker who has brought the whole list's tote to the wall."""
    made = make_picker(floor)
    pick_all(floor, made)
    return made


@pytest.fixture
def sorter(floor: Floor, walker: Picker) -> Picker:
    return make_picker(floor, "put_wall", "tote")


def test_a_cancelled_order_stops_at_the_wall(floor: Floor, sorter: Picker) -> None:
    sorter.scan(floor.totes[0].barcode)
    sort_one(sorter, floor.skus[0].code)
    sorter.scan(floor.skus[0].code)
    cancel(0)
    assert triple(sorter.scan(label("A-01"))) == ("stale", "scan.stale", "return")
    assert triple(sorter.scan(label("A-01"))) == ("refused", "wall.wrong_slot", "return")
    assert triple(sorter.scan(floor.totes[0].barcode)) == ("ok", "wall.laid_back", "unit")
    assert PutBack.objects.get().handling_unit.code == "A-01"
    for sku in (0, 2, 1):
        sort_one(sorter, floor.skus[sku].code)
    assert triple(sorter.scan(floor.skus[1].code)) == ("refused", "wall.unit_left_over", "unit")
    assert triple(sort_one(sorter, floor.skus[2].code)) == ("ok", "wall.tote_left_over", "tote")
    assert sorted(PutBack.objects.values_list("handling_unit__code", flat=True)) == ["A-01", floor.totes[0].code]
    assert [fact.state for fact in wall_picture(PutWall.objects.get())] == [PUT_BACK, COMPLETE, COMPLETE]
    assert differences() == []


def test_a_complete_order_cancelled_in_its_slot_goes_back_and_frees_it(floor: Floor, sorter: Picker) -> None:
    sorter.scan(floor.totes[0].barcode)
    for sku in (0, 0, 1):
        sort_one(sorter, floor.skus[sku].code)
    cancel(0)
    keeper = make_picker(floor, "put_back", "tote")
    assert keeper.scan(label("A-01"))["code"] == "put_back.begun"
    for sku, units, code in ((0, 2, "A01-01-01"), (1, 1, "A01-03-01")):
        for _ in range(units):
            keeper.scan(floor.skus[sku].code)
        answer = keeper.scan(place(floor, code))
    assert answer["code"] == "put_back.done"
    assert HandlingUnit.objects.get(code="A-01").state == HandlingUnitState.FREE
    assert on_hand(floor.places["A01-01-01"], floor.skus[0]) == 9
    assert differences() == []


def test_units_that_are_not_in_the_tote_make_their_orders_short_and_come_later(floor: Floor, sorter: Picker) -> None:
    sorter.scan(floor.totes[0].barcode)
    for sku in (0, 0, 0, 2, 2):
        sort_one(sorter, floor.skus[sku].code)
    missing = sorter.command("MISSING")
    assert (triple(missing), missing["data"]["facts"]["units"]) == (("ok", "wall.tote_empty", "tote"), 2)
    assert [order.state for order in orders()] == ["held", "picked", "held"]
    assert [fact.state for fact in wall_picture(PutWall.objects.get())] == [COLLECTING, COMPLETE, COLLECTING]
    assert HandlingUnit.objects.get(pk=floor.totes[0].pk).state == HandlingUnitState.FREE
    assert differences() == []
    assert make_bench(floor.warehouse).at().scan(label("A-01"))["code"] == "pack.nothing_to_pack"
    assert len(top_up_short_orders(cause=CAUSE, warehouse=floor.warehouse)) == 2
    for tote in (1, 2):
        pick_all(floor, make_picker(floor), tote)
        sorter.handheld.open("put_wall", work=None, step="tote", version=0)
        assert sorter.scan(floor.totes[tote].barcode)["code"] == "wall.opened"
        assert sort_one(sorter, floor.skus[1].code)["code"] == "wall.tote_done"
    assert [fact.state for fact in wall_picture(PutWall.objects.get())] == [COMPLETE] * 3
    assert differences() == []


def test_what_was_short_at_the_shelf_waits_in_its_slot(floor: Floor) -> None:
    picker = make_picker(floor)
    picker.scan(floor.carts[0].barcode)
    picker.scan(floor.totes[0].barcode)
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    picker.scan(floor.skus[0].code)
    picker.scan(floor.skus[0].code)
    answer = picker.scan(floor.totes[0].barcode)
    picker.scan(place(floor, answer["data"]["location"]))
    picker.command("SHORT")
    answer = decide(picker, "NOSTOCK")
    picker.scan(place(floor, answer["data"]["location"]))
    for _ in range(2):
        picker.scan(floor.skus[2].code)
    assert picker.scan(floor.totes[0].barcode)["code"] == "pick.walk_done"
    assert [order.state for order in orders()] == ["held", "picked", "held"]
    sorter = make_picker(floor, "put_wall", "tote")
    sorter.scan(floor.totes[0].barcode)
    for sku in (0, 0, 0, 2):
        sort_one(sorter, floor.skus[sku].code)
    assert triple(sort_one(sorter, floor.skus[2].code)) == ("ok", "wall.tote_done", "tote")
    assert [fact.state for fact in wall_picture(PutWall.objects.get())] == [COLLECTING, COMPLETE, COLLECTING]
    assert differences() == []


def test_a_full_tote_is_sorted_while_the_walk_goes_on(floor: Floor) -> None:
    picker = make_picker(floor)
    picker.scan(floor.carts[0].barcode)
    picker.scan(floor.totes[0].barcode)
    picker.scan(place(floor, "A01-01-01"))
    for _ in range(3):
        picker.scan(floor.skus[0].code)
    answer = picker.scan(floor.totes[0].barcode)
    sorter = make_picker(floor, "put_wall", "tote")
    assert triple(sorter.scan(floor.totes[0].barcode)) == ("refused", "wall.tote_on_a_walk", "tote")
    picker.scan(place(floor, answer["data"]["location"]))
    for _ in range(2):
        picker.scan(floor.skus[1].code)
    picker.command("FULL")
    answer = picker.scan(floor.totes[1].barcode)
    assert answer["code"] == "pick.tote_changed"
    assert sorter.scan(floor.totes[0].barcode)["code"] == "wall.opened"
    for _ in range(2):
        sort_one(sorter, floor.skus[0].code)
    assert triple(sort_one(sorter, floor.skus[0].code)) == ("ok", "wall.tote_done", "tote")
    picker.scan(place(floor, answer["data"]["location"]))
    for _ in range(2):
        picker.scan(floor.skus[2].code)
    assert picker.scan(floor.totes[1].barcode)["code"] == "pick.walk_done"
    assert sorter.scan(floor.totes[1].barcode)["code"] == "wall.opened"
    for sku in (1, 2, 1):
        sort_one(sorter, floor.skus[sku].code)
    assert triple(sort_one(sorter, floor.skus[2].code)) == ("ok", "wall.tote_done", "tote")
    assert [fact.state for fact in wall_picture(PutWall.objects.get())] == [COMPLETE] * 3
    assert differences() == []


def test_of_several_walls_the_person_says_which_and_its_list_stays_there(floor: Floor, sorter: Picker) -> None:
    run(partial(make_wall, cause=CAUSE, warehouse=floor.warehouse, code="B", rows=2, columns=2))
    assert triple(sorter.scan(floor.totes[0].barcode)) == ("ok", "wall.asks_wall", "wall")
    assert triple(sorter.scan(floor.totes[0].barcode)) == ("refused", "wall.not_a_slot", "wall")
    assert triple(sorter.scan(label("B-03"))) == ("ok", "wall.opened", "unit")
    assert sorter.scan(floor.skus[0].code)["data"]["slot"] == "B-01"
    sorter.command("UNDO")
    sorter.command("PARK")
    assert triple(sorter.scan(floor.totes[0].barcode)) == ("ok", "wall.opened", "unit")


def test_a_tote_without_anything_to_sort_is_refused(floor: Floor, sorter: Picker) -> None:
    assert triple(sorter.scan(floor.totes[5].barcode)) == ("refused", "wall.nothing_to_sort", "tote")
    assert triple(sorter.scan(label("A-01"))) == ("refused", "wall.nothing_to_sort", "tote")


def test_a_batch_tote_is_not_opened_at_the_bench(floor: Floor, walker: Picker) -> None:
    bench: Bench = make_bench(floor.warehouse)
    assert bench.at().scan(floor.totes[0].barcode)["code"] == "pack.nothing_to_pack"


def test_an_order_keeps_one_slot_however_many_of_its_units_come(floor: Floor, sorter: Picker) -> None:
    sorter.scan(floor.totes[0].barcode)
    for sku in (0, 0, 1):
        sort_one(sorter, floor.skus[sku].code)
    assert PickSlot.objects.filter(order=orders()[0], is_wall=True).count() == 1


def test_a_tote_whose_last_unit_is_just_being_sorted_is_not_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    floor = wall_floor((((0, 1), (1, 1)),))
    pick_all(floor, make_picker(floor))
    sorter, other = make_picker(floor, "put_wall", "tote"), make_picker(floor, "put_wall", "tote")
    sorter.scan(floor.totes[0].barcode)
    sort_one(sorter, floor.skus[0].code)
    sorter.scan(floor.skus[1].code)

    def behind_the_last_put(tote_id: int) -> WallSort | None:
        assert sorter.scan(label("A-01"))["verdict"] == "ok"
        return lock_sort_of_tote(tote_id)

    monkeypatch.setattr(open_sort, "lock_sort_of_tote", behind_the_last_put)
    who = {"warehouse": floor.warehouse, "person": other.person, "device": other.device}
    with pytest.raises(NothingToSort):
        run(partial(open_sort.open_sort, cause=CAUSE, tote=floor.totes[0], **who))
