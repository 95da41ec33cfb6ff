"""A person, or a system that speaks for one, holds an order back before its walk; the stock stays promised to it."""

from __future__ import annotations

from picking.errors import HoldReasonMissing, OrderHeldAlready, OrderNotHeld, OrderOnTheFloor
from picking.locks import lock_order
from picking.models import Order
from picking.operations.history import advance
from picking.operations.promises import BY_PERSON, settle
from picking.states import BEFORE_WAVE, OrderState
from wms.core import audit
from wms.core.cause import Cause

REASON_LIMIT = 120


def hold_order(*, cause: Cause, order_id: int, reason: str) -> Order:
    """No wave takes it until it is released; what was promised stays promised. Held so already: nothing
    changes. Audited.

    Refuses with HoldReasonMissing (none, or above 120 characters), OrderOnTheFloor (a wave has it, or it is over),
    OrderHeldAlready (something else holds it: that must be settled first). Locks the order.
    """
    words = " ".join(reason.split())
    if not words or len(words) > REASON_LIMIT:
        raise HoldReasonMissing(limit=REASON_LIMIT)
    order = lock_order(order_id)
    if order.state not in BEFORE_WAVE:
        raise OrderOnTheFloor(order=order.number, state=str(order.state))
    if order.hold_code == BY_PERSON:
        return order
    if order.state == OrderState.HELD:
        raise OrderHeldAlready(order=order.number, hold=order.hold_code)
    order.hold_code, order.hold_facts = BY_PERSON, {"reason": words}
    advance(cause=cause, order=order, to=OrderState.HELD, code=BY_PERSON, facts=order.hold_facts)
    _keep(cause, order, "order.hold", reason=words)
    return order


def release_hold(*, cause: Cause, order_id: int) -> Order:
    """End such a hold: the order goes on as far as it can, also past what the channel has said of it
    meanwhile. Audited.

    Refuses with OrderNotHeld (nobody holds it so). Locks the order, then what promise_order locks.
    """
    order = lock_order(order_id)
    if order.hold_code != BY_PERSON:
        raise OrderNotHeld(order=order.number)
    reason = order.hold_facts.get("reason", "")
    channel = order.hold_facts.get("channel") or ["", {}]
    order.hold_code, order.hold_facts = "", {}
    order.save(update_fields=["hold_code", "hold_facts"])
    settle(cause=cause, order=order, channel_hold=(channel[0], channel[1]))
    _keep(cause, order, "order.release", reason=reason)
    return order


def may_hold(order: Order) -> bool:
    """Whether hold_order would hold it back now."""
    return order.state in BEFORE_WAVE and order.state != OrderState.HELD


def is_held_by_person(order: Order) -> bool:
    return order.state == OrderState.HELD and order.hold_code == BY_PERSON


def _keep(cause: Cause, order: Order, action: str, *, reason: str) -> None:
    audit.record(
        cause=cause,
        action=action,
        subject=f"order:{order.number}",
        after={"state": str(order.state)},
        warehouse=order.warehouse,
        reason=reason,
    )
