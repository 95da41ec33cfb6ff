"""[M20] Orders that the front accepted and the warehouse had no free goods for when they came."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet

from inventory.operations import normal_value
from inventory.selectors.items import sku_by_code, skus_with_barcode
from picking.models import Order, OrderItem
from picking.states import OrderState


def oversold_now(*, warehouse_id: int, shop_ids: Collection[int]) -> QuerySet[Order]:
    """Orders that wait for stock, since `short_at`: a penalty each unless goods come in time. The oldest due first."""
    rows = Order.objects.filter(warehouse=warehouse_id, shop__in=shop_ids, state=OrderState.WAITING, is_manual=False)
    return rows.select_related("shop").annotate(short_at=F("state_since")).order_by("due_at", "pk")


def oversold_since(*, warehouse_id: int, shop_ids: Collection[int], since: datetime) -> QuerySet[Order]:
    """Every order that has waited for stock from `since` on, newest first, with when it began (`short_at`) and what
    became of it last (`state`)."""
    waited = Q(history__became=OrderState.WAITING, history__created_at__gte=since)
    rows = Order.objects.filter(waited, warehouse=warehouse_id, shop__in=shop_ids, is_manual=False)
    return (
        rows.select_related("shop")
        .annotate(short_at=Min("history__created_at", filter=waited), short_until=Max("history__created_at"))
        .order_by("-short_at", "-pk")
    )


def called(rows: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Orders of this number, its beginning or its last digits, or with goods of this code or barcode."""
    number = "".join(text.split())
    named = sku_by_code(text.strip())
    goods = [named] if named else skus_with_barcode(normal_value(text)[0])
    wanted = Q(number__startswith=number) | Q(number__endswith=number)
    if goods:
        wanted |= Q(Exists(OrderItem.objects.filter(order=OuterRef("pk"), sku__in=goods)))
    return rows.filter(wanted)
