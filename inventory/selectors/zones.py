"""Zones that people pick in, in the order in which they are walked."""

from __future__ import annotations

from django.db.models import Min

from inventory.models import Location, Zone
from inventory.states import PICKABLE_ZONES, LocationKind


def zones_walked(warehouse_id: int) -> list[Zone]:
    """The warehouse's zones with places to pick from, by the first place of each. One query."""
    places = Location.objects.filter(warehouse=warehouse_id, kind=LocationKind.STORAGE, is_active=True)
    zones = Zone.objects.filter(warehouse=warehouse_id, kind__in=PICKABLE_ZONES, locations__in=places)
    return list(zones.annotate(first=Min("locations__walk_order")).order_by("first", "code"))
