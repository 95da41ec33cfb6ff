"""Zone pass: which zones an order's tote goes through, and each zone's own shortest walk.

A cart holds orders of one route only, so that no tote waits in a zone where nothing of its order lies. Which orders
share a cart is decided by the whole walk; then each zone's part is walked anew, from the pass point where the totes
wait for it to the next zone's, since nobody walks from one zone into another.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from inventory.selectors.likely_places import PlaceFacts, place_facts, zones_of
from inventory.selectors.zones import zones_walked
from picking.floors import place_of, site_of
from picking.planner import child
from picking.planning.layout import Depot, FloorPlan
from picking.planning.site import Site, build_site
from picking.selectors.zones import points_of

if TYPE_CHECKING:
    from picking.wave_plans import Plan, Trolley, WaveOrder

log = logging.getLogger(__name__)
Stretch = tuple[int | None, int, int | None]  # the zone before, the zone, the zone behind it
Leg = tuple[int, list[int]]  # the cart's number, the stops in one zone


@dataclass(frozen=True)
class ZoneMap:
    """The zone of each place, and each zone's rank in the walking order."""

    zone_of: Mapping[int, int | None]
    ranks: Mapping[int | None, int]

    @classmethod
    def of(cls, warehouse_id: int, location_ids: Collection[int]) -> ZoneMap:
        """Two queries."""
        ranks = {zone.pk: rank for rank, zone in enumerate(zones_walked(warehouse_id))}
        return cls(zones_of(location_ids), ranks)

    def rank(self, location_id: int) -> int:
        return self.ranks.get(self.zone_of.get(location_id), len(self.ranks))

    def route(self, order: WaveOrder) -> tuple[int, ...]:
        """The ranks of the zones that hold its goods."""
        return tuple(sorted({self.rank(line.location_id) for line in order.lines if line.location_id is not None}))


def by_route(orders: Iterable[WaveOrder], zones: ZoneMap | None) -> list[list[WaveOrder]]:
    """Orders that may share a cart, each group in their order; all of them where nothing is passed on."""
    if zones is None:
        return [list(orders)]
    groups: dict[tuple[int, ...], list[WaveOrder]] = defaultdict(list)
    for order in orders:
        groups[zones.route(order)].append(order)
    return list(groups.values())


def zone_by_zone(plan: Plan, zones: ZoneMap, warehouse_id: int, now: datetime) -> Plan:
    """Each cart's stops zone after zone, each zone's in its own shortest walk, the carts' walks as the sums of those.

    Where the planner fails the stops keep the order of the whole walk, and no length is told. First come was measured
    over whole walks, which these no longer are: it is not told either.
    """
    walked, lengths = list(plan.trolleys), dict.fromkeys(range(len(plan.trolleys)), 0)
    try:
        found = {stretch: _walk(legs, stretch, warehouse_id, now) for stretch, legs in _legs(plan, zones).items()}
    except Exception:
        log.exception("zones could not be walked by themselves")
        trolleys = tuple(replace(each, stops=_in_zones(each, zones), walk_mm=None) for each in walked)
        return replace(plan, trolleys=trolleys, walk_mm=None, first_come_mm=None)
    stops: dict[int, list[int]] = defaultdict(list)
    for stretch in sorted(found, key=lambda each: zones.ranks.get(each[1], 0)):
        for number, (places, length) in found[stretch].items():
            stops[number] += places
            lengths[number] += length
    trolleys = tuple(
        replace(each, stops=tuple(stops[number]), walk_mm=lengths[number]) for number, each in enumerate(walked)
    )
    return replace(plan, trolleys=trolleys, walk_mm=sum(lengths.values()), first_come_mm=None)


def _in_zones(trolley: Trolley, zones: ZoneMap) -> tuple[int, ...]:
    return tuple(sorted(trolley.stops, key=zones.rank))


def _legs(plan: Plan, zones: ZoneMap) -> dict[Stretch, list[Leg]]:
    """The stops of each cart in each zone, by where the totes come from and go to."""
    legs: dict[Stretch, list[Leg]] = defaultdict(list)
    for number, trolley in enumerate(plan.trolleys):
        stops: dict[int, list[int]] = {}
        for pk in _in_zones(trolley, zones):
            stops.setdefault(zones.zone_of[pk] or 0, []).append(pk)
        passed = list(stops)
        for at, zone in enumerate(passed):
            stretch = (passed[at - 1] if at else None, zone, passed[at + 1] if at + 1 < len(passed) else None)
            legs[stretch].append((number, stops[zone]))
    return legs


def _walk(legs: Sequence[Leg], stretch: Stretch, warehouse_id: int, now: datetime) -> dict[int, tuple[list[int], int]]:
    """The shortest walk of each of these legs, with its millimetres: each is a cart with one order to the planner."""
    from picking.planning.model import Candidate, Line, Trolley, WaveRequest, WaveRule

    before, zone, behind = stretch
    facts = place_facts({pk for _, stops in legs for pk in stops})
    points = points_of([zone, *([behind] if behind else [])])
    site = between(site_of(warehouse_id), points.get(zone) if before else None, points.get(behind or 0))
    candidates = tuple(
        Candidate(str(number), tuple(Line(str(pk), str(pk), str(pk), 1) for pk in stops)) for number, stops in legs
    )
    planned = child.plan(
        WaveRequest(
            layout=build_site([place_of(str(place.id), place) for place in facts], site, strict=False),
            candidates=candidates,
            now=now,
            rule=WaveRule(apart=frozenset()),
            trolley=Trolley(slots=1),
            seconds=0.0,
        )
    )
    return {
        int(trolley.slots[0].order): ([int(stop.place) for stop in trolley.stops], trolley.walk_mm)
        for trolley in planned.trolleys
    }


def between(site: Site, start: PlaceFacts | None, end: PlaceFacts | None) -> Site:
    """The warehouse as it is walked from one pass point to another; None, or one without coordinates: its own end."""
    floors = dict(site.floors)
    start_floor, end_floor = site.start_floor, site.end_floor
    if start is not None and start.x_mm is not None and start.y_mm is not None:
        start_floor = start.floor
        floors[start_floor] = replace(floors.get(start_floor, FloorPlan()), start=Depot(start.x_mm, start.y_mm))
    if end is not None and end.x_mm is not None and end.y_mm is not None:
        end_floor = end.floor
        floors[end_floor] = replace(floors.get(end_floor, FloorPlan()), end=Depot(end.x_mm, end.y_mm))
    return replace(site, floors=floors, start_floor=start_floor, end_floor=end_floor)
