"""An order comes in once, whatever is told how often and in which order, and takes its stock [M1, M11, M51]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.locks import lock_demands
from picking.errors import OrderAlreadyShipped
from picking.locks import lock_lists_of_orders, lock_parts
from picking.models import Order, OrderItem, OrderLine
from picking.operations.cancel import request_cancel
from picking.operations.channel_hold import record_channel_hold
from picking.operations.facts import NOT_AN_ORDER, OrderFacts
from picking.operations.history import note
from picking.operations.promises import DEMAND_TYPE, settle
from picking.operations.refund import REFUNDED, refund_lines
from picking.operations.routing import ARRIVED, FIXED, find_home, may_route, merge
from picking.operations.totes import lock_totes_of
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
        part=1,
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
    parts = lock_parts(shop.pk, facts.number)
    order = parts[0]
    if is_new:
        _write_lines(order, facts)
        note(cause=cause, order=order, code="order.imported", facts={"lines": len(facts.lines)})
        find_home(cause=cause, parts=parts, why=ARRIVED, channel_hold=(facts.hold_code, facts.hold_facts))
    elif not _is_news(order, facts):
        return Imported(order, is_new=False, is_changed=False)
    else:
        _take_over(cause, parts, facts)
    if facts.is_cancelled:
        for part in lock_parts(shop.pk, facts.number):
            _cancel(cause, part, facts)
    return Imported(order, is_new=is_new, is_changed=True)


def _is_news(order: Order, facts: OrderFacts) -> bool:
    """A newer message; of the same second, one that has become an order since (an answer that came garbled)."""
    if facts.modified_at == order.platform_modified_at and order.hold_code in NOT_AN_ORDER:
        return facts.hold_code not in NOT_AN_ORDER
    return facts.modified_at > order.platform_modified_at


def _take_over(cause: Cause, parts: list[Order], facts: OrderFacts) -> None:
    """A newer message about an order that we know. The parts' shares of its amount stay as they were split."""
    for part in parts:
        for name, value in facts.columns.items():
            if name != "amount" or len(parts) == 1:
                setattr(part, name, value)
        part.save()
        note(cause=cause, order=part, code="order.changed", facts={"channel_state": facts.channel_state})
    live = [part for part in parts if part.state not in ENDED]
    if not live:
        return
    is_changed = _keys_told(facts) != _keys_kept(parts)
    channel_hold = (facts.hold_code, facts.hold_facts)
    if is_changed or len(live) > 1:
        _lock_ahead(live)
    if all(may_route(part) for part in parts):
        _settle_anew(cause, parts, facts, is_changed=is_changed)
        return
    for part in live:
        if part.state not in BEFORE_WAVE or part.slots.filter(released_at=None).exists():
            record_channel_hold(cause=cause, order_id=part.pk, code=facts.hold_code)
        elif facts.hold_code or part.state == OrderState.HELD:
            settle(cause=cause, order=part, channel_hold=channel_hold)
    if is_changed and not _refund(cause, parts, facts):
        _raise_late_change(cause, live[0])


def _lock_ahead(parts: Sequence[Order]) -> None:
    """What settling or refunding these locked parts one by one touches, in the one order: their walks, totes, sums,
    allocations, balances. Each then locks only what is held already, or what nobody else sees yet.
    """
    walks = lock_lists_of_orders([part.pk for part in parts])
    lock_totes_of(orders=parts, walks=walks)
    items = OrderItem.objects.filter(order__in=parts).order_by("pk").values_list("pk", flat=True)
    lock_demands([(DEMAND_TYPE, str(pk)) for pk in items])


def _refund(cause: Cause, parts: list[Order], facts: OrderFacts) -> bool:
    """Lines that are refunded now are taken out. False: something else has changed too, or a parcel is sealed."""
    told = {line.platform_line for line in facts.lines if line.skip_reason == REFUNDED}
    is_done = refund_lines(cause=cause, parts=parts, platform_lines=told)
    return is_done and _keys_told(facts) == _keys_kept(parts)


def _settle_anew(cause: Cause, parts: list[Order], facts: OrderFacts, *, is_changed: bool) -> None:
    """Nobody walks for it yet: what was told now is the order."""
    order = parts[0]
    if is_changed:
        merge(cause=cause, parts=parts)
        _write_lines(order, facts)
        order.amount, was = facts.amount, order.state
        order.state = OrderState.HELD
        order.save(update_fields=["state", "amount"] if was != OrderState.HELD else ["amount"])
    hold = (facts.hold_code, facts.hold_facts)
    if is_changed:
        find_home(cause=cause, parts=parts, why=FIXED, channel_hold=hold)
        return
    for part in parts:
        if part.state != OrderState.MERGED and (facts.hold_code or part.state == OrderState.HELD):
            settle(cause=cause, order=part, channel_hold=hold)


def _cancel(cause: Cause, order: Order, facts: OrderFacts) -> None:
    if order.state in ENDED:
        return
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


def _keys_kept(parts: list[Order]) -> list[LineKey]:
    """The lines as bought: what is split over parts is summed up."""
    units: dict[tuple[str, str, str, str], int] = {}
    for line in OrderLine.objects.filter(order__in=parts, is_cut=False):
        key = (line.platform_line, line.product_id, line.seller_sku, line.skip_reason)
        units[key] = units.get(key, 0) + line.quantity
    return sorted((line, product, sku, total, skipped) for (line, product, sku, skipped), total in units.items())


def _raise_late_change(cause: Cause, order: Order) -> None:
    """Somebody walks for the old lines already: a person decides."""
    raise_work_item(
        cause=cause,
        kind="order.changed_late",
        warehouse_id=order.warehouse_id,
        subject_type="order",
        subject_id=order.pk,
        subject_label=order.number,
        facts={"state": order.state},
        is_urgent=True,
    )
