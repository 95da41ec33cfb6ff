"""From aisles, or from ways that were drawn, to the nodes and edges of a net; places and depots find their edge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import hypot

from picking.planning.errors import PlanningError, TooManyCrossings, UnknownFloor, UnreachablePlace
from picking.planning.graph import CROSSINGS_MAX, Edge, Node
from picking.planning.layout import (
    Depot,
    FloorPlan,
    Flow,
    Place,
    Spot,
    Way,
    aisle_centres,
    aisle_name,
    cross_aisles_of,
    points_of,
    set_beyond_aside,
)

REACH_MM = 3000.0
TOUCH_MM = 100.0
Point = tuple[float, float]


@dataclass
class Net:
    """Nodes and edges while they are gathered; a spot is kept with its edge and its way from the edge's first node."""

    nodes: dict[Node, int] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def node(self, floor: str, x: float, y: float) -> int:
        """Number of this node, made when it is new. Refuses with TooManyCrossings."""
        if len(self.nodes) >= CROSSINGS_MAX:
            raise TooManyCrossings(crossings=len(self.nodes), limit=CROSSINGS_MAX)
        return self.nodes.setdefault(Node(floor, round(x, 3), round(y, 3)), len(self.nodes))

    def join(self, one: int, other: int, length: float, *, is_one_way: bool = False, is_up: bool = True) -> int:
        """Number of the new edge."""
        self.edges.append(Edge(one, other, length, is_one_way, is_up))
        return len(self.edges) - 1


def add_aisles(
    net: Net,
    floor: str,
    places: Sequence[Place],
    plan: FloorPlan,
    depots: Iterable[Depot],
    rejected: dict[str, PlanningError],
) -> dict[Depot, int]:
    """Parallel aisles cut by cross aisles; each depot is entered from the nearest cross aisle. Node of each depot.

    Refuses with what the layout's builder refuses with. Aisles that no given place lies in are there, too: they may
    be the way back.
    """
    points = points_of(places, plan, rejected)
    depots = list(depots)
    if not points and not plan.aisles:
        if depots:
            raise UnknownFloor(floor=floor)
        return {}
    cross = cross_aisles_of(plan, [y for _, y in points.values()])
    set_beyond_aside(points, cross, rejected)
    aisle_of = {place.key: aisle_name(place) for place in places if place.key in points}
    centres = aisle_centres(points, aisle_of, plan.aisles)
    middles = {name: (low + high) / 2 for name, (low, high) in plan.aisles.items()} | centres
    flows = {middles[name]: flow for name, flow in sorted(plan.one_way.items()) if name in middles}
    xs = sorted({*middles.values(), *(float(depot.x_mm) for depot in depots)})
    for y in cross:
        for left, right in pairwise(xs):
            net.join(net.node(floor, left, y), net.node(floor, right, y), right - left)
    blocks: dict[tuple[float, int], int] = {}
    for x in sorted(set(middles.values())):
        for block, (below, above) in enumerate(pairwise(cross)):
            blocks[x, block] = _add_block(net, (floor, x), (below, above), flows.get(x))
    sides = {place.key: place.side for place in places}
    for key, (_, y) in points.items():
        block = max(at for at, line in enumerate(cross[:-1]) if line <= y)
        edge = blocks[centres[aisle_of[key]], block]
        offset = y - cross[block] if net.edges[edge].is_up else cross[block + 1] - y
        net.spots.append(Spot(key, edge, 0, offset, sides[key]))
    return {depot: _enter(net, floor, depot, cross) for depot in depots}


def _add_block(net: Net, at: tuple[str, float], ends: tuple[float, float], flow: Flow | None) -> int:
    below, above = (net.node(*at, y) for y in ends)
    if flow is Flow.DOWN:
        return net.join(above, below, ends[1] - ends[0], is_one_way=True, is_up=False)
    return net.join(below, above, ends[1] - ends[0], is_one_way=flow is Flow.UP)


def _enter(net: Net, floor: str, depot: Depot, cross: Sequence[float]) -> int:
    nearest = min(cross, key=lambda y: abs(y - depot.y_mm))
    node, door = net.node(floor, depot.x_mm, depot.y_mm), net.node(floor, depot.x_mm, nearest)
    if node != door:
        net.join(door, node, abs(nearest - depot.y_mm))
    return node


def add_ways(
    net: Net,
    floor: str,
    places: Sequence[Place],
    plan: FloorPlan,
    depots: Iterable[Depot],
    rejected: dict[str, PlanningError],
) -> dict[Depot, int]:
    """Ways as they were drawn, joined where they touch or cross. A place or depot belongs to the nearest one.

    A place farther than three metres from every way is unreachable.
    """
    points = points_of(places, plan, rejected)
    feet = {key: _nearest(plan.ways, point) for key, point in points.items()}
    doors = {depot: _nearest(plan.ways, (depot.x_mm, depot.y_mm)) for depot in depots}
    cuts: list[set[float]] = [{0.0, _length(way)} for way in plan.ways]
    for (one, way), (other, crossing) in combinations(enumerate(plan.ways), 2):
        for at, at_other in _meetings(way, crossing):
            cuts[one].add(at)
            cuts[other].add(at_other)
    for at_way, offset, _ in doors.values():
        cuts[at_way].add(offset)
    pieces = [_add_way(net, floor, way, sorted(cut)) for way, cut in zip(plan.ways, cuts, strict=True)]
    _weld(net, floor)
    sides = {place.key: place.side for place in places}
    for key, (at_way, offset, away) in feet.items():
        if away > REACH_MM:
            rejected[key] = UnreachablePlace(place=key, y_mm=points[key][1], from_mm=0.0, to_mm=REACH_MM)
            continue
        begin, edge = max((begin, edge) for begin, edge in pieces[at_way] if begin <= offset)
        net.spots.append(Spot(key, edge, 0, offset - begin, sides[key]))
    found = {}
    for depot, (at_way, offset, away) in doors.items():
        door = net.node(floor, *_point_on(plan.ways[at_way], offset))
        found[depot] = net.node(floor, depot.x_mm, depot.y_mm)
        if found[depot] != door:
            net.join(door, found[depot], away)
    return found


def _add_way(net: Net, floor: str, way: Way, cuts: Sequence[float]) -> list[tuple[float, int]]:
    """Each piece's beginning and edge."""
    pieces = []
    for begin, end in pairwise(cuts):
        one, other = (net.node(floor, *_point_on(way, at)) for at in (begin, end))
        pieces.append((begin, net.join(one, other, end - begin, is_one_way=way.is_one_way)))
    if not pieces:  # both its ends are one point
        node = net.node(floor, way.x_mm, way.y_mm)
        pieces.append((0.0, net.join(node, node, 0.0)))
    return pieces


def _weld(net: Net, floor: str) -> None:
    """Ends that were drawn a hand's breadth apart are meant to be one."""
    here = sorted((node.x, node.y, number) for node, number in net.nodes.items() if node.floor == floor)
    for at, (x, y, number) in enumerate(here):
        for other_x, other_y, other in here[at + 1 :]:
            if other_x - x > TOUCH_MM:
                break
            if hypot(other_x - x, other_y - y) <= TOUCH_MM:
                net.join(number, other, hypot(other_x - x, other_y - y))


def _length(way: Way) -> float:
    return hypot(way.other_x_mm - way.x_mm, way.other_y_mm - way.y_mm)


def _point_on(way: Way, at: float) -> Point:
    share = at / _length(way) if _length(way) else 0.0
    return (
        way.x_mm + share * (way.other_x_mm - way.x_mm),
        way.y_mm + share * (way.other_y_mm - way.y_mm),
    )


def _foot(way: Way, point: Point) -> tuple[float, float]:
    """(way along it, distance from it) of the nearest point of a way."""
    length = _length(way)
    along = (way.other_x_mm - way.x_mm, way.other_y_mm - way.y_mm)
    to = (point[0] - way.x_mm, point[1] - way.y_mm)
    at = min(length, max(0.0, (along[0] * to[0] + along[1] * to[1]) / length)) if length else 0.0
    foot = _point_on(way, at)
    return at, hypot(point[0] - foot[0], point[1] - foot[1])


def _nearest(ways: Sequence[Way], point: Point) -> tuple[int, float, float]:
    """(number, way along it, distance) of the way that is nearest."""
    found = [(away, number, at) for number, (at, away) in enumerate(_foot(way, point) for way in ways)]
    away, number, at = min(found)
    return number, at, away


def _meetings(one: Way, other: Way) -> list[tuple[float, float]]:
    """Where two ways touch or cross, as ways along each."""
    found = []
    for way, second, is_swapped in ((one, other, False), (other, one, True)):
        for at in (0.0, _length(way)):
            foot, away = _foot(second, _point_on(way, at))
            if away <= TOUCH_MM:
                found.append((foot, at) if is_swapped else (at, foot))
    across = _crossing(one, other)
    return found or ([across] if across else [])


def _crossing(one: Way, other: Way) -> tuple[float, float] | None:
    along = (one.other_x_mm - one.x_mm, one.other_y_mm - one.y_mm)
    second = (other.other_x_mm - other.x_mm, other.other_y_mm - other.y_mm)
    turn = along[0] * second[1] - along[1] * second[0]
    if not turn:
        return None
    to = (other.x_mm - one.x_mm, other.y_mm - one.y_mm)
    share = (to[0] * second[1] - to[1] * second[0]) / turn
    share_other = (to[0] * along[1] - to[1] * along[0]) / turn
    if 0 <= share <= 1 and 0 <= share_other <= 1:
        return share * _length(one), share_other * _length(other)
    return None


def unknown_aisle(plan: FloorPlan, places: Sequence[Place]) -> str | None:
    """The first aisle with a one-way rule that no place lies in."""
    known: Mapping[str, object] = plan.aisles
    named = {aisle_name(place) for place in places}
    return next((name for name in sorted(plan.one_way) if name not in known and name not in named), None)
