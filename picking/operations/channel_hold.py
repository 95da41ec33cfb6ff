"""What the channel holds up after the walk has begun: the goods stay where they are, and no bench lets them go."""

from __future__ import annotations

from typing import Any

from picking.locks import lock_order
from picking.models import Order
from picking.operations.history import advance, note
from picking.states import BEFORE_WAVE, CHANNEL_HOLD, ENDED, SHORT, OrderState
from wms.core.cause import Cause
from wms.core.work_items import close_work_items, raise_work_item

STOPPED, GOES_ON = "order.stopped_by_channel", "order.channel_lets_go"


def record_channel_hold(*, cause: Cause, order_id: int, code: str) -> bool:
    """The channel's word about an order on the floor or at the bench: `code` begins with "channel.", "" lets it go.

    Before a wave the import itself holds it; a hold of ours is never overwritten: a short order keeps the word beside
    it. True when something changed. Locks the order.
    """
    order = lock_order(order_id)
    is_short = order.state == OrderState.HELD and order.hold_code == SHORT
    if order.channel_stop == code or not (is_short or _may_change(order)):
        return False
    if is_short:
        order.hold_facts = {**order.hold_facts, "channel": code}
    else:
        order.hold_code, order.hold_facts = code, {}
    order.save(update_fields=["hold_code", "hold_facts"])
    note(cause=cause, order=order, code=code or GOES_ON)
    if not code:
        close_work_items(kind=STOPPED, subject_type="order", subject_id=order.pk, resolution=GOES_ON)
        return True
    raise_work_item(
        cause=cause,
        kind=STOPPED,
        warehouse_id=order.warehouse_id,
        subject_type="order",
        subject_id=order.pk,
        subject_label=order.number,
        facts={"order": order.number, "code": code, "state": str(order.state)},
        is_urgent=True,
    )
    return True


def wait_again(*, cause: Cause, order: Order, code: str, facts: dict[str, Any]) -> None:
    """Nobody walks for an order any more: it waits for a wave again, its goods promised. One that the channel stops is
    held, as any before a wave: there the channel's own word lets it go. The caller holds the order.
    """
    stop = order.channel_stop
    advance(cause=cause, order=order, to=OrderState.HELD if stop else OrderState.PROMISED, code=code, facts=facts)
    if stop:
        close_work_items(kind=STOPPED, subject_type="order", subject_id=order.pk, resolution=code)


def end_short(*, order: Order, resolution: str) -> None:
    """A short order lacks nothing any more: what the channel said meanwhile holds it from now on. The caller holds the
    order, and saves it.
    """
    close_work_items(kind=SHORT, subject_type="order", subject_id=order.pk, resolution=resolution)
    order.hold_code, order.hold_facts = order.channel_stop, {}


def _may_change(order: Order) -> bool:
    if order.state in ENDED or order.state in BEFORE_WAVE:
        return False
    return not order.hold_code or order.hold_code.startswith(CHANNEL_HOLD)
