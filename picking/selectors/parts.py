"""What of a short order is there: for the page that asks whether to send it, and for the operation that does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Sum

from inventory.selectors.promisable import promisable_units
from picking.models import Order, OrderItem, PickTask
from picking.states import SHORT, OrderState, TaskState


@dataclass(frozen=True)
class There:
    """One item of an order and how many of its `item.quantity` units are there."""

    item: OrderItem
    units: int

    @property
    def lacks(self) -> int:
        return self.item.quantity - self.units


def is_short(order: Order) -> bool:
    """It waits for goods: before its walk, or with what its walk has fetched."""
    return order.state == OrderState.WAITING or (order.state == OrderState.HELD and order.hold_code == SHORT)


def goods_there(order: Order, free: Mapping[int, int] | None = None) -> list[There]:
    """Every item that is still wanted, with what is there of it.

    A walk's goods are those that lie in totes. Before a walk they are what could be promised now, first line first:
    `free` by SKU id where the caller has locked it, else as it is at this moment. At most two queries.
    """
    items = list(OrderItem.objects.filter(order=order, is_refunded=False).select_related("sku", "line").order_by("pk"))
    if order.state != OrderState.WAITING:
        done = PickTask.objects.filter(order_item__in=items, state=TaskState.DONE).order_by()
        picked = dict(done.values_list("order_item").annotate(Sum("picked")))
        return [There(item, min(item.quantity, picked.get(item.pk, 0))) for item in items]
    if free is None:
        free = promisable_units({order.warehouse_id}, {item.sku_id for item in items})[order.warehouse_id]
    left, found = Counter(free), []
    for item in items:
        units = min(item.quantity, left[item.sku_id])
        left[item.sku_id] -= units
        found.append(There(item, units))
    return found
