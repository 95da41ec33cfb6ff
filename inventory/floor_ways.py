"""Drawn ways follow what is moved on their floor: with an aisle along X, with the bays behind along Y. Pure; mm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot

TOUCH_MM = 100.0  # as the planner joins them
Way = tuple[int, int, int, int, bool]
Point = tuple[float, float]


def follow_aisle(ways: Sequence[Way], places: Iterable[tuple[str, int, int]], aisle: str, by_mm: int) -> list[Way]:
    """The ways once an aisle has moved along X. `places`: (aisle, x, y) of every measured one before the move.

    A way that only this aisle's places are picked from goes along. One that it meets is lengthened to go on meeting
    it where it runs across, and never shortened, since others may need it; another one takes its end along.
    """
    served: list[set[str]] = [set() for _ in ways]
    for name, x_mm, y_mm in places:
        if ways:
            served[min(range(len(ways)), key=lambda at: _away(ways[at], (x_mm, y_mm)))].add(name)
    going = [way for way, names in zip(ways, served, strict=True) if names == {aisle}]
    return [
        (way[0] + by_mm, way[1], way[2] + by_mm, way[3], way[4]) if way in going else _met(way, going, by_mm)
        for way in ways
    ]


def follow_bays(ways: Sequence[Way], from_y_mm: int, by_mm: int) -> list[Way]:
    """The ways once every bay from a Y on has moved: each end that lies there or beyond goes along."""
    return [
        (
            x_mm,
            y_mm + by_mm if y_mm >= from_y_mm else y_mm,
            other_x_mm,
            other_y_mm + by_mm if other_y_mm >= from_y_mm else other_y_mm,
            is_one_way,
        )
        for x_mm, y_mm, other_x_mm, other_y_mm, is_one_way in ways
    ]


def _met(way: Way, going: Iterable[Way], by_mm: int) -> Way:
    """A way that stays, lengthened to where the ways that go meet it now; a slanted one's end goes along."""
    x_mm, y_mm, other_x_mm, other_y_mm, is_one_way = way
    if abs(y_mm - other_y_mm) <= TOUCH_MM:
        reached = [x + by_mm for gone in going for x in _meetings(way, gone)]
        low, high = min([x_mm, other_x_mm, *reached]), max([x_mm, other_x_mm, *reached])
        begin, end = (low, high) if x_mm <= other_x_mm else (high, low)
        return begin, y_mm, end, other_y_mm, is_one_way
    ends = [
        x + by_mm if any(_away(gone, (x, y)) <= TOUCH_MM for gone in going) else x
        for x, y in ((x_mm, y_mm), (other_x_mm, other_y_mm))
    ]
    return ends[0], y_mm, ends[1], other_y_mm, is_one_way


def _meetings(across: Way, gone: Way) -> list[int]:
    """The X at which a way meets one that runs across: at either's end, or where they cross."""
    ends = [(gone[0], gone[1]), (gone[2], gone[3])]
    found = [x for x, y in ends if _away(across, (x, y)) <= TOUCH_MM]
    found += [x for x, y in ((across[0], across[1]), (across[2], across[3])) if _away(gone, (x, y)) <= TOUCH_MM]
    (x, y), (other_x, other_y) = ends
    level = across[1]
    if min(y, other_y) < level < max(y, other_y):
        crossing = round(x + (level - y) / (other_y - y) * (other_x - x))
        if _away(across, (crossing, level)) <= TOUCH_MM:
            found.append(crossing)
    return found


def _away(way: Way, point: Point) -> float:
    """How far a point lies from the nearest one of a way."""
    along = (way[2] - way[0], way[3] - way[1])
    to = (point[0] - way[0], point[1] - way[1])
    length = along[0] ** 2 + along[1] ** 2
    share = min(1.0, max(0.0, (along[0] * to[0] + along[1] * to[1]) / length)) if length else 0.0
    return hypot(to[0] - share * along[0], to[1] - share * along[1])
