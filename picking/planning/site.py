"""A whole warehouse as the planner walks it: one regular floor where that is enough, else floors as a net of ways."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from picking.planning.errors import (
    EmptyLayout,
    EndUnreachable,
    PlaceOnIsland,
    PlanningError,
    UnknownAisle,
    UnknownFloor,
)
from picking.planning.graph import AnyLayout, Edge, GraphLayout
from picking.planning.layout import CROSS_AISLES_MAX, Depot, FloorPlan, Place, build_layout, raise_first
from picking.planning.ways import Net, add_aisles, add_ways, unknown_aisle

WIDER = 1.5
WIDER_MM = 900.0


@dataclass(frozen=True, slots=True)
class Connector:
    """A lift, stair or ramp between two points: `length_mm` to walk it, or as far as one walks in its time."""

    key: str
    floor: str
    at: Depot
    other_floor: str
    other_at: Depot
    length_mm: int
    is_one_way: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """Floors by name, what joins them, and on which floor walks begin and end (there at its plan's start and end)."""

    floors: Mapping[str, FloorPlan] = field(default_factory=dict)
    connectors: tuple[Connector, ...] = ()
    start_floor: str = ""
    end_floor: str = ""


def build_site(places: Sequence[Place], site: Site, *, strict: bool = True) -> AnyLayout:
    """The floor or floors of these places.

    Exact parallel aisles where all places, start and end lie on one floor without one-way aisles and drawn ways, with
    at most six cross aisles; else a net of ways. Refuses with what build_layout refuses with, and with UnknownFloor,
    UnknownAisle, EndUnreachable, TooManyCrossings; a place that no way leads to and back is PlaceOnIsland (with
    `strict=False` it goes to `rejected` and the rest stands).
    """
    if not places:
        raise EmptyLayout()
    _check_connectors(places, site)
    floors = {place.floor for place in places} | {site.start_floor, site.end_floor}
    plan = site.floors.get(site.start_floor, FloorPlan())
    is_regular = not plan.one_way and not plan.ways and len(plan.cross_aisles_mm) <= CROSS_AISLES_MAX
    if len(floors) == 1 and is_regular:
        return build_layout(places, plan, strict=strict)
    return _build_net(places, site, strict=strict)


def _check_connectors(places: Sequence[Place], site: Site) -> None:
    known = {place.floor for place in places} | {name for name, plan in site.floors.items() if plan.aisles or plan.ways}
    for connector in site.connectors:
        for floor in (connector.floor, connector.other_floor):
            if floor not in known:
                raise UnknownFloor(floor=floor)


def cross_aisles_from(heights: Sequence[float], end_gap_mm: int) -> tuple[int, ...]:
    """Where cross aisles run, from the y of all places of a floor: beyond both ends, and where all aisles have a gap.

    A gap is at least half as wide again as the usual step from bay to bay, and 0.9 m wider.
    """
    ys = sorted(set(heights))
    if not ys:
        return ()
    steps = [above - below for below, above in pairwise(ys)]
    usual = median(steps) if steps else 0.0
    least = max(WIDER * usual, usual + WIDER_MM)
    gaps = [round((below + above) / 2) for below, above in pairwise(ys) if len(steps) > 2 and above - below >= least]
    return (round(ys[0]) - end_gap_mm, *gaps, round(ys[-1]) + end_gap_mm)


def _build_net(places: Sequence[Place], site: Site, *, strict: bool) -> GraphLayout:
    rejected: dict[str, PlanningError] = {}
    by_floor: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_floor[place.floor].append(place)
    start, end = _depots(by_floor, site)
    points: dict[str, list[Depot]] = defaultdict(list)
    for floor, depot in ((site.start_floor, start), (site.end_floor, end)):
        points[floor].append(depot)
    for connector in site.connectors:
        points[connector.floor].append(connector.at)
        points[connector.other_floor].append(connector.other_at)
    net = Net()
    at: dict[tuple[str, Depot], int] = {}
    for floor in sorted({*by_floor, *points}):
        plan = site.floors.get(floor, FloorPlan())
        if not by_floor[floor] and not plan.aisles and not plan.ways:
            raise UnknownFloor(floor=floor)
        stray = unknown_aisle(plan, by_floor[floor])
        if stray is not None:
            raise UnknownAisle(floor=floor, aisle=stray)
        add = add_ways if plan.ways else add_aisles
        doors = add(net, floor, by_floor[floor], plan, dict.fromkeys(points[floor]), rejected)
        at |= {(floor, depot): node for depot, node in doors.items()}
    raise_first(rejected if strict else {})
    for connector in site.connectors:
        ends = at[connector.floor, connector.at], at[connector.other_floor, connector.other_at]
        net.join(*ends, float(connector.length_mm), is_one_way=connector.is_one_way)
    floor_of = {place.key: place.floor for place in places}
    return _whole(net, at[site.start_floor, start], at[site.end_floor, end], rejected, floor_of, strict=strict)


def _depots(by_floor: Mapping[str, Sequence[Place]], site: Site) -> tuple[Depot, Depot]:
    """Where walks begin and end; without a given start at the first cross aisle before the leftmost aisle."""
    plan = site.floors.get(site.start_floor, FloorPlan())
    end_plan = site.floors.get(site.end_floor, FloorPlan())
    start = plan.start or _corner(plan, by_floor.get(site.start_floor, ()), site.start_floor)
    if end_plan.end:
        return start, end_plan.end
    if site.end_floor == site.start_floor:
        return start, start
    return start, _corner(end_plan, by_floor.get(site.end_floor, ()), site.end_floor)


def _corner(plan: FloorPlan, places: Sequence[Place], floor: str) -> Depot:
    if plan.ways:
        return Depot(plan.ways[0].x_mm, plan.ways[0].y_mm)
    if not places and not (plan.aisles and plan.cross_aisles_mm):
        raise UnknownFloor(floor=floor)
    if plan.aisles and plan.cross_aisles_mm:
        return Depot(round(min(low + high for low, high in plan.aisles.values()) / 2), plan.cross_aisles_mm[0])
    layout = build_layout(places, replace(plan, one_way={}, start=None, end=None), strict=False)
    return Depot(round(layout.columns[0]), round(layout.cross_aisles[0]))


def _whole(
    net: Net,
    start: int,
    end: int,
    rejected: dict[str, PlanningError],
    floor_of: Mapping[str, str],
    *,
    strict: bool,
) -> GraphLayout:
    """What hangs together with start and end; places elsewhere are set aside."""
    there, back = _reached(net.edges, start, backwards=False), _reached(net.edges, start, backwards=True)
    nodes = list(net.nodes)
    whole = there & back
    if end not in whole:
        raise EndUnreachable(floor=nodes[start].floor, end_floor=nodes[end].floor)
    spots = []
    for spot in net.spots:
        edge = net.edges[spot.column]
        if edge.one in whole and edge.other in whole:
            spots.append(spot)
        else:
            rejected[spot.key] = PlaceOnIsland(place=spot.key, floor=floor_of[spot.key])
    raise_first(rejected if strict else {})
    if not spots and not rejected:
        raise EmptyLayout()
    spots.sort(key=lambda spot: (spot.column, spot.offset, spot.key))
    return GraphLayout(tuple(nodes), tuple(net.edges), tuple(spots), start, end, rejected)


def _reached(edges: Sequence[Edge], start: int, *, backwards: bool) -> set[int]:
    """The nodes that one can walk to from the start, or (backwards) from which one can walk to it."""
    following: dict[int, list[int]] = defaultdict(list)
    for edge in edges:
        one, other = (edge.other, edge.one) if backwards else (edge.one, edge.other)
        following[one].append(other)
        if not edge.is_one_way:
            following[other].append(one)
    found, queue = {start}, [start]
    while queue:
        for node in following[queue.pop()]:
            if node not in found:
                found.add(node)
                queue.append(node)
    return found
