"""From the places' coordinates and what was set at the desk to the floors that the planner walks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.selectors.floor_plans import FloorFacts, PlacePoint, connectors_of, floors_of, place_points
from inventory.selectors.layout_moves import Move
from picking.models import PickZone
from picking.planning.errors import PlanningError
from picking.planning.layout import Depot, FloorPlan, Flow, Place, Side, Way
from picking.planning.site import Connector, Site, build_site, cross_aisles_from
from picking.selectors.pace import pace_of
from wms.core.models import Warehouse

END_GAP_MM = 1000
SIDES = {"L": Side.LEFT, "R": Side.RIGHT}
NAMED = 5


@dataclass(frozen=True)
class FloorProblem:
    """What the planner has against a floor: its code and facts, and the places concerned, a few of them by code."""

    code: str
    facts: dict[str, Any]
    places: int = 0
    named: str = ""


def place_of(key: str, point: Any) -> Place:
    """The planner's record of a place that has aisle, bay, side, coordinates and floor."""
    side = SIDES.get(point.side, Side.NONE)
    return Place(key, point.aisle, point.bay, side, point.x_mm, point.y_mm, point.floor)


def site_of(warehouse_id: int, *, is_strict: bool = False) -> Site:
    """The warehouse's floors. Four queries, and the pace where a connector's cost is known in seconds.

    Not strict: connectors to a floor that is not there and one-way rules for an aisle that is not there are left
    out, so that one forgotten setting does not stop the planning of waves.
    """
    return _site(warehouse_id, floors_of(warehouse_id), is_strict=is_strict)


def _site(warehouse_id: int, floors: Mapping[str, FloorFacts], *, is_strict: bool) -> Site:
    plans = {name: _plan_of(facts, is_strict=is_strict) for name, facts in floors.items()}
    walked = [name for name, facts in floors.items() if facts.aisles or facts.heights or plans[name].ways]
    start = next((name for name, plan in plans.items() if plan.start), walked[0] if walked else "")
    end = next((name for name, plan in plans.items() if plan.end), start)
    return Site(plans, _connectors(warehouse_id, None if is_strict else walked), start, end)


def cross_aisles_of(facts: FloorFacts) -> tuple[int, ...]:
    """Those that were set, else those that the bays leave room for."""
    given = facts.plan.cross_aisles_mm if facts.plan else []
    return tuple(given) or cross_aisles_from(facts.heights, END_GAP_MM)


def problems_of(warehouse_id: int) -> list[FloorProblem]:
    """Everything that keeps the planner from walking the warehouse's floors as they are set; [] when all is well."""
    return _problems(warehouse_id, floors_of(warehouse_id), _walked(warehouse_id))


def problems_made_by(warehouse_id: int, move: Move, floor: str) -> list[FloorProblem]:
    """What the planner would have against the floors after a move, and has not now."""
    floors, points = floors_of(warehouse_id), _walked(warehouse_id)
    now = {(problem.code, problem.named) for problem in _problems(warehouse_id, floors, points)}
    after = {**floors, floor: move.facts_after(floors[floor])}
    moved = [move.point_after(point) if point.floor == floor else point for point in points]
    return [problem for problem in _problems(warehouse_id, after, moved) if (problem.code, problem.named) not in now]


def _walked(warehouse_id: int) -> list[PlacePoint]:
    """Where goods are picked: a pass point without an aisle stands in the way, but nobody walks to it as to a place."""
    apart = PickZone.objects.filter(zone__warehouse=warehouse_id, point__aisle="").values_list("point__code", flat=True)
    laid = set(apart)
    return [point for point in place_points(warehouse_id) if point.code not in laid]


def _problems(warehouse_id: int, floors: Mapping[str, FloorFacts], points: Sequence[PlacePoint]) -> list[FloorProblem]:
    places = [place_of(point.code, point) for point in points]
    try:
        layout = build_site(places, _site(warehouse_id, floors, is_strict=True), strict=False)
    except PlanningError as refused:
        return [FloorProblem(refused.code, dict(refused.fields))] if points else []
    by_code: dict[tuple[str, str], list[str]] = defaultdict(list)
    floor_of = {point.code: point.floor for point in points}
    for code, problem in layout.rejected.items():
        by_code[problem.code, floor_of[code]].append(code)
    return [
        FloorProblem(code, {"floor": floor, "place": names[0]}, len(names), _named(names))
        for (code, floor), names in sorted(by_code.items())
    ]


def _plan_of(facts: FloorFacts, *, is_strict: bool) -> FloorPlan:
    row = facts.plan
    if row is None:
        return FloorPlan(cross_aisles_mm=cross_aisles_of(facts), aisles=facts.aisles)
    return FloorPlan(
        start=_depot(row.start_x_mm, row.start_y_mm),
        end=_depot(row.end_x_mm, row.end_y_mm),
        cross_aisles_mm=cross_aisles_of(facts),
        aisles=facts.aisles,
        one_way={name: Flow(flow) for name, flow in row.one_way.items() if is_strict or name in facts.aisles},
        ways=tuple(Way(*way) for way in row.ways),
    )


def _depot(x_mm: int | None, y_mm: int | None) -> Depot | None:
    return None if x_mm is None or y_mm is None else Depot(x_mm, y_mm)


def _connectors(warehouse_id: int, floors: Collection[str] | None) -> tuple[Connector, ...]:
    """`floors` None: all of them."""
    rows = [
        row
        for row in connectors_of(warehouse_id)
        if floors is None or (row.floor in floors and row.other_floor in floors)
    ]
    speed = 0.0
    if any(row.seconds is not None for row in rows):
        speed = pace_of(Warehouse.objects.get(pk=warehouse_id)).mm_a_second
    return tuple(
        Connector(
            row.name,
            row.floor,
            Depot(row.x_mm, row.y_mm),
            row.other_floor,
            Depot(row.other_x_mm, row.other_y_mm),
            row.length_mm if row.length_mm is not None else round((row.seconds or 0) * speed),
            row.is_one_way,
        )
        for row in rows
    )


def _named(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:NAMED]) + (" …" if len(listed) > NAMED else "")
