"""The sums of a SKU at a warehouse: the row that promises meet at. Before allocations, never after a balance."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from inventory.models import SkuStock


def lock_sku_stocks(warehouse_id: int, sku_ids: Collection[int]) -> dict[int, SkuStock]:
    """The sums of these SKUs at one warehouse, made when they are not there yet. Keyed by SKU."""
    wanted = sorted(set(sku_ids))
    stocks = _sku_stocks(warehouse_id, wanted)
    missing = [sku_id for sku_id in wanted if sku_id not in stocks]
    if missing:
        _insert_sku_stocks(warehouse_id, missing)
        stocks = _sku_stocks(warehouse_id, wanted)
    return stocks


def lock_known_sku_stocks(warehouse_ids: Collection[int], sku_ids: Collection[int]) -> list[SkuStock]:
    """The sums of several warehouses at once, by warehouse. Those that do not exist are zero and are not made."""
    rows = SkuStock.objects.select_for_update().filter(warehouse_id__in=warehouse_ids, sku_id__in=sku_ids)
    return list(rows.order_by("warehouse_id", "pk"))


def _sku_stocks(warehouse_id: int, sku_ids: Collection[int]) -> dict[int, SkuStock]:
    rows = SkuStock.objects.select_for_update().filter(warehouse_id=warehouse_id, sku_id__in=sku_ids).order_by("pk")
    return {row.sku_id: row for row in rows}


def _insert_sku_stocks(warehouse_id: int, sku_ids: Collection[int]) -> None:
    """Raw on purpose: the ORM's ignore_conflicts also swallows CHECK and NOT NULL on SQLite."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO inventory_skustock (warehouse_id, sku_id, on_hand_sellable, reserved, waiting, in_transit, "
            "threshold_units, overlap_percent, version) VALUES (%s, %s, 0, 0, 0, 0, 0, 0, 1) ON CONFLICT DO NOTHING",
            [(warehouse_id, sku_id) for sku_id in sku_ids],
        )
