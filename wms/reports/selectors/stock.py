"""SKUs with the three numbers of a warehouse, and where their units lie."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from inventory.models import SkuStock, StockBalance
from inventory.states import Condition
from wms.core.models import Warehouse


def sku_stocks(warehouse: Warehouse, text: str = "") -> QuerySet[SkuStock]:
    """One row a SKU; `available` of it is what the front may see [M10]. Narrowed by code or name."""
    rows = SkuStock.objects.filter(warehouse=warehouse).select_related("sku")
    if text:
        rows = rows.filter(
            Q(sku__code__icontains=text) | Q(sku__name_zh__icontains=text) | Q(sku__name_en__icontains=text)
        )
    return rows.order_by("sku__code")


def units_by_condition(warehouse: Warehouse, sku_id: int) -> dict[str, int]:
    rows = StockBalance.objects.filter(location__warehouse=warehouse, sku=sku_id, on_hand__gt=0)
    units: dict[str, int] = dict.fromkeys(Condition.values, 0)
    for condition, on_hand in rows.values_list("condition", "on_hand"):
        units[condition] += on_hand
    return {condition: count for condition, count in units.items() if count}


def places_by_sku(warehouse: Warehouse, sku_ids: list[int]) -> dict[int, int]:
    """How many places hold each SKU. One query."""
    rows = StockBalance.objects.filter(location__warehouse=warehouse, sku__in=sku_ids, on_hand__gt=0)
    return dict(rows.order_by().values_list("sku").annotate(Count("location", distinct=True)))
