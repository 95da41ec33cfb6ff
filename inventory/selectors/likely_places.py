"""Where goods would be taken from now, without taking any: for plans and for saying why something cannot be planned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from inventory.choosing import Place, day_of_arrival
from inventory.locks import is_pickable
from inventory.models import Location, StockBalance


@dataclass(frozen=True)
class PlaceFacts:
    """A storage location as a planner needs it; millimetres, None where the floor plan does not know."""

    id: int
    code: str
    aisle: str
    bay: int | None
    side: str
    x_mm: int | None
    y_mm: int | None
    walk_order: int
    floor: str = ""


@dataclass
class LikelyPlaces:
    """Free pickable units by SKU, ready for inventory.choosing, and the location behind each balance."""

    by_sku: dict[int, list[Place]]
    location_of: dict[int, int]


def likely_places(warehouse_id: int, sku_ids: Collection[int]) -> LikelyPlaces:
    """What place_demands would choose from right now. One query; nothing is locked, so it may differ a moment later."""
    rows = (
        StockBalance.objects.filter(is_pickable(warehouse_id, sku_ids))
        .order_by("pk")
        .values_list(
            "pk",
            "sku_id",
            "location_id",
            "on_hand",
            "allocated",
            "lot__expires_on",
            "lot__received_on",
            "aged_from",
            "location__walk_order",
            "location__warehouse__time_zone",
        )
    )
    by_sku: dict[int, list[Place]] = {}
    location_of: dict[int, int] = {}
    now = timezone.now()
    for pk, sku_id, location_id, on_hand, allocated, expires_on, received_on, aged_from, walk_order, zone in rows:
        aged_on = day_of_arrival(received_on, aged_from, now, ZoneInfo(zone))
        by_sku.setdefault(sku_id, []).append(Place(pk, on_hand - allocated, expires_on, aged_on, walk_order))
        location_of[pk] = location_id
    return LikelyPlaces(by_sku, location_of)


def place_facts(location_ids: Collection[int]) -> list[PlaceFacts]:
    """Coordinates of these locations. A location at the origin has not been measured."""
    fields = ("pk", "code", "aisle", "bay", "side", "x_mm", "y_mm", "walk_order", "zone__floor")
    found = []
    rows = Location.objects.filter(pk__in=location_ids).values_list(*fields)
    for pk, code, aisle, bay, side, x_mm, y_mm, walk_order, floor in rows:
        is_measured = bool(x_mm or y_mm)
        found.append(
            PlaceFacts(
                *(pk, code, aisle, bay, side),
                *((x_mm, y_mm) if is_measured else (None, None)),
                walk_order,
                floor or "",
            )
        )
    return found


def coordinates_of(warehouse_id: int, codes: Collection[str]) -> dict[str, tuple[int, int]]:
    """Where the measured ones of these locations stand, in millimetres, by code."""
    rows = Location.objects.filter(warehouse=warehouse_id, code__in=codes).exclude(x_mm=0, y_mm=0)
    return {code: (x_mm, y_mm) for code, x_mm, y_mm in rows.values_list("code", "x_mm", "y_mm")}


def zones_of(location_ids: Collection[int]) -> dict[int, int | None]:
    """The zone of each of these locations."""
    return dict(Location.objects.filter(pk__in=location_ids).values_list("pk", "zone_id"))


def location_by_id(location_id: int) -> Location:
    return Location.objects.select_related("zone", "warehouse").get(pk=location_id)
