"""How floors are walked is set at the desk: depots, cross aisles, one-way aisles, drawn ways, lifts and stairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory.locks import lock_floor_plan
from inventory.master_errors import FloorPlanInvalid
from inventory.models import FloorConnector, FloorPlan, Location
from inventory.selectors.floor_plans import measured_places
from inventory.states import ConnectorKind
from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.models import Warehouse

UP, DOWN = "up", "down"
WALLS = ("left", "right", "front", "back")
CROSS_AISLES_MOST, WAYS_MOST = 60, 400
Point = tuple[int, int]


def save_floor_plan(
    *,
    cause: Cause,
    warehouse: Warehouse,
    floor: str,
    cross_aisles_mm: Sequence[int] = (),
    one_way: Mapping[str, str] | None = None,
    ways: Sequence[tuple[int, int, int, int, bool]] = (),
    start: Point | None = None,
    end: Point | None = None,
    walls: Mapping[str, int | None] | None = None,
) -> FloorPlan:
    """Set how a floor is walked. Audited. Locks the plan, so that nothing is moved on the floor meanwhile.

    Walks begin on one floor and end on one: another floor's start or end goes when this floor gets one. Refuses with
    FloorPlanInvalid: one cross aisle alone, an aisle that no place lies in, a way without length, walls that stand the
    wrong way round or with places beyond them.
    """
    FloorPlan.objects.get_or_create(warehouse=warehouse, floor=floor)
    plan = lock_floor_plan(warehouse.pk, floor)
    one_way = dict(sorted((one_way or {}).items()))
    cross = sorted(set(cross_aisles_mm))
    _check(warehouse, floor, cross, one_way, ways)
    _leave_to(cause, warehouse, floor, start=start, end=end)
    values: dict[str, Any] = {
        "cross_aisles_mm": cross,
        "one_way": one_way,
        "ways": [list(way) for way in ways],
        **_ends(start, end),
        **_walls(warehouse, floor, walls or {}),
    }
    subject = f"floor_plan:{floor or '-'}"
    changed(cause=cause, action="floor_plan.changed", subject=subject, row=plan, values=values, warehouse=warehouse)
    return plan


def save_connector(
    *, cause: Cause, warehouse: Warehouse, connector: FloorConnector | None, name: str, **values: Any
) -> FloorConnector:
    """A new lift, stair or ramp, or other facts for one. Audited. Locks nothing.

    Refuses with FloorPlanInvalid: a name twice, both or neither of seconds and length, both ends at one point.
    """
    name = " ".join(name.split())
    others = FloorConnector.objects.filter(warehouse=warehouse, name=name)
    if (others.exclude(pk=connector.pk) if connector else others).exists():
        raise FloorPlanInvalid(field="name", problem="taken")
    if (values.get("seconds") is None) == (values.get("length_mm") is None):
        raise FloorPlanInvalid(field="seconds", problem="one_cost")
    if values["kind"] not in ConnectorKind.values:
        raise FloorPlanInvalid(field="kind", problem="unknown")
    ends = [(values[f"{end}floor"], values[f"{end}x_mm"], values[f"{end}y_mm"]) for end in ("", "other_")]
    if ends[0] == ends[1]:
        raise FloorPlanInvalid(field="other_floor", problem="same_point")
    subject = f"floor_connector:{name}"
    if connector is None:
        made = FloorConnector.objects.create(warehouse=warehouse, name=name, **values)
        record(cause=cause, action="floor_connector.created", subject=subject, after=dict(values), warehouse=warehouse)
        return made
    changed(
        cause=cause,
        action="floor_connector.changed",
        subject=subject,
        row=connector,
        values={"name": name, **values},
        warehouse=warehouse,
    )
    return connector


def remove_connector(*, cause: Cause, connector: FloorConnector) -> None:
    """Take a connector away. Audited. Locks nothing; walks that were planned over it stay as they are."""
    subject = f"floor_connector:{connector.name}"
    names = ("kind", "floor", "x_mm", "y_mm", "other_floor", "other_x_mm", "other_y_mm", "seconds", "length_mm")
    before = {name: getattr(connector, name) for name in names}
    record(
        cause=cause,
        action="floor_connector.removed",
        subject=subject,
        before=before,
        warehouse=connector.warehouse,
    )
    connector.delete()


def _check(
    warehouse: Warehouse,
    floor: str,
    cross: Sequence[int],
    one_way: Mapping[str, str],
    ways: Sequence[tuple[int, int, int, int, bool]],
) -> None:
    if len(cross) == 1:
        raise FloorPlanInvalid(field="cross_aisles", problem="one_alone")
    if len(cross) > CROSS_AISLES_MOST:
        raise FloorPlanInvalid(field="cross_aisles", problem="too_many")
    if len(ways) > WAYS_MOST:
        raise FloorPlanInvalid(field="ways", problem="too_many")
    if any(way[:2] == way[2:4] for way in ways):
        raise FloorPlanInvalid(field="ways", problem="no_length")
    known = set(
        Location.objects.filter(warehouse=warehouse, aisle__in=one_way).values_list("aisle", "zone__floor").distinct()
    )
    for aisle, flow in one_way.items():
        if (aisle, floor) not in known and not (floor == "" and (aisle, None) in known):
            raise FloorPlanInvalid(field=flow, problem="aisle_unknown")


def _ends(start: Point | None, end: Point | None) -> dict[str, int | None]:
    start_x, start_y = start or (None, None)
    end_x, end_y = end or (None, None)
    return {"start_x_mm": start_x, "start_y_mm": start_y, "end_x_mm": end_x, "end_y_mm": end_y}


def _walls(warehouse: Warehouse, floor: str, walls: Mapping[str, int | None]) -> dict[str, int | None]:
    """`walls`: left, right (X), front, back (Y), each of which may be unknown."""
    left, right, front, back = (walls.get(side) for side in WALLS)
    for low, high, side in ((left, right, "right"), (front, back, "back")):
        if low is not None and high is not None and low >= high:
            raise FloorPlanInvalid(field=f"wall_{side}_mm", problem="walls")
    places = measured_places(warehouse.pk, floor).filter(is_active=True)
    beyond = {"left": ("x_mm__lt", left), "right": ("x_mm__gt", right)}
    beyond |= {"front": ("y_mm__lt", front), "back": ("y_mm__gt", back)}
    for side, (lookup, wall) in beyond.items():
        if wall is not None and places.filter(**{lookup: wall}).exists():
            raise FloorPlanInvalid(field=f"wall_{side}_mm", problem="places_beyond")
    return {f"wall_{side}_mm": walls.get(side) for side in WALLS}


def _leave_to(cause: Cause, warehouse: Warehouse, floor: str, *, start: Point | None, end: Point | None) -> None:
    """Another floor's start or end gives way to this floor's."""
    gone = ({"start_x_mm": None, "start_y_mm": None} if start else {}) | (
        {"end_x_mm": None, "end_y_mm": None} if end else {}
    )
    if not gone:
        return
    for plan in FloorPlan.objects.filter(warehouse=warehouse).exclude(floor=floor).order_by("pk"):
        subject = f"floor_plan:{plan.floor or '-'}"
        changed(cause=cause, action="floor_plan.changed", subject=subject, row=plan, values=gone, warehouse=warehouse)
