"""Places are moved on a floor by the aisle or behind a cross aisle: all at once, never into others or the walls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from inventory.layout_errors import LayoutImpossible
from inventory.locks import lock_floor_plan
from inventory.master_errors import FloorPlanInvalid
from inventory.models import FloorPlan, Location, Zone
from inventory.operations.floor_plans import save_floor_plan
from inventory.operations.layout import move_aisle, move_bays
from inventory.selectors.floor_plans import floors_of
from tests.factories.inventory import LocationFactory, StockedWarehouseFactory, ZoneFactory
from tests.floor import CAUSE
from wms.core.models import AuditEntry, Warehouse
from wms.core.transactions import run

Rows = dict[str, tuple[int, int]]


@pytest.fixture
def house(db: None) -> Warehouse:
    """Three aisles of two sides and three bays, 3 m apart; one more place upstairs in an aisle of the same name."""
    warehouse = StockedWarehouseFactory()
    ground, upper = ZoneFactory(warehouse=warehouse, floor="1F"), ZoneFactory(warehouse=warehouse, floor="2F")
    for aisle in range(1, 4):
        for side, off_mm in (("L", -700), ("R", 700)):
            for bay in range(1, 4):
                place(ground, f"A{aisle:02}", bay, side, 3000 * aisle + off_mm, 1000 * bay)
    place(upper, "A02", 1, "L", 6000, 1000)
    return warehouse


def place(zone: Zone, aisle: str, bay: int, side: str, x_mm: int, y_mm: int) -> Location:
    return LocationFactory(
        warehouse=zone.warehouse,
        zone=zone,
        code=f"{zone.floor}-{aisle}-{bay}{side}",
        aisle=aisle,
        bay=bay,
        side=side,
        x_mm=x_mm,
        y_mm=y_mm,
    )


def rows(house: Warehouse) -> Rows:
    places = Location.objects.filter(warehouse=house, kind="storage").order_by("code")
    return {code: (x_mm, y_mm) for code, x_mm, y_mm in places.values_list("code", "x_mm", "y_mm")}


def do(operation: Callable[..., int], house: Warehouse, **told: Any) -> int:
    return run(partial(operation, cause=CAUSE, warehouse=house, floor="1F", **told))


def aisle(house: Warehouse, by_mm: int, name: str = "A02") -> int:
    return do(move_aisle, house, aisle=name, by_mm=by_mm)


def bays(house: Warehouse, from_y_mm: int, by_mm: int) -> int:
    return do(move_bays, house, from_y_mm=from_y_mm, by_mm=by_mm)


def plan(house: Warehouse, **told: Any) -> FloorPlan:
    return run(partial(save_floor_plan, cause=CAUSE, warehouse=house, floor="1F", **told))


def number(house: Warehouse, *aisles: str) -> dict[int, int]:
    """Give the floor a walk: these aisles in turn, up one and down the next as the rack generator does."""
    at = 0
    for turn, name in enumerate(aisles or ("A01", "A02", "A03")):
        places = Location.objects.filter(warehouse=house, zone__floor="1F", aisle=name)
        way = -1 if turn % 2 else 1
        for place in sorted(places, key=lambda each: (way * each.y_mm, each.side)):
            at += 1
            Location.objects.filter(pk=place.pk).update(walk_order=at)
    return dict(Location.objects.values_list("pk", "walk_order"))


def walked(house: Warehouse) -> list[str]:
    """Aisle after aisle, as they are walked."""
    places = Location.objects.filter(warehouse=house, zone__floor="1F").order_by("walk_order")
    return list(dict.fromkeys(places.values_list("aisle", flat=True)))


def problem_of(act: Callable[[], object]) -> str:
    with pytest.raises((LayoutImpossible, FloorPlanInvalid)) as refused:
        act()
    return str(refused.value.facts["problem"])


class TestAisle:
    def test_all_its_places_go_along_x_and_nothing_else_does(self, house: Warehouse) -> None:
        before = rows(house)
        kept = list(Location.objects.order_by("pk").values_list("barcode", "check_digits", "code", "walk_order"))
        assert aisle(house, 800) == 6
        moved = {code: (x + 800, y) if code.startswith("1F-A02") else (x, y) for code, (x, y) in before.items()}
        assert rows(house) == moved
        assert (
            list(Location.objects.order_by("pk").values_list("barcode", "check_digits", "code", "walk_order")) == kept
        )
        assert set(Location.objects.filter(code__startswith="1F-A02").values_list("master_version", flat=True)) == {2}

    def test_moving_back_undoes_it_and_both_are_audited(self, house: Warehouse) -> None:
        before = rows(house)
        aisle(house, 800)
        aisle(house, -800)
        assert rows(house) == before
        there, back = AuditEntry.objects.filter(action="floor.aisle_moved", subject="aisle:A02").order_by("pk")
        assert (there.before["x_mm"], there.after["x_mm"]) == ([5300, 6700], [6100, 7500])
        assert (back.before["x_mm"], back.after["x_mm"]) == ([6100, 7500], [5300, 6700])
        assert (there.after["floor"], there.after["places"]) == ("1F", 6)

    @pytest.mark.parametrize(
        ("by_mm", "problem"),
        [(0, "no_distance"), (1601, "overlap"), (-1601, "overlap"), (3000, "overlap"), (99_999_999, "leaves_floor")],
    )
    def test_not_into_another_nor_through_the_wall(self, house: Warehouse, by_mm: int, problem: str) -> None:
        plan(house, walls={"left": 0, "right": 20_000})
        before = rows(house)
        assert problem_of(partial(aisle, house, by_mm)) == problem
        assert rows(house) == before
        assert not AuditEntry.objects.filter(action="floor.aisle_moved").exists()

    def test_aisles_may_touch_and_be_passed_over(self, house: Warehouse) -> None:
        aisle(house, 1600)
        aisle(house, 4000)
        assert floors_of(house.pk)["1F"].aisles["A02"] == (10_900, 12_300)

    def test_no_place_is_moved_to_the_origin_where_it_would_count_as_unmeasured(self, house: Warehouse) -> None:
        place(Zone.objects.get(floor="1F"), "A01", 4, "L", 2300, 0)
        before = rows(house)
        assert problem_of(partial(aisle, house, -2300, "A01")) == "at_origin"
        assert rows(house) == before
        aisle(house, -2299, "A01")
        aisle(house, 2299, "A01")
        assert rows(house) == before

    def test_passing_another_it_takes_its_turn_in_the_walk(self, house: Warehouse) -> None:
        numbered = number(house)
        aisle(house, 5000)
        assert walked(house) == ["A01", "A03", "A02"]
        stays = Location.objects.exclude(aisle="A01").filter(code__startswith="1F")
        assert set(stays.values_list("master_version", flat=True)) == {2}
        assert AuditEntry.objects.get(action="floor.aisle_moved").after["walk_order"] == 12
        aisle(house, -5000)
        assert dict(Location.objects.values_list("pk", "walk_order")) == numbered

    def test_a_walk_by_hand_is_kept(self, house: Warehouse) -> None:
        numbered = number(house, "A03", "A02", "A01")
        aisle(house, 5000)
        assert dict(Location.objects.values_list("pk", "walk_order")) == numbered

    def test_its_drawn_ways_go_along_and_the_other_floors_stay(self, house: Warehouse) -> None:
        ways = [(x, 0, x, 4000, False) for x in (3000, 6000, 9000)] + [(3000, 0, 9000, 0, False)]
        plan(house, ways=ways)
        other = run(partial(save_floor_plan, cause=CAUSE, warehouse=house, floor="2F", ways=ways))
        aisle(house, 5000)
        assert FloorPlan.objects.get(floor="1F").ways == [
            [3000, 0, 3000, 4000, False],
            [11_000, 0, 11_000, 4000, False],
            [9000, 0, 9000, 4000, False],
            [3000, 0, 11_000, 0, False],
        ]
        other.refresh_from_db()
        assert other.ways == [list(way) for way in ways]

    def test_an_aisle_of_another_floor_is_not_there(self, house: Warehouse) -> None:
        assert problem_of(partial(aisle, house, 100, "A09")) == "unknown_aisle"
        assert problem_of(
            lambda: run(partial(move_aisle, cause=CAUSE, warehouse=house, floor="2F", aisle="A01", by_mm=1))
        )


class TestBays:
    def test_those_behind_go_back_and_the_set_cross_aisles_with_them(self, house: Warehouse) -> None:
        plan(house, cross_aisles_mm=[0, 2500, 4000])
        assert bays(house, 3000, 2400) == 6
        assert {y for code, (_, y) in rows(house).items() if code.startswith("1F")} == {1000, 2000, 5400}
        assert FloorPlan.objects.get(floor="1F").cross_aisles_mm == [0, 2500, 6400]
        bays(house, 5400, -2400)
        assert {y for _, y in rows(house).values()} == {1000, 2000, 3000}
        assert FloorPlan.objects.get(floor="1F").cross_aisles_mm == [0, 2500, 4000]
        assert AuditEntry.objects.filter(action="floor.bays_moved", subject="floor_plan:1F").count() == 2

    @pytest.mark.parametrize(
        ("from_y_mm", "by_mm", "problem"),
        [(9000, 100, "no_bays"), (3000, 0, "no_distance"), (3000, -1, "bays_collide"), (3000, 7001, "bays_leave")],
    )
    def test_not_into_those_before_nor_through_the_wall(
        self, house: Warehouse, from_y_mm: int, by_mm: int, problem: str
    ) -> None:
        plan(house, walls={"front": 0, "back": 10_000})
        before = rows(house)
        assert problem_of(partial(bays, house, from_y_mm, by_mm)) == problem
        assert rows(house) == before

    def test_no_place_is_moved_to_the_origin_where_it_would_count_as_unmeasured(self, house: Warehouse) -> None:
        place(Zone.objects.get(floor="1F"), "A00", 1, "L", 0, 1000)
        before = rows(house)
        assert problem_of(partial(bays, house, 1000, -1000)) == "at_origin"
        assert rows(house) == before
        assert bays(house, 1000, -999) == 19

    @pytest.mark.parametrize(
        ("from_y_mm", "by_mm"), [(5000, -500), (5000, -1000), (4000, -900), (4000, -1500), (1000, -1000)]
    )
    def test_a_set_cross_aisle_never_comes_to_lie_in_the_racks_nor_on_another(
        self, house: Warehouse, from_y_mm: int, by_mm: int
    ) -> None:
        Location.objects.filter(y_mm=3000).update(y_mm=5000)
        plan(house, cross_aisles_mm=[0, 3600, 4500])
        before = rows(house)
        assert problem_of(partial(bays, house, from_y_mm, by_mm)) == "cross_inside"
        assert (rows(house), FloorPlan.objects.get(floor="1F").cross_aisles_mm) == (before, [0, 3600, 4500])

    def test_the_ends_of_drawn_ways_behind_go_along_and_none_before_is_run_over(self, house: Warehouse) -> None:
        plan(house, ways=[(3000, 0, 3000, 4000, False), (3000, 2400, 9000, 2400, False)])
        bays(house, 3000, 2400)
        assert FloorPlan.objects.get(floor="1F").ways == [
            [3000, 0, 3000, 6400, False],
            [3000, 2400, 9000, 2400, False],
        ]
        plan(house, ways=[(3000, 4000, 9000, 4000, False)])
        assert problem_of(partial(bays, house, 5400, -1400)) == "cross_inside"
        assert bays(house, 5400, -1399) == 6

    def test_beside_the_set_cross_aisles_there_is_room(self, house: Warehouse) -> None:
        Location.objects.filter(y_mm=3000).update(y_mm=5000)
        plan(house, cross_aisles_mm=[0, 3600, 4500])
        assert (bays(house, 5000, -499), bays(house, 4501, 499)) == (6, 6)
        assert FloorPlan.objects.get(floor="1F").cross_aisles_mm == [0, 3600, 4500]
        bays(house, 4000, -399)
        assert FloorPlan.objects.get(floor="1F").cross_aisles_mm == [0, 3600, 4101]


class TestWalls:
    @pytest.mark.parametrize(
        ("walls", "problem"),
        [
            ({"left": 5000, "right": 5000}, "walls"),
            ({"left": 3000}, "places_beyond"),
            ({"back": 2999}, "places_beyond"),
        ],
    )
    def test_they_stand_around_every_place(self, house: Warehouse, walls: dict[str, int], problem: str) -> None:
        assert problem_of(partial(plan, house, walls=walls)) == problem
        assert not FloorPlan.objects.exclude(wall_left_mm=None, wall_back_mm=None).exists()

    def test_they_are_checked_under_the_plans_lock(self, house: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
        """A place that is moved while the plan is being waited for is seen."""

        def late(warehouse_id: int, floor: str) -> FloorPlan:
            Location.objects.filter(code="1F-A03-1R").update(x_mm=12_000)
            return lock_floor_plan(warehouse_id, floor)

        monkeypatch.setattr("inventory.operations.floor_plans.lock_floor_plan", late)
        assert problem_of(partial(plan, house, walls={"right": 10_000})) == "places_beyond"

    def test_each_may_be_unknown(self, house: Warehouse) -> None:
        found = plan(house, walls={"left": 1000})
        assert (found.wall_left_mm, found.wall_right_mm) == (1000, None)
