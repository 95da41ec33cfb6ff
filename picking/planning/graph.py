"""Floors as a net of ways: for one-way aisles, lifts and stairs, and floors without parallel aisles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from picking.planning.errors import PlanningError
from picking.planning.layout import Layout, Spot, numbers_of

CROSSINGS_MAX = 1500


@dataclass(frozen=True, slots=True)
class Node:
    """A point where ways meet, on one floor."""

    floor: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A piece of way; one-way ones are walked from `one` to `other`. `is_up`: that is away from the first cross aisle.

    `length` is what walking it costs: for a lift or a stair more than its ends lie apart.
    """

    one: int
    other: int
    length: float
    is_one_way: bool = False
    is_up: bool = True


@dataclass(frozen=True)
class GraphLayout:
    """Nodes, the edges between them, and spots on edges; any one unit of length.

    A spot's `column` is its edge, its `offset` counts from the edge's `one`; `spots` are sorted by (column, offset).
    Between `start` and `end` every spot can be walked to and left again: the others are in `rejected`.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    spots: tuple[Spot, ...]
    start: int
    end: int
    rejected: Mapping[str, PlanningError] = field(default_factory=dict)

    @cached_property
    def number(self) -> dict[str, int]:
        """Spot number by key."""
        return {spot.key: number for number, spot in enumerate(self.spots)}

    @property
    def is_open(self) -> bool:
        """True when walks end elsewhere than they begin."""
        return self.start != self.end

    @property
    def approach(self) -> float:
        """Nothing: start and end are nodes."""
        return 0.0

    @property
    def is_directed(self) -> bool:
        """True when the way there may differ from the way back."""
        return any(edge.is_one_way for edge in self.edges)

    @cached_property
    def segments(self) -> tuple[int, ...]:
        """The edge of each spot, as a number below `segment_count`."""
        return tuple(spot.column for spot in self.spots)

    @property
    def segment_count(self) -> int:
        """How many edges there are."""
        return len(self.edges)

    def numbers(self, keys: Iterable[str]) -> list[int]:
        """Ascending spot numbers. Refuses with UnknownPlace, or with what the place was rejected for."""
        return numbers_of(keys, self.number, self.rejected)

    @cached_property
    def shortest(self) -> tuple[Any, Any]:
        """(length, next node) of the shortest way from each node to each other (Floyd & Warshall)."""
        import numpy as np

        size = len(self.nodes)
        length = np.full((size, size), np.inf)
        hop = np.tile(np.arange(size, dtype=np.int32), (size, 1))
        np.fill_diagonal(length, 0.0)
        for edge in self.edges:
            length[edge.one, edge.other] = min(length[edge.one, edge.other], edge.length)
            if not edge.is_one_way:
                length[edge.other, edge.one] = min(length[edge.other, edge.one], edge.length)
        for middle in range(size):
            around = length[:, middle, None] + length[middle]
            better = around < length
            length[better] = around[better]
            hop = np.where(better, hop[:, middle, None], hop)
        return length, hop

    @cached_property
    def arrays(self) -> tuple[Any, Any, Any, Any]:
        """(way, marks, spans, ends) as the kernels take them; see kernels/tours.py."""
        import numpy as np

        at = [(self.edges[spot.column], spot) for spot in self.spots]
        marks = [(edge.one, edge.other, spot.column, int(edge.is_one_way)) for edge, spot in at]
        spans = [(spot.offset, edge.length - spot.offset) for edge, spot in at]
        return (
            self.shortest[0],
            np.array(marks, dtype=np.int32).reshape(-1, 4),
            np.array(spans, dtype=np.float64).reshape(-1, 2),
            np.array([self.start, self.end], dtype=np.int32),
        )


AnyLayout = Layout | GraphLayout
