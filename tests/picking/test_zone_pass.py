"""Zone pass (分区接力): totes go on from zone to zone, each with its own pickers, over the zones' pass points."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from inventory.models import HandlingUnit, Location, StockBalance
from inventory.states import HandlingUnitState
from picking.models import Order, PickList, PickSlot, PickTask, PickZone, Wave
from picking.operations.left_walks import take_off
from picking.operations.preview import preview
from picking.operations.replan import replan_wave
from picking.paper import pick_list_document, pick_list_pdf
from picking.rules import facts_of
from picking.selectors.halts import stops_of
from picking.selectors.zone_walks import parts_of_walk
from picking.states import OrderState, PickListState, TaskState
from tests.factories.inventory import HandlingUnitFactory
from tests.picking.conftest import CAUSE, Floor, Picker, deliver_all, make_picker
from tests.picking.walks import decide, place, triple
from tests.picking.zones import (
    FAR,
    NEAR,
    begin_zone,
    far,
    fetch,
    floor,
    near,
    pass_first_zone,
    picker_of,
    the_list,
    zone_of,
)
from wms.core.transactions import run
from wms.ops.ledger import differences

pytestmark = pytest.mark.django_db
__all__ = ["far", "floor", "near"]


def in_totes(floor: Floor) -> int:
    rows = StockBalance.objects.filter(location__in=[tote.location_id for tote in floor.totes])
    return sum(rows.values_list("on_hand", flat=True))


def test_from_the_wave_over_two_pickers_in_two_zones_to_full_totes(floor: Floor, near: Picker, far: Picker) -> None:
    passed = pass_first_zone(floor, near, orders=2)
    assert triple(passed) == ("ok", "pick.passed_on", "cart")
    walk = the_list()
    assert (walk.state, walk.person, walk.cart, walk.zone, walk.laid_place) == (
        *(PickListState.OPEN, None, None),
        *(zone_of(floor, FAR), floor.places["P-02"]),
    )
    assert walk.laid_at is not None
    assert near.scan(floor.carts[1].barcode)["code"] == "pick.no_work"
    ready = begin_zone(floor, far, 0, 2)
    assert (triple(ready), ready["data"]["location"]) == (("ok", "pick.ready", "location"), FAR)
    assert triple(fetch(floor, far, ready)) == ("ok", "pick.walk_done", "cart")
    walk.refresh_from_db()
    assert (walk.state, walk.person, walk.tasks_done) == (PickListState.PICKED, far.person, 4)
    assert [order.state for order in Order.objects.all()] == [OrderState.PICKED] * 2
    assert in_totes(floor) == 6
    assert differences() == []


def test_an_order_of_one_zone_is_a_list_of_that_zone_and_ends_there(floor: Floor, near: Picker, far: Picker) -> None:
    floor.order((0, 1))
    floor.order((1, 1))
    floor.order((0, 1), (1, 1))
    floor.wave()
    mixed = PickList.objects.get(slots__order__order_class="mixed")
    alone = PickList.objects.exclude(pk=mixed.pk).get(zone=zone_of(floor, FAR))
    assert PickList.objects.filter(zone=zone_of(floor, NEAR)).count() == 2
    begin_zone(floor, far, 0, 1)
    alone.refresh_from_db()
    assert alone.person == far.person
    assert triple(fetch(floor, far, far.handheld.last))[1] == "pick.walk_done"


def test_every_task_lies_in_one_zones_part_and_a_carts_walk_is_the_sum_of_its_zones(floor: Floor) -> None:
    floor.put("A01-04-01", 2, 5)
    floor.put("A02-03-01", 3, 5)
    for _ in range(3):
        floor.order((0, 1), (1, 1), (2, 1), (3, 1))
    floor.wave()
    walk = the_list()
    zones = list(PickTask.objects.order_by("sequence").values_list("location__zone", flat=True))
    assert zones == [zone_of(floor, NEAR).pk] * 6 + [zone_of(floor, FAR).pk] * 6
    # The front aisle runs a metre before the pass points. A01: up to bay 4 and back, on to the second zone's; A02:
    # from there up to bay 3 and back to it.
    assert walk.walk_mm == (2 * 5_000 + 3_000 + 1_000) + (1_000 + 2 * 4_000 + 1_000)
    assert Wave.objects.get().walk_mm == walk.walk_mm
    parts = parts_of_walk(walk, stops_of([walk])[walk.pk], 1)
    assert [part.walk_mm for part in parts] == [14_000, 10_000]


def test_replanned_carts_still_hold_one_route_and_walk_zone_after_zone(floor: Floor) -> None:
    floor.rule.trolley_slots = 2
    floor.rule.save()
    for _ in range(2):
        floor.order((0, 1), (1, 1))
        floor.order((0, 2))
    floor.wave()
    wave = Wave.objects.get(order_class="mixed")
    lists = PickList.objects.filter(wave=wave)
    honest = wave.walk_mm
    lists.update(walk_mm=90_000)
    Wave.objects.filter(pk=wave.pk).update(walk_mm=90_000)
    done = replan_wave(cause=CAUSE, warehouse=floor.warehouse, wave_id=wave.pk, seconds=0)
    assert (done.is_changed, done.walk_mm) == (True, honest)
    again = lists.get(state=PickListState.OPEN)
    assert (again.zone, again.walk_mm) == (zone_of(floor, NEAR), honest)
    tasks = PickTask.objects.filter(pick_list=again, state=TaskState.OPEN).order_by("sequence")
    near, far = zone_of(floor, NEAR).pk, zone_of(floor, FAR).pk
    assert list(tasks.values_list("location__zone", flat=True)) == [near, near, far, far]
    assert differences() == []


def test_the_pick_list_on_paper_has_a_heading_for_each_zone(floor: Floor, near: Picker) -> None:
    floor.order((0, 1), (1, 2))
    floor.wave()
    first, second = zone_of(floor, NEAR), zone_of(floor, FAR)
    rows = pick_list_document(the_list(), made_by=near.person, language="en").rows
    assert [(row.location, row.zone, row.zone_point) for row in rows] == [
        (NEAR, f"{first.code} {first.name_en}", ""),
        (FAR, f"{second.code} {second.name_en}", "P-02"),
    ]
    assert pick_list_pdf(the_list(), made_by=near.person, language="zh-hans").startswith(b"%PDF-")


def test_after_totes_were_laid_down_an_older_walk_is_no_news(floor: Floor, near: Picker, far: Picker) -> None:
    floor.order((0, 2))
    floor.wave()
    done = fetch(floor, near, begin_zone(floor, near, 1, 1))
    assert "去打包台" in done["html"]
    floor.order((0, 1), (1, 1))
    floor.wave()
    assert triple(near.scan(floor.carts[0].barcode))[1] == "pick.started"
    fetch(floor, near, near.scan(floor.totes[1].barcode))
    laid = near.scan(place(floor, "P-02"))
    assert triple(laid) == ("ok", "pick.passed_on", "cart")
    assert "去打包台" not in laid["html"]


@pytest.mark.parametrize("wrong", ["P-01", NEAR])
def test_another_place_than_the_next_zones_pass_point_is_refused(floor: Floor, near: Picker, wrong: str) -> None:
    floor.order((0, 1), (1, 2))
    floor.wave()
    fetch(floor, near, begin_zone(floor, near, 0, 1))
    before = (the_list().state, the_list().zone, the_list().person)
    refused = near.scan(place(floor, wrong))
    assert (triple(refused), refused["data"]["facts"]["location"]) == (
        ("refused", "pick.wrong_pass_point", "pass"),
        "P-02",
    )
    assert (the_list().state, the_list().zone, the_list().person) == before
    assert triple(near.scan(place(floor, "P-02"))) == ("ok", "pick.passed_on", "cart")


def test_the_next_picker_scans_every_tote_in_any_order_before_the_first_place(
    floor: Floor, near: Picker, far: Picker
) -> None:
    pass_first_zone(floor, near, orders=2)
    asked = far.scan(floor.carts[0].barcode)
    assert (asked["step"], asked["data"]["tote"]) == ("slot", floor.totes[0].code)
    strange = far.scan(floor.totes[5].barcode)
    assert triple(strange) == ("refused", "pick.wrong_slot_tote", "slot")
    assert HandlingUnit.objects.get(pk=floor.totes[5].pk).state == HandlingUnitState.FREE
    refused = far.scan(place(floor, FAR))
    assert (refused["verdict"], refused["data"]["act"]) == ("refused", f"扫 {floor.totes[0].code}")
    second = far.scan(floor.totes[1].barcode)
    assert (triple(second), second["data"]["facts"]["slot"]) == (("ok", "pick.tote_set", "slot"), 2)
    assert triple(far.scan(floor.totes[0].barcode)) == ("ok", "pick.ready", "location")


def test_whoever_scans_a_waiting_tote_gets_its_list(floor: Floor, near: Picker, far: Picker) -> None:
    pass_first_zone(floor, near)
    foreign = near.scan(floor.totes[0].barcode)
    assert triple(foreign) == ("refused", "pick.other_zone", "cart")
    assert the_list().reserved_for is None
    assert triple(far.scan(floor.totes[3].barcode)) == ("refused", "pick.tote_not_waiting", "cart")
    assert triple(far.scan(floor.totes[0].barcode)) == ("ok", "pick.list_kept", "cart")
    assert the_list().reserved_for == far.person
    assert triple(far.scan(floor.carts[1].barcode)) == ("ok", "pick.started", "slot")


def test_what_waits_at_a_pass_point_comes_before_what_nobody_has_begun(floor: Floor, near: Picker, far: Picker) -> None:
    pass_first_zone(floor, near)
    begun = the_list()
    soon = timezone.now() + timezone.timedelta(minutes=5)
    floor.order((1, 1), due_at=soon)
    floor.wave()
    far.scan(floor.carts[0].barcode)
    begun.refresh_from_db()
    assert begun.person == far.person


def test_a_unit_in_hand_stays_wanted_when_its_place_becomes_another_zones(floor: Floor, near: Picker) -> None:
    floor.order((0, 2), (1, 1))
    floor.wave()
    begin_zone(floor, near, 0, 1)
    near.scan(place(floor, NEAR))
    near.scan(floor.skus[0].code)
    Location.objects.filter(pk=floor.places[NEAR].pk).update(zone=zone_of(floor, FAR))
    assert triple(near.scan(floor.skus[0].code)) == ("ok", "pick.units_complete", "tote")
    assert triple(near.scan(floor.totes[0].barcode)) == ("ok", "pick.zone_done", "pass")


def test_undo_takes_back_the_last_pick_of_a_zone_but_nothing_behind_the_pass_point(
    floor: Floor, near: Picker, far: Picker
) -> None:
    floor.order((0, 1), (1, 1))
    floor.wave()
    fetch(floor, near, begin_zone(floor, near, 0, 1))
    assert triple(near.command("UNDO")) == ("ok", "scan.undone", "tote")
    assert triple(near.scan(floor.totes[0].barcode)) == ("ok", "pick.zone_done", "pass")
    near.scan(place(floor, "P-02"))
    far.scan(floor.carts[0].barcode)
    far.scan(floor.totes[0].barcode)
    assert [triple(far.command("UNDO"))[1] for _ in range(2)] == ["scan.undone"] * 2
    walk = the_list()
    assert (walk.state, walk.zone, walk.tasks_done) == (PickListState.OPEN, zone_of(floor, FAR), 1)
    assert PickTask.objects.get(location__code=NEAR).state == TaskState.DONE


def test_a_person_of_both_zones_may_go_on_himself(floor: Floor) -> None:
    picker = make_picker(floor)
    floor.order((0, 1), (1, 1))
    floor.wave()
    fetch(floor, picker, begin_zone(floor, picker, 0, 1))
    begun = picker.command("GOON")
    assert (triple(begun), begun["data"]["location"]) == (("ok", "pick.zone_begun", "location"), FAR)
    assert triple(picker.command("UNDO")) == ("refused", "scan.nothing_to_undo", "location")
    assert triple(fetch(floor, picker, begun)) == ("ok", "pick.walk_done", "cart")


def test_a_person_of_one_zone_goes_into_another_only_where_no_pass_point_is_left(floor: Floor, near: Picker) -> None:
    picker_of(floor, FAR)
    floor.order((0, 1), (1, 1))
    floor.wave()
    fetch(floor, near, begin_zone(floor, near, 0, 1))
    assert triple(near.command("GOON")) == ("refused", "pick.other_zone", "pass")
    assert the_list().zone == zone_of(floor, NEAR)
    PickZone.objects.filter(zone=zone_of(floor, FAR)).update(point=None)
    assert triple(near.command("GOON"))[1] == "pick.zone_begun"


def test_another_handheld_takes_over_within_a_zone(floor: Floor, near: Picker, far: Picker) -> None:
    pass_first_zone(floor, near)
    begin_zone(floor, far, 0, 1)
    mate = picker_of(floor, FAR)
    taken = mate.scan(floor.carts[0].barcode)
    assert triple(taken) == ("ok", "pick.taken_over", "location")
    assert far.scan(place(floor, FAR))["verdict"] == "stale"
    assert triple(fetch(floor, mate, taken))[1] == "pick.walk_done"


def test_a_walk_that_was_taken_off_waits_in_its_zone_with_its_totes(floor: Floor, near: Picker, far: Picker) -> None:
    pass_first_zone(floor, near)
    begin_zone(floor, far, 0, 1)
    run(partial(take_off, cause=CAUSE, warehouse=floor.warehouse, list_id=the_list().pk))
    walk = the_list()
    assert (walk.state, walk.zone, walk.laid_place) == (PickListState.OPEN, zone_of(floor, FAR), None)
    mate = picker_of(floor, FAR)
    assert triple(fetch(floor, mate, begin_zone(floor, mate, 1, 1)))[1] == "pick.walk_done"


def test_a_full_tote_goes_along_and_is_scanned_too(floor: Floor, near: Picker, far: Picker) -> None:
    floor.put("A01-02-01", 2, 5)
    floor.order((0, 1), (2, 1), (1, 1))
    floor.wave()
    begin_zone(floor, near, 0, 1)
    near.scan(place(floor, NEAR))
    near.scan(floor.skus[0].code)
    near.scan(floor.totes[0].barcode)
    near.scan(place(floor, "A01-02-01"))
    near.scan(floor.skus[2].code)
    near.command("FULL")
    assert triple(near.scan(floor.totes[1].barcode)) == ("ok", "pick.zone_done", "pass")
    near.scan(place(floor, "P-02"))
    assert triple(far.scan(floor.carts[0].barcode))[2] == "slot"
    assert triple(far.scan(floor.totes[1].barcode)) == ("ok", "pick.tote_set", "slot")
    assert triple(far.scan(floor.totes[0].barcode)) == ("ok", "pick.ready", "location")


def test_an_empty_tote_that_went_along_is_free_when_the_wave_is_done(floor: Floor, near: Picker, far: Picker) -> None:
    pass_first_zone(floor, near)
    PickTask.objects.filter(state=TaskState.DONE).update(picked=0)
    begin_zone(floor, far, 0, 1)
    far.scan(place(floor, FAR))
    far.command("SHORT")
    decide(far, "NOSTOCK", "HOLD")
    deliver_all()
    assert PickSlot.objects.get().released_at is not None


def test_an_order_of_a_zone_without_a_pass_point_is_left_out_and_told(floor: Floor) -> None:
    PickZone.objects.filter(zone=zone_of(floor, FAR)).delete()
    both, alone = floor.order((0, 1), (1, 1)), floor.order((1, 1))
    found = preview(floor.warehouse, [facts_of(floor.rule)], now=timezone.now())
    assert found.left_out == {both.pk: ("no_pass_point", {"zone": zone_of(floor, FAR).code})}
    floor.wave()
    assert PickSlot.objects.get().order == alone
    assert both.left_out.code == "no_pass_point"


def test_carts_of_a_preview_hold_orders_of_one_route_only(floor: Floor) -> None:
    HandlingUnitFactory(warehouse=floor.warehouse)
    for wanted in [((0, 1), (1, 1))] * 2 + [((0, 2),)] * 2 + [((1, 2),)]:
        floor.order(*wanted)
    found = preview(floor.warehouse, [facts_of(floor.rule)], now=timezone.now())
    assert sorted((each.order_class, each.orders) for each in found.lists) == [
        ("mixed", 2),
        ("single_sku", 1),
        ("single_sku", 2),
    ]
    assert PickList.objects.count() == 0
