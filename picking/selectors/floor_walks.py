"""Walks as lines over a floor: numbered stops, and where a walk leaves the floor by lift or stair. Numbers for SVG."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import count, pairwise

from inventory.selectors.floor import FloorPlace
from picking.planning.layout import Depot, Way
from picking.planning.site import Site
from picking.selectors.halts import Halt

WIDTH, MARGIN, TOP = 1000.0, 24.0, 34.0
FRONT = 9.0  # from the lower edge to the front aisle
LEAST_HEIGHT, MOST_HEIGHT = 220.0, 760.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Stop:
    """`x` and `y` are those of its own floor's drawing."""

    number: int
    code: str
    x: float
    y: float
    units: int
    floor: str = ""

    @property
    def text_y(self) -> float:
        """The base line of its number."""
        return round(self.y + 4, 1)


@dataclass(frozen=True)
class Ride:
    """A lift, stair or ramp taken one way."""

    name: str
    floor: str
    at: Depot
    other_floor: str
    other_at: Depot
    length_mm: int


@dataclass(frozen=True)
class Change:
    """Where a walk leaves the floor or comes to it: at a connector, between which stops, from or to which floor."""

    x: float
    y: float
    text: str

    @property
    def is_right(self) -> bool:
        """Whether its words stand on the left of it, for want of room."""
        return self.x > WIDTH * 0.6


@dataclass(frozen=True)
class Route:
    """A walk on one floor: `paths` for SVG polylines, `here` its stops there, `stops` all of them in order."""

    label: str
    style: int  # 1 is solid, 2 dashed
    paths: tuple[str, ...]
    here: tuple[Stop, ...]
    stops: tuple[Stop, ...]
    changes: tuple[Change, ...]
    walk_mm: int | None

    @property
    def units(self) -> int:
        return sum(stop.units for stop in self.stops)


class Scale:
    """Millimetres of a floor to units of the drawing; the aisles' first bay is at the bottom."""

    def __init__(self, places: Sequence[FloorPlace], points: Sequence[Depot] = ()) -> None:
        xs = [place.x_mm for place in places] + [point.x_mm for point in points]
        ys = [place.y_mm for place in places] + [point.y_mm for point in points]
        self.left, self.low, self.high = min(xs), min(ys), max(ys)
        across, along = max(1, max(xs) - self.left), max(1, self.high - self.low)
        inner = WIDTH - 4 * MARGIN
        self.x_factor = inner / across
        self.height = min(MOST_HEIGHT, max(LEAST_HEIGHT, along * self.x_factor)) + TOP + 2 * MARGIN
        self.y_factor = (self.height - TOP - 2 * MARGIN) / along

    def x(self, x_mm: float) -> float:
        return round(2 * MARGIN + (x_mm - self.left) * self.x_factor, 1)

    def y(self, y_mm: float) -> float:
        return round(TOP + MARGIN + (self.high - y_mm) * self.y_factor, 1)

    def point(self, depot: Depot) -> Point:
        return self.x(depot.x_mm), self.y(depot.y_mm)

    @property
    def door(self) -> Point:
        """Where walks begin and end that no plan gives a start: before the first aisle."""
        return 2 * MARGIN - 12, self.front

    @property
    def front(self) -> float:
        return self.height - FRONT

    def corners(self, here: Point, there: Point) -> list[Point]:
        """Along aisles, and across at the end that is nearer to both."""
        if abs(here[0] - there[0]) <= 0.5:
            return [there]
        is_front = there == self.door or (here[1] + there[1]) / 2 > self.height / 2
        end = self.front if is_front else TOP + MARGIN * 0.4
        return [(here[0], end), (there[0], end), there]

    def length(self, points: Sequence[Point]) -> int:
        """Millimetres of a line of the drawing."""
        across = sum(abs(here[0] - there[0]) for here, there in pairwise(points)) / self.x_factor
        along = sum(abs(here[1] - there[1]) for here, there in pairwise(points)) / self.y_factor
        return round(across + along)


@dataclass
class Visit:
    """The part of a walk between two changes of floor."""

    floor: str
    comes: Ride | None = None
    stops: list[Stop] = field(default_factory=list)
    goes: Ride | None = None
    before: int = 0  # stops that were made before it


class Drawing:
    """All measured places of a warehouse, each floor at its own scale, with what joins the floors."""

    def __init__(self, places: Sequence[FloorPlace], site: Site) -> None:
        self.places = {place.id: place for place in places if place.is_measured}
        self.unmeasured = len(places) - len(self.places)
        self.site = site
        self.rides = list(_rides(site))
        self.scales: dict[str, Scale] = {}
        for floor in sorted({place.floor for place in self.places.values()}):
            ends = [*self._ends(floor), *(ride.at for ride in self.rides_from(floor))]
            ways = site.floors[floor].ways if floor in site.floors else ()
            self.scales[floor] = Scale(self.of(floor), [*ends, *(end for way in ways for end in way_ends(way))])

    @property
    def floors(self) -> list[str]:
        return list(self.scales)

    def within(self, site: Site) -> Drawing:
        """The same floors with other ends of walks."""
        other = copy(self)
        other.site = site
        return other

    def of(self, floor: str) -> list[FloorPlace]:
        """Its measured places, by walking order."""
        return [place for place in self.places.values() if place.floor == floor]

    def rides_from(self, floor: str) -> list[Ride]:
        return [ride for ride in self.rides if ride.floor == floor]

    def route(self, label: str, style: int, halts: Sequence[Halt], floor: str, walk_mm: int | None = None) -> Route:
        """A walk from the start over its stops to the end; without `walk_mm` its length is the drawn one."""
        visits = self._visits(halts)
        lines = [(visit, self._line(visit, visits)) for visit in visits if visit.floor in self.scales]
        shift = 3.0 * (style - 1)  # two walks in one aisle stay two lines
        paths = [
            " ".join(f"{x + shift:.1f},{y + shift:.1f}" for x, y in line)
            for visit, line in lines
            if visit.floor == floor and len(line) > 1
        ]
        rides_mm = sum(visit.goes.length_mm for visit in visits if visit.goes)
        drawn = rides_mm + sum(self.scales[visit.floor].length(line) for visit, line in lines)
        stops = tuple(stop for visit in visits for stop in visit.stops)
        here = tuple(stop for stop in stops if stop.floor == floor)
        changes = tuple(self._changes(visits, floor))
        return Route(label, style, tuple(paths), here, stops, changes, drawn if walk_mm is None else walk_mm)

    def _visits(self, halts: Sequence[Halt]) -> list[Visit]:
        found = [Visit(self.site.start_floor)]
        here = self._end(self.site.start_floor, is_start=True)
        number = 0
        for pk, units in halts:
            place = self.places.get(pk)
            if place is None:
                continue
            at = Depot(place.lane_mm, place.y_mm)
            self._change(found, here, place.floor, at, number)
            number, here = number + 1, at
            scale = self.scales[place.floor]
            found[-1].stops.append(Stop(number, place.code, *scale.point(at), units, place.floor))
        if not number:
            return []
        self._change(found, here, self.site.end_floor, self._end(self.site.end_floor, is_start=False), number)
        return [visit for visit in found if visit.stops or visit.comes or visit.goes]

    def _change(self, found: list[Visit], here: Depot, floor: str, there: Depot, number: int) -> None:
        """Add the visits that lead to another floor; without a way the line breaks off."""
        if found[-1].floor == floor:
            return
        for ride in self._way(found[-1].floor, here, floor, there):
            found[-1].goes = ride
            found.append(Visit(ride.other_floor, ride, before=number))
        if found[-1].floor != floor:
            found.append(Visit(floor, before=number))

    def _way(self, floor: str, here: Depot, goal: str, there: Depot) -> list[Ride]:
        """The shortest way over connectors; none when nothing joins the floors."""
        order = count()
        queue: list[tuple[float, int, str, Depot, list[Ride]]] = [(0, next(order), floor, here, [])]
        while queue:
            cost, _, at_floor, at, taken = heapq.heappop(queue)
            if at_floor == goal and at == there:
                return taken
            if at_floor == goal:
                heapq.heappush(queue, (cost + _apart(at, there), next(order), goal, there, taken))
                continue
            seen = {floor, *(ride.other_floor for ride in taken)}
            for ride in self.rides_from(at_floor):
                if ride.other_floor not in seen:
                    further = cost + _apart(at, ride.at) + ride.length_mm
                    heapq.heappush(queue, (further, next(order), ride.other_floor, ride.other_at, [*taken, ride]))
        return []

    def _line(self, visit: Visit, visits: Sequence[Visit]) -> list[Point]:
        scale = self.scales[visit.floor]
        points: list[Point] = []
        if visit.comes:
            points.append(scale.point(visit.comes.other_at))
        elif visit is visits[0] and visit.floor == self.site.start_floor:
            points.append(self._door(visit.floor, is_start=True))
        goals = [(stop.x, stop.y) for stop in visit.stops]
        if visit.goes:
            goals.append(scale.point(visit.goes.at))
        elif visit is visits[-1] and visit.floor == self.site.end_floor:
            goals.append(self._door(visit.floor, is_start=False))
        for goal in goals:
            points += scale.corners(points[-1], goal) if points else [goal]
        return points

    def _door(self, floor: str, *, is_start: bool) -> Point:
        plan = self.site.floors.get(floor)
        given = (plan.start if is_start else plan.end or plan.start) if plan else None
        return self.scales[floor].point(given) if given else self.scales[floor].door

    def _end(self, floor: str, *, is_start: bool) -> Depot:
        """Where walks begin or end, in millimetres, for choosing a connector."""
        plan = self.site.floors.get(floor)
        given = (plan.start if is_start else plan.end or plan.start) if plan else None
        scale = self.scales.get(floor)
        return given or (Depot(scale.left, scale.low) if scale else Depot(0, 0))

    def _ends(self, floor: str) -> list[Depot]:
        plan = self.site.floors.get(floor)
        return [depot for depot in (plan.start, plan.end) if depot] if plan else []

    def _changes(self, visits: Sequence[Visit], floor: str) -> Iterator[Change]:
        """One mark a connector, with everything that the walk does there."""
        texts: dict[Point, list[str]] = {}
        for visit in visits:
            if visit.floor != floor or floor not in self.scales:
                continue
            scale, last = self.scales[floor], visit.before + len(visit.stops)
            if visit.comes:
                told = f"{visit.comes.floor or '–'} → {visit.before + 1}"
                texts.setdefault(scale.point(visit.comes.other_at), []).append(told)
            if visit.goes:
                told = f"{last or ''} → {visit.goes.other_floor or '–'}".strip()
                texts.setdefault(scale.point(visit.goes.at), []).append(told)
        for (x, y), told in texts.items():
            yield Change(x, y, " · ".join(told[:4]) + (" …" if len(told) > 4 else ""))


def _rides(site: Site) -> Iterable[Ride]:
    for each in site.connectors:
        yield Ride(each.key, each.floor, each.at, each.other_floor, each.other_at, each.length_mm)
        if not each.is_one_way:
            yield Ride(each.key, each.other_floor, each.other_at, each.floor, each.at, each.length_mm)


def _apart(one: Depot, other: Depot) -> float:
    return abs(one.x_mm - other.x_mm) + abs(one.y_mm - other.y_mm)


def way_ends(way: Way) -> tuple[Depot, Depot]:
    return Depot(way.x_mm, way.y_mm), Depot(way.other_x_mm, way.other_y_mm)
