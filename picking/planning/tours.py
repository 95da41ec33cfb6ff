"""Walks through a net of ways: exact for a dozen stops, else improved until nothing helps, and by fast_tsp."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from picking.planning.graph import GraphLayout
from picking.planning.kernels.tours import (
    best_by_sets,
    different_stops,
    fill_legs,
    find_tour,
    tour_length,
    tour_lengths,
)
from picking.planning.walks import Point, Stop, Walk, corners_of, seen_from

EXACT_STOPS = 11
SOLVED_NODES = 18  # fast_tsp solves symmetric problems of so many nodes exactly, in some milliseconds
LONGEST = 60_000  # fast_tsp takes lengths of 16 bits


@dataclass(frozen=True, slots=True)
class _Leg:
    """How one goes from a stop to the next: over these nodes; along the second one's edge, upwards or not."""

    nodes: tuple[int, ...]
    is_forth: bool


class GraphRouter:
    """Short walks in one net. Picks are spot numbers; may be used by two threads at once."""

    def __init__(self, layout: GraphLayout) -> None:
        self.layout = layout
        self.way, self.marks, self.spans, self.ends = layout.arrays

    def length(self, picks: Sequence[int]) -> float:
        """Length of the walk that the search reckons with; 0 for none. Walks that `walk` gives are no longer."""
        chosen = np.array(sorted(picks), dtype=np.int32)
        return float(tour_length(chosen, len(chosen), self.way, self.marks, self.spans, self.ends))

    def lengths(self, walks: Sequence[Sequence[int]]) -> list[float]:
        """Lengths of many walks in one call."""
        starts = np.cumsum([0, *(len(walk) for walk in walks)]).astype(np.int32)
        flat = np.array([spot for walk in walks for spot in sorted(walk)], dtype=np.int32)
        found = np.zeros(len(walks))
        tour_lengths(starts, flat, self.way, self.marks, self.spans, self.ends, found)
        return [float(length) for length in found]

    def walk(self, picks: Sequence[int], seconds: float = 0.0) -> Walk:
        """The shortest walk found: the same each time, unless `seconds` are given to look for a better one."""
        if not len(picks):
            return Walk(0.0, (), ())
        chosen = np.array(sorted(set(picks)), dtype=np.int32)
        stops = np.empty(len(chosen), dtype=np.int32)
        size = different_stops(chosen, len(chosen), self.marks, self.spans, stops)
        legs = np.empty((size + 2, size + 2))
        fill_legs(stops, size, self.way, self.marks, self.spans, self.ends, legs)
        tour = _best_tour(size, legs, self.layout, seconds)
        found = [int(stops[stop - 1]) for stop in tour[1:-1]]
        length = sum(float(legs[one, other]) for one, other in pairwise(tour))
        return self._as_walk(length, found, chosen.tolist())

    def _as_walk(self, length: float, found: Sequence[int], chosen: Sequence[int]) -> Walk:
        """Stops with their sides, and the corners of the line."""
        spots = self.layout.spots
        beside: dict[tuple[int, float], list[int]] = {}
        for spot in chosen:
            beside.setdefault((spots[spot].column, spots[spot].offset), []).append(spot)
        line = [self._at_node(self.layout.start)]
        stops: list[Stop] = []
        before: int | None = None
        for spot in found:
            leg = self._leg(before, spot)
            line += [self._at_node(node) for node in leg.nodes]
            line.append(self._at_spot(spot))
            climbing = leg.is_forth == self.layout.edges[spots[spot].column].is_up
            for same in beside[spots[spot].column, spots[spot].offset]:
                stops.append(Stop(same, spots[same].key, seen_from(spots[same].side, climbing)))
            before = spot
        line += [self._at_node(node) for node in self._way_out(found[-1])]
        return Walk(length, tuple(stops), corners_of(line))

    def _at_node(self, node: int) -> Point:
        return self.layout.nodes[node].x, self.layout.nodes[node].y

    def _at_spot(self, spot: int) -> Point:
        at = self.layout.spots[spot]
        edge = self.layout.edges[at.column]
        one, other = self.layout.nodes[edge.one], self.layout.nodes[edge.other]
        share = at.offset / edge.length if edge.length else 0.0
        return one.x + share * (other.x - one.x), one.y + share * (other.y - one.y)

    def _doors(self, spot: int, *, into: bool) -> list[tuple[int, float, bool]]:
        """(node, length, is it the edge's first?) by which one comes into (or out of) a spot's edge."""
        edge, at = self.layout.edges[self.layout.spots[spot].column], self.layout.spots[spot]
        first, last = (edge.one, at.offset, True), (edge.other, edge.length - at.offset, False)
        if not edge.is_one_way:
            return [first, last]
        return [first] if into else [last]

    def _leg(self, one: int | None, other: int) -> _Leg:
        """The shortest way from one spot (None: from the start) to another."""
        length = self.layout.shortest[0]
        outs = [(self.layout.start, 0.0, True)] if one is None else self._doors(one, into=False)
        ways = [
            (out_length + float(length[out, into]) + into_length, out, into, is_first)
            for out, out_length, _ in outs
            for into, into_length, is_first in self._doors(other, into=True)
        ]
        if one is not None:
            here, there = self.layout.spots[one], self.layout.spots[other]
            single = self.layout.edges[there.column].is_one_way
            if here.column == there.column and (there.offset >= here.offset or not single):
                straight = abs(there.offset - here.offset)
                if straight <= min(ways)[0]:
                    return _Leg((), there.offset >= here.offset)
        _, out, into, is_first = min(ways)
        return _Leg(self._nodes_between(out, into), is_first)

    def _way_out(self, spot: int) -> tuple[int, ...]:
        length, end = self.layout.shortest[0], self.layout.end
        out = min((far + float(length[node, end]), node) for node, far, _ in self._doors(spot, into=False))[1]
        return self._nodes_between(out, end)

    def _nodes_between(self, one: int, other: int) -> tuple[int, ...]:
        hop = self.layout.shortest[1]
        nodes = [one]
        while nodes[-1] != other:
            nodes.append(int(hop[nodes[-1], other]))
        return tuple(nodes)


def _best_tour(size: int, legs: Any, layout: GraphLayout, seconds: float) -> list[int]:
    tour = np.empty(size + 2, dtype=np.int32)
    if size <= EXACT_STOPS:
        best_by_sets(size, legs, tour)
        return [int(stop) for stop in tour]
    least = find_tour(size, legs, tour)
    best = [int(stop) for stop in tour]
    is_symmetric = not layout.is_directed and not layout.is_open
    if seconds > 0 or (is_symmetric and size < SOLVED_NODES):
        other = solved_tour(size, legs, is_symmetric=is_symmetric, seconds=seconds or 1.0)
        if other is not None and sum(legs[a, b] for a, b in pairwise(other)) < least:
            return other
    return best


def solved_tour(size: int, legs: Any, *, is_symmetric: bool, seconds: float) -> list[int] | None:
    """fast_tsp's tour; directed legs go through a symmetric problem of twice the nodes. None when it found none.

    Start and end are one node: one comes home to the end and leaves from the start. In the doubled problem each node
    is a way in and a way out, joined for nothing; every other pair costs more than a whole leg, and two ways in (or
    two ways out) more than that, so that a good tour goes in and out in turn.
    """
    import fast_tsp

    table = np.zeros((size + 1, size + 1))
    table[0, 1:], table[1:, 0], table[1:, 1:] = legs[0, 1:-1], legs[1:-1, -1], legs[1:-1, 1:-1]
    np.fill_diagonal(table, 0.0)
    nodes = size + 1
    scale = LONGEST / (1 if is_symmetric else 3) / max(1.0, float(table.max()))
    whole = np.round(table * min(1.0, scale)).astype(np.int64)
    if not is_symmetric:
        more = int(whole.max()) + 1
        doubled = np.full((2 * nodes, 2 * nodes), 3 * more, dtype=np.int64)
        doubled[nodes:, :nodes] = more + whole
        doubled[:nodes, nodes:] = (more + whole).T
        pair = np.arange(nodes)
        doubled[pair, nodes + pair] = doubled[nodes + pair, pair] = 0
        np.fill_diagonal(doubled, 0)
        whole = doubled
    tour = fast_tsp.find_tour(whole, seconds)
    order = tour if is_symmetric else _directed(tour, nodes)
    if order is None:
        return None
    begin = order.index(0)
    return [*order[begin:], *order[:begin], size + 1]


def _directed(tour: Sequence[int], nodes: int) -> list[int] | None:
    """The nodes in walking order; None when a node's way in and way out are apart."""
    begin = tour.index(0)
    turned = [*tour[begin:], *tour[:begin]]
    if turned[1] != nodes:  # its way out comes before its way in: the tour is told backwards
        turned = [turned[0], *reversed(turned[1:])]
    pairs = list(zip(turned[::2], turned[1::2], strict=True))
    return [into for into, _ in pairs] if all(out == into + nodes for into, out in pairs) else None
