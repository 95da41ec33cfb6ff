"""What each scan leaves of a walk, and its end: whole orders are picked, short ones wait and a person is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone

from inventory.selectors.allocations import allocations_of
from picking.locks import tasks_at_hand
from picking.models import Order, OrderItem, PickList, PickSlot, PickTask
from picking.operations.history import advance_many
from picking.operations.promises import DEMAND_TYPE
from picking.operations.totes import leave_shared_totes
from picking.selectors.missing import ending_walk, missing_of
from picking.states import PICK_LIST_MOVES, SHORT, OrderState, PickListState, TaskState
from wms.core.cause import Cause
from wms.core.outbox import publish
from wms.core.rows import update_rows
from wms.core.states import move_to
from wms.core.work_items import close_many, raise_work_item
from wms.scan.work import Work

TRAIL_LENGTH = 40


def keep(walk: PickList, cause: Cause, *fields: str) -> None:
    """Raise the work version and save it with the trail and the named columns."""
    walk.touch(cause)
    walk.save(update_fields=[*Work.WORK_FIELDS, "trail", "wrong_code", "wrong_scans", *fields])


def remember(
    walk: PickList,
    kind: str,
    *,
    tasks: Sequence[PickTask] = (),
    slot: PickSlot | None = None,
    units: int = 0,
) -> None:
    """Keep a right scan so that it can be taken back, and end a row of wrong ones; the caller saves through keep()."""
    walk.wrong_code, walk.wrong_scans = "", 0
    entry = {"kind": str(kind), "tasks": [task.pk for task in tasks], "slot": slot.pk if slot else None, "units": units}
    walk.trail = [*walk.trail[1 - TRAIL_LENGTH :], entry]


def forget(walk: PickList) -> None:
    """What was scanned before this can no longer be taken back."""
    walk.trail = []


def finish_if_done(*, cause: Cause, walk: PickList) -> bool:
    """End a walk with nothing left to fetch or to give back: whole orders are picked, short ones are held.

    The caller holds the orders and the walk, and saves nothing of the walk's state himself.
    """
    if tasks_at_hand(walk.pk).exists() or _waits_to_be_fetched(walk):
        return False
    _end(cause, walk, set())
    walk.save(update_fields=ENDED_FIELDS)
    return True


def _waits_to_be_fetched(walk: PickList) -> bool:
    """Its totes were laid down on their way from zone to zone: somebody still takes them to a bench."""
    is_laid = walk.state == PickListState.OPEN and walk.laid_at is not None
    return is_laid and walk.slots.filter(released_at=None).exists()


ENDED_FIELDS = ["state", "finished_at"]


def end_walk(*, cause: Cause, walk: PickList, asked_about: Collection[int] = ()) -> None:
    """finish_if_done() for who knows that nothing is left; he saves the walk's ENDED_FIELDS. `asked_about`: orders
    that a person is asked about, as ask_about_shortages() does. With something left in another zone it goes on there.
    """
    if walk.zone_id is not None and tasks_at_hand(walk.pk).exists():
        ask_about_shortages(cause, list(Order.objects.filter(pk__in=asked_about).order_by("pk")))
        return
    _end(cause, walk, set(asked_about))


def _end(cause: Cause, walk: PickList, asked_about: set[int]) -> None:
    if walk.state == PickListState.PICKING:
        move_to(walk, PickListState.PICKED, PICK_LIST_MOVES)
    else:
        move_to(walk, PickListState.CANCELLED, PICK_LIST_MOVES)
    walk.finished_at = timezone.now()
    _end_orders(cause, walk, asked_about)
    publish("wave.progress", str(walk.wave_id))


def _end_orders(cause: Cause, walk: PickList, asked_about: set[int]) -> None:
    """The whole ones together, in as many statements for thirty as for one."""
    ending = ending_walk(walk.pk)
    orders, missing = ending.orders, ending.missing
    ids = {order.pk for order in orders}
    if asked_about:
        others = Order.objects.filter(pk__in=asked_about - ids).order_by("pk") if asked_about - ids else ()
        ask_about_shortages(cause, [*(order for order in orders if order.pk in asked_about), *others], missing)
    whole = [order for order in orders if order.pk not in missing]
    if whole:
        advance_many(cause=cause, orders=whole, to=OrderState.PICKED)
        answered = (ending.asked | asked_about) & {order.pk for order in whole}
        if answered:
            close_many(kinds=[SHORT], subject_type="order", subject_ids=sorted(answered), resolution="picked")
    hold_all_short(cause, [order for order in orders if order.pk in missing], missing)


def hold_short(cause: Cause, order: Order, missing: dict[str, int]) -> None:
    """hold_all_short() for one."""
    hold_all_short(cause, [order], {order.pk: missing})


def hold_all_short(cause: Cause, orders: Sequence[Order], missing: Mapping[int, dict[str, int]]) -> None:
    """The orders wait with what they have in their totes, until the rest is found or a person decides.

    A single-unit order has nothing left in the tote that it shared: it no longer counts on it. What a put wall still
    has to sort is sorted, and waits there. What the channel stops stays stopped. The caller holds the orders;
    `missing`: units by SKU code, by order.
    """
    if not orders:
        return
    leave_shared_totes(cause, orders, is_all=False)
    for order in orders:
        stop = {"channel": order.channel_stop} if order.channel_stop else {}
        order.hold_code, order.hold_facts = SHORT, {"missing": missing[order.pk], **stop}
    advance_many(cause=cause, orders=orders, to=OrderState.HELD, code=SHORT, columns=("hold_code", "hold_facts"))


def mend_taken(item_ids: Collection[int], held: dict[int, tuple[str, int]]) -> None:
    """Units that were lost out of a tote are not picked any more. `held`: state and units by allocation id."""
    mended = []
    for task in PickTask.objects.filter(order_item__in=item_ids, state=TaskState.DONE, picked__gt=0):
        state, quantity = held.get(task.allocation_id, ("gone", 0))
        left = min(task.picked, quantity) if state in {"taken", "shipped"} else 0
        if left != task.picked:
            task.picked = left
            mended.append(task)
    if mended:
        update_rows(mended, "picked")


def mend_orders(order_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Bring what counts as picked in line with what inventory still holds; returns the missing units by SKU code, by
    order; whole ones are left out.
    """
    items = list(OrderItem.objects.filter(order__in=order_ids).order_by("pk").values_list("pk", flat=True))
    rows = allocations_of([(DEMAND_TYPE, str(item_id)) for item_id in items])
    mend_taken(items, {row.pk: (row.state, row.quantity) for row in rows})
    return missing_of(order_ids)


def ask_about_shortage(cause: Cause, order: Order) -> None:
    """[M34] A person decides about an order whose goods are nowhere now; stock that comes is tried by itself."""
    ask_about_shortages(cause, [order])


def ask_about_shortages(
    cause: Cause, orders: Collection[Order], missing: Mapping[int, dict[str, int]] | None = None
) -> None:
    """The same for several orders. `missing`: what missing_of() says of them, where the caller knows it."""
    if missing is None:
        missing = missing_of([order.pk for order in orders]) if orders else {}
    for order in orders:
        _ask(cause, order, missing.get(order.pk, {}))


def _ask(cause: Cause, order: Order, missing: dict[str, int]) -> None:
    raise_work_item(
        cause=cause,
        kind=SHORT,
        warehouse_id=order.warehouse_id,
        subject_type="order",
        subject_id=order.pk,
        subject_label=order.number,
        facts={"missing": missing, "order": order.number},
        is_urgent=order.has_promise or order.due_at < timezone.now(),
        stage="pick",
    )
