"""[M35] Where goods should be shelved, and why there: the same goods' place, else an empty one, by the walk."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from inventory.models import Location, Lot, Sku, StockBalance
from inventory.states import PICKABLE_ZONES, LocationKind

CANDIDATES = 50


@dataclass(frozen=True)
class PlaceReason:
    """What speaks for a place: units of the same SKU there, units of any, room left (None: no limit known)."""

    same_units: int
    units: int
    room: int | None


def suggest_place(*, sku: Sku, lot: Lot | None, warehouse_id: int, after: Location | None = None) -> Location | None:
    """The first place of the walk that the rules allow and that has room: with this lot already, else empty.

    `after` asks for the next proposal behind that one. A proposal only: put_away judges again. Four queries at most.
    """
    mine = StockBalance.objects.filter(sku=sku, lot=lot, on_hand__gt=0).values("location_id")
    free = _storage(warehouse_id).annotate(units=Coalesce(Sum("balances__on_hand"), Value(0)))
    free = free.filter(Q(capacity_units=None) | Q(capacity_units__gt=F("units")))
    alikes = look_alikes(sku, warehouse_id)
    is_behind = after is None
    for rows in (free.filter(pk__in=mine), free.filter(units=0).exclude(pk__in=mine)):
        for place in rows.order_by("walk_order", "code")[:CANDIDATES]:
            if any(adjoins(place, other.location) for other in alikes):
                continue
            if is_behind:
                return place
            is_behind = after is not None and place.pk == after.pk
    return None


def place_reason(sku_id: int, location: Location) -> PlaceReason:
    """Why a place was proposed, as it stands now. One query."""
    rows = StockBalance.objects.filter(location=location, on_hand__gt=0).values_list("sku_id", "on_hand")
    counts = list(rows)
    units = sum(count for _, count in counts)
    room = None if location.capacity_units is None else max(0, location.capacity_units - units)
    return PlaceReason(sum(count for found, count in counts if found == sku_id), units, room)


def look_alikes(sku: Sku, warehouse_id: int) -> list[StockBalance]:
    """Where look-alikes of a SKU lie; nothing without a group."""
    if not sku.look_alike_group:
        return []
    rows = StockBalance.objects.filter(
        sku__look_alike_group=sku.look_alike_group, on_hand__gt=0, location__warehouse=warehouse_id
    ).exclude(sku=sku)
    return list(rows.select_related("sku", "location").order_by("location__walk_order", "pk"))


def adjoins(place: Location, other: Location) -> bool:
    """The same rule as selectors.neighbours.look_alike_near, for rows in hand."""
    if place.pk == other.pk:
        return True
    if place.bay is None or other.bay is None:
        return False
    if (place.aisle, place.side) != (other.aisle, other.side) or abs(place.bay - other.bay) > 1:
        return False
    return place.level is None or other.level is None or abs(place.level - other.level) <= 1


def _storage(warehouse_id: int) -> QuerySet[Location]:
    zones = Q(zone=None) | Q(zone__kind__in=PICKABLE_ZONES)
    return Location.objects.filter(zones, warehouse=warehouse_id, kind=LocationKind.STORAGE, is_blocked=False)
