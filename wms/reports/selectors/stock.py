"""Where the units of SKUs lie, and in which condition."""

from __future__ import annotations

from django.db.models import Count

from inventory.models import StockBalance
from inventory.states import Condition
from picking.models import OrderItem
from picking.states import OrderState
from wms.core.models import Warehouse

MOST_WANTED = 30


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


def wanted_by(warehouse: Warehouse, sku_id: int) -> list[OrderItem]:
    """The open orders that want a SKU, the earliest due first; at most 30."""
    rows = OrderItem.objects.filter(sku=sku_id, order__warehouse=warehouse)
    rows = rows.exclude(order__state__in=(OrderState.SHIPPED, OrderState.CANCELLED))
    return list(rows.select_related("order__shop").order_by("order__due_at", "pk")[:MOST_WANTED])
