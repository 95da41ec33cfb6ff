"""Put wall (分播墙): totes with the sums of many orders are sorted unit by unit into slots, and packed from there."""

from __future__ import annotations

from functools import partial

import pytest

from inventory.models import HandlingUnit, StockBalance
from inventory.states import HandlingUnitState
from packing.models import Parcel
from picking.models import Order, PickList, PickTask, PutWall, WallSlot, WallSort
from picking.operations import walls
from picking.selectors.ready import picked_orders
from picking.selectors.walls import COMPLETE, FREE, batch_totes, wall_picture
from picking.states import OrderState
from picking.wall_errors import WallInvalid
from tests.factories.inventory import StockedWarehouseFactory
from tests.floor import CAUSE
from tests.packing.conftest import make_bench
from tests.picking.conftest import Floor, Picker, make_picker
from tests.picking.walks import triple
from tests.picking.walls import in_slot, label, orders, pick_all, seal, sort_one, wall_floor
from wms.core.models import WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences
from wms.scan.codes import make

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


def test_a_wall_has_a_slot_with_a_label_of_its_own_for_each_place(floor: Floor) -> None:
    wall = PutWall.objects.get()
    codes = [slot.handling_unit.code for slot in WallSlot.objects.select_related("handling_unit")]
    assert (wall.size, codes) == (3, ["A-01", "A-02", "A-03"])
    assert label("A-02") == make("handling_unit", f"9{wall.number:04}02")


@pytest.mark.parametrize("is_same_code", [True, False])
def test_of_two_walls_made_at_once_the_later_one_comes_second(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, is_same_code: bool
) -> None:
    """Somebody makes a wall behind the look at what is taken: here the same one, or one of another warehouse."""
    there = floor.warehouse if is_same_code else StockedWarehouseFactory()
    looked, others = walls._next_number, [PutWall(warehouse=there, code="B", number=2, rows=1, columns=1)]

    def look() -> int:
        number = looked()
        while others:
            others.pop().save()
        return number

    monkeypatch.setattr(walls, "_next_number", look)
    make = partial(walls.make_wall, cause=CAUSE, warehouse=floor.warehouse, code="B", rows=2, columns=2)
    if is_same_code:
        with pytest.raises(WallInvalid) as refused:
            run(make)
        assert (refused.value.facts, WallSlot.objects.count()) == ({"field": "code", "problem": "taken"}, 3)
    else:
        assert (run(make).number, WallSlot.objects.count()) == (3, 7)


def test_the_wave_is_walked_in_sums_into_one_tote(floor: Floor, walker: Picker) -> None:
    walk = PickList.objects.get()
    assert (walk.is_bulk, walk.is_wall, walk.state, walk.wave.is_wall) == (True, True, "picked", True)
    assert [order.state for order in orders()] == [OrderState.PICKED] * 3
    assert sum(StockBalance.objects.filter(location=floor.totes[0].location).values_list("on_hand", flat=True)) == 7
    assert [(tote.code, tote.units, tote.orders) for tote in batch_totes(floor.warehouse.pk)] == [
        (floor.totes[0].code, 7, 3)
    ]
    assert picked_orders(floor.warehouse.pk, limit=9) == []


def test_single_units_of_such_a_rule_are_told_apart_at_the_bench() -> None:
    made = wall_floor((((0, 1),), ((1, 1),)))
    walk = PickList.objects.get()
    assert (walk.is_bulk, walk.is_wall) == (True, False)
    pick_all(made, make_picker(made))
    assert [(row.tote, row.orders) for row in picked_orders(made.warehouse.pk, limit=9)] == [(made.totes[0].code, 2)]


def test_from_the_wave_over_the_wall_to_sealed_parcels(floor: Floor, sorter: Picker) -> None:
    skus = [sku.code for sku in floor.skus]
    opened = sorter.scan(floor.totes[0].barcode)
    assert (triple(opened), opened["data"]["left"]) == (("ok", "wall.opened", "unit"), 7)
    told = sorter.scan(skus[0])
    assert (triple(told), told["data"]["slot"], told["data"]["order"]) == (
        ("ok", "wall.new_slot", "slot"),
        "A-01",
        orders()[0].number,
    )
    assert in_slot("A-01") == 0
    wrong = sorter.scan(label("A-02"))
    assert (triple(wrong), wrong["data"]["facts"]["slot"]) == (("refused", "wall.wrong_slot", "slot"), "A-01")
    assert triple(sorter.scan(label("A-01"))) == ("ok", "wall.put", "unit")
    assert (in_slot("A-01"), in_slot("A-02")) == (1, 0)
    assert differences() == []
    assert sort_one(sorter, skus[0])["code"] == "wall.put"
    done = sort_one(sorter, skus[1])
    assert (triple(done), done["data"]["facts"]["slot"]) == (("ok", "wall.order_complete", "unit"), "A-01")
    assert [row.tote for row in picked_orders(floor.warehouse.pk, limit=9)] == ["A-01"]
    for sku in (0, 2, 1):
        sort_one(sorter, skus[sku])
    assert triple(sort_one(sorter, skus[2])) == ("ok", "wall.tote_done", "tote")
    assert HandlingUnit.objects.get(pk=floor.totes[0].pk).state == HandlingUnitState.FREE
    assert [fact.state for fact in wall_picture(PutWall.objects.get())] == [COMPLETE] * 3
    scanner = make_bench(floor.warehouse).at()
    for code, order in zip(("A-01", "A-02", "A-03"), orders(), strict=True):
        assert scanner.scan(label(code))["code"] == "pack.opened"
        for item in order.items.select_related("sku"):
            for _ in range(item.quantity):
                answer = scanner.scan(item.sku.code)
        assert answer["code"] == "pack.complete"
        assert seal(scanner)["code"] == "pack.closed"
    assert [order.state for order in orders()] == [OrderState.PACKED] * 3
    assert [fact.state for fact in wall_picture(PutWall.objects.get())] == [FREE] * 3
    assert differences() == []


def test_an_order_is_opened_by_its_number_too_but_not_before_it_is_sorted(floor: Floor, sorter: Picker) -> None:
    sorter.scan(floor.totes[0].barcode)
    sort_one(sorter, floor.skus[0].code)
    scanner = make_bench(floor.warehouse).at()
    for raw in (orders()[0].number, label("A-01")):
        refused = scanner.scan(raw)
        assert (refused["code"], refused["data"]["facts"]["tote"]) == ("pack.not_sorted", floor.totes[0].code)
    assert Parcel.objects.count() == 0
    sort_one(sorter, floor.skus[0].code)
    sort_one(sorter, floor.skus[1].code)
    assert scanner.scan(orders()[0].number)["code"] == "pack.opened"


def test_the_most_pressing_order_gets_the_unit(floor: Floor, sorter: Picker) -> None:
    Order.objects.filter(pk=orders()[1].pk).update(is_choice=True)
    sorter.scan(floor.totes[0].barcode)
    assert sorter.scan(floor.skus[0].code)["data"]["order"] == orders()[1].number


def test_several_units_in_hand_go_into_one_slot(floor: Floor, sorter: Picker) -> None:
    sorter.scan(floor.totes[0].barcode)
    sorter.scan(floor.skus[0].code)
    more = sorter.scan(floor.skus[0].code)
    assert (triple(more), more["data"]["units"]) == (("ok", "wall.told", "slot"), 2)
    assert triple(sorter.scan(floor.skus[0].code)) == ("refused", "wall.wrong_slot", "slot")
    assert triple(sorter.scan(floor.skus[1].code)) == ("refused", "wall.wrong_slot", "slot")
    sorter.scan(label("A-01"))
    assert in_slot("A-01") == 2
    assert differences() == []


def test_a_stray_unit_is_stopped_and_the_manager_called(floor: Floor, sorter: Picker) -> None:
    sorter.scan(floor.totes[0].barcode)
    assert triple(sorter.scan(floor.skus[3].code)) == ("refused", "wall.no_order_waits", "unit")
    assert WorkItem.objects.get(kind="wall.stray").subject_label == floor.totes[0].code


def test_a_full_wall_says_so_and_takes_units_of_orders_that_have_a_slot() -> None:
    made = wall_floor(columns=3)
    PutWall.objects.update(columns=2)
    WallSlot.objects.filter(number=3).delete()
    pick_all(made, make_picker(made))
    sorter = make_picker(made, "put_wall", "tote")
    sorter.scan(made.totes[0].barcode)
    sort_one(sorter, made.skus[0].code)
    sort_one(sorter, made.skus[0].code)
    sort_one(sorter, made.skus[0].code)
    sort_one(sorter, made.skus[2].code)
    assert triple(sorter.scan(made.skus[2].code)) == ("refused", "wall.full", "unit")
    assert sort_one(sorter, made.skus[1].code)["code"] == "wall.order_complete"


def test_undo_lays_the_unit_back_then_takes_the_last_put_out(floor: Floor, sorter: Picker) -> None:
    sku = floor.skus[0].code
    sorter.scan(floor.totes[0].barcode)
    sorter.scan(sku)
    assert triple(sorter.command("UNDO")) == ("ok", "wall.laid_back", "unit")
    assert HandlingUnit.objects.get(code="A-01").state == HandlingUnitState.FREE
    for _ in range(2):
        sort_one(sorter, sku)
    for units in (1, 0):
        undone = sorter.command("UNDO")
        assert (triple(undone), in_slot("A-01")) == (("ok", "wall.put_undone", "slot"), units)
        assert differences() == []
        assert sorter.command("UNDO")["code"] == "wall.laid_back"
    assert triple(sorter.command("UNDO")) == ("refused", "scan.nothing_to_undo", "unit")
    assert HandlingUnit.objects.get(code="A-01").state == HandlingUnitState.FREE
    assert PickTask.objects.filter(order=orders()[0], slot__is_wall=True).count() == 0
    assert sum(task.picked for task in PickTask.objects.filter(order=orders()[0])) == 3


def test_the_put_that_completed_an_order_is_undone_until_a_bench_has_it(floor: Floor, sorter: Picker) -> None:
    sorter.scan(floor.totes[0].barcode)
    for sku in (0, 0, 1):
        sort_one(sorter, floor.skus[sku].code)
    sorter.command("UNDO")
    assert picked_orders(floor.warehouse.pk, limit=9) == []
    sorter.scan(label("A-01"))
    make_bench(floor.warehouse).at().scan(label("A-01"))
    assert triple(sorter.command("UNDO")) == ("refused", "scan.nothing_to_undo", "unit")


def test_the_sorting_goes_on_on_another_device_and_with_another_person(floor: Floor, sorter: Picker) -> None:
    sorter.scan(floor.totes[0].barcode)
    sorter.scan(floor.skus[0].code)
    work = WallSort.objects.get()
    same = make_picker(floor, "put_wall", "slot", person=sorter.person)
    same.handheld.open("put_wall", work=work.work_key, step="slot", version=work.work_version)
    assert triple(same.scan(label("A-01"))) == ("ok", "wall.put", "unit")
    same.scan(floor.skus[0].code)
    other = make_picker(floor, "put_wall", "tote")
    assert triple(other.scan(floor.totes[0].barcode)) == ("ok", "wall.opened", "unit")
    assert same.scan(label("A-01"))["verdict"] == "stale"
    assert (WallSort.objects.count(), in_slot("A-01")) == (1, 1)
    assert triple(other.command("PARK")) == ("ok", "wall.set_aside", "tote")
    assert triple(
        sorter.handheld.open("put_wall", work=None, step="tote", version=0) and sorter.scan(floor.totes[0].barcode)
    ) == (
        "ok",
        "wall.opened",
        "unit",
    )
