"""What several warehouses could still promise: for deciding where an order goes, and for explaining it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from inventory.models import SkuStock


def units_of(rows: Iterable[SkuStock]) -> dict[int, Counter[int]]:
    """{warehouse id: {SKU id: units that may be promised}}; what is missing is zero."""
    free: dict[int, Counter[int]] = defaultdict(Counter)
    for row in rows:
        free[row.warehouse_id][row.sku_id] = max(0, row.promisable)
    return free


def promisable_units(warehouse_ids: Collection[int], sku_ids: Collection[int]) -> dict[int, Counter[int]]:
    """The same, read without a lock."""
    return units_of(SkuStock.objects.filter(warehouse_id__in=warehouse_ids, sku_id__in=sku_ids))
