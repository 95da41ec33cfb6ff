"""[M3] Where an order's units come from, as pure arithmetic: one warehouse, else the fewest parcels, nearest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

MOST_PLACES = 8  # of a shop's warehouses so many, nearest first, are tried in combinations

CERTIFICATION, UNBOUND, SHORT = "certification", "unbound", "short"
WHOLE, SPLIT, NOWHERE = "whole", "split", "nowhere"


@dataclass(frozen=True)
class Wanted:
    """Units of one line. `key` names it to the caller."""

    key: str
    units: int


@dataclass(frozen=True)
class Place:
    """A warehouse as this order sees it.

    `distance_km` None: not known, behind all that is. `needs`: {line: {SKU id: units of it for one unit of the line}};
    a line that is not bound here is missing. `free`: units that may be promised, by SKU id. `excluded`: why it may not
    be used at all.
    """

    warehouse_id: int
    rank: int
    distance_km: int | None
    needs: Mapping[str, Mapping[int, int]]
    free: Mapping[int, int]
    excluded: str = ""

    @property
    def order(self) -> tuple[bool, int, int, int]:
        return self.distance_km is None, self.distance_km or 0, self.rank, self.warehouse_id


@dataclass(frozen=True)
class Option:
    """What became of one warehouse: `lacks` units by line; `why` is empty when it could send everything."""

    warehouse_id: int
    distance_km: int | None
    rank: int
    why: str
    lacks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """Units of each line that one warehouse sends."""

    warehouse_id: int
    units: Mapping[str, int]


@dataclass(frozen=True)
class Sourcing:
    """`kind`: whole | split | nowhere (then `parts` is empty). `options` are all warehouses, nearest first."""

    kind: str
    parts: tuple[Part, ...]
    options: tuple[Option, ...]


def source(wanted: Sequence[Wanted], places: Sequence[Place], *, most_parcels: int) -> Sourcing:
    """The nearest warehouse that has everything; else the fewest parcels, without cutting a line if that can be,
    the nearest warehouses first. `most_parcels` 1 forbids splitting.

    A set (a line of several goods) never comes from two warehouses. Every unit of every line is in exactly one part.
    """
    ranked = sorted(places, key=_order)
    options = tuple(_option(place, wanted) for place in ranked)
    usable = [place for place in ranked if not place.excluded]
    for place in usable:
        parts = _fill([place], wanted, may_cut=False)
        if parts:
            return Sourcing(WHOLE, parts, options)
    for size in range(2, min(most_parcels, len(usable), MOST_PLACES) + 1):
        for may_cut in (False, True):
            for chosen in _nearest(usable[:MOST_PLACES], size):
                parts = _fill(chosen, wanted, may_cut=may_cut)
                if parts:
                    return Sourcing(SPLIT, parts, options)
    return Sourcing(NOWHERE, (), options)


def _order(place: Place) -> tuple[bool, int, int, int]:
    return place.order


def _nearest(places: Sequence[Place], size: int) -> Iterator[Sequence[Place]]:
    """Combinations by their total distance, then by rank; those with an unknown distance last."""
    yield from sorted(combinations(places, size), key=_total)


def _total(chosen: Sequence[Place]) -> tuple[int, int, int]:
    unknown = sum(place.distance_km is None for place in chosen)
    return unknown, sum(place.distance_km or 0 for place in chosen), sum(place.rank for place in chosen)


def _option(place: Place, wanted: Sequence[Wanted]) -> Option:
    if place.excluded:
        return Option(place.warehouse_id, place.distance_km, place.rank, place.excluded)
    free, lacks = Counter(place.free), dict[str, int]()
    for line in wanted:
        taken = _take(place, line.key, line.units, free)
        if taken < line.units:
            lacks[line.key] = line.units - taken
    why = ""
    if lacks:
        why = UNBOUND if any(key not in place.needs for key in lacks) else SHORT
    return Option(place.warehouse_id, place.distance_km, place.rank, why, lacks)


def _fill(places: Sequence[Place], wanted: Sequence[Wanted], *, may_cut: bool) -> tuple[Part, ...]:
    """A part for each place, none of them empty; nothing when they cannot fill the order together.

    Lines go whole to the first place that has them; with `may_cut` the rest is spread unit by unit. Sets and
    large lines choose first: they have the fewest ways.
    """
    free = {place.warehouse_id: Counter(place.free) for place in places}
    units: dict[int, dict[str, int]] = {place.warehouse_id: {} for place in places}
    for line in sorted(wanted, key=lambda line: (-_goods(places, line.key), -line.units, line.key)):
        home = next((place for place in places if _fits(place, line.key, line.units, free[place.warehouse_id])), None)
        left = line.units
        for place in [home] if home else places if may_cut else []:
            taken = _take(place, line.key, left, free[place.warehouse_id])
            if taken:
                units[place.warehouse_id][line.key] = taken
                left -= taken
        if left:
            return ()
    if not all(units.values()):
        return ()
    return tuple(Part(place.warehouse_id, units[place.warehouse_id]) for place in places)


def _goods(places: Sequence[Place], key: str) -> int:
    return max((len(place.needs.get(key, {})) for place in places), default=0)


def _fits(place: Place, key: str, units: int, free: Counter[int]) -> bool:
    return _most(place, key, free) >= units


def _most(place: Place, key: str, free: Counter[int]) -> int:
    """Units of the line that the place can send; a line that needs nothing is not one of ours."""
    needs = place.needs.get(key)
    return min((max(0, free[sku]) // per_unit for sku, per_unit in needs.items()), default=0) if needs else 0


def _take(place: Place, key: str, units: int, free: Counter[int]) -> int:
    taken = min(units, _most(place, key, free))
    for sku, per_unit in place.needs.get(key, {}).items():
        free[sku] -= taken * per_unit
    return taken
