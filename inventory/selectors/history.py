"""What happened to goods: movements, newest first."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from inventory.models import Location, Sku, StockMovement
from wms.core.models import Warehouse


def history(
    *, warehouse: Warehouse, sku: Sku | None = None, location: Location | None = None, limit: int = 50
) -> list[StockMovement]:
    """The newest movements of a SKU, a place, or both, with who made them."""
    rows: QuerySet[StockMovement] = StockMovement.objects.filter(warehouse=warehouse)
    if sku is not None:
        rows = rows.filter(sku=sku)
    if location is not None:
        rows = rows.filter(Q(source_location=location) | Q(target_location=location))
    rows = rows.select_related("sku", "lot", "source_location", "target_location", "person", "device")
    return list(rows.order_by("-pk")[:limit])
