"""How an order that no cart carries becomes parcels that one does: pure arithmetic over its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

MOST_PARCELS = 9
LINES = "lines"


@dataclass(frozen=True)
class Goods:
    """What a line is made of. `each`: what one unit of it measures (units, grams, mm3); `lines`: goods it counts as."""

    key: int
    units: int
    lines: int
    each: Mapping[str, int]

    def size(self, units: int) -> dict[str, int]:
        return {LINES: self.lines if units else 0} | {name: value * units for name, value in self.each.items()}


def parcels(goods: Sequence[Goods], limits: Mapping[str, int]) -> list[dict[int, int]] | None:
    """Units of each line a parcel, none above a limit; None when a single unit is, or when more than MOST_PARCELS are
    needed. The largest lines first, so that the parcels are few; a line is cut only where none fits whole.
    """
    left = {line.key: line.units for line in goods}
    ranked = sorted(goods, key=lambda line: (-max(_shares(line, limits), default=0.0), line.key))
    found: list[dict[int, int]] = []
    while any(left.values()):
        parcel = _parcel(ranked, left, dict(limits))
        if not parcel or len(found) == MOST_PARCELS:
            return None
        found.append(parcel)
        for key, units in parcel.items():
            left[key] -= units
    return found


def parts_made(goods: Sequence[Goods], limits: Mapping[str, int]) -> int:
    """How many parcels splitting makes: one after the other is cut off, and what is left is looked at anew. 0 where
    nothing is split, because it fits or cannot be.
    """
    planned, made = parcels(goods, limits), 0
    while planned and len(planned) > 1:
        left = (replace(line, units=line.units - planned[0].get(line.key, 0)) for line in goods)
        goods = [line for line in left if line.units]
        planned, made = parcels(goods, limits), made + 1
    return made + 1 if made else 0


def _parcel(ranked: Sequence[Goods], left: Mapping[int, int], room: dict[str, int]) -> dict[int, int]:
    parcel: dict[int, int] = {}
    for line in ranked:
        units = _most(line, left[line.key], room)
        is_cut = units < left[line.key]
        if not units or (is_cut and parcel):
            continue
        parcel[line.key] = units
        for name, value in line.size(units).items():
            if name in room:
                room[name] -= value
    return parcel


def _most(line: Goods, units: int, room: Mapping[str, int]) -> int:
    """Units of a line, at most so many, for which there is room."""
    if line.lines > room.get(LINES, line.lines):
        return 0
    return min([units, *(room[name] // value for name, value in line.each.items() if value and name in room)])


def _shares(line: Goods, limits: Mapping[str, int]) -> list[float]:
    return [value / limits[name] for name, value in line.size(line.units).items() if limits.get(name)]
