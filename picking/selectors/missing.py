"""What orders still lack: units that no tote holds yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import CharField, F, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from picking.models import Order, OrderItem, PickSlot
from picking.states import SHORT, OrderState, TaskState
from wms.core.models import WorkItem
from wms.core.prepared import Prepared, Together
from wms.core.states import WorkItemState


def missing_units(order: Order) -> dict[str, int]:
    """Units that no tote holds yet, by SKU code."""
    return missing_of([order.pk]).get(order.pk, {})


def missing_of(order_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """The same for many orders, by order; whole ones are left out. One query."""
    return _by_order(_lacking(OrderItem.objects.filter(order__in=order_ids)))


@dataclass(frozen=True)
class EndingWalk:
    """The orders that count on a walk's totes and are still being picked, in pk order; missing_of() every order of the
    walk; the ids of those that a person is asked about because they were short.
    """

    orders: Sequence[Order]
    missing: dict[int, dict[str, int]]
    asked: frozenset[int]


def ending_walk(walk_id: int) -> EndingWalk:
    """One query. The caller holds the orders."""
    orders, lacking, asked = _of_walk(walk=walk_id)
    ids = frozenset(int(order_id) for (order_id,) in asked)
    return EndingWalk(sorted(orders, key=lambda order: order.pk), _by_order(lacking), ids)


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


def _asked_of_walk(walk: int) -> QuerySet[WorkItem, tuple[str]]:
    orders = PickSlot.objects.filter(pick_list=walk).order_by().annotate(text=Cast("order_id", CharField()))
    items = WorkItem.objects.filter(kind=SHORT, subject_type="order", subject_id__in=orders.values("text"))
    return items.exclude(state=WorkItemState.RESOLVED).order_by("pk").values_list("subject_id")


_of_walk = Together(
    Prepared(_still_picked, walk=int), Prepared(_lacking_of_walk, walk=int), Prepared(_asked_of_walk, walk=int)
)
