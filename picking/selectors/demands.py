"""What orders say about their allocations: for check_ledger, and for sharing stock between bindings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.db.models import Sum

from inventory.selectors.demand import Held
from picking.models import Order, OrderItem, OrderLine, PickTask
from picking.states import OrderState, TaskState

OPEN = ("waiting", "promised", "placed", "taken")
WHOLE = {
    OrderState.WAITING: ("waiting",),
    OrderState.PROMISED: ("promised",),
    OrderState.WAVED: ("promised", "placed"),
    OrderState.PICKING: ("promised", "placed", "taken"),
    OrderState.PICKED: ("promised", "taken"),
    OrderState.PACKING: ("promised", "taken"),
    OrderState.PACKED: ("taken",),
    OrderState.SHIPPED: ("shipped",),
}


def differences(held: Mapping[tuple[str, str], list[Held]], warehouse_id: int | None = None) -> Iterator[str]:
    """A sentence for each item whose allocations do not fit its order's state, and for each task without its goods."""
    units: dict[int, dict[str, int]] = {}
    for (_, demand_id), rows in held.items():
        sums = units.setdefault(int(demand_id), {})
        for row in rows:
            for state, quantity in row.units.items():
                sums[str(state)] = sums.get(str(state), 0) + quantity
    items = OrderItem.objects.select_related("order", "sku").order_by("pk")
    if warehouse_id is not None:
        items = items.filter(order__warehouse=warehouse_id)
    known = set()
    for item in items.iterator(chunk_size=2000):
        known.add(item.pk)
        yield from _of_item(item, units.get(item.pk, {}))
    for item_id, sums in sorted(units.items()):
        if item_id not in known and any(sums.get(state) for state in OPEN):
            yield f"allocations of order item {item_id}, which does not exist: {sums}"
    yield from _of_tasks(units, warehouse_id)


def _of_item(item: OrderItem, sums: dict[str, int]) -> Iterator[str]:
    state = item.order.state
    if item.is_refunded:
        return
    name = f"order {item.order.number} ({state}), {item.sku.code}"
    live = sum(sums.get(each, 0) for each in OPEN)
    if state in {OrderState.CANCELLED, OrderState.MERGED} and live:
        yield f"{name}: {state}, but {live} units are still held"
    elif state == OrderState.HELD and live not in {0, item.quantity}:
        yield f"{name}: {live} of {item.quantity} units held"
    elif state in WHOLE:
        fitting = sum(sums.get(each, 0) for each in WHOLE[OrderState(state)])
        if fitting != item.quantity:
            yield f"{name}: wants {item.quantity} units in {'/'.join(WHOLE[OrderState(state)])}, has {sums}"


def _of_tasks(units: Mapping[int, Mapping[str, int]], warehouse_id: int | None) -> Iterator[str]:
    """Open tasks never ask for more than is placed for their item. Less is a message on its way."""
    tasks = PickTask.objects.filter(state=TaskState.OPEN)
    if warehouse_id is not None:
        tasks = tasks.filter(order__warehouse=warehouse_id)
    open_units = tasks.values_list("order_item").annotate(Sum("quantity"))
    for item_id, quantity in open_units.order_by("order_item"):
        placed = units.get(item_id, {}).get("placed", 0) + units.get(item_id, {}).get("promised", 0)
        if quantity > placed:
            yield f"open tasks of order item {item_id} want {quantity} units, {placed} are placed"


def units_sold(binding_ids: Collection[int], since: datetime) -> dict[int, int]:
    """Units that orders placed since then have asked of each binding; cancelled ones left out."""
    rows = (
        OrderLine.objects.filter(binding__in=binding_ids, order__placed_at__gte=since)
        .exclude(order__state=OrderState.CANCELLED)
        .order_by("binding")
        .values_list("binding")
        .annotate(Sum("quantity"))
    )
    return dict(rows)


def live_orders(warehouse_id: int) -> int:
    return Order.objects.filter(warehouse=warehouse_id).exclude(state__in=["shipped", "cancelled", "merged"]).count()
