"""What orders still lack: units that no tote holds yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from picking.models import Order, OrderItem, PickSlot
from picking.states import OrderState, TaskState
from wms.core.prepared import Prepared, Together


def missing_units(order: Order) -> dict[str, int]:
    """Units that no tote holds yet, by SKU code."""
    return missing_of([order.pk]).get(order.pk, {})


def missing_of(order_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """The same for many orders, by order; whole ones are left out. One query."""
    return _by_order(_lacking(OrderItem.objects.filter(order__in=order_ids)))


def orders_of_ending_walk(walk_id: int) -> tuple[list[Order], dict[int, dict[str, int]]]:
    """The orders that count on a walk's totes and are still being picked, in pk order, and missing_of() every order of
    the walk. One query.
    """
    orders, lacking = _of_walk(walk=walk_id)
    return sorted(orders, key=lambda order: order.pk), _by_order(lacking)


def _lacking(items: QuerySet[OrderItem]) -> QuerySet[OrderItem, tuple[int, int, str, int, int]]:
    """Item, order, SKU code, wanted and picked units of those that are not whole."""
    picked = Coalesce(Sum("tasks__picked", filter=Q(tasks__state=TaskState.DONE)), 0)
    items = items.filter(is_refunded=False).annotate(fetched=picked).filter(quantity__gt=F("fetched"))
    return items.order_by("pk").values_list("pk", "order_id", "sku__code", "quantity", "fetched")


def _by_order(lacking: Iterable[tuple[int, int, str, int, int]]) -> dict[int, dict[str, int]]:
    missing: dict[int, dict[str, int]] = {}
    for _, order_id, code, wanted, fetched in lacking:
        of_order = missing.setdefault(order_id, {})
        of_order[code] = of_order.get(code, 0) + wanted - fetched
    return missing


def _still_picked(walk: int) -> QuerySet[Order]:
    in_picking = (OrderState.WAVED, OrderState.PICKING)
    rows = Order.objects.filter(slots__pick_list=walk, slots__released_at=None, state__in=in_picking)
    return rows.order_by("pk").distinct()


def _lacking_of_walk(walk: int) -> QuerySet[OrderItem, tuple[int, int, str, int, int]]:
    orders = PickSlot.objects.filter(pick_list=walk).order_by().values("order")
    return _lacking(OrderItem.objects.filter(order__in=orders))


_of_walk = Together(Prepared(_still_picked, walk=int), Prepared(_lacking_of_walk, walk=int))
