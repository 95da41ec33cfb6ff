"""[M20] Orders that the front accepted and the warehouse had no free goods for when they came."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, Min, Q, QuerySet

from picking.models import Order
from picking.states import OrderState


def oversold_now(*, warehouse_id: int, shop_ids: Collection[int]) -> QuerySet[Order]:
    """Orders that wait for stock: each of them is a penalty unless goods come in time. The oldest due first."""
    rows = Order.objects.filter(warehouse=warehouse_id, shop__in=shop_ids, state=OrderState.WAITING, is_manual=False)
    return rows.select_related("shop").order_by("due_at", "pk")


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
