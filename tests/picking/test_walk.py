"""A walk on the handheld, scan by scan: the right scan moves it on, each wrong one has its own answer [M32]."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import Allocation, StockMovement
from inventory.operations import make_handling_unit
from inventory.states import HandlingUnitState
from picking.models import Order, PickEvent, PickList, PickTask
from picking.selectors.orders import items_of_order, orders_of_tote
from picking.states import OrderState, PickListState, TaskState, WaveState
from tests.factories.inventory import BarcodeFactory, LotFactory
from tests.floor import on_hand
from tests.picking.conftest import Floor, Picker, make_floor, make_picker
from tests.picking.walks import begin, place, triple
from wms.core.models import ScanEvent

QUERIES_MAX = 18


def test_one_walk_from_cart_to_bench(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-03-01", 1, 5)
    first, second = begin(floor, picker, ((0, 2), (1, 1)), ((0, 1), (1, 2)))
    sku, other = floor.skus[0].code, floor.skus[1].code
    one, two = floor.totes[0].barcode, floor.totes[1].barcode
    steps = [
        (place(floor, "A01-01-01"), ("ok", "pick.at_place", "item")),
        (sku, ("ok", "pick.unit_counted", "item")),
        (sku, ("ok", "pick.units_complete", "tote")),
        (one, ("ok", "pick.in_tote", "item")),  # the next task is at the same place
        (sku, ("ok", "pick.units_complete", "tote")),
        (two, ("ok", "pick.in_tote", "location")),
        (place(floor, "A01-03-01"), ("ok", "pick.at_place", "item")),
        (other, ("ok", "pick.units_complete", "tote")),
        (one, ("ok", "pick.order_complete", "item")),
        (other, ("ok", "pick.unit_counted", "item")),
        (other, ("ok", "pick.units_complete", "tote")),
        (two, ("ok", "pick.walk_done", "cart")),
    ]
    assert [triple(picker.scan(raw)) for raw, _ in steps] == [answer for _, answer in steps]
    walk = PickList.objects.get()
    assert (walk.state, walk.tasks_done, walk.tasks_total) == (PickListState.PICKED, 4, 4)
    assert set(Order.objects.values_list("state", flat=True)) == {OrderState.PICKED}
    assert on_hand(floor.places["A01-01-01"], floor.skus[0]) == 2
    assert on_hand(floor.totes[0].location, floor.skus[0]) == 2
    assert on_hand(floor.totes[1].location, floor.skus[1]) == 2
    assert set(Allocation.objects.values_list("state", flat=True)) == {"taken"}
    assert orders_of_tote(floor.totes[0].pk) == [first]
    assert [(item.quantity, item.picked) for item in items_of_order(second.pk)] == [(1, 1), (2, 2)]
    assert not ScanEvent.objects.filter(is_wrong=True).exists()


@pytest.mark.parametrize(
    ("at", "raw", "code"),
    [
        ("location", "place:A01-02-01", "pick.wrong_location"),
        ("item", "sku:1", "pick.wrong_item"),
        ("item", "pack:0", "pick.too_many"),
        ("tote", "sku:0", "pick.too_many"),
        ("tote", "sku:1", "pick.wrong_item"),
        ("tote", "tote:1", "pick.wrong_tote"),
        ("tote", "tote:5", "pick.wrong_tote"),
    ],
)
def test_a_wrong_scan_is_stopped_and_changes_nothing(
    floor: Floor, picker: Picker, at: str, raw: str, code: str
) -> None:
    floor.put("A01-01-01", 0, 5)
    BarcodeFactory(sku=floor.skus[0], value="PACK24", pack_quantity=24)
    begin(floor, picker, ((0, 1),), ((0, 1),))
    path = {"location": [], "item": ["place"], "tote": ["place", "sku"]}[at]
    for step in path:
        picker.scan(place(floor, "A01-01-01") if step == "place" else floor.skus[0].code)
    kind, _, which = raw.partition(":")
    scanned = {
        "place": lambda: place(floor, which),
        "sku": lambda: floor.skus[int(which)].code,
        "pack": lambda: "PACK24",
        "tote": lambda: floor.totes[int(which)].barcode,
    }[kind]()
    before = (list(PickTask.objects.values()), PickEvent.objects.count(), StockMovement.objects.count())
    assert triple(picker.scan(scanned)) == ("refused", code, at)
    assert (list(PickTask.objects.values()), PickEvent.objects.count(), StockMovement.objects.count()) == before
    event = ScanEvent.objects.latest("pk")
    assert (event.is_wrong, event.stage, event.code) == (True, "pick", code)
    assert event.sku_code in {floor.skus[0].code, ""}


def test_the_wrong_item_is_shown_beside_the_right_one(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    begin(floor, picker, ((0, 1),))
    picker.scan(place(floor, "A01-01-01"))
    answer = picker.scan(floor.skus[1].code)
    versus = answer["data"]["facts"]["versus"]  # type: ignore[index]
    assert (versus["wanted"]["code"], versus["scanned"]["code"]) == (floor.skus[0].code, floor.skus[1].code)
    assert "stop-head" in str(answer["html"])
    event = ScanEvent.objects.latest("pk")
    assert (event.sku_code, event.scanned_sku_code, event.location_code) == (
        floor.skus[0].code,
        floor.skus[1].code,
        "A01-01-01",
    )


def test_a_pack_counts_its_units(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 20)
    BarcodeFactory(sku=floor.skus[0], value="PACK12", pack_quantity=12)
    begin(floor, picker, ((0, 13),))
    picker.scan(place(floor, "A01-01-01"))
    assert triple(picker.scan("PACK12")) == ("ok", "pick.unit_counted", "item")
    assert triple(picker.scan("PACK12")) == ("refused", "pick.too_many", "item")
    assert triple(picker.scan(floor.skus[0].code)) == ("ok", "pick.units_complete", "tote")


def test_another_lot_is_refused(floor: Floor, picker: Picker) -> None:
    sku = floor.skus[0]
    sku.tracks_lots = True
    sku.save()
    lot, other = LotFactory(sku=sku, code="2611A"), LotFactory(sku=sku, code="2611B")
    from tests.floor import stock

    stock(floor.places["A01-01-01"], sku, 5, lot)
    BarcodeFactory(sku=sku, value="06901234567892", kind="gtin")
    begin(floor, picker, ((0, 1),))
    picker.scan(place(floor, "A01-01-01"))
    assert triple(picker.scan(f"]d20106901234567892\x1d10{other.code}")) == ("refused", "pick.wrong_lot", "item")
    assert triple(picker.scan(f"]d20106901234567892\x1d10{lot.code}")) == ("ok", "pick.units_complete", "tote")


def test_a_blocked_place_is_not_picked_from(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    begin(floor, picker, ((0, 1),))
    location = floor.places["A01-01-01"]
    location.is_blocked = True
    location.save()
    assert triple(picker.scan(str(location.barcode))) == ("refused", "pick.location_blocked", "location")


def test_only_free_totes_go_into_slots(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put_into_tote(7, 0)
    pallet = make_handling_unit(warehouse=floor.warehouse, code="T9000001", kind="pallet")
    floor.order((0, 1))
    floor.wave()
    picker.scan(floor.carts[0].barcode)
    assert triple(picker.scan(floor.totes[7].barcode)) == ("refused", "pick.tote_not_free", "slot")
    assert triple(picker.scan(pallet.barcode)) == ("refused", "pick.not_a_tote", "slot")
    assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.ready", "location")
    assert Order.objects.get().state == OrderState.PICKING


def test_without_work_the_cart_stays_free(floor: Floor, picker: Picker) -> None:
    assert triple(picker.scan(floor.carts[0].barcode)) == ("refused", "pick.no_work", "cart")
    assert not PickList.objects.exists()


def test_two_pickers_get_two_lists(floor: Floor, picker: Picker, second_picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.rule.trolley_slots = 1
    floor.rule.save()
    floor.order((0, 1))
    floor.order((0, 1))
    floor.wave()
    picker.scan(floor.carts[0].barcode)
    second_picker.scan(floor.carts[1].barcode)
    assert sorted(PickList.objects.values_list("person", flat=True)) == sorted(
        [picker.person.pk, second_picker.person.pk]
    )


def test_whoever_holds_the_cart_walks_on(floor: Floor, picker: Picker, second_picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    begin(floor, picker, ((0, 2),))
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    assert triple(second_picker.scan(floor.carts[0].barcode)) == ("ok", "pick.taken_over", "item")
    assert triple(picker.scan(floor.skus[0].code)) == ("stale", "scan.stale", "cart")
    assert triple(second_picker.scan(floor.skus[0].code)) == ("ok", "pick.units_complete", "tote")
    assert PickTask.objects.get().scanned == 2


def test_a_walk_goes_on_after_a_dead_handheld(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 9)
    begin(floor, picker, ((0, 2),))
    picker.scan(place(floor, "A01-01-01"))
    walk = PickList.objects.get()
    spare = make_picker(floor, person=picker.person)
    spare.handheld.open("pick", work=walk.work_key, step="item", version=walk.work_version)
    assert triple(spare.scan(floor.skus[0].code)) == ("ok", "pick.unit_counted", "item")
    assert triple(picker.scan(floor.skus[0].code)) == ("stale", "scan.stale", "item")
    assert PickTask.objects.get().scanned == 1


def test_a_skipped_task_comes_last_and_is_never_lost(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-03-01", 1, 5)
    begin(floor, picker, ((0, 1), (1, 1)))
    assert triple(picker.command("SKIP")) == ("ok", "pick.skipped", "location")
    tasks = list(PickTask.objects.order_by("sequence"))
    assert [task.location.code for task in tasks] == ["A01-03-01", "A01-01-01"]
    for raw in (place(floor, "A01-03-01"), floor.skus[1].code, floor.totes[0].barcode):
        picker.scan(raw)
    assert triple(picker.command("SKIP")) == ("refused", "pick.last_task", "location")
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code):
        picker.scan(raw)
    assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.walk_done", "cart")


def test_undo_walks_back_through_every_scan(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-03-01", 1, 5)
    begin(floor, picker, ((0, 1), (1, 1)))
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.totes[0].barcode):
        picker.scan(raw)
    assert on_hand(floor.totes[0].location, floor.skus[0]) == 1
    steps = [picker.command("UNDO")["step"] for _ in range(5)]
    assert steps == ["tote", "item", "location", "slot", "cart"]
    assert on_hand(floor.totes[0].location, floor.skus[0]) == 0
    assert on_hand(floor.places["A01-01-01"], floor.skus[0]) == 5
    assert StockMovement.objects.filter(reason="untake", reverses__reason="take").count() == 1
    assert list(PickEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "tote",
        "item",
        "location",
        "slot",
        "cart",
    ]
    walk = PickList.objects.get()
    assert (walk.state, walk.person, walk.cart, walk.tasks_done) == (PickListState.OPEN, None, None, 0)
    floor.totes[0].refresh_from_db()
    assert floor.totes[0].state == HandlingUnitState.FREE


def test_undone_and_done_again_moves_the_goods_once(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-03-01", 1, 5)
    begin(floor, picker, ((0, 1), (1, 1)))
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.totes[0].barcode):
        picker.scan(raw)
    picker.command("UNDO")
    assert triple(picker.scan(floor.totes[0].barcode)) == ("ok", "pick.in_tote", "location")
    assert on_hand(floor.totes[0].location, floor.skus[0]) == 1
    assert PickTask.objects.filter(state=TaskState.DONE).count() == 1


def test_a_pick_scan_costs_few_queries(floor: Floor, picker: Picker) -> None:
    """PROTOCOLS 2: at most 18 a scan, transaction statements not counted; the end of a walk costs more, once."""
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-03-01", 1, 5)
    begin(floor, picker, ((0, 2), (1, 1)), ((0, 1), (1, 2)))
    scans = {
        "pick.wrong_location": place(floor, "A01-03-01"),
        "pick.at_place": place(floor, "A01-01-01"),
        "pick.wrong_item": floor.skus[1].code,
        "pick.unit_counted": floor.skus[0].code,
        "pick.units_complete": floor.skus[0].code,
        "pick.wrong_tote": floor.totes[1].barcode,
        "pick.in_tote": floor.totes[0].barcode,
    }
    costs = {}
    for code, raw in scans.items():
        with CaptureQueriesContext(connection) as captured:
            assert picker.scan(raw)["code"] == code
        costs[code] = sum(not is_transaction(query["sql"]) for query in captured)
    assert {code: count for code, count in costs.items() if count > QUERIES_MAX} == {}


def test_the_end_of_a_walk_costs_the_same_for_four_orders_as_for_one(floor: Floor, picker: Picker) -> None:
    other = make_floor("GZ")
    costs = []
    for house, person, orders in ((floor, picker, 1), (other, make_picker(other), 4)):
        house.put("A01-01-01", 0, orders)
        begin(house, person, *[((0, 1),)] * orders)
        person.scan(place(house, "A01-01-01"))
        for tote in house.totes[:orders]:
            person.scan(house.skus[0].code)
            with CaptureQueriesContext(connection) as captured:
                answer = person.scan(tote.barcode)
        assert answer["code"] == "pick.walk_done"
        costs.append(sum(not is_transaction(query["sql"]) for query in captured))
    assert costs[0] == costs[1]
    assert set(Order.objects.values_list("state", flat=True)) == {OrderState.PICKED}


def is_transaction(sql: str) -> bool:
    return sql.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"))


def test_the_wave_follows_its_lists(floor: Floor, picker: Picker, deliver) -> None:  # type: ignore[no-untyped-def]
    floor.put("A01-01-01", 0, 5)
    order = begin(floor, picker, ((0, 1),))[0]
    deliver()
    assert order.wave is None
    wave = Order.objects.get().wave
    assert wave is not None
    assert (wave.state, wave.started_at is not None) == (WaveState.PICKING, True)
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.totes[0].barcode):
        picker.scan(raw)
    deliver()
    wave.refresh_from_db()
    assert (wave.state, wave.finished_at is not None) == (WaveState.SORTED, True)
