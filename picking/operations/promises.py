"""From an order's lines to goods promised to it: bindings, bundles, holds, the promise, and the queue that waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from inventory.operations.promise import Demand, promise_order
from inventory.selectors.known_bindings import KnownBinding, find_bindings
from picking.models import Order, OrderItem, OrderLine
from picking.operations.facts import NOT_AN_ORDER
from picking.operations.history import advance, note
from picking.selectors.orders import UNBOUND
from picking.states import CHANNEL_HOLD, OrderClass, OrderState
from wms.core.cause import Cause
from wms.core.work_items import close_work_items, raise_work_item

DEMAND_TYPE = "order_item"
CERTIFICATION, OTHERS_SHIP = "order.certification_expired", "order.others_ship"
CURRENCY = "channel.currency"
TOLD_HOLDS = (UNBOUND, CERTIFICATION, CURRENCY, *NOT_AN_ORDER)  # a person can do something about these
BY_PERSON = "hold.by_person"  # stands until a person ends it, whatever the channel says meanwhile


@dataclass(frozen=True)
class Hold:
    """Why an order may not go on; the code has its wording as a work item."""

    code: str
    facts: dict[str, Any]


def demands_of(order: Order) -> list[Demand]:
    """What the order needs, in inventory's words."""
    return [
        Demand(demand_type=DEMAND_TYPE, demand_id=str(item.pk), sku_id=item.sku_id, quantity=item.quantity)
        for item in order.items.all()
    ]


def keys_of(order: Order) -> list[tuple[str, str]]:
    """The names of those demands."""
    return [(DEMAND_TYPE, str(pk)) for pk in order.items.values_list("pk", flat=True)]


def settle(*, cause: Cause, order: Order, channel_hold: tuple[str, dict[str, str]] | None = None) -> None:
    """Bring a held or waiting order as far as it can go: held with a code, waiting for stock, or promised.

    `channel_hold` is what the channel says now ("" = nothing); None when nobody has asked it, then its last hold
    stands. An order that only the channel holds (unpaid, risk check) has its stock all the same: the front has lowered
    its figure for it [M25]. What a person holds stays held, with what the channel says beside it. The caller
    has locked the order. Locks what promise_order locks.
    """
    if channel_hold is None and order.hold_code.startswith(CHANNEL_HOLD):
        channel_hold = (order.hold_code, order.hold_facts)
    if channel_hold is not None and channel_hold[0] in NOT_AN_ORDER:
        _hold(cause, order, Hold(*channel_hold))
        return
    hold = _first_hold(order)
    if order.hold_code == BY_PERSON and channel_hold is not None:
        order.hold_facts = {**order.hold_facts, "channel": list(channel_hold)}
        order.save(update_fields=["hold_facts"])
    if hold is not None:
        if order.hold_code != BY_PERSON:
            _hold(cause, order, hold)
        return
    promised = promise_order(
        cause=cause,
        warehouse=order.warehouse,
        demands=demands_of(order),
        priority=order.priority,
        due_at=order.due_at,
        arrived_at=order.placed_at,
    )
    if order.hold_code == BY_PERSON:
        return
    if channel_hold is not None and channel_hold[0]:
        _hold(cause, order, Hold(*channel_hold))
        return
    _close_holds(order)
    target = OrderState.PROMISED if promised.state == "promised" else OrderState.WAITING
    if order.state != target:
        advance(cause=cause, order=order, to=target)


def _first_hold(order: Order) -> Hold | None:
    """[M11, M2] Also binds the lines and takes bundles apart, as soon as every line of ours has a verified binding."""
    lines = [line for line in order.lines.all() if not line.skip_reason]
    if not lines:
        return Hold(OTHERS_SHIP, {})
    if all(line.sku_id for line in lines):
        _write_named(order, lines)
        return None
    bindings = find_bindings(
        shop_id=order.shop_id,
        warehouse_id=order.warehouse_id,
        pairs=[(line.product_id, line.seller_sku) for line in lines],
    )
    unbound = sorted({line.seller_sku for line in lines if not _is_usable(bindings, line)})
    if unbound:
        return Hold(UNBOUND, {"seller_skus": unbound})
    if not order.items.exists():
        _write_items(order, lines, bindings)
    until = order.warehouse.certified_until_on
    today = timezone.localdate(timezone=order.warehouse.zone)
    if order.has_promise and (until is None or until < today):
        return Hold(CERTIFICATION, {"warehouse": order.warehouse.code, "until": until.isoformat() if until else ""})
    return None


def _write_named(order: Order, lines: list[OrderLine]) -> None:
    """A person has named our own SKUs: no platform product stands between [M1]."""
    if order.items.exists():
        return
    named = [(line, line.sku_id) for line in lines if line.sku_id is not None]
    items = [OrderItem(order=order, line=line, sku_id=sku, quantity=line.quantity) for line, sku in named]
    OrderItem.objects.bulk_create(items)
    order.order_class = class_of(items)
    order.save(update_fields=["order_class"])


def _is_usable(bindings: dict[tuple[str, str], KnownBinding], line: OrderLine) -> bool:
    binding = bindings.get((line.product_id, line.seller_sku))
    return binding is not None and binding.is_verified and bool(binding.components)


def _write_items(order: Order, lines: list[OrderLine], bindings: dict[tuple[str, str], KnownBinding]) -> None:
    items = []
    for line in lines:
        binding = bindings[line.product_id, line.seller_sku]
        line.binding_id = binding.id
        line.save(update_fields=["binding"])
        for sku_id, per_unit in binding.components:
            items.append(OrderItem(order=order, line=line, sku_id=sku_id, quantity=per_unit * line.quantity))
    OrderItem.objects.bulk_create(items)
    order.order_class = class_of(items)
    order.save(update_fields=["order_class"])


def class_of(items: list[OrderItem]) -> str:
    """How an order with these goods is walked and packed."""
    if len({item.sku_id for item in items}) > 1:
        return OrderClass.MIXED
    return OrderClass.SINGLE_UNIT if sum(item.quantity for item in items) == 1 else OrderClass.SINGLE_SKU


def _hold(cause: Cause, order: Order, hold: Hold) -> None:
    order.hold_code, order.hold_facts = hold.code, hold.facts
    if order.state == OrderState.HELD:
        order.save(update_fields=["hold_code", "hold_facts"])
        note(cause=cause, order=order, code=hold.code, facts=hold.facts)
    else:
        advance(cause=cause, order=order, to=OrderState.HELD, code=hold.code, facts=hold.facts)
    if hold.code in TOLD_HOLDS:
        raise_work_item(
            cause=cause,
            kind=hold.code,
            warehouse_id=order.warehouse_id,
            subject_type="order",
            subject_id=order.pk,
            subject_label=order.number,
            facts={**hold.facts, "order": order.number},
            is_urgent=order.has_promise,
        )


def _close_holds(order: Order) -> None:
    if not order.hold_code:
        return
    close_work_items(kind=order.hold_code, subject_type="order", subject_id=order.pk, resolution="order.settled")
    order.hold_code, order.hold_facts = "", {}
    order.save(update_fields=["hold_code", "hold_facts"])
