"""The floor as the planner sees it: parallel aisles cut by cross aisles, built from the coordinates of the places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

from picking.planning.errors import (
    DuplicatePlace,
    EmptyLayout,
    OverlappingAisles,
    PlaceWithoutCoordinates,
    PlanningError,
    TooFewCrossAisles,
    TooManyCrossAisles,
    UnknownPlace,
    UnreachablePlace,
)

CROSS_AISLES_MAX = 6


class Side(StrEnum):
    """The hand at which a place lies when one walks its aisle away from the first cross aisle."""

    LEFT = "left"
    RIGHT = "right"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One location that can be walked to. `key` is the caller's own; x and y win over aisle and bay where given."""

    key: str
    aisle: str = ""
    bay: int | None = None
    side: Side = Side.NONE
    x_mm: int | None = None
    y_mm: int | None = None
    floor: str = ""


@dataclass(frozen=True, slots=True)
class Depot:
    """A point where walks begin or end; it is entered from the nearest cross aisle."""

    x_mm: int
    y_mm: int


class Flow(StrEnum):
    """Which way a one-way aisle is walked: away from the first cross aisle (growing y), or towards it."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Way:
    """A straight piece of an irregular floor, walked both ways, or only from the first point to the second."""

    x_mm: int
    y_mm: int
    other_x_mm: int
    other_y_mm: int
    is_one_way: bool = False


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """What the places do not tell by themselves. Without `cross_aisles_mm` there is one at each end of the aisles.

    `aisles` holds the x of the outermost places of each aisle, also of those that no given place lies in, so that an
    aisle's middle does not hang on which of its places are given. With `ways` the floor is irregular: one walks along
    them and nowhere else.
    """

    start: Depot | None = None
    end: Depot | None = None
    cross_aisles_mm: tuple[int, ...] = ()
    aisle_pitch_mm: int = 3000
    bay_mm: int = 1000
    end_gap_mm: int = 1000
    aisles: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    one_way: Mapping[str, Flow] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the model: column (aisle from the left), block (from the first cross aisle), offset in the block."""

    key: str
    column: int
    block: int
    offset: float
    side: Side = Side.NONE


@dataclass(frozen=True, slots=True)
class End:
    """Start or end of a walk: a crossing, and how far the depot itself lies behind it."""

    column: int
    crossing: int
    approach: float = 0.0


@dataclass(frozen=True)
class Layout:
    """Columns, blocks and spots in walking order; any one unit of length.

    `spots` are sorted by (column, block, offset), so that a spot's number is its rank in every walk.
    `is_aisle` is False for a column that exists only because a depot lies between two aisles.
    """

    columns: tuple[float, ...]
    is_aisle: tuple[bool, ...]
    cross_aisles: tuple[float, ...]
    spots: tuple[Spot, ...]
    start: End
    end: End
    rejected: Mapping[str, PlanningError] = field(default_factory=dict)

    @cached_property
    def lengths(self) -> tuple[float, ...]:
        """Length of each block, crossing to crossing."""
        return tuple(above - below for below, above in pairwise(self.cross_aisles))

    @cached_property
    def number(self) -> dict[str, int]:
        """Spot number by key."""
        return {spot.key: number for number, spot in enumerate(self.spots)}

    @cached_property
    def is_open(self) -> bool:
        """True when walks end elsewhere than they begin."""
        return (self.start.column, self.start.crossing) != (self.end.column, self.end.crossing)

    @cached_property
    def approach(self) -> float:
        """Length that every walk pays between depots and crossings."""
        return self.start.approach + self.end.approach

    @cached_property
    def segments(self) -> tuple[int, ...]:
        """The aisle block of each spot, as a number below `segment_count`."""
        blocks = len(self.lengths)
        return tuple(spot.column * blocks + spot.block for spot in self.spots)

    @property
    def segment_count(self) -> int:
        """How many aisle blocks there are."""
        return len(self.columns) * len(self.lengths)

    @cached_property
    def arrays(self) -> tuple[Any, Any]:
        """(lay, ends) as the kernels take them."""
        import numpy as np

        lay = (
            np.array(self.columns, dtype=np.float64),
            np.array(self.is_aisle, dtype=np.bool_),
            np.array(self.lengths, dtype=np.float64),
            np.array([spot.column for spot in self.spots], dtype=np.int32),
            np.array([spot.block for spot in self.spots], dtype=np.int32),
            np.array([spot.offset for spot in self.spots], dtype=np.float64),
        )
        ends = np.array([self.start.column, self.end.column, self.start.crossing, self.end.crossing], dtype=np.int32)
        return lay, ends

    def numbers(self, keys: Iterable[str]) -> list[int]:
        """Ascending spot numbers. Refuses with UnknownPlace, or with what the place was rejected for."""
        return numbers_of(keys, self.number, self.rejected)


def numbers_of(keys: Iterable[str], number: Mapping[str, int], rejected: Mapping[str, PlanningError]) -> list[int]:
    """Ascending spot numbers. Refuses with UnknownPlace, or with what the place was rejected for."""
    found = []
    for key in keys:
        if key not in number:
            raise rejected.get(key) or UnknownPlace(place=key)
        found.append(number[key])
    return sorted(found)


def build_layout(places: Sequence[Place], plan: FloorPlan | None = None, *, strict: bool = True) -> Layout:
    """Find aisles, blocks and offsets.

    Refuses with PlaceWithoutCoordinates, UnreachablePlace and DuplicatePlace (with `strict=False` such a place goes
    to `rejected` and the rest stands), OverlappingAisles, EmptyLayout, TooFewCrossAisles, TooManyCrossAisles.
    """
    plan = plan or FloorPlan()
    rejected: dict[str, PlanningError] = {}
    points = points_of(places, plan, rejected)
    raise_first(rejected if strict else {})
    cross = cross_aisles_of(plan, [y for _, y in points.values()])
    if len(cross) > CROSS_AISLES_MAX:
        raise TooManyCrossAisles(cross_aisles=len(cross), cross_aisles_max=CROSS_AISLES_MAX)
    set_beyond_aside(points, cross, rejected)
    raise_first(rejected if strict else {})
    if not points:
        raise EmptyLayout()
    aisle_of = {place.key: aisle_name(place) for place in places if place.key in points}
    centres = aisle_centres(points, aisle_of, plan.aisles)
    start = plan.start or Depot(x_mm=round(min(centres.values())), y_mm=round(cross[0]))
    end = plan.end or start
    columns = sorted({*centres.values(), float(start.x_mm), float(end.x_mm)})
    number = {x: index for index, x in enumerate(columns)}
    aisles = set(centres.values())
    sides = {place.key: place.side for place in places}
    spots = []
    for key, (_, y) in points.items():
        block = max(index for index, line in enumerate(cross[:-1]) if line <= y)
        spots.append(Spot(key, number[centres[aisle_of[key]]], block, y - cross[block], sides[key]))
    spots.sort(key=lambda spot: (spot.column, spot.block, spot.offset, spot.key))
    return Layout(
        tuple(columns),
        tuple(x in aisles for x in columns),
        tuple(cross),
        tuple(spots),
        _end(start, number, cross),
        _end(end, number, cross),
        rejected,
    )


def raise_first(rejected: Mapping[str, PlanningError]) -> None:
    """Refuse with the first problem, if there is one."""
    for problem in rejected.values():
        raise problem


def set_beyond_aside(
    points: dict[str, tuple[float, float]], cross: Sequence[float], rejected: dict[str, PlanningError]
) -> None:
    """Places beyond the outermost cross aisles go from `points` to `rejected`."""
    for key, (_, y) in list(points.items()):
        if not cross[0] <= y <= cross[-1]:
            rejected[key] = UnreachablePlace(place=key, y_mm=y, from_mm=cross[0], to_mm=cross[-1])
            del points[key]


def points_of(
    places: Sequence[Place], plan: FloorPlan, rejected: dict[str, PlanningError]
) -> dict[str, tuple[float, float]]:
    """x and y of each place that has them, by key; the others go to `rejected`."""
    order = {name: at for at, name in enumerate(sorted({aisle_name(place) for place in places}, key=_natural))}
    points: dict[str, tuple[float, float]] = {}
    for place in places:
        if place.key in points or place.key in rejected:
            raise DuplicatePlace(place=place.key)
        x = place.x_mm if place.x_mm is not None else order[place.aisle] * plan.aisle_pitch_mm if place.aisle else None
        y = place.y_mm if place.y_mm is not None else None if place.bay is None else place.bay * plan.bay_mm
        if x is None or y is None:
            rejected[place.key] = PlaceWithoutCoordinates(place=place.key)
        else:
            points[place.key] = (float(x), float(y))
    return points


def aisle_name(place: Place) -> str:
    """Places without an aisle's name share an aisle when they share an x."""
    return place.aisle or ("" if place.x_mm is None else f"x={place.x_mm}")


def _natural(name: str) -> tuple[int, str]:
    """A2 before A10."""
    return (len(name), name)


def cross_aisles_of(plan: FloorPlan, heights: Sequence[float]) -> list[float]:
    """The given cross aisles, else one at each end. Refuses with EmptyLayout, TooFewCrossAisles."""
    if plan.cross_aisles_mm:
        cross = sorted({float(line) for line in plan.cross_aisles_mm})
    elif heights:
        cross = [min(heights) - plan.end_gap_mm, max(heights) + plan.end_gap_mm]
    else:
        raise EmptyLayout()
    if len(cross) < 2:
        raise TooFewCrossAisles(cross_aisles=len(cross))
    return cross


def aisle_centres(
    points: Mapping[str, tuple[float, float]], aisle_of: Mapping[str, str], known: Mapping[str, tuple[int, int]]
) -> dict[str, float]:
    """Middle of each aisle's places. Refuses with OverlappingAisles when two aisles share floor."""
    spread: dict[str, list[float]] = defaultdict(list)
    for name in set(aisle_of.values()) & set(known):
        spread[name] += map(float, known[name])
    for key, (x, _) in points.items():
        spread[aisle_of[key]].append(x)
    ranges = sorted((min(xs), max(xs), name) for name, xs in spread.items())
    for (left, right, name), (other_left, other_right, other) in pairwise(ranges):
        if other_left < right or (left + right) == (other_left + other_right):
            raise OverlappingAisles(aisle=name, other=other, x_mm=round(right), other_x_mm=round(other_left))
    return {name: (left + right) / 2 for left, right, name in ranges}


def _end(depot: Depot, number: Mapping[float, int], cross: Sequence[float]) -> End:
    """The depot's crossing: in its own column, on the nearest cross aisle."""
    crossing = min(range(len(cross)), key=lambda index: abs(cross[index] - depot.y_mm))
    return End(number[float(depot.x_mm)], crossing, abs(cross[crossing] - depot.y_mm))
