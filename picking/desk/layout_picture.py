"""A floor before and after a move: what stays in grey, what moves in blue at its new place, its old one in outline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inventory.desk.rack_picture import BOXES, MARGIN_MM, Box, Name
from inventory.floor_ways import Way
from inventory.selectors.floor_plans import FloorFacts, PlacePoint
from inventory.selectors.layout_moves import Move

LEAST_MM = 300
FLOWS = {"up": "↑", "down": "↓"}


@dataclass(frozen=True)
class Shift:
    """Either an aisle along X, or every bay from a Y on along Y; nothing moves by default."""

    aisle: str = ""
    from_y_mm: int | None = None
    x_mm: int = 0
    y_mm: int = 0

    def moves(self, point: PlacePoint) -> bool:
        if self.from_y_mm is not None:
            return (point.y_mm or 0) >= self.from_y_mm
        return bool(self.aisle) and point.aisle == self.aisle


@dataclass(frozen=True)
class Line:
    """A drawn way."""

    x: int
    y: int
    other_x: int
    other_y: int

    @classmethod
    def of(cls, way: Sequence[int]) -> Line:
        return cls(way[0], -way[1], way[2], -way[3])


@dataclass(frozen=True)
class Ways:
    """Drawn ways that stay, and those that follow: before and after."""

    stays: tuple[Line, ...] = ()
    was: tuple[Line, ...] = ()
    moves: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Picture:
    """SVG figures in millimetres, y downwards; the first bay is at the bottom. `walls` as far as all four are known."""

    view: str
    text_mm: int
    stays: tuple[Box, ...]
    was: tuple[Box, ...]
    moves: tuple[Box, ...]
    names: tuple[Name, ...]
    walls: Box | None
    ways: Ways


def draw(points: Sequence[PlacePoint], facts: FloorFacts, shift: Shift, move: Move | None = None) -> Picture | None:
    """None while nothing of the floor has coordinates. `move`: what follows a shift that may be made."""
    known = [point for point in points if point.x_mm is not None]
    if not known:
        return None
    size = _size(facts)
    stays = _boxes((point for point in known if not shift.moves(point)), size)
    was = _boxes((point for point in known if shift.moves(point)), size)
    moves = tuple(Box(box.x + shift.x_mm, box.y - shift.y_mm, box.width, box.height, box.title) for box in was)
    walls = _walls(facts)
    ways = _ways(facts.plan.ways if facts.plan else (), move)
    shapes = [*stays, *was, *moves, *([walls] if walls else []), *_around(ways)]
    left, right = min(box.x for box in shapes), max(box.x + box.width for box in shapes)
    top, bottom = min(box.y for box in shapes), max(box.y + box.height for box in shapes)
    width, height = right - left + 2 * MARGIN_MM, bottom - top + 2 * MARGIN_MM
    text = max(width // 60, height // 60, 500)
    names = tuple(_names(facts, shift, bottom + text + LEAST_MM, text))
    view = f"{left - MARGIN_MM} {top - MARGIN_MM} {width} {height + 2 * text}"
    return Picture(view, text, stays, was, moves, names, walls, ways)


def _size(facts: FloorFacts) -> tuple[int, int]:
    """Width and depth of a box: the usual step from bay to bay, less a little air."""
    steps = sorted(above - below for below, above in zip(facts.heights, facts.heights[1:], strict=False))
    step = steps[len(steps) // 2] if steps else 1_000
    return max(LEAST_MM, min(900, step)), max(LEAST_MM, step * 9 // 10)


def _boxes(points: Iterable[PlacePoint], size: tuple[int, int]) -> tuple[Box, ...]:
    """One a bay and side; a whole row each when there are too many to see."""
    width, depth = size
    titles: dict[tuple[int, int], str] = {}
    for point in points:
        titles.setdefault((point.x_mm or 0, point.y_mm or 0), point.code)
    if len(titles) <= BOXES:
        return tuple(
            Box(x - width // 2, -y - depth // 2, width, depth, title) for (x, y), title in sorted(titles.items())
        )
    columns: dict[int, list[int]] = {}
    for x, y in titles:
        columns.setdefault(x, []).append(y)
    return tuple(
        Box(x - width // 2, -max(ys) - depth // 2, width, max(ys) - min(ys) + depth)
        for x, ys in sorted(columns.items())
    )


def _walls(facts: FloorFacts) -> Box | None:
    (left, right), (front, back) = facts.walls_x, facts.walls_y
    if left is None or right is None or front is None or back is None:
        return None
    return Box(left, -back, right - left, back - front)


def _ways(drawn: Sequence[Sequence[int]], move: Move | None) -> Ways:
    after: Sequence[Way] | Sequence[Sequence[int]] = move.ways if move else drawn
    both = [(Line.of(was), Line.of(now)) for was, now in zip(drawn, after, strict=True)]
    followed = [pair for pair in both if pair[0] != pair[1]]
    return Ways(
        tuple(was for was, now in both if was == now),
        tuple(was for was, _ in followed),
        tuple(now for _, now in followed),
    )


def _around(ways: Ways) -> Iterable[Box]:
    for line in (*ways.stays, *ways.was, *ways.moves):
        left, top = min(line.x, line.other_x), min(line.y, line.other_y)
        yield Box(left, top, abs(line.x - line.other_x), abs(line.y - line.other_y))


def _names(facts: FloorFacts, shift: Shift, y: int, text_mm: int) -> Iterable[Name]:
    """Below each aisle, with an arrow where it is one way; every second or third of many, but always what moves."""
    one_way = facts.plan.one_way if facts.plan else {}
    middles = {name: (low + high) // 2 for name, (low, high) in facts.aisles.items()}
    named = sorted((at + (shift.x_mm if name == shift.aisle else 0), name) for name, at in middles.items())
    last: int | None = None
    for at, name in named:
        if name == shift.aisle or last is None or at - last >= 3 * text_mm:
            last = at
            yield Name(at, y, f"{name} {FLOWS[one_way[name]]}" if name in one_way else name)
