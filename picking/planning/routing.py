"""Exact shortest walks through a layout: the length for the search, the stops and the line on the floor for people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from picking.planning.graph import AnyLayout, GraphLayout
from picking.planning.kernels.walks import ALONG, BLOCK, trace, walk_length, walk_lengths
from picking.planning.layout import End, Layout
from picking.planning.tables import FROM_ABOVE, FROM_BELOW, ONCE, OPTIONS, SKIP, TWICE, Tables, tables_for
from picking.planning.tours import GraphRouter
from picking.planning.walks import Point, Stop, Walk, corners_of, seen_from

Crossing = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Edge:
    """A piece of floor between two crossings (the same one twice for a there-and-back)."""

    one: Crossing
    other: Crossing
    spots: tuple[int, ...]
    turn: float | None = None


def scratch(tables: Tables) -> tuple[Any, ...]:
    """Working memory of the kernels; one for each thread."""
    blocks = tables.cross_aisles - 1
    return (
        np.full((2, tables.states), np.inf),
        np.full((blocks, OPTIONS), np.inf),
        np.zeros(blocks, dtype=np.int32),
        np.zeros(2 * tables.cross_aisles + 1),
        np.zeros(len(tables.choice_first)),
        np.full(tables.states, np.inf),
    )


def kernel_tables(layout: Layout) -> tuple[Tables, tuple[Any, ...]]:
    """The tables for this layout, and the tuple in which kernels take them."""
    tables = tables_for(len(layout.cross_aisles), layout.is_open)
    head = (tables.states, tables.start, int(layout.is_open))
    return tables, head + tables.arrays()


class Router:
    """Exact routing in one layout. Picks are spot numbers; not for use by two threads at once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.tables, self.tab = kernel_tables(layout)
        self.lay, self.ends = layout.arrays
        self.room = scratch(self.tables)

    def length(self, picks: Sequence[int]) -> float:
        """Length of the shortest walk over these spots; 0 for none."""
        if not len(picks):
            return 0.0
        chosen = np.array(sorted(picks), dtype=np.int32)
        found = walk_length(chosen, len(chosen), self.lay, self.ends, self.tab, self.room)
        return float(found) + self.layout.approach

    def lengths(self, walks: Sequence[Sequence[int]]) -> list[float]:
        """Lengths of many walks in one call."""
        starts = np.cumsum([0, *(len(walk) for walk in walks)]).astype(np.int32)
        flat = np.array([spot for walk in walks for spot in sorted(walk)], dtype=np.int32)
        found = np.zeros(len(walks))
        walk_lengths(starts, flat, self.lay, self.ends, self.tab, self.room, found)
        return [
            float(length) + self.layout.approach if len(walk) else 0.0
            for length, walk in zip(found, walks, strict=True)
        ]

    def walk(self, picks: Sequence[int], seconds: float = 0.0) -> Walk:
        """The shortest walk itself; more `seconds` would find none. Among equally short ones always the same."""
        if not len(picks):
            return Walk(0.0, (), ())
        chosen = np.array(sorted(set(picks)), dtype=np.int32)
        edges, length = self._edges(chosen)
        return _as_walk(self.layout, edges, length + self.layout.approach)

    def net(self) -> tuple[Any, ...]:
        """What the batching kernels take; see kernels/batch_state.py."""
        empty = np.zeros((0, 0)), np.zeros((0, 4), dtype=np.int32), np.zeros((0, 2))
        return self.lay, self.ends, self.tab, self.room, self.layout.approach, *empty

    def _edges(self, chosen: Any) -> tuple[list[_Edge], float]:
        """Decode the program's best decisions into pieces of floor."""
        steps = 2 + len(self.layout.columns) * (len(self.layout.lengths) + 2)
        vectors = np.full((steps, self.tables.states), np.inf)
        decisions = np.full((steps, 4), -1, dtype=np.int32)
        used, length = trace(chosen, len(chosen), self.lay, self.ends, self.tab, self.room, vectors, decisions)
        by_block: dict[tuple[int, int], list[int]] = defaultdict(list)
        for spot in chosen.tolist():
            at = self.layout.spots[spot]
            by_block[at.column, at.block].append(spot)
        found: list[_Edge] = []
        for kind, column, block, choice in decisions[:used].tolist():
            if kind == BLOCK:
                found += _block_edges(self.layout, column, block, choice, by_block.get((column, block), []))
            elif kind == ALONG:
                for crossing, count in enumerate(self.tables.edges[choice].tolist()):
                    found += [_Edge((column, crossing), (block, crossing), ())] * count
        return found, float(length)


def router_of(layout: AnyLayout) -> Router | GraphRouter:
    """The router for this kind of floor, with working memory of its own."""
    return GraphRouter(layout) if isinstance(layout, GraphLayout) else Router(layout)


def net_of(layout: AnyLayout) -> tuple[Any, ...]:
    """Routing arrays for the batching kernels, with scratch of their own; see kernels/batch_state.py."""
    if not isinstance(layout, GraphLayout):
        return Router(layout).net()
    depot = End(0, 0)
    aisles = Router(Layout((0.0,), (True,), (0.0, 1.0), (), depot, depot)).net()
    way, marks, spans, ends = layout.arrays
    return aisles[0], ends, *aisles[2:4], 0.0, way, marks, spans


def _block_edges(layout: Layout, column: int, block: int, option: int, spots: list[int]) -> list[_Edge]:
    """The pieces of one block walked in one way; spots ascending by offset."""
    below, above = (column, block), (column, block + 1)
    offsets = [layout.spots[spot].offset for spot in spots]
    if option == SKIP:
        return []
    if option == ONCE:
        return [_Edge(below, above, tuple(spots))]
    if option == TWICE:
        return [_Edge(below, above, tuple(spots)), _Edge(below, above, ())]
    if option == FROM_BELOW:
        return [_Edge(below, below, tuple(spots), offsets[-1])]
    if option == FROM_ABOVE:
        return [_Edge(above, above, tuple(reversed(spots)), offsets[0])]
    cut = max(range(1, len(spots)), key=lambda at: (offsets[at] - offsets[at - 1], -at))
    return [
        _Edge(below, below, tuple(spots[:cut]), offsets[cut - 1]),
        _Edge(above, above, tuple(reversed(spots[cut:])), offsets[cut]),
    ]


def _as_walk(layout: Layout, edges: list[_Edge], length: float) -> Walk:
    start = (layout.start.column, layout.start.crossing)
    finish = (layout.end.column, layout.end.crossing)
    stops: list[Stop] = []
    line: list[Point] = [_point(layout, start)]
    at = start
    seen: set[int] = set()
    for edge in _in_walking_order(edges, start, finish):
        upward = edge.turn is None and at == edge.one
        spots = edge.spots if edge.turn is not None or upward else tuple(reversed(edge.spots))
        climbing = upward if edge.turn is None else at[1] == layout.spots[edge.spots[0]].block
        for spot in spots:
            if spot not in seen:
                seen.add(spot)
                stops.append(Stop(spot, layout.spots[spot].key, seen_from(layout.spots[spot].side, climbing)))
        if edge.turn is not None:
            block = layout.spots[edge.spots[0]].block
            line.append((layout.columns[at[0]], layout.cross_aisles[block] + edge.turn))
        at = edge.other if at == edge.one else edge.one
        line.append(_point(layout, at))
    return Walk(length, tuple(stops), corners_of(line))


def _in_walking_order(edges: list[_Edge], start: Crossing, finish: Crossing) -> list[_Edge]:
    """An Euler walk over all pieces (Hierholzer, without recursion: a walk may have thousands of pieces)."""
    at_crossing: dict[Crossing, list[int]] = defaultdict(list)
    for index, edge in enumerate(edges):
        at_crossing[edge.one].append(index)
        if edge.other != edge.one:
            at_crossing[edge.other].append(index)
    for indexes in at_crossing.values():
        indexes.sort(key=lambda index: edges[index].turn is not None)
    used = [False] * len(edges)
    stack: list[tuple[Crossing, int]] = [(start, -1)]
    order: list[int] = []
    while stack:
        crossing, arrived_by = stack[-1]
        waiting = at_crossing[crossing]
        while waiting and used[waiting[-1]]:
            waiting.pop()
        if not waiting:
            stack.pop()
            order.append(arrived_by)
            continue
        index = waiting.pop()
        used[index] = True
        edge = edges[index]
        stack.append((edge.other if crossing == edge.one else edge.one, index))
    return [edges[index] for index in reversed(order) if index >= 0]


def _point(layout: Layout, crossing: Crossing) -> Point:
    return layout.columns[crossing[0]], layout.cross_aisles[crossing[1]]
