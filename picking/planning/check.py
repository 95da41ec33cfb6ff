"""Judges plans by other means than those that made them: a graph, Dijkstra, and walking along the drawn line."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from picking.planning.batching import Batches, BatchOrder, Capacity
from picking.planning.graph import AnyLayout, GraphLayout
from picking.planning.layout import Layout
from picking.planning.model import Candidate, WavePlan, WaveRequest
from picking.planning.plan import capacity_of, group_of
from picking.planning.shortest import Node, distances, ends_of, floor_graph, length_by_stops, point_of
from picking.planning.walks import Walk

TOLERANCE = 1e-6


def shortest_by_sets(layout: AnyLayout, picks: Sequence[int]) -> float:
    """Shortest walk by dynamic programming over sets of stops (Held & Karp): exact, for a dozen stops at most."""
    points = sorted({point_of(layout, spot) for spot in picks})
    if not points:
        return 0.0
    graph = floor_graph(layout, picks)
    start, end = ends_of(layout)
    away = [distances(graph, point) for point in points]
    out = distances(graph, start)
    least = {(1 << at, at): out[points[at]] for at in range(len(points))}
    for chosen in range(1, 1 << len(points)):
        for last in range(len(points)):
            far = least.get((chosen, last))
            if far is None:
                continue
            for at in range(len(points)):
                if chosen >> at & 1 == 0:
                    key = (chosen | 1 << at, at)
                    least[key] = min(least.get(key, float("inf")), far + away[last][points[at]])
    full = (1 << len(points)) - 1
    return min(least[full, at] + away[at][end] for at in range(len(points))) + layout.approach


def walk_problems(layout: AnyLayout, picks: Sequence[int], walk: Walk) -> list[str]:
    """What is wrong with a walk: stops missing or twice, line off the floor or past a stop, length not the line's."""
    if not picks:
        return [] if walk.length == 0 and not walk.stops else ["a walk without picks"]
    found = []
    stops = [stop.spot for stop in walk.stops]
    if sorted(stops) != sorted(set(picks)):
        found.append("stops are not the picks")
    if not isinstance(layout, GraphLayout):
        found += _line_problems(layout, walk)
    by_stops = length_by_stops(layout, stops)
    if abs(by_stops - walk.length) > TOLERANCE * max(1.0, by_stops):
        found.append(f"shortest ways between the stops add up to {by_stops}, walk says {walk.length}")
    return found


def _line_problems(layout: Layout, walk: Walk) -> list[str]:
    found = []
    stops = [stop.spot for stop in walk.stops]
    line = list(walk.line)
    start, end = ends_of(layout)
    if not line or line[0] != start or line[-1] != end:
        found.append("line does not run from depot to depot")
    found += [f"off the floor: {one} to {other}" for one, other in pairwise(line) if not _on_floor(layout, one, other)]
    drawn = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(line)) + layout.approach
    if abs(drawn - walk.length) > TOLERANCE * max(1.0, drawn):
        found.append(f"line is {drawn} long, walk says {walk.length}")
    if not _passes(line, [point_of(layout, spot) for spot in stops]):
        found.append("line does not pass the stops in their order")
    return found


def _on_floor(layout: Layout, one: Node, other: Node) -> bool:
    if one[0] == other[0]:
        return one[1] == other[1] or dict(zip(layout.columns, layout.is_aisle, strict=True)).get(one[0], False)
    return one[1] == other[1] and one[1] in layout.cross_aisles


def _passes(line: Sequence[Node], points: Sequence[Node]) -> bool:
    """Whether one meets the points in this order when following the line."""
    waiting = list(reversed(points))
    for one, other in pairwise([*line, *line[-1:]]):
        reached = one
        while waiting and _between(reached, other, waiting[-1]):
            reached = waiting.pop()
    return not waiting


def _between(one: Node, other: Node, point: Node) -> bool:
    return all(min(a, b) - TOLERANCE <= c <= max(a, b) + TOLERANCE for a, b, c in zip(one, other, point, strict=True))


def batch_problems(
    layout: AnyLayout, orders: Sequence[BatchOrder], capacities: Sequence[Capacity], plan: Batches
) -> list[str]:
    """What is wrong with batches: an order missing or twice, groups mixed, a capacity broken."""
    found = []
    times = Counter(position for batch in plan.batches for position in batch)
    if times != Counter(range(len(orders))):
        found.append("not every order exactly once")
    for number, batch in enumerate(plan.batches):
        groups = {orders[position].group for position in batch}
        if len(groups) != 1:
            found.append(f"batch {number} mixes groups or is empty")
            continue
        limits = capacities[groups.pop()].values()
        loads = [sum(amounts) for amounts in zip(*(orders[position].values() for position in batch), strict=True)]
        found += [f"batch {number}: {a} > {b}" for a, b in zip(loads, limits, strict=True) if a > b]
    return found


def wave_problems(request: WaveRequest, plan: WavePlan) -> list[str]:
    """What is wrong with a wave: orders lost or twice, lines or units missing, slots, capacities, walks."""
    candidates = {candidate.key: candidate for candidate in request.candidates}
    planned = [slot.order for trolley in plan.trolleys for slot in trolley.slots]
    found = []
    if Counter([*planned, *(left.order for left in plan.left_out)]) != Counter(candidates.keys()):
        found.append("not every candidate exactly once on a trolley or left out")
    for trolley in plan.trolleys:
        members = [candidates[slot.order] for slot in trolley.slots]
        found += [f"trolley {trolley.number}: {problem}" for problem in _trolley_problems(request, members)]
        wanted = Counter((line.key, line.place, line.quantity_units) for order in members for line in order.lines)
        given = Counter((p.line, stop.place, p.quantity_units) for stop in trolley.stops for p in stop.picks)
        if wanted != given:
            found.append(f"trolley {trolley.number}: picks are not the orders' lines")
        slot_of = {slot.order: slot.number for slot in trolley.slots}
        if any(slot_of[pick.order] != pick.slot for stop in trolley.stops for pick in stop.picks):
            found.append(f"trolley {trolley.number}: a pick goes to another order's slot")
        spots = [request.layout.number[stop.place] for stop in trolley.stops]
        walk = length_by_stops(request.layout, spots)
        if abs(walk - trolley.walk_mm) > 1:
            found.append(f"trolley {trolley.number}: walk {walk}, plan says {trolley.walk_mm}")
    if plan.walk_mm != sum(trolley.walk_mm for trolley in plan.trolleys):
        found.append("the wave's walk is not the sum of its trolleys'")
    return found


def _trolley_problems(request: WaveRequest, members: Sequence[Candidate]) -> list[str]:
    groups = {group_of(order, request) for order in members}
    if len(groups) != 1:
        return ["orders that must stay apart share it"]
    is_bulk = groups.pop()[0]
    limits = capacity_of(request.bulk if is_bulk and request.bulk else request.trolley).values()
    loads = (
        len(members),
        sum(order.units for order in members),
        sum(order.volume_mm3 for order in members),
        sum(order.weight_grams for order in members),
    )
    return [f"carries {load} of {limit}" for load, limit in zip(loads, limits, strict=True) if load > limit]
