"""Where things are: locations, handling units, and what lies at them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from inventory.locks import is_at_open_place
from inventory.models import HandlingUnit, Location, Sku, StockBalance
from inventory.states import LocationKind
from wms.core.models import Warehouse
from wms.core.prepared import Prepared, Together


def outer_location(warehouse_id: int, kind: str) -> Location:
    """The warehouse's one supplier, customer, loss, adjustment or in-transit end."""
    return outer_locations(warehouse_id, kind).get()


def outer_locations(warehouse: int, kind: str) -> QuerySet[Location]:
    """outer_location(), to be read together with other things."""
    return Location.objects.filter(warehouse=warehouse, kind=kind)


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


def stock_in_units(units: Collection[int] | QuerySet[Any, Any], condition: str) -> QuerySet[StockBalance]:
    """What lies in totes or cartons in one condition. `units` may be a query for them."""
    rows = StockBalance.objects.filter(location__handling_unit__in=units, condition=condition, on_hand__gt=0)
    return rows.order_by("sku", "lot")


def where_is(sku: Sku, warehouse: Warehouse) -> list[StockBalance]:
    """Every place where a SKU lies, in walking order, with location, handling unit and lot."""
    rows = StockBalance.objects.filter(sku=sku, location__warehouse=warehouse, on_hand__gt=0)
    return list(
        rows.select_related("location__handling_unit", "location__zone", "lot").order_by(
            "location__walk_order", "location__code", "lot__expires_on", "condition"
        )
    )


def _open_places(warehouse: int, sku: int) -> QuerySet[StockBalance]:
    rows = StockBalance.objects.filter(is_at_open_place(warehouse, [sku]))
    return rows.select_related("location__warehouse", "lot")


_places_and_loss = Together(
    Prepared(_open_places, warehouse=int, sku=int),
    Prepared(lambda warehouse, kind: outer_locations(warehouse, kind), warehouse=int, kind=str),
)


def places_and_loss(warehouse_id: int, sku_id: int) -> tuple[list[StockBalance], Location]:
    """The good balances of a SKU at places that goods are taken from, empty ones too, with place and lot; and where
    lost goods go. One query.
    """
    places, ends = _places_and_loss(warehouse=warehouse_id, sku=sku_id, kind=LocationKind.LOSS)
    return places, ends[0]


_open_now: Prepared[tuple[int]] = Prepared(
    lambda warehouse, sku: StockBalance.objects.filter(is_at_open_place(warehouse, [sku])).values_list("pk"),
    warehouse=int,
    sku=int,
)


def at_open_places(warehouse_id: int, sku_id: int) -> set[int]:
    """Ids of those of places_and_loss() that are open now: whoever waited for their locks asks again."""
    return {pk for (pk,) in _open_now(warehouse=warehouse_id, sku=sku_id)}


def docks(warehouse: Warehouse) -> list[Location]:
    return list(Location.objects.filter(warehouse=warehouse, kind=LocationKind.RECEIVING_DOCK).order_by("code"))
