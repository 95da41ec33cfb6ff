"""Which places wait to be counted."""

from __future__ import annotations

from inventory.models import StockCount
from inventory.states import CountState
from wms.core.models import Warehouse


def open_counts(warehouse: Warehouse) -> list[StockCount]:
    """Counts that nobody has begun, along the walk."""
    rows = StockCount.objects.filter(warehouse=warehouse, state=CountState.OPEN, begun_at=None)
    return list(rows.select_related("location").order_by("location__walk_order", "location__code"))
