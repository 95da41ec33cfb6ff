"""A rack layout as arithmetic: aisles of bays and levels become places with codes, coordinates and a walking order.

Coordinates are as the wave planner reads them: aisles stand side by side along x, their bays follow along y, a place
lies half an aisle's width left or right of its aisle's middle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from inventory.master_errors import RackCodesRepeat, RackPatternWrong, RackTooLarge
from inventory.states import Side

PLACES_MAX = 20_000
CODE_MAX, AISLE_MAX = 24, 8
FIELD = re.compile(r"\{(\w+)(?::(\d))?\}")
NAMES = ("aisle", "bay", "level", "side")
BOTH, LEFT, RIGHT = "both", "left", "right"
SERPENTINE, ONE_WAY = "serpentine", "one_way"
SIDES = {BOTH: (Side.LEFT, Side.RIGHT), LEFT: (Side.LEFT,), RIGHT: (Side.RIGHT,)}
SIDE_DIGIT = {Side.LEFT: "1", Side.RIGHT: "2"}


@dataclass(frozen=True)
class RackPlace:
    """One place of the plan, in walking order."""

    code: str
    aisle: str
    bay: int
    level: int
    side: str
    x_mm: int
    y_mm: int
    walk_order: int
    check_digits: str


@dataclass(frozen=True, kw_only=True)
class RackPlan:
    """What a person wishes. Lengths in millimetres; `cross_after` names the bays behind which a cross aisle runs."""

    pattern: str
    aisles: int
    bays: int
    levels: int
    sides: str = BOTH
    first_aisle: int = 1
    first_bay: int = 1
    first_level: int = 1
    walk: str = SERPENTINE
    first_walk: int = 1
    x_mm: int = 0
    y_mm: int = 0
    aisle_pitch_mm: int = 3600
    bay_mm: int = 1200
    half_width_mm: int = 700
    cross_after: tuple[int, ...] = ()
    cross_width_mm: int = 2400
    check_digits: int = 2

    @property
    def count(self) -> int:
        return self.aisles * self.bays * self.levels * len(SIDES[self.sides])

    @cached_property
    def places(self) -> tuple[RackPlace, ...]:
        """Refuses with RackTooLarge, RackPatternWrong, RackCodesRepeat."""
        if self.count > PLACES_MAX:
            raise RackTooLarge(count=self.count, limit=PLACES_MAX)
        for name, _ in FIELD.findall(self.pattern):
            if name not in NAMES:
                raise RackPatternWrong(pattern=self.pattern, field=name)
        if "{" in FIELD.sub("", self.pattern) or "}" in FIELD.sub("", self.pattern):
            raise RackPatternWrong(pattern=self.pattern, field="{")
        found = tuple(self._walk())
        seen: set[str] = set()
        for place in found:
            if place.code in seen:
                raise RackCodesRepeat(code=place.code)
            seen.add(place.code)
        return found

    def aisle_name(self, aisle: int) -> str:
        """The code's beginning up to the aisle's number: A01. Without one in the pattern, the number alone."""
        match = next((m for m in FIELD.finditer(self.pattern) if m[1] == "aisle"), None)
        if match is None:
            return str(aisle)
        name = _fill(self.pattern[: match.end()], {"aisle": str(aisle), "bay": "", "level": "", "side": ""})
        return name if len(name) <= AISLE_MAX else str(aisle)

    def aisle_x(self, index: int) -> int:
        """Middle of the aisle that is the index-th from the left, from 0."""
        return self.x_mm + index * self.aisle_pitch_mm

    def bay_y(self, index: int) -> int:
        """Middle of the index-th bay, from 0; cross aisles before it push it on."""
        crossed = sum(1 for bay in self.cross_after if bay <= index)
        return self.y_mm + index * self.bay_mm + crossed * self.cross_width_mm

    def is_upward(self, index: int) -> bool:
        return self.walk == ONE_WAY or index % 2 == 0

    def _walk(self) -> Iterator[RackPlace]:
        order = self.first_walk
        for column in range(self.aisles):
            rows = range(self.bays) if self.is_upward(column) else reversed(range(self.bays))
            for row in rows:
                for side in SIDES[self.sides]:
                    for level in range(self.levels):
                        yield self._place(column, row, level, side, order)
                        order += 1

    def _place(self, column: int, row: int, level: int, side: Side, order: int) -> RackPlace:
        numbers = {
            "aisle": str(self.first_aisle + column),
            "bay": str(self.first_bay + row),
            "level": str(self.first_level + level),
            "side": SIDE_DIGIT[side],
        }
        code = _fill(self.pattern, numbers)
        if len(code) > CODE_MAX:
            raise RackPatternWrong(pattern=self.pattern, field=code)
        offset = -self.half_width_mm if side == Side.LEFT else self.half_width_mm
        return RackPlace(
            code=code,
            aisle=self.aisle_name(self.first_aisle + column),
            bay=self.first_bay + row,
            level=self.first_level + level,
            side=side,
            x_mm=self.aisle_x(column) + offset,
            y_mm=self.bay_y(row),
            walk_order=order,
            check_digits=digits_of(order, self.check_digits),
        )


def _fill(pattern: str, numbers: Mapping[str, str]) -> str:
    return FIELD.sub(lambda match: numbers[match[1]].zfill(int(match[2] or 1)), pattern)


def digits_of(order: int, length: int) -> str:
    """Check digits that no near neighbour shares; none for 0."""
    if not length:
        return ""
    low, span = (10, 90) if length == 2 else (100, 900)
    return str(order * 37 % span + low)
