"""What stands on the floor already where new racks are wished: codes, aisles, and where the walk goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.db.models import Max, Min

from inventory.master_errors import RackCodesTaken, RackOverlaps
from inventory.models import Location
from inventory.racks import RackPlace
from inventory.states import LocationKind
from wms.core.models import Warehouse

NAMED = 5
DRAWN = 4_000


def next_walk_order(warehouse: Warehouse) -> int:
    last = Location.objects.filter(warehouse=warehouse).aggregate(last=Max("walk_order"))["last"]
    return (last or 0) + 1


def standing(warehouse: Warehouse) -> list[tuple[int, int]]:
    """Where places stand already, once for each bay's side: at most DRAWN of them."""
    rows = Location.objects.filter(warehouse=warehouse, kind=LocationKind.STORAGE, is_active=True)
    return list(rows.order_by().values_list("x_mm", "y_mm").distinct()[:DRAWN])


def check_room(warehouse: Warehouse, places: Sequence[RackPlace]) -> None:
    """Refuses with RackCodesTaken, RackOverlaps, which name what is in the way."""
    codes = [place.code for place in places]
    taken = [code for part in _parts(codes) for code in _taken(warehouse, part)]
    if taken:
        raise RackCodesTaken(count=len(taken), codes=_named(sorted(taken)))
    old = _old_aisles(warehouse)
    new: dict[str, list[int]] = {}
    for place in places:
        new.setdefault(place.aisle, []).append(place.x_mm)
    ranges = {name: (min(xs), max(xs)) for name, xs in new.items()}
    for name, (low, high) in old.items():
        mine = ranges.get(name, (low, high))
        ranges[name] = (min(low, mine[0]), max(high, mine[1]))
    ordered = sorted((low, high, name) for name, (low, high) in ranges.items())
    for (low, high, name), (other_low, other_high, other) in pairwise(ordered):
        is_new = name in new or other in new
        if is_new and (other_low < high or low + high == other_low + other_high):
            _refuse_overlap(
                warehouse, name if name in new else other, other if name in new else name, max(high, other_high)
            )
    _check_same_spots(warehouse, places, set(old))


def _taken(warehouse: Warehouse, codes: Sequence[str]) -> list[str]:
    return list(Location.objects.filter(warehouse=warehouse, code__in=codes).values_list("code", flat=True))


def _parts(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (codes[start : start + 5_000] for start in range(0, len(codes), 5_000))


def _old_aisles(warehouse: Warehouse) -> dict[str, tuple[int, int]]:
    rows = Location.objects.filter(warehouse=warehouse, kind=LocationKind.STORAGE, is_active=True).exclude(aisle="")
    found = rows.order_by().values("aisle").annotate(low=Min("x_mm"), high=Max("x_mm"))
    return {row["aisle"]: (row["low"], row["high"]) for row in found}


def _refuse_overlap(warehouse: Warehouse, aisle: str, other: str, high: int) -> None:
    there = Location.objects.filter(warehouse=warehouse, aisle=other, is_active=True).order_by("walk_order", "code")
    raise RackOverlaps(aisle=aisle, other=other, codes=_named(there.values_list("code", flat=True)[: NAMED + 1]))


def _check_same_spots(warehouse: Warehouse, places: Sequence[RackPlace], old: set[str]) -> None:
    """An aisle that goes on may not put a bay where one stands."""
    spots = {(place.x_mm, place.y_mm) for place in places if place.aisle in old}
    aisles = {place.aisle for place in places if place.aisle in old}
    rows = Location.objects.filter(warehouse=warehouse, aisle__in=aisles, is_active=True).order_by("walk_order", "code")
    there = [
        (code, aisle) for code, aisle, x, y in rows.values_list("code", "aisle", "x_mm", "y_mm") if (x, y) in spots
    ]
    if there:
        raise RackOverlaps(aisle=there[0][1], other=there[0][1], codes=_named([code for code, _ in there]))


def _named(codes: Iterable[str]) -> str:
    listed = list(codes)
    return ", ".join(listed[:NAMED]) + (" …" if len(listed) > NAMED else "")
