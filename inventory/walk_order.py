"""Whether places of a floor are walked in the order that the rack generator gives, and how that order follows a move.

The rule: aisles from left to right; in each, bay after bay to the back or to the front, at a bay the left side first,
then level by level. An order that was given by hand is kept. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

BACK, FRONT, EITHER = 1, -1, 0


@dataclass(frozen=True)
class Walked:
    """A measured place of an aisle, as far as the walking order goes by it."""

    id: int
    aisle: str
    y_mm: int
    side: str
    level: int
    number: int

    def rank(self, direction: int) -> tuple[int, str, int]:
        return self.y_mm * direction, self.side, self.level


@dataclass(frozen=True)
class Followed:
    """`numbers` are the new ones by place, only those that differ, `aisles` whose they are, as they are walked now.

    `is_by_hand`: the moved aisle changed places with others, but its order is not the rule's and stays.
    """

    numbers: Mapping[int, int] = field(default_factory=dict)
    aisles: tuple[str, ...] = ()
    is_by_hand: bool = False


def follow_aisle(places: Iterable[Walked], middles: Mapping[str, int], aisle: str, by_mm: int) -> Followed:
    """The walking order once an aisle has moved. `middles`: where every aisle lies along X now.

    An aisle that passes none keeps its numbers. Else it comes behind its new neighbour on the left (before the one on
    the right, where there is none), and directions and numbers stay with the position in the row, not with the aisle.
    """
    moved = {**middles, aisle: middles[aisle] + by_mm}
    if _row(middles) == _row(moved):
        return Followed()
    runs = _runs(places)
    row = list(runs)
    if aisle not in runs or not _goes_by_neighbour(row, middles, aisle):
        return Followed(is_by_hand=True)
    others = [name for name in row if name != aisle]
    left, right = _neighbours(others, moved, aisle)
    at = others.index(left) + 1 if left else others.index(right) if right else 0
    after = [*others[:at], aisle, *others[at:]]
    return _renumbered(runs, after) if after != row else Followed()


def _row(middles: Mapping[str, int]) -> list[str]:
    return sorted(middles, key=lambda name: (middles[name], name))


def _neighbours(names: Iterable[str], middles: Mapping[str, int], aisle: str) -> tuple[str, str]:
    """Who is nearest on the left and on the right; '' for nobody."""
    row = _row({name: middles[name] for name in (*names, aisle)})
    at = row.index(aisle)
    return row[at - 1] if at else "", row[at + 1] if at + 1 < len(row) else ""


def _goes_by_neighbour(row: Sequence[str], middles: Mapping[str, int], aisle: str) -> bool:
    """Whether the aisle is walked right behind its left neighbour, or right before its right one."""
    left, right = _neighbours((name for name in row if name != aisle), middles, aisle)
    at = row.index(aisle)
    return (at > 0 and row[at - 1] == left) or (at + 1 < len(row) and row[at + 1] == right)


def _runs(places: Iterable[Walked]) -> dict[str, list[Walked]]:
    """The aisles that are walked by the rule, each in one go, in walking order."""
    by_aisle: dict[str, list[Walked]] = defaultdict(list)
    for place in sorted(places, key=lambda place: place.number):
        by_aisle[place.aisle].append(place)
    spans = sorted(
        (run[0].number, run[-1].number, name) for name, run in by_aisle.items() if _direction(run) is not None
    )
    mixed = set()
    end, ends_at = "", -1
    for low, high, name in spans:
        if low <= ends_at:
            mixed |= {name, end}
        if high > ends_at:
            end, ends_at = name, high
    return {name: by_aisle[name] for _, _, name in spans if name not in mixed}


def _direction(run: Sequence[Walked]) -> int | None:
    """Which way an aisle is walked; None when not by the rule."""
    if any(one.number == next_one.number for one, next_one in pairwise(run)):
        return None
    ways = [way for way in (BACK, FRONT) if all(one.rank(way) <= next_one.rank(way) for one, next_one in pairwise(run))]
    return None if not ways else EITHER if len(ways) == 2 else ways[0]


def _renumbered(runs: Mapping[str, Sequence[Walked]], after: Sequence[str]) -> Followed:
    directions = _directions(list(runs.values()))
    numbers = sorted(place.number for run in runs.values() for place in run)
    walked = [
        place
        for name, direction in zip(after, directions, strict=True)
        for place in sorted(runs[name], key=lambda place: (place.rank(direction), place.number))
    ]
    changed = {place.id: number for place, number in zip(walked, numbers, strict=True) if place.number != number}
    return Followed(changed, tuple(name for name in after if any(place.id in changed for place in runs[name])))


def _directions(runs: Sequence[Sequence[Walked]]) -> list[int]:
    """Of each position in the row; an aisle of one bay takes its turn, or goes back with all the others."""
    known = [_direction(run) or EITHER for run in runs]
    found: list[int] = []
    for direction in known:
        turn = -found[-1] if found and FRONT in known else BACK
        found.append(direction or turn)
    return found
