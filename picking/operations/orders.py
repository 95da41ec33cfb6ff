"""An order comes in once, whatever is told how often and in which order, and takes its stock [M1, M11, M51]."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.operations.promise import release_demands
from picking.errors import OrderAlreadyShipped
from picking.locks import lock_order
from picking.models import Order, OrderLine
from picking.operations.cancel import request_cancel
from picking.operations.channel_hold import record_channel_hold
from picking.operations.facts import OrderFacts
from picking.operations.history import note
from picking.operations.promises import keys_of, settle
from picking.states import BEFORE_WAVE, ENDED, OrderState
from wms.core.cause import Cause
from wms.core.models import Shop
from wms.core.work_items import raise_work_item

LineKey = tuple[str, str, str, int, str]


@dataclass(frozen=True)
class Imported:
    """What became of a told order. `is_new`: it was not known; `is_changed`: something was taken over."""

    order: Order
    is_new: bool
    is_changed: bool


def import_order(*, cause: Cause, shop: Shop, facts: OrderFacts) -> Imported:
    """Take an order in, or take over what a newer message changes; an older or equal one changes nothing [M51].

    Refuses with order.invalid. Promises its stock on arrival, wholly or not at all; what cannot be fulfilled is held
    with a code and a work item [M2, M11]. Locks the order, then what inventory promises.
    """
    facts.check()
    order, is_new = Order.objects.get_or_create(
        shop=shop,
        number=facts.number,
        defaults={
            **facts.columns,
            "warehouse_id": facts.warehouse_id or shop.warehouse_id,
            "is_manual": facts.is_manual,
            "placed_at": facts.placed_at,
            "note": facts.note,
            "hold_code": facts.hold_code,
            "hold_facts": facts.hold_facts,
        },
    )
    order = lock_order(order.pk)
    if is_new:
        _write_lines(order, facts)
        note(cause=cause, order=order, code="order.imported", facts={"lines": len(facts.lines)})
        settle(cause=cause, order=order, channel_hold=(facts.hold_code, facts.hold_facts))
    elif facts.modified_at <= order.platform_modified_at:
        return Imported(order, is_new=False, is_changed=False)
    else:
        _take_over(cause, order, facts)
    if facts.is_cancelled and order.state not in ENDED:
        _cancel(cause, order, facts)
    return Imported(order, is_new=is_new, is_changed=True)


def _take_over(cause: Cause, order: Order, facts: OrderFacts) -> None:
    """A newer message about an order that we know."""
    for name, value in facts.columns.items():
        setattr(order, name, value)
    order.save()
    note(cause=cause, order=order, code="order.changed", facts={"channel_state": facts.channel_state})
    if order.state in ENDED:
        return
    is_changed = _keys_told(facts) != _keys_kept(order)
    if order.state not in BEFORE_WAVE or order.slots.exists():
        record_channel_hold(cause=cause, order_id=order.pk, code=facts.hold_code)
        if is_changed:
            _raise_late_change(cause, order)
        return
    if is_changed:
        release_demands(cause=cause, demands=keys_of(order))
        order.lines.all().delete()
        _write_lines(order, facts)
        if order.state != OrderState.HELD:
            order.state = OrderState.HELD
            order.save(update_fields=["state"])
    if is_changed or facts.hold_code or order.state == OrderState.HELD:
        settle(cause=cause, order=order, channel_hold=(facts.hold_code, facts.hold_facts))


def _cancel(cause: Cause, order: Order, facts: OrderFacts) -> None:
    try:
        request_cancel(cause=cause, order=order, reason=facts.cancel_reason)
    except OrderAlreadyShipped:
        note(cause=cause, order=order, code="order.cancelled_too_late")


def _write_lines(order: Order, facts: OrderFacts) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            platform_line=line.platform_line,
            product_id=line.product_id,
            seller_sku=line.seller_sku,
            quantity=line.quantity,
            amount=line.amount,
            skip_reason=line.skip_reason,
        )
        for line in facts.lines
    )


def _keys_told(facts: OrderFacts) -> list[LineKey]:
    return sorted(
        (line.platform_line, line.product_id, line.seller_sku, line.quantity, line.skip_reason) for line in facts.lines
    )


def _keys_kept(order: Order) -> list[LineKey]:
    return sorted(order.lines.values_list("platform_line", "product_id", "seller_sku", "quantity", "skip_reason"))


def _raise_late_change(cause: Cause, order: Order) -> None:
    """Somebody walks for the old lines already: a person decides."""
    raise_work_item(
        cause=cause,
        kind="order.changed_late",
        warehouse=order.warehouse,
        subject_type="order",
        subject_id=order.pk,
        subject_label=order.number,
        facts={"state": order.state},
        is_urgent=True,
    )
