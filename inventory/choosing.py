"""From which places a demand is served: FEFO, then FIFO, then as few places as possible. Pure, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass
class Place:
    """Free units at one place. `expires_on` and `aged_on` decide the order, `walk_order` the rest."""

    balance_id: int
    free: int
    expires_on: date | None
    aged_on: date
    walk_order: int


def day_of_arrival(received_on: date | None, aged_from: datetime | None, now: datetime, zone: ZoneInfo) -> date:
    """By which FIFO goes: the lot's day, else that on which the oldest of the units came, by the warehouse's own
    calendar (`zone`).
    """
    return received_on or (aged_from or now).astimezone(zone).date()


def choose_places(need: int, places: Iterable[Place]) -> list[tuple[Place, int]]:
    """(place, units) until `need` is met or nothing is free. Lowers `free` of the places that it uses.

    Among goods of one expiry date and one day of arrival: the smallest place that covers the whole rest, else the
    largest one.
    """
    left = need
    chosen: list[tuple[Place, int]] = []
    groups: dict[tuple[date, date], list[Place]] = {}
    for place in places:
        if place.free > 0:
            groups.setdefault((place.expires_on or date.max, place.aged_on), []).append(place)
    for age in sorted(groups):
        group = groups[age]
        while left and group:
            place = _best(left, group)
            group.remove(place)
            units = min(left, place.free)
            place.free -= units
            left -= units
            chosen.append((place, units))
    return chosen


def _best(left: int, group: list[Place]) -> Place:
    covering = [place for place in group if place.free >= left]
    if covering:
        return min(covering, key=lambda place: (place.free, place.walk_order, place.balance_id))
    return min(group, key=lambda place: (-place.free, place.walk_order, place.balance_id))
