"""Goods that a task counted on are gone from their place (PROTOCOLS 1): the task follows them, or a person is asked.

Called for the message allocation.returned, at least once for each: what was served already is left alone.
"""

from __future__ import annotations

from inventory.operations.place import place_again
from inventory.operations.promise import release_demands
from inventory.selectors.allocations import allocations_of
from picking.locks import lock_lists_of_order, lock_order
from picking.models import Order, OrderItem, PickList, PickSlot, PickTask
from picking.operations.promises import DEMAND_TYPE
from picking.operations.tasks import Fetch, Place, add_tasks, drop_task, places_of
from picking.operations.totes import lock_totes_of
from picking.operations.walk import ask_about_shortage, finish_if_done, hold_short, keep, mend_taken
from picking.selectors.missing import missing_units
from picking.states import BEFORE_WAVE, ENDED, OrderState, TaskState
from wms.core.cause import Cause


def serve_returned(*, cause: Cause, order_item_id: int, allocation_id: int) -> str:
    """Find another place for an allocation that lost its own; returns what became of it.

    placed: fetched elsewhere in the same walk; held: the picker has decided to let it wait; short: nothing is to be
    had, a person is asked; settled: somebody has placed it since; unwaved: its order has no walk yet, so there is
    nothing to mend; released: its order has ended, so nobody will ever fetch it. Locks the order, its walks, the totes
    that they may leave, then what place_again or release_demands locks.
    """
    item = OrderItem.objects.filter(pk=order_item_id).first()
    if item is None:
        return "settled"
    order = lock_order(item.order_id)
    walks = lock_lists_of_order(order.pk)
    lock_totes_of(orders=[order], walks=walks)
    if order.state in ENDED:
        release_demands(cause=cause, demands=[(DEMAND_TYPE, str(item.pk))])
        return "released"
    if order.state in BEFORE_WAVE and not order.slots.exists():
        return "unwaved"
    held = {row.pk: row for row in allocations_of([(DEMAND_TYPE, str(item.pk))])}
    touched = _mend_tasks(item, walks, {pk: (row.state, row.quantity) for pk, row in held.items()})
    row = held.get(allocation_id)
    answer = "settled"
    if row is not None and row.state == "promised":
        answer, walk = _fetch_elsewhere(cause, order, item, walks, allocation_id, row.quantity)
        if walk is not None:
            touched[walk.pk] = walk
    for walk in touched.values():
        keep(walk, cause, "tasks_done", "tasks_total")
        finish_if_done(cause=cause, walk=walk)
    return answer


def _mend_tasks(item: OrderItem, walks: list[PickList], held: dict[int, tuple[str, int]]) -> dict[int, PickList]:
    """Bring the item's tasks in line with its allocations; returns the walks that changed."""
    by_id = {walk.pk: walk for walk in walks}
    touched: dict[int, PickList] = {}
    tasks = PickTask.objects.filter(order_item=item, pick_list__in=by_id, state=TaskState.OPEN)
    for task in tasks.select_related("location"):
        state, quantity = held.get(task.allocation_id, ("gone", 0))
        if state == "placed" and quantity == task.quantity:
            continue
        walk = touched[task.pick_list_id] = by_id[task.pick_list_id]
        if state == "placed" and task.scanned <= quantity:
            task.quantity = quantity
            task.save(update_fields=["quantity"])
            continue
        drop_task(walk=walk, task=task)
        if state == "placed":
            place = Place(task.allocation_id, task.location_id, task.lot_id, quantity, task.location.walk_order)
            add_tasks(walk=walk, wanted=[Fetch.again(task, place)])
    mend_taken([item.pk], held)
    return touched


def _fetch_elsewhere(
    cause: Cause, order: Order, item: OrderItem, walks: list[PickList], allocation_id: int, units: int
) -> tuple[str, PickList | None]:
    """In a walk of the order that is not over; else the order is short and waits for a walk of its own."""
    slot = PickSlot.objects.filter(order=order, pick_list__in=walks, released_at=None).order_by("-pk").first()
    walk = next((walk for walk in walks if slot is not None and walk.pk == slot.pick_list_id), None)
    if slot is None or walk is None:
        if order.state == OrderState.PICKED:
            hold_short(cause, order, missing_units(order))
        ask_about_shortage(cause, order)
        return "short", None
    if PickTask.objects.filter(order_item=item, pick_list=walk, is_held=True).exists():
        return "held", None  # the picker chose so: it waits, and gets a walk of its own when all can be had
    placement = place_again(cause=cause, allocation_id=allocation_id)
    places = places_of(placement.placed)
    add_tasks(walk=walk, wanted=[Fetch(slot.pk, order.pk, item.pk, item.sku_id, place) for place in places])
    if placement.missing:
        ask_about_shortage(cause, order)
    return ("short" if placement.missing else "placed"), walk
