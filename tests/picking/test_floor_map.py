"""The floor map: every place drawn once at its coordinates, steps by lightness and hatch, walks with numbered stops."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inventory.models import FloorConnector, FloorPlan, Location
from inventory.operations import make_location
from inventory.states import ZoneKind
from picking.floors import problems_of
from picking.models import PickList, PickZone, Wave
from picking.selectors.floor_map import FloorMap, bounds_of, drawing_of, floor_map, step_of
from picking.selectors.halts import first_come_stops, stops_of
from tests.factories.inventory import StockedWarehouseFactory, ZoneFactory
from tests.picking.conftest import Floor, Picker
from tests.picking.test_wave_pages import desk, manager
from tests.picking.walks import begin, place
from tests.picking.waves_at_desk import two_lists
from wms.core.models import Warehouse
from wms.reports.templatetags.desk import metres

__all__ = ["desk", "manager"]


def page(desk: Client, **query: object) -> str:
    answer = desk.get(reverse("picking:map"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def many_places(warehouse: Warehouse, count: int) -> None:
    Location.objects.bulk_create(
        Location(
            warehouse=warehouse,
            code=f"M{number:05}",
            aisle=f"M{number // 100:03}",
            x_mm=100_000 + 3000 * (number // 100),
            y_mm=1000 + 1000 * (number % 100),
            walk_order=number,
        )
        for number in range(count)
    )


def drawn(floor: Floor, kind: str = "picks", on: str = "") -> FloorMap:
    return floor_map(floor.warehouse, kind, timezone.now(), drawing_of(floor.warehouse.pk), on)


def upstairs(floor: Floor) -> None:
    """Aisle A02 lies on floor 2F, with a lift at its front and a stair far behind."""
    zone = ZoneFactory(warehouse=floor.warehouse, floor="2F")
    Location.objects.filter(warehouse=floor.warehouse, aisle="A02").update(zone=zone, x_mm=1000)
    FloorPlan.objects.create(warehouse=floor.warehouse, floor="", start_x_mm=0, start_y_mm=0, end_x_mm=0, end_y_mm=0)
    for name, y_mm in (("lift", 0), ("stair", 9_000)):
        FloorConnector.objects.create(
            warehouse=floor.warehouse,
            name=name,
            x_mm=2000,
            y_mm=y_mm,
            other_floor="2F",
            other_x_mm=2000,
            other_y_mm=y_mm,
            length_mm=10_000,
        )


def test_one_way_aisles_and_drawn_ways_stand_on_the_map(floor: Floor, desk: Client) -> None:
    FloorPlan.objects.create(
        warehouse=floor.warehouse, one_way={"A01": "up"}, ways=[[1000, 0, 4000, 0, True], [1000, 0, 1000, 5000, False]]
    )
    found = drawn(floor)
    assert [name for name, _ in found.aisles] == ["A01 ↑", "A02"]
    (front, front_end, is_one_way), (side, side_end, _) = found.ways
    assert (front, front[1], is_one_way) == (side, front_end[1], True)
    assert (front_end[0] > front[0], side_end[1] < side[1]) == (True, True)
    text = page(desk)
    assert (text.count("<line "), text.count("marker-end")) == (2, 1)


def test_a_pass_point_is_marked_and_is_no_bay(floor: Floor, desk: Client) -> None:
    bays = len(drawn(floor).cells)
    apart = ZoneFactory(warehouse=floor.warehouse, kind=ZoneKind.PACKING)
    zone = ZoneFactory(warehouse=floor.warehouse, kind=ZoneKind.PICK_FACE, name_zh="拣货一区")
    point = make_location(warehouse=floor.warehouse, code="AP-01", zone=apart, x_mm=1000, y_mm=500)
    PickZone.objects.create(zone=zone, point=point)
    found = drawn(floor)
    assert (len(found.cells), [(mark.place.code, mark.zone) for mark in found.points]) == (bays, [("AP-01", zone)])
    assert "AP-01 · 拣货一区" in page(desk)
    assert problems_of(floor.warehouse.pk) == []  # nor an aisle that another one stands on


def test_a_bay_that_is_a_pass_point_stays_one(floor: Floor) -> None:
    bays = len(drawn(floor).cells)
    zone = ZoneFactory(warehouse=floor.warehouse, kind=ZoneKind.PICK_FACE)
    place = floor.places["A01-01-01"]
    Location.objects.filter(pk=place.pk).update(zone=zone)
    PickZone.objects.create(zone=zone, point=place)
    found = drawn(floor)
    assert (len(found.cells), [mark.place.code for mark in found.points]) == (bays, ["A01-01-01"])


class TestFloors:
    def test_each_is_drawn_alone(self, floor: Floor) -> None:
        upstairs(floor)
        assert drawing_of(floor.warehouse.pk).floors == ["", "2F"]
        below, above = ({cell.place.aisle for cell in drawn(floor, on=name).cells} for name in ("", "2F"))
        assert (below, above) == ({"A01"}, {"A02"})

    def test_a_walk_leaves_by_the_nearest_connector_and_comes_back(self, floor: Floor) -> None:
        upstairs(floor)
        drawing = drawing_of(floor.warehouse.pk)
        halts = [(floor.places[code].pk, 1) for code in ("A01-01-01", "A02-02-01", "A02-01-01", "A01-02-01")]
        below, above = (drawing.route("W", 1, halts, name) for name in ("", "2F"))
        assert [stop.number for stop in below.here] == [1, 4]
        assert [stop.number for stop in above.here] == [2, 3]
        assert [change.text for change in below.changes] == ["1 → 2F · 2F → 4"]
        assert [change.text for change in above.changes] == ["– → 2 · 3 → –"]
        lift = drawing.scales[""].point(drawing.rides_from("")[0].at)
        assert (below.changes[0].x, below.changes[0].y) == lift
        assert (len(below.paths), len(above.paths)) == (2, 1)
        assert below.stops == above.stops
        assert below.walk_mm == above.walk_mm
        assert (below.walk_mm or 0) > 20_000  # the lift twice

    def test_a_walk_that_is_all_upstairs_shows_the_way_to_the_lift(self, floor: Floor) -> None:
        upstairs(floor)
        below = drawing_of(floor.warehouse.pk).route("W", 1, [(floor.places["A02-01-01"].pk, 1)], "")
        assert (below.here, [change.text for change in below.changes]) == ((), ["→ 2F · 2F → 2"])
        assert len(below.paths) == 2

    def test_floors_that_nothing_joins_break_the_line_off(self, floor: Floor) -> None:
        upstairs(floor)
        FloorConnector.objects.all().delete()
        halts = [(floor.places["A01-01-01"].pk, 1), (floor.places["A02-01-01"].pk, 1)]
        route = drawing_of(floor.warehouse.pk).route("W", 1, halts, "2F")
        assert ([stop.number for stop in route.here], route.changes) == ([2], ())

    def test_tabs_keep_what_is_shown(self, floor: Floor, desk: Client) -> None:
        assert "floor-tabs" not in page(desk)
        wave = two_lists(floor)
        upstairs(floor)
        text = page(desk, wave=wave.pk, show="stock", floor="2F")
        assert f'href="?wave={wave.pk}&amp;show=stock&amp;floor="' in text
        assert "A02-01-01" in text
        assert "<title>A01-01-01" not in text
        assert 'class="lift"' in text
        assert "<title>A01-01-01" in page(desk, wave=wave.pk)  # where the walk begins
        assert "<title>A01-01-01" in page(desk, floor="9F")


def test_steps_rise_and_the_highest_is_the_last() -> None:
    assert bounds_of([0, 0]) == (1, 2, 3, 4, 5)
    assert bounds_of([40, 3, 0]) == (7, 14, 21, 28, 35)
    assert [step_of(number, (7, 14, 21, 28, 35)) for number in (0, 6, 7, 34, 35, 99)] == [0, 0, 1, 4, 5, 5]


def test_every_place_stands_at_its_coordinates(floor: Floor) -> None:
    found = drawn(floor)
    cells = {cell.place.code: cell for cell in found.cells}
    assert len(cells) == 8
    assert [name for name, _ in found.aisles] == ["A01", "A02"]
    assert cells["A01-01-01"].x == cells["A01-04-01"].x < cells["A02-01-01"].x
    assert cells["A01-04-01"].y < cells["A01-01-01"].y == cells["A02-01-01"].y  # the first bay is at the bottom
    assert all(0 < cell.x < found.width and 0 < cell.y < found.height for cell in found.cells)


def test_levels_of_a_bay_are_one_cell(floor: Floor) -> None:
    below = floor.places["A01-01-01"]
    Location.objects.create(
        warehouse=floor.warehouse, code="A01-01-02", aisle="A01", x_mm=below.x_mm, y_mm=below.y_mm, walk_order=99
    )
    found = drawn(floor, "stock")
    assert [cell.codes for cell in found.cells if "–" in cell.codes] == ["A01-01-01 – A01-01-02"]


def test_one_switch_shows_picks_stock_and_mix_ups(floor: Floor, picker: Picker, desk: Client) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.put("A01-02-01", 1, 4)
    begin(floor, picker, ((0, 1),))
    for raw in (place(floor, "A01-01-01"), floor.skus[1].code, floor.skus[0].code, floor.totes[0].barcode):
        picker.scan(raw)
    numbers = {}
    for kind in ("picks", "stock", "mix_ups"):
        text = page(desk, show=kind)
        numbers[kind] = dict(re.findall(r"<title>(A01-0[12]-01) · (\d+)</title>", text))
        assert 'fill="url(#hatch)"' in text
        assert not re.search(r"<[^>]+\sstyle=", text)
    assert numbers == {
        "picks": {"A01-01-01": "1", "A01-02-01": "0"},
        "stock": {"A01-01-01": "8", "A01-02-01": "4"},
        "mix_ups": {"A01-01-01": "1", "A01-02-01": "0"},
    }
    assert f'href="/stock/places/{floor.places["A01-01-01"].pk}/"' in page(desk, show="nonsense")


def test_walks_lie_over_it_with_numbered_stops(floor: Floor, desk: Client) -> None:
    floor.put("A02-03-01", 1, 20)
    wave = two_lists(floor)
    floor.order((1, 2))
    floor.order((1, 2))
    floor.wave()
    PickList.objects.update(wave=wave)
    text = page(desk, wave=wave.pk)
    assert text.count('<polyline class="walk1"') == text.count('<polyline class="walk2"') == 1
    assert text.count('class="stopn"') == 2
    third = PickList.objects.order_by("number")[2]
    assert third.number in page(desk, wave=wave.pk, list=third.pk)
    both = page(desk, wave=wave.pk, plan="before")
    assert both.count('<polyline class="walk') == 4  # each with its halo beside it
    assert "先到先拣" in both
    assert desk.get(reverse("picking:map"), {"wave": 10**6}).status_code == 404
    assert desk.get(reverse("picking:map"), {"wave": "x"}).status_code == 404


def test_before_is_first_come_on_the_same_carts_and_both_are_the_planners_figures(floor: Floor, desk: Client) -> None:
    for code, sku in (("A01-01-01", 0), ("A02-04-01", 1)):
        floor.put(code, sku, 20)
    floor.rule.trolley_slots = 2
    floor.rule.save()
    for sku in (0, 1, 0, 1):
        floor.order((sku, 2))
    floor.wave()
    wave = Wave.objects.get()
    near, far = floor.places["A01-01-01"].pk, floor.places["A02-04-01"].pk
    assert first_come_stops(wave, 2) == [[(near, 2), (far, 2)]] * 2
    planned = stops_of(list(PickList.objects.all()))
    # From the door one step before the first bay: two carts to the far place and back, against one of them.
    assert wave.walk_mm == sum(walk.walk_mm or 0 for walk in PickList.objects.all())
    assert wave.walk_mm < wave.first_come_mm * 0.75
    told = page(desk, wave=wave.pk)
    assert f"先到先拣要走 {metres(wave.first_come_mm)} m，规划后 {metres(wave.walk_mm)} m。" in told
    assert "两个数都在规划波次时按每车最短走法量出" in told
    Wave.objects.update(first_come_mm=None)
    assert "没有量：规划时没有坐标，或波次拆分、合并过" in page(desk, wave=wave.pk)
    assert sorted(planned.values()) == sorted([[(near, 4)], [(far, 4)]])


def test_without_coordinates_there_is_a_table_and_a_way_to_enter_them(floor: Floor, desk: Client) -> None:
    Location.objects.update(x_mm=0, y_mm=0)
    text = page(desk)
    assert '<svg class="chart' not in text
    assert "A01-01-01" in text
    assert reverse("inventory:places") in text
    Location.objects.filter(code="A01-01-01").update(x_mm=1000, y_mm=1000)
    assert "7 个库位没有坐标" in page(desk)


@pytest.mark.parametrize("kind", ["picks", "stock", "mix_ups"])
def test_5000_places_cost_as_many_queries_as_8(floor: Floor, desk: Client, kind: str) -> None:
    wave = two_lists(floor)
    counts = []
    for extra in (0, 5000):
        many_places(floor.warehouse, extra)
        page(desk, show=kind, wave=wave.pk)
        with CaptureQueriesContext(connection) as asked:
            text = page(desk, show=kind, wave=wave.pk)
        counts.append(len(asked))
        assert text.count("<title>") >= 8 + extra
    assert counts[0] == counts[1]
    assert counts[1] <= 30


def test_a_foreign_wave_is_not_there(floor: Floor, desk: Client) -> None:
    wave = two_lists(floor)
    Wave.objects.filter(pk=wave.pk).update(warehouse=StockedWarehouseFactory(code="FAR"))
    assert desk.get(reverse("picking:map"), {"wave": wave.pk}).status_code == 404
