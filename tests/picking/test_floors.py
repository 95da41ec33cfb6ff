"""Floors from the places and the desk's settings: cross aisles seen, lifts and one-way aisles walked, problems told."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inventory.models import FloorConnector, FloorPlan, Location, Zone
from inventory.operations.floor_plans import save_connector, save_floor_plan
from picking.floors import problems_of, site_of
from picking.models import Wave
from picking.operations.waves import generate_waves
from picking.planning import Depot, Flow, GraphLayout, build_site
from picking.wave_plans import place_facts, place_of
from tests.factories.inventory import LocationFactory
from tests.picking.conftest import CAUSE, Floor
from tests.picking.test_wave_pages import desk, manager
from wms.core.models import AuditEntry
from wms.core.transactions import run

__all__ = ["desk", "manager"]

LIFT: dict[str, Any] = {
    "kind": "lift",
    "floor": "",
    "x_mm": 0,
    "y_mm": 0,
    "other_floor": "2F",
    "other_x_mm": 0,
    "other_y_mm": 0,
    "seconds": 30,
    "length_mm": None,
}


def upstairs(floor: Floor) -> Zone:
    """The second aisle's places lie on the second floor."""
    zone = Zone.objects.create(warehouse=floor.warehouse, code="UP", floor="2F")
    Location.objects.filter(warehouse=floor.warehouse, aisle="A02").update(zone=zone)
    return zone


def lift(floor: Floor, **changes: Any) -> FloorConnector:
    work = partial(save_connector, cause=CAUSE, warehouse=floor.warehouse, connector=None, name="Lift 1")
    return run(partial(work, **{**LIFT, **changes}))


def set_floor(floor: Floor, name: str = "", **plan: Any) -> FloorPlan:
    return run(partial(save_floor_plan, cause=CAUSE, warehouse=floor.warehouse, floor=name, **plan))


def problems(floor: Floor) -> list[tuple[str, int]]:
    return [(problem.code, problem.places) for problem in problems_of(floor.warehouse.pk)]


def waves_note(floor: Floor) -> tuple[str, str, int]:
    generate_waves(cause=CAUSE, warehouse=floor.warehouse, rule=floor.rule, seconds=0)
    wave = Wave.objects.get()
    return wave.plan_method, wave.plan_note, wave.order_count


def test_a_gap_in_all_aisles_is_a_cross_aisle_and_settings_win(floor: Floor) -> None:
    Location.objects.filter(aisle__in=["A01", "A02"]).update(aisle="", x_mm=0, y_mm=0)
    for aisle in range(2):
        for bay, y_mm in enumerate((1000, 2000, 3000, 4000, 8000, 9000, 10000)):
            facts = {"aisle": f"B{aisle}", "bay": bay, "x_mm": 20000 + aisle * 3000, "y_mm": y_mm}
            LocationFactory(warehouse=floor.warehouse, code=f"B{aisle}-{bay}", **facts)
    floor_of = site_of(floor.warehouse.pk).floors[""]
    assert floor_of.cross_aisles_mm == (0, 6000, 11000)
    assert floor_of.aisles == {"B0": (20000, 20000), "B1": (23000, 23000)}
    set_floor(floor, cross_aisles_mm=[12000, -500], start=(1, 2))
    floor_of = site_of(floor.warehouse.pk).floors[""]
    assert (floor_of.cross_aisles_mm, floor_of.start) == ((-500, 12000), Depot(1, 2))


def test_a_floor_that_nothing_joins_is_told_and_its_orders_wait_with_a_reason(floor: Floor) -> None:
    upstairs(floor)
    floor.put("A01-01-01", 0, 9)
    floor.put("A02-01-01", 1, 9)
    assert {code for code, _ in problems(floor)} == {"planning.place_on_island"}
    below, above = floor.order((0, 1)), floor.order((1, 1))
    assert waves_note(floor) == ("exact", "", 1)
    above.refresh_from_db()
    below.refresh_from_db()
    assert (below.state, above.state, above.left_out.code) == ("waved", "promised", "place_unreachable")


def test_with_a_lift_one_walk_takes_both_floors_and_pays_for_the_ride(floor: Floor) -> None:
    upstairs(floor)
    lift(floor)
    assert problems(floor) == []
    floor.put("A01-01-01", 0, 9)
    floor.put("A02-01-01", 1, 9)
    floor.order((0, 1), (1, 1))
    assert waves_note(floor) == ("exact", "", 1)
    walk = Wave.objects.get().walk_mm
    assert walk is not None
    assert walk > 2 * 30 * 1100


def test_one_way_aisles_reach_the_planner(floor: Floor) -> None:
    set_floor(floor, one_way={"A01": "up", "A02": "down"})
    facts = place_facts(Location.objects.filter(aisle="A01").values_list("pk", flat=True))
    layout = build_site([place_of(str(each.id), each) for each in facts], site_of(floor.warehouse.pk))
    assert isinstance(layout, GraphLayout)
    assert {(edge.is_up, layout.nodes[edge.one].x) for edge in layout.edges if edge.is_one_way} == {
        (True, 1000.0),
        (False, float(Location.objects.filter(aisle="A02")[0].x_mm)),
    }
    assert site_of(floor.warehouse.pk).floors[""].one_way == {"A01": Flow.UP, "A02": Flow.DOWN}


def test_overlapping_aisles_are_told_and_cost_walking_never_the_wave(floor: Floor) -> None:
    Location.objects.filter(aisle="A02").update(x_mm=Location.objects.filter(aisle="A01")[0].x_mm)
    assert problems(floor) == [("planning.aisles_overlap", 0)]
    floor.put("A01-01-01", 0, 9)
    floor.put("A02-01-01", 1, 9)
    floor.order((0, 1), (1, 1))
    assert waves_note(floor) == ("simple", "layout_wrong", 1)


def test_a_setting_for_what_is_gone_is_told_and_does_not_stop_planning(floor: Floor) -> None:
    lift(floor)
    assert problems(floor) == [("planning.floor_unknown", 0)]
    floor.put("A01-01-01", 0, 9)
    floor.order((0, 1))
    assert waves_note(floor) == ("exact", "", 1)


def test_walks_begin_on_one_floor_only(floor: Floor) -> None:
    upstairs(floor)
    set_floor(floor, start=(0, 0), end=(5, 5))
    set_floor(floor, "2F", start=(7, 7))
    rows = FloorPlan.objects.order_by("floor").values_list("start_x_mm", "end_x_mm")
    assert list(rows) == [(None, 5), (7, None)]
    assert (site_of(floor.warehouse.pk).start_floor, site_of(floor.warehouse.pk).end_floor) == ("2F", "")


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"cross_aisles": "5000"}, "cross_aisles", "至少两条，或留空"),
        ({"cross_aisles": "a"}, "cross_aisles", "格式不对"),
        ({"up": "Z09"}, "up", "本层没有这条巷道"),
        ({"up": "A01", "down": "a01"}, "down", "A01 不能两个方向都单行"),
        ({"ways": "0 0 1000"}, "ways", "第 1 行：要四个数，X Y X Y"),
        ({"ways": "0 0 9 9\n5 5 5 5"}, "ways", "路线两端不能相同"),
        ({"start_x_mm": "5"}, "start_y_mm", "X 和 Y 要填都填"),
    ],
)
def test_what_contradicts_itself_is_told_at_its_field(
    floor: Floor, desk: Client, given: dict[str, str], field: str, said: str
) -> None:
    answer = desk.post(reverse("picking:floor"), given)
    assert answer.status_code == 400
    assert answer.context["form"].errors[field] == [said]
    assert not FloorPlan.objects.exists()


def test_a_manager_sets_a_floor_and_a_lift_and_sees_both(floor: Floor, desk: Client) -> None:
    upstairs(floor)
    told = desk.get(reverse("picking:floors")).content.decode()
    assert "走不到，或有去无回" in told
    given = {"cross_aisles": "0, 9000", "start_x_mm": "0", "start_y_mm": "-500", "ways": ""}
    assert desk.post(reverse("picking:floor"), given).status_code == 302
    plan = FloorPlan.objects.get()
    assert (plan.one_way, plan.cross_aisles_mm, plan.start_y_mm, plan.ways) == ({}, [0, 9000], -500, [])
    ride = {**LIFT, "name": "Lift 1", "seconds": "", "metres": "33.5"}
    del ride["length_mm"]
    assert desk.post(reverse("picking:new_connector"), {**ride, "metres": ""}).status_code == 400
    assert desk.post(reverse("picking:new_connector"), ride).status_code == 302
    made = FloorConnector.objects.get()
    assert (made.length_mm, made.seconds) == (33_500, None)
    assert desk.post(reverse("picking:new_connector"), ride).context["form"].errors["name"] == ["重名"]
    page = desk.get(reverse("picking:floors")).content.decode()
    assert "Lift 1" in page
    assert "每个库位都走得到" in page
    form = desk.get(reverse("picking:floor")).content.decode()
    assert "0, 9000" in form
    assert desk.post(reverse("picking:remove_connector", args=[made.pk])).status_code == 302
    assert not FloorConnector.objects.exists()
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "floor_plan.changed",
        "floor_connector.created",
        "floor_connector.removed",
    }


def test_ways_are_read_and_shown_again_as_they_were_typed(floor: Floor, desk: Client) -> None:
    given = {"ways": "0 0 9000 0\n\n 9000, 0, 9000, 8000 >"}
    assert desk.post(reverse("picking:floor"), given).status_code == 302
    assert FloorPlan.objects.get().ways == [[0, 0, 9000, 0, False], [9000, 0, 9000, 8000, True]]
    assert "9000 0 9000 8000 &gt;" in desk.get(reverse("picking:floor")).content.decode()
