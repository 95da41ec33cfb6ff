"""The sums of a SKU at a warehouse: the row that promises meet at. Before allocations, never after a balance."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from django.db import connection

from inventory.models import SkuStock
from wms.core.transactions import unit_of_work


class _SumMissing(Exception):
    pass


def lock_sku_stocks(warehouse_id: int, sku_ids: Collection[int]) -> dict[int, SkuStock]:
    """The sums of these SKUs at one warehouse, keyed by SKU. Missing ones are made before any of them is locked: the
    savepoint lets go of those that are there."""
    wanted = sorted(set(sku_ids))
    with suppress(_SumMissing), unit_of_work():
        stocks = _sku_stocks(warehouse_id, wanted)
        if len(stocks) < len(wanted):
            raise _SumMissing
        return stocks
    _insert_sku_stocks(warehouse_id, wanted)
    return _sku_stocks(warehouse_id, wanted)


def lock_known_sku_stocks(warehouse_ids: Collection[int], sku_ids: Collection[int]) -> list[SkuStock]:
    """The sums of several warehouses at once, by warehouse. Those that do not exist are zero and are not made."""
    rows = SkuStock.objects.select_for_update().filter(warehouse_id__in=warehouse_ids, sku_id__in=sku_ids)
    return list(rows.order_by("warehouse_id", "pk"))


def _sku_stocks(warehouse_id: int, sku_ids: Collection[int]) -> dict[int, SkuStock]:
    rows = SkuStock.objects.select_for_update().filter(warehouse_id=warehouse_id, sku_id__in=sku_ids).order_by("pk")
    return {row.sku_id: row for row in rows}


def _insert_sku_stocks(warehouse_id: int, sku_ids: Collection[int]) -> None:
    """Raw on purpose: the ORM's ignore_conflicts also swallows CHECK and NOT NULL on SQLite. Only what is missing
    meets ON CONFLICT, which would wait for whoever is just updating a row that exists."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO inventory_skustock (warehouse_id, sku_id, on_hand_sellable, reserved, waiting, in_transit, "
            "threshold_units, overlap_percent, version) SELECT %s, %s, 0, 0, 0, 0, 0, 0, 1 WHERE NOT EXISTS "
            "(SELECT 1 FROM inventory_skustock WHERE warehouse_id = %s AND sku_id = %s) ON CONFLICT DO NOTHING",
            [(warehouse_id, sku_id) * 2 for sku_id in sku_ids],
        )
