"""A line that is refunded while somebody walks for its order: nobody fetches it any more, what was fetched goes back.

What lies in a tote among the order's other goods is taken out at the bench, before anything else happens there [M4].
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inventory.models import HandlingUnit
from inventory.operations.promise import release_demands
from inventory.operations.put_back import return_to_put_back
from inventory.selectors.allocations import allocations_of
from inventory.states import AllocationState
from picking.locks import lock_lists_of_order
from picking.models import Order, OrderItem
from picking.operations.cancel import request_cancel, settle_walk
from picking.operations.channel_hold import end_short
from picking.operations.history import advance, note
from picking.operations.promises import DEMAND_TYPE, settle
from picking.operations.tasks import drop_task
from picking.operations.totes import open_put_backs
from picking.selectors.missing import missing_units
from picking.states import BEFORE_WAVE, SHORT, OrderState, TaskState
from wms.core.cause import Cause
from wms.core.outbox import publish

REFUNDED = "refunded"
LINE_REFUNDED, RETURNED = "order.line_refunded", "order.refund_returned"


def refund_lines(*, cause: Cause, parts: Sequence[Order], platform_lines: Collection[str]) -> bool:
    """Take these lines out of every part that has not been sealed yet. False: one has, and a person must decide.

    A part of which nothing is left is cancelled. The caller has locked all parts; locks their walks, then what
    inventory releases.
    """
    is_done = True
    for part in parts:
        lines = [line for line in part.lines.all() if line.platform_line in platform_lines and not line.skip_reason]
        if not lines or part.state in {OrderState.CANCELLED, OrderState.MERGED}:
            continue
        if part.state in {OrderState.PACKED, OrderState.SHIPPED}:
            is_done = False
            continue
        part.lines.filter(pk__in=[line.pk for line in lines]).update(skip_reason=REFUNDED)
        note(cause=cause, order=part, code=LINE_REFUNDED, facts={"skus": [line.seller_sku for line in lines]})
        if not part.lines.filter(skip_reason="").exists():
            request_cancel(cause=cause, order=part, reason=REFUNDED)
        else:
            _take_out(cause, part, [line.pk for line in lines])
    return is_done


def end_refund(*, cause: Cause, order: Order, tote: HandlingUnit, allocation_ids: Collection[int]) -> None:
    """The bench has laid the refunded units into the tote: they wait there for their put-back.

    The caller holds the order and the tote. Locks what return_to_put_back locks.
    """
    open_put_backs(cause, order, [tote.pk])
    return_to_put_back(cause=cause, allocation_ids=allocation_ids, into=tote.location)
    note(cause=cause, order=order, code=RETURNED, facts={"units": order.refund_units})
    order.refund_units = 0
    order.save(update_fields=["refund_units"])


def _take_out(cause: Cause, part: Order, line_ids: list[int]) -> None:
    items = OrderItem.objects.filter(order=part, line__in=line_ids)
    keys = [(DEMAND_TYPE, str(pk)) for pk in items.values_list("pk", flat=True)]
    if part.state in BEFORE_WAVE and not part.slots.exists():
        release_demands(cause=cause, demands=keys)
        items.delete()
        if part.state == OrderState.WAITING:
            settle(cause=cause, order=part)
        return
    items.update(is_refunded=True)
    walks = lock_lists_of_order(part.pk)
    for walk in walks:
        for task in walk.tasks.filter(order_item__in=items, state=TaskState.OPEN):
            drop_task(walk=walk, task=task)
        settle_walk(cause, walk)
    release_demands(cause=cause, demands=keys)
    part.refresh_from_db()
    taken = [row for row in allocations_of(keys) if row.state == AllocationState.TAKEN]
    part.refund_units += sum(row.quantity for row in taken)
    part.save(update_fields=["refund_units"])
    _go_on_if_whole(cause, part)
    publish("order.refunded", str(part.pk), units=part.refund_units)


def _go_on_if_whole(cause: Cause, part: Order) -> None:
    """It waited for units that nobody wants any more."""
    if part.state != OrderState.HELD or part.hold_code != SHORT or missing_units(part):
        return
    end_short(order=part, resolution=LINE_REFUNDED)
    advance(cause=cause, order=part, to=OrderState.PICKING, code=LINE_REFUNDED)
    advance(cause=cause, order=part, to=OrderState.PICKED)
