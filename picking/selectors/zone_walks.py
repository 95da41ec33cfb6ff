"""A walk as it is laid over the floor map: whole, or one part for each zone that its totes go through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from inventory.selectors.likely_places import place_facts, zones_of
from inventory.selectors.zones import zones_walked
from picking.floors import place_of, site_of
from picking.models import PickList
from picking.planning.errors import PlanningError
from picking.planning.shortest import length_by_stops
from picking.planning.site import Site, build_site
from picking.selectors.halts import Halt
from picking.selectors.zones import points_of
from picking.zone_plans import between


@dataclass(frozen=True)
class Part:
    """`style` 1 is solid, 2 dashed. `site`: the floors with the pass points that it begins and ends at; None: the
    floors' own ends. `walk_mm` None: only its drawing tells how long it is.
    """

    label: str
    halts: Sequence[Halt]
    walk_mm: int | None
    style: int
    site: Site | None = None


def parts_of_walk(walk: PickList, halts: Sequence[Halt], style: int) -> list[Part]:
    """Zone after zone as it is walked. No query for a walk that is not passed on."""
    zone_of = zones_of([pk for pk, _ in halts]) if walk.zone_id is not None else {}
    legs = [(zone, list(each)) for zone, each in groupby(halts, key=lambda halt: zone_of.get(halt[0]))]
    if len(legs) < 2:
        return [Part(walk.number, halts, walk.walk_mm, style)]
    site, points = site_of(walk.warehouse_id), points_of([zone for zone, _ in legs if zone is not None])
    codes = {zone.pk: zone.code for zone in zones_walked(walk.warehouse_id)}
    found = []
    for at, (zone, each) in enumerate(legs):
        behind = legs[at + 1][0] if at + 1 < len(legs) else None
        ends = between(site, points.get(zone or 0) if at else None, points.get(behind or 0))
        found.append(Part(f"{walk.number} · {codes.get(zone or 0, '–')}", each, _walked_mm(each, ends), style, ends))
    return found


def _walked_mm(halts: Sequence[Halt], site: Site) -> int | None:
    """How long one walks from stop to stop in this order, between the pass points; None where that is not known."""
    ids = [str(pk) for pk, _ in halts]
    places = [place_of(str(place.id), place) for place in place_facts({pk for pk, _ in halts})]
    try:
        layout = build_site(places, site, strict=False)
    except PlanningError:
        return None
    spots = {spot.key: at for at, spot in enumerate(layout.spots)}
    if not spots.keys() >= set(ids):
        return None
    return round(length_by_stops(layout, [spots[pk] for pk in ids]))
