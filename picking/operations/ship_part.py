"""A person sends what is there of a short order: the rest follows as a part of its own, or does not come at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.locks import lock_known_sku_stocks
from inventory.operations.promise import release_demands
from inventory.selectors.promisable import units_of
from picking.errors import (
    HoldReasonMissing,
    NoRest,
    NothingLacks,
    NothingThere,
    OrderCancelled,
    OrderNotReady,
    PartFrozen,
    PartSealed,
    PlatformShips,
)
from picking.locks import lock_lists_of_order, lock_whole
from picking.models import Order
from picking.operations.cancel import CancelAnswer, request_cancel
from picking.operations.channel_hold import end_short
from picking.operations.history import advance, note
from picking.operations.parting import divide, make_rest
from picking.operations.promises import DEMAND_TYPE, OTHERS_SHIP, settle
from picking.selectors.parts import There, goods_there, is_short
from picking.states import BEFORE_WAVE, SHORT, OrderState
from wms.core import audit
from wms.core.cause import Cause

REASON_LIMIT = 120
PART_SHIPS, PART_CLOSES, REST_ENDS = "order.part_ships", "order.part_closes", "order.rest_ends"
SEALED = {OrderState.PACKED, OrderState.SHIPPED}


@dataclass(frozen=True)
class Parted:
    """What goes on now and what was left out of it, in units; `rest` is a part of the order."""

    part: Order
    rest: Order
    units: int
    rest_units: int


def ship_part(*, cause: Cause, order_id: int, reason: str, rest_follows: bool) -> Parted:
    """Let a short order go on with what is there; what it lacks becomes another part of it, under the same number.

    After a walk what is there lies in the order's totes, and a bench packs just that. Before a walk it is what can be
    promised now. The rest keeps nothing: it asks for its goods anew, at the order's old rank, and is promised what is
    there or waits; unless `rest_follows`, it ends. A set may be cut: its goods are sent as they are there. Audited.

    Refuses with HoldReasonMissing, OrderCancelled, PartSealed, PartFrozen, PlatformShips, OrderNotReady (not short, or
    somebody walks for the rest), NothingLacks, NothingThere. Locks the order's parts, its walks, then what
    release_demands and promise_order lock.
    """
    words = _reason(reason)
    parts = lock_whole(order_id)
    part = next(row for row in parts if row.pk == order_id)
    _refuse(part)
    if lock_lists_of_order(part.pk):
        raise OrderNotReady(order=part.number, state=str(OrderState.PICKING))
    there = _there(part)
    units, lacking = sum(row.units for row in there), sum(row.lacks for row in there)
    if not lacking:
        raise NothingLacks(order=part.number)
    if not units:
        raise NothingThere(order=part.number)
    _let_go(cause, part, there)
    rest = make_rest(cause, part, len(parts) + 1)
    divide(part, rest, there)
    facts = {"units": units, "rest": lacking, "part": rest.part, "reason": words}
    code = PART_SHIPS if rest_follows else PART_CLOSES
    note(cause=cause, order=part, code=code, facts=facts)
    _go_on(cause, part)
    if rest_follows:
        settle(cause=cause, order=rest)
    else:
        request_cancel(cause=cause, order=rest, reason=words)
    _keep(cause, part, code, words, units=units, rest=lacking)
    return Parted(part, rest, units, lacking)


def end_rest(*, cause: Cause, order_id: int, reason: str) -> CancelAnswer:
    """What is left of an order does not come: it ends as if the buyer had cancelled it, the other parts go their way.

    Refuses with HoldReasonMissing, PartSealed, NoRest (no other part of it has left or is on its way). Audited. Locks
    the order's parts, then what request_cancel locks.
    """
    words = _reason(reason)
    parts = lock_whole(order_id)
    rest = next(row for row in parts if row.pk == order_id)
    if rest.state in SEALED:
        raise PartSealed(order=rest.number, state=str(rest.state))
    if not may_end(rest, parts):
        raise NoRest(order=rest.number)
    note(cause=cause, order=rest, code=REST_ENDS, facts={"reason": words})
    answer = request_cancel(cause=cause, order=rest, reason=words)
    _keep(cause, rest, REST_ENDS, words)
    return answer


def may_end(rest: Order, parts: Sequence[Order]) -> bool:
    """Whether end_rest would end it: it is live and unsealed, and another part has left or goes on."""
    gone = {OrderState.CANCELLED, OrderState.MERGED}
    others = [row for row in parts if row.pk != rest.pk and row.state not in gone and row.cancel_requested_at is None]
    return bool(others) and rest.state not in SEALED | gone and rest.cancel_requested_at is None


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not words or len(words) > REASON_LIMIT:
        raise HoldReasonMissing(limit=REASON_LIMIT)
    return words


def _refuse(part: Order) -> None:
    if part.state in SEALED:
        raise PartSealed(order=part.number, state=str(part.state))
    if part.cancel_requested_at is not None or part.state == OrderState.CANCELLED:
        raise OrderCancelled(order=part.number)
    if part.channel_stop:
        raise PartFrozen(order=part.number, hold=part.channel_stop)
    if part.hold_code == OTHERS_SHIP:
        raise PlatformShips(order=part.number)
    if part.state == OrderState.PROMISED:
        raise NothingLacks(order=part.number)
    if not is_short(part):
        raise OrderNotReady(order=part.number, state=str(part.state))


def _there(part: Order) -> list[There]:
    """Read under lock: the sums of a waiting order's SKUs, of which it holds nothing itself."""
    if part.state != OrderState.WAITING:
        return goods_there(part)
    skus = set(part.items.values_list("sku_id", flat=True))
    return goods_there(part, units_of(lock_known_sku_stocks({part.warehouse_id}, skus))[part.warehouse_id])


def _let_go(cause: Cause, part: Order, there: Sequence[There]) -> None:
    """What is taken stays taken. A waiting order's goods are asked for anew, by each part."""
    short = [row for row in there if row.lacks or part.state == OrderState.WAITING]
    release_demands(cause=cause, demands=[(DEMAND_TYPE, str(row.item.pk)) for row in short])


def _go_on(cause: Cause, part: Order) -> None:
    """Before a walk: promised. After it: its goods wait for a bench."""
    if part.state in BEFORE_WAVE and part.hold_code != SHORT:
        settle(cause=cause, order=part)
        return
    end_short(order=part, resolution=PART_SHIPS)
    advance(cause=cause, order=part, to=OrderState.PICKING, code=PART_SHIPS)
    advance(cause=cause, order=part, to=OrderState.PICKED)


def _keep(cause: Cause, order: Order, action: str, reason: str, **units: int) -> None:
    audit.record(
        cause=cause,
        action=action,
        subject=f"order:{order.number}",
        after={"part": order.part, "state": str(order.state), **units},
        warehouse=order.warehouse,
        reason=reason,
    )
