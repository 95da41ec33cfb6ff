"""[M4] A buyer's cancellation stops the goods wherever they are: on the shelf, on a trolley, at a bench."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from inventory.models import HandlingUnit
from inventory.operations.put_back import end_demands
from picking.errors import OrderAlreadyShipped, OrderNotReady
from picking.locks import lock_lists_of_order, lock_order
from picking.models import LeftOut, Order, PickList, PickSlot
from picking.operations.channel_hold import STOPPED
from picking.operations.history import advance, note
from picking.operations.promises import keys_of
from picking.operations.tasks import drop_task
from picking.operations.too_large import settle_large_orders
from picking.operations.totes import (
    leave_empty_totes,
    leave_shared_totes,
    lock_totes_of,
    open_put_backs,
    totes_with_goods,
)
from picking.operations.walk import finish_if_done, keep
from picking.operations.zone_pass import end_search
from picking.selectors.walks import slots_to_fill
from picking.states import AT_THE_BENCH, SHORT, OrderState, TaskState
from wms.core.cause import Cause
from wms.core.outbox import publish
from wms.core.work_items import close_many


@dataclass(frozen=True)
class CancelAnswer:
    """`state`: cancelled (nothing of it goes on), or requested (the bench is told at its next scan)."""

    state: str
    put_back_ids: tuple[int, ...] = ()


def request_cancel(*, cause: Cause, order: Order, reason: str = "") -> CancelAnswer:
    """Stop an order. Asked again it answers again; each request is kept in the order's history.

    Before anything is in a tote it is cancelled at once: stock released, tasks dropped. What lies in a tote is set
    apart and becomes a put-back. At the bench only the request is noted: packing's next scan meets it and then calls
    intercept_order. Refuses with order.already_shipped. Locks the order, its walks, then what inventory releases.
    """
    order = lock_order(order.pk)
    if order.state == OrderState.SHIPPED:
        raise OrderAlreadyShipped(order=order.number)
    if order.state == OrderState.CANCELLED:
        return CancelAnswer("cancelled")
    if order.cancel_requested_at is None:
        order.cancel_requested_at, order.cancel_reason = timezone.now(), reason[:120]
    if order.state in AT_THE_BENCH:
        order.save(update_fields=["cancel_requested_at", "cancel_reason"])
        note(cause=cause, order=order, code="order.cancel_requested", facts={"reason": reason})
        publish("order.cancel_requested", str(order.pk))
        return CancelAnswer("requested")
    return CancelAnswer("cancelled", _stop(cause, order, None))


def intercept_order(*, cause: Cause, order: Order, tote: HandlingUnit) -> CancelAnswer:
    """The bench has laid all of a cancelled order's goods into `tote` (or left them there): they go back from it.

    Refuses with order.not_ready unless the cancellation was asked for. The caller has voided the waybill and holds the
    tote. Locks the order, its walks, its totes, then what inventory releases.
    """
    order = lock_order(order.pk)
    if order.state == OrderState.CANCELLED:
        return CancelAnswer("cancelled")
    if order.cancel_requested_at is None or order.state == OrderState.SHIPPED:
        raise OrderNotReady(order=order.number, state=order.state)
    return CancelAnswer("cancelled", _stop(cause, order, tote))


def _stop(cause: Cause, order: Order, tote: HandlingUnit | None) -> tuple[int, ...]:
    """Totes are left, and free, only when the goods have gone from them by the books: they are locked before those."""
    walks = lock_lists_of_order(order.pk)
    for walk in walks:
        for task in walk.tasks.filter(order=order, state=TaskState.OPEN):
            drop_task(walk=walk, task=task)
    advance(cause=cause, order=order, to=OrderState.CANCELLED, code="order.cancelled")
    lock_totes_of(orders=[order], walks=walks)
    put_backs = open_put_backs(cause, order, _totes_to_set_apart(order, tote.pk if tote else None))
    end_demands(cause=cause, demands=keys_of(order), into=tote.location if tote else None)
    put_backs += leave_shared_totes(cause, [order])
    if tote is not None:
        leave_empty_totes(cause, order)
    else:
        end_search(cause=cause, orders=[order], resolution="order.cancelled")
    for walk in walks:
        settle_walk(cause, walk)
    was_left_out, _ = LeftOut.objects.filter(order=order).delete()
    if was_left_out:
        settle_large_orders([order.pk], "order.cancelled")
    publish("order.cancelled", str(order.pk))
    kinds = {order.hold_code, SHORT, STOPPED, "order.changed_late"} - {""}
    close_many(kinds=kinds, subject_type="order", subject_ids=[order.pk], resolution="order.cancelled")
    return put_backs


def _totes_to_set_apart(order: Order, scanned_tote_id: int | None) -> list[int]:
    """All that hold its goods; at a bench the one that was scanned, unless other orders count on it too."""
    if scanned_tote_id is None:
        return totes_with_goods(order)
    shared = PickSlot.objects.filter(order=order, is_shared=True, released_at=None, handling_unit=scanned_tote_id)
    return [] if shared.exists() else [scanned_tote_id]


def settle_walk(cause: Cause, walk: PickList) -> None:
    """The picker's next scan meets a new version; a walk that has nothing left ends."""
    walk.is_asking_short = walk.is_changing_tote = False
    walk.short_reason = ""
    walk.is_ready = not slots_to_fill(walk)
    keep(walk, cause, "is_asking_short", "short_reason", "is_changing_tote", "is_ready", "tasks_total")
    finish_if_done(cause=cause, walk=walk)
