"""Lengths over a floor by other means than the router's, and without its kernels: a graph of the floor and Dijkstra.

Pages load this: numba costs a process 70 MB, which only planners may spend.
"""

import heapq
from collections.abc import Mapping, Sequence
from itertools import pairwise

from picking.planning.graph import AnyLayout, GraphLayout

Node = tuple[float, ...]
Graph = Mapping[Node, Mapping[Node, float]]


def point_of(layout: AnyLayout, spot: int) -> Node:
    """Where on the floor a spot lies; in a net of ways, on which edge and how far along it."""
    at = layout.spots[spot]
    if isinstance(layout, GraphLayout):
        return 1, at.column, at.offset
    return layout.columns[at.column], layout.cross_aisles[at.block] + at.offset


def ends_of(layout: AnyLayout) -> tuple[Node, Node]:
    """Where walks begin and end."""
    if isinstance(layout, GraphLayout):
        return (0, layout.start, 0.0), (0, layout.end, 0.0)
    start, end = ((layout.columns[end.column], layout.cross_aisles[end.crossing]) for end in (layout.start, layout.end))
    return start, end


def floor_graph(layout: AnyLayout, spots: Sequence[int]) -> Graph:
    """All crossings and the given spots, joined to their neighbours along aisles and cross aisles."""
    if isinstance(layout, GraphLayout):
        return _graph_of_ways(layout, spots)
    graph: dict[Node, dict[Node, float]] = {}

    def join(nodes: list[Node]) -> None:
        for one, other in pairwise(sorted(set(nodes))):
            length = abs(one[0] - other[0]) + abs(one[1] - other[1])
            graph.setdefault(one, {})[other] = length
            graph.setdefault(other, {})[one] = length

    points = [point_of(layout, spot) for spot in spots]
    for x, is_aisle in zip(layout.columns, layout.is_aisle, strict=True):
        if is_aisle:
            join([(x, y) for y in layout.cross_aisles] + [point for point in points if point[0] == x])
    for y in layout.cross_aisles:
        join([(x, y) for x in layout.columns])
    return graph


def _graph_of_ways(layout: GraphLayout, spots: Sequence[int]) -> Graph:
    """Every edge cut at the spots that lie on it; one-way edges lead one way only."""
    graph: dict[Node, dict[Node, float]] = {(0, node, 0.0): {} for node in range(len(layout.nodes))}
    for number, edge in enumerate(layout.edges):
        offsets = sorted({layout.spots[spot].offset for spot in spots if layout.spots[spot].column == number})
        row: list[tuple[float, Node]] = [(0.0, (0, edge.one, 0.0)), *((at, (1, number, at)) for at in offsets)]
        for (begin, one), (end, other) in pairwise([*row, (edge.length, (0, edge.other, 0.0))]):
            ways = [(one, other)] if edge.is_one_way else [(one, other), (other, one)]
            for source, target in ways:
                known = graph.setdefault(source, {}).get(target, float("inf"))
                graph[source][target] = min(known, end - begin)
            graph.setdefault(other, {})
    return graph


def distances(graph: Graph, source: Node) -> dict[Node, float]:
    """Shortest way from one node to all (Dijkstra)."""
    known: dict[Node, float] = {}
    queue = [(0.0, source)]
    while queue:
        far, node = heapq.heappop(queue)
        if node in known:
            continue
        known[node] = far
        for other, length in graph[node].items():
            if other not in known:
                heapq.heappush(queue, (far + length, other))
    return known


def length_by_stops(layout: AnyLayout, stops: Sequence[int]) -> float:
    """Length of a walk that takes the shortest way from each stop to the next, depot to depot."""
    if not stops:
        return 0.0
    graph = floor_graph(layout, stops)
    start, end = ends_of(layout)
    nodes = [start, *(point_of(layout, spot) for spot in stops), end]
    return sum(distances(graph, one)[other] for one, other in pairwise(nodes)) + layout.approach
