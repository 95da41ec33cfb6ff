"""Where things are: locations, handling units, and what lies at them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from inventory.locks import BalanceKey, key_of
from inventory.models import HandlingUnit, Location, Sku, StockBalance
from inventory.states import Condition, LocationKind
from wms.core.models import Warehouse


def outer_location(warehouse_id: int, kind: str) -> Location:
    """The warehouse's one supplier, customer, loss, adjustment or in-transit end."""
    return outer_locations(warehouse_id, kind).get()


def outer_locations(warehouse: int, kind: str) -> QuerySet[Location]:
    """outer_location(), to be read together with other things."""
    return Location.objects.filter(warehouse=warehouse, kind=kind)


def walk_orders(location_ids: Collection[int]) -> dict[int, int]:
    """When each of these places is passed on a walk through the house. One query."""
    return dict(Location.objects.filter(pk__in=location_ids).values_list("pk", "walk_order"))


def location_by_code(warehouse: Warehouse, code: str) -> Location | None:
    return Location.objects.filter(warehouse=warehouse, code=code).select_related("zone").first()


def location_by_barcode(barcode: str) -> Location | None:
    return Location.objects.filter(barcode=barcode).select_related("zone", "warehouse").first()


def handling_unit_by_barcode(barcode: str) -> HandlingUnit | None:
    return HandlingUnit.objects.filter(barcode=barcode).select_related("location", "warehouse").first()


def handling_unit_by_code(warehouse: Warehouse, code: str) -> HandlingUnit | None:
    return HandlingUnit.objects.filter(warehouse=warehouse, code=code).select_related("location", "warehouse").first()


def stock_at(location: Location) -> list[StockBalance]:
    """What lies at one place, with SKU and lot."""
    rows = StockBalance.objects.filter(location=location, on_hand__gt=0)
    return list(rows.select_related("sku", "lot").order_by("sku__code", "lot__code", "condition"))


def stock_in_unit(handling_unit_id: int, condition: str) -> list[StockBalance]:
    """What lies in a tote or carton in one condition."""
    rows = StockBalance.objects.filter(location__handling_unit=handling_unit_id, condition=condition, on_hand__gt=0)
    return list(rows.order_by("sku", "lot"))


def where_is(sku: Sku, warehouse: Warehouse) -> list[StockBalance]:
    """Every place where a SKU lies, in walking order, with location, handling unit and lot."""
    rows = StockBalance.objects.filter(sku=sku, location__warehouse=warehouse, on_hand__gt=0)
    return list(
        rows.select_related("location__handling_unit", "location__zone", "lot").order_by(
            "location__walk_order", "location__code", "lot__expires_on", "condition"
        )
    )


def shelf_keys(warehouse_id: int, sku_id: int) -> list[BalanceKey]:
    """The good balances of a SKU at storage places, also empty ones and at blocked places: whatever changes meanwhile,
    what place_again chooses is one of them."""
    rows = StockBalance.objects.filter(
        sku=sku_id, location__warehouse=warehouse_id, location__kind=LocationKind.STORAGE, condition=Condition.GOOD
    )
    return [key_of(row) for row in rows]


def docks(warehouse: Warehouse) -> list[Location]:
    return list(Location.objects.filter(warehouse=warehouse, kind=LocationKind.RECEIVING_DOCK).order_by("code"))
