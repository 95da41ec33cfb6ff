"""The floor as a drawing: places by their coordinates, how hot each is, and walks over them. Plain numbers for SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count, Sum

from inventory.selectors.floor import FloorPlace, storage_places, units_at
from picking.models import PickList, PickTask, Wave
from picking.states import PickListState, TaskState
from wms.core.models import ScanEvent, Warehouse

DAYS, STEPS = 14, 6
WIDTH, MARGIN, TOP = 1000.0, 24.0, 34.0
FRONT = 9.0  # from the lower edge to the front aisle
LEAST_HEIGHT, MOST_HEIGHT = 220.0, 760.0
HEAT, STOCK, MIX_UPS = "picks", "stock", "mix_ups"
KINDS = (HEAT, STOCK, MIX_UPS)


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
class Stop:
    number: int
    code: str
    x: float
    y: float
    units: int

    @property
    def text_y(self) -> float:
        """The base line of its number."""
        return round(self.y + 4, 1)


@dataclass(frozen=True)
class Route:
    """A walk: `path` for an SVG polyline, its stops in order. `style` 1 is solid, 2 dashed."""

    label: str
    style: int
    path: str
    stops: tuple[Stop, ...]
    walk_mm: int | None

    @property
    def units(self) -> int:
        return sum(stop.units for stop in self.stops)


@dataclass(frozen=True)
class FloorMap:
    """`bounds` are the lower ends of the steps 1 to 5; `unmeasured` places have no coordinates."""

    cells: tuple[Cell, ...]
    aisles: tuple[tuple[str, float], ...]
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


class Scale:
    """Millimetres of the floor to units of the drawing; the aisles' first bay is at the bottom."""

    def __init__(self, places: Sequence[FloorPlace]) -> None:
        xs, ys = [place.x_mm for place in places], [place.y_mm for place in places]
        self.left, self.low, self.high = min(xs), min(ys), max(ys)
        across, along = max(1, max(xs) - self.left), max(1, self.high - self.low)
        inner = WIDTH - 4 * MARGIN
        self.x_factor = inner / across
        self.height = min(MOST_HEIGHT, max(LEAST_HEIGHT, along * self.x_factor)) + TOP + 2 * MARGIN
        self.y_factor = (self.height - TOP - 2 * MARGIN) / along

    def x(self, x_mm: int) -> float:
        return round(2 * MARGIN + (x_mm - self.left) * self.x_factor, 1)

    def y(self, y_mm: int) -> float:
        return round(TOP + MARGIN + (self.high - y_mm) * self.y_factor, 1)


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


def floor_map(warehouse: Warehouse, kind: str, now: datetime) -> FloorMap | None:
    """The whole floor in two or three queries; None while no place has coordinates."""
    places = storage_places(warehouse.pk)
    measured = [place for place in places if place.is_measured]
    if not measured:
        return None
    by_id, by_code = numbers_of(warehouse, kind, now), mix_ups(warehouse, now) if kind == MIX_UPS else {}
    scale = Scale(measured)
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
        _aisles(measured, scale),
        WIDTH,
        round(scale.height, 1),
        bounds,
        len(places) - len(measured),
        sum(sums.values()),
    )


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


def _aisles(places: Sequence[FloorPlace], scale: Scale) -> tuple[tuple[str, float], ...]:
    xs: dict[str, list[int]] = {}
    for place in places:
        if place.aisle:
            xs.setdefault(place.aisle, []).append(place.x_mm)
    named = sorted((scale.x(round(sum(all_x) / len(all_x))), name) for name, all_x in xs.items())
    every = max(1, -(-len(named) // 24))
    return tuple((name, x) for number, (x, name) in enumerate(named) if number % every == 0)


def lists_to_show(wave: Wave) -> list[PickList]:
    live = PickList.objects.filter(wave=wave).exclude(state=PickListState.CANCELLED)
    return list(live.select_related("person").order_by("number"))


def stops_of(lists: Sequence[PickList]) -> dict[int, list[tuple[int, int]]]:
    """(location id, units) of each list in the order in which it is walked. One query."""
    tasks = PickTask.objects.filter(pick_list__in=lists).exclude(state=TaskState.DROPPED)
    rows = tasks.order_by("pick_list", "sequence", "pk").values_list("pick_list", "location", "quantity")
    found: dict[int, list[tuple[int, int]]] = {}
    for list_id, location_id, units in rows:
        stops = found.setdefault(list_id, [])
        if stops and stops[-1][0] == location_id:
            stops[-1] = (location_id, stops[-1][1] + units)
        else:
            stops.append((location_id, units))
    return found


def first_come_stops(wave: Wave, slots: int) -> list[list[tuple[int, int]]]:
    """How the same orders would be walked first come, first on a cart, each cart in the places' own walking order."""
    tasks = PickTask.objects.filter(pick_list__wave=wave).exclude(state=TaskState.DROPPED)
    rows = tasks.values_list("order", "order__placed_at", "location", "location__walk_order").annotate(Sum("quantity"))
    by_order: dict[tuple[datetime, int], list[tuple[int, int, int]]] = {}
    for order, placed_at, location, walk_order, units in rows.order_by():
        by_order.setdefault((placed_at, order), []).append((walk_order, location, units))
    waiting = [by_order[key] for key in sorted(by_order)]
    walks = []
    for start in range(0, len(waiting), max(1, slots)):
        units_at_place: dict[tuple[int, int], int] = {}
        for picks in waiting[start : start + max(1, slots)]:
            for walk_order, location, units in picks:
                units_at_place[walk_order, location] = units_at_place.get((walk_order, location), 0) + units
        walks.append([(location, units) for (_, location), units in sorted(units_at_place.items())])
    return walks


def route(
    label: str,
    style: int,
    stops: Sequence[tuple[int, int]],
    places: Mapping[int, FloorPlace],
    scale: Scale,
    walk_mm: int | None = None,
) -> Route:
    """A walk from the first aisle's end over its stops and back; without `walk_mm` its length is the drawn one."""
    shown = tuple(
        Stop(number, place.code, scale.x(place.lane_mm), scale.y(place.y_mm), units)
        for number, (place, units) in enumerate(_measured(stops, places), start=1)
    )
    points = _corners(shown, scale)
    shift = 3.0 * (style - 1)  # two walks in one aisle stay two lines
    path = " ".join(f"{x + shift:.1f},{y + shift:.1f}" for x, y in points)
    return Route(label, style, path, shown, _length(points, scale) if walk_mm is None else walk_mm)


def walk_length(walks: Sequence[Sequence[tuple[int, int]]], places: Mapping[int, FloorPlace], scale: Scale) -> int:
    """Millimetres of these walks as they are drawn: one measure for before and after."""
    return sum(route("", 1, stops, places, scale).walk_mm or 0 for stops in walks)


def _measured(stops: Sequence[tuple[int, int]], places: Mapping[int, FloorPlace]) -> list[tuple[FloorPlace, int]]:
    return [(places[pk], units) for pk, units in stops if pk in places and places[pk].is_measured]


def _corners(stops: Sequence[Stop], scale: Scale) -> list[tuple[float, float]]:
    """Along aisles, and across at the end that is nearer to both stops; begins and ends at the front of the first."""
    front, back = scale.height - FRONT, TOP + MARGIN * 0.4
    door = (2 * MARGIN - 12, front)
    points = [door]
    for stop in stops:
        x, y = points[-1]
        if abs(x - stop.x) > 0.5:
            end = front if (y + stop.y) / 2 > scale.height / 2 else back
            points += [(x, end), (stop.x, end)]
        points.append((stop.x, stop.y))
    return [*points, (points[-1][0], front), door] if stops else []


def _length(points: Sequence[tuple[float, float]], scale: Scale) -> int:
    across = sum(abs(here[0] - there[0]) for here, there in pairwise(points)) / scale.x_factor
    along = sum(abs(here[1] - there[1]) for here, there in pairwise(points)) / scale.y_factor
    return round(across + along)
