"""What the pack station may do to an order, which it has locked first, so that no cancellation slips between [M1]."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from picking.errors import OrderCancelled, OrderNotReady
from picking.models import Order
from picking.operations.history import advance, advance_many, note
from picking.operations.totes import Totes, release_totes
from picking.operations.walk import ask_about_shortages, hold_all_short, mend_orders
from picking.states import OrderState
from wms.core.cause import Cause


def start_packing(*, cause: Cause, order: Order) -> Order:
    """A bench opens the order's parcel; asked again by the same bench it changes nothing.

    Refuses with order.cancelled, order.not_ready. The caller holds the order.
    """
    _refuse_cancelled(order)
    if order.state == OrderState.PACKING:
        return order
    _demand_state(order, OrderState.PICKED)
    advance(cause=cause, order=order, to=OrderState.PACKING)
    return order


def finish_packing(*, cause: Cause, order: Order, totes: Totes, needed: Collection[int] = ()) -> Order:
    """The parcel is verified, labelled and closed; its totes are free again. `needed`: shared ones that other orders
    are known to wait in.

    Refuses with order.cancelled, order.not_ready. The caller holds the order and its totes.
    """
    _refuse_cancelled(order)
    _demand_state(order, OrderState.PACKING)
    advance(cause=cause, order=order, to=OrderState.PACKED)
    release_totes(cause, order, totes, needed=needed)
    return order


def reopen_packing(*, cause: Cause, order: Order) -> Order:
    """A sealed parcel comes back to the bench for another label. Refuses with order.not_ready. The caller holds the
    order.
    """
    _refuse_cancelled(order)
    _demand_state(order, OrderState.PACKED)
    advance(cause=cause, order=order, to=OrderState.PACKING, code="order.label_anew")
    return order


def abort_packing(*, cause: Cause, orders: Sequence[Order], reason: str) -> None:
    """Their parcels were taken apart: the orders wait for a bench again, or for goods that proved to be missing.

    Refuses with order.not_ready. The caller holds the orders.
    """
    facts = {"reason": reason}
    for order in orders:
        if order.state == OrderState.PACKED:
            advance(cause=cause, order=order, to=OrderState.PACKING, code="order.unpacked", facts=facts)
        _demand_state(order, OrderState.PACKING)
    advance_many(cause=cause, orders=orders, to=OrderState.PICKED, code="order.packing_aborted", facts=facts)
    missing = mend_orders([order.pk for order in orders])
    short = [order for order in orders if order.pk in missing]
    hold_all_short(cause, short, missing)
    ask_about_shortages(cause, short, missing)


def mark_shipped(*, cause: Cause, order: Order) -> Order:
    """Handed over to the carrier; inventory.ship is the caller's part of the same transaction.

    A cancellation that nobody could meet any more is kept as too late. Refuses with order.not_ready. The caller holds
    the order.
    """
    _demand_state(order, OrderState.PACKED)
    if order.cancel_requested_at is not None:
        note(cause=cause, order=order, code="order.cancelled_too_late")
    advance(cause=cause, order=order, to=OrderState.SHIPPED)
    return order


def _refuse_cancelled(order: Order) -> None:
    if order.cancel_requested_at is not None or order.state == OrderState.CANCELLED:
        raise OrderCancelled(order=order.number)


def _demand_state(order: Order, state: str) -> None:
    if order.state != state:
        raise OrderNotReady(order=order.number, state=order.state)
