"""A floor as a drawing: places by their coordinates, and how hot each is. Plain numbers for SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count

from inventory.models import Zone
from inventory.selectors.floor import FloorPlace, storage_places, units_at
from inventory.states import PICKABLE_ZONES
from picking.floors import site_of
from picking.models import PickTask, PickZone
from picking.planning.layout import FloorPlan, Flow
from picking.selectors.floor_walks import WIDTH, Drawing, Point, Scale, way_ends
from picking.states import TaskState
from wms.core.models import ScanEvent, Warehouse

DAYS, STEPS = 14, 6
HEAT, STOCK, MIX_UPS = "picks", "stock", "mix_ups"
KINDS = (HEAT, STOCK, MIX_UPS)
FLOWS = {Flow.UP: "↑", Flow.DOWN: "↓"}


@dataclass(frozen=True)
class Cell:
    """One place on the drawing; several levels of a bay are one cell, its number their sum, its link the first's."""

    place: FloorPlace
    codes: str
    x: float
    y: float
    width: float
    height: float
    number: int
    step: int


@dataclass(frozen=True)
class PassMark:
    """A pass point on the drawing: where totes wait for `zone`."""

    place: FloorPlace
    zone: Zone
    x: float
    y: float


@dataclass(frozen=True)
class FloorMap:
    """`bounds` are the lower ends of the steps 1 to 5; `unmeasured` places of the warehouse have no coordinates.

    `aisles` are names, with an arrow where one way only is walked, and where they stand; `ways` SVG lines as drawn.
    """

    cells: tuple[Cell, ...]
    points: tuple[PassMark, ...]
    aisles: tuple[tuple[str, float], ...]
    ways: tuple[tuple[Point, Point, bool], ...]
    width: float
    height: float
    bounds: tuple[int, ...]
    unmeasured: int
    total: int

    @property
    def ground_width(self) -> float:
        return self.width - 4

    @property
    def ground_height(self) -> float:
        return self.height - 4


def numbers_of(warehouse: Warehouse, kind: str, now: datetime) -> dict[int, int]:
    """What a place shows, by location id: picks of 14 days, or stock; nothing for mix-ups, which are known by code."""
    since = now - timedelta(days=DAYS)
    if kind == STOCK:
        return units_at(warehouse.pk)
    if kind == HEAT:
        done = PickTask.objects.filter(pick_list__warehouse=warehouse, state=TaskState.DONE, done_at__gte=since)
        return dict(done.order_by().values_list("location").annotate(Count("pk")))
    return {}


def mix_ups(warehouse: Warehouse, now: datetime) -> dict[str, int]:
    """Wrong items stopped at each place in 14 days, by its code."""
    wrong = ScanEvent.objects.filter(
        warehouse=warehouse, stage="pick", is_wrong=True, received_at__gte=now - timedelta(days=DAYS)
    )
    rows = wrong.filter(code__in=["pick.wrong_item", "pick.wrong_lot"]).exclude(location_code="")
    return dict(rows.order_by().values_list("location_code").annotate(Count("pk")))


def drawing_of(warehouse_id: int) -> Drawing:
    """Every floor with its places and what joins them; without a floor while no place has coordinates."""
    return Drawing(storage_places(warehouse_id), site_of(warehouse_id))


def floor_map(warehouse: Warehouse, kind: str, now: datetime, drawing: Drawing, floor: str) -> FloorMap:
    """One floor of the drawing in two or three queries. A pass point beyond the zones that people pick in is no bay."""
    here_at, scale = {place.id: place for place in drawing.of(floor)}, drawing.scales[floor]
    zones = list(PickZone.objects.filter(point__in=here_at).select_related("zone", "point__zone"))
    apart = {row.point_id for row in zones if row.point and _holds_totes_alone(row.point.zone)}
    measured = [place for place in here_at.values() if place.id not in apart]
    plan = drawing.site.floors.get(floor, FloorPlan())
    by_id, by_code = numbers_of(warehouse, kind, now), mix_ups(warehouse, now) if kind == MIX_UPS else {}
    columns: dict[tuple[int, int], list[FloorPlace]] = {}
    for place in measured:
        columns.setdefault((place.x_mm, place.y_mm), []).append(place)
    sums = {at: sum(by_id.get(p.id, 0) + by_code.get(p.code, 0) for p in here) for at, here in columns.items()}
    bounds = bounds_of(list(sums.values()))
    width, height = _cell_size(measured, scale)
    cells = tuple(
        Cell(
            here[0],
            here[0].code if len(here) == 1 else f"{here[0].code} – {here[-1].code}",
            round(scale.x(x) - width / 2, 1),
            round(scale.y(y) - height / 2, 1),
            width,
            height,
            sums[x, y],
            step_of(sums[x, y], bounds),
        )
        for (x, y), here in sorted(columns.items())
    )
    return FloorMap(
        cells,
        tuple(_mark(here_at[row.point_id], row.zone, scale) for row in zones if row.point_id),
        _aisles(measured, scale, plan.one_way),
        tuple((*(scale.point(end) for end in way_ends(way)), way.is_one_way) for way in plan.ways),
        WIDTH,
        round(scale.height, 1),
        bounds,
        drawing.unmeasured,
        sum(sums.values()),
    )


def _holds_totes_alone(zone: Zone | None) -> bool:
    return zone is not None and zone.kind not in PICKABLE_ZONES


def _mark(place: FloorPlace, zone: Zone, scale: Scale) -> PassMark:
    return PassMark(place, zone, scale.x(place.x_mm), scale.y(place.y_mm))


def bounds_of(numbers: Sequence[int]) -> tuple[int, ...]:
    """Where the five darker steps begin: equal widths up to the highest number, whole and rising."""
    top = max(numbers, default=0)
    if top <= 0:
        return (1, 2, 3, 4, 5)
    width = max(1, -(-(top + 1) // STEPS))
    return tuple(width * step for step in range(1, STEPS))


def step_of(number: int, bounds: Sequence[int]) -> int:
    return sum(number >= bound for bound in bounds)


def _cell_size(places: Sequence[FloorPlace], scale: Scale) -> tuple[float, float]:
    """As large as the nearest neighbours leave room for, within what the eye takes for a place."""
    xs, ys = sorted({place.x_mm for place in places}), sorted({place.y_mm for place in places})
    across = min((b - a for a, b in pairwise(xs)), default=2000) * scale.x_factor
    along = min((b - a for a, b in pairwise(ys)), default=2000) * scale.y_factor
    return round(min(22.0, max(2.0, across * 0.8)), 1), round(min(22.0, max(2.0, along * 0.82)), 1)


def _aisles(places: Sequence[FloorPlace], scale: Scale, one_way: Mapping[str, Flow]) -> tuple[tuple[str, float], ...]:
    xs: dict[str, list[int]] = {}
    for place in places:
        if place.aisle:
            xs.setdefault(place.aisle, []).append(place.x_mm)
    named = sorted((scale.x(round(sum(all_x) / len(all_x))), name) for name, all_x in xs.items())
    every = max(1, -(-len(named) // 24))
    return tuple(
        (f"{name} {FLOWS[one_way[name]]}" if name in one_way else name, x)
        for number, (x, name) in enumerate(named)
        if number % every == 0
    )
