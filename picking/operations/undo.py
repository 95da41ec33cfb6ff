"""The last scan of a walk is taken back by a counter-event, never by erasing; out of the tote in the books too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inventory.operations.handling_units import free_handling_unit
from inventory.operations.take import untake_together
from picking.models import PickEvent, PickList, PickSlot, PickTask
from picking.operations.walk import keep
from picking.states import PICK_LIST_MOVES, TASK_MOVES, OrderState, PickEventKind, PickListState, TaskState
from wms.core.cause import Cause
from wms.core.states import move_to
from wms.scan.errors import NothingToUndo

Entry = dict[str, Any]


@dataclass(frozen=True)
class Undone:
    """What was taken back: the kind of scan and its units."""

    kind: str
    units: int


def undo_last(*, cause: Cause, walk: PickList) -> Undone:
    """Take back the newest right scan of this walk.

    Refuses with scan.nothing_to_undo: nothing was scanned, or what followed cannot be reversed (a skip, a short, a
    hand-over, a task that was dropped since). The caller holds the orders and the walk; a tote's undo locks what
    untake locks.
    """
    if not walk.trail:
        raise NothingToUndo
    entry = walk.trail[-1]
    fields = _REVERSALS[entry["kind"]](cause, walk, entry)
    walk.trail = walk.trail[:-1]
    PickEvent.objects.create(
        pick_list=walk,
        task_id=entry["tasks"][0] if entry["tasks"] else None,
        slot_id=entry["slot"],
        kind=entry["kind"],
        quantity=entry["units"],
        **cause.columns,
    )
    keep(walk, cause, *fields)
    return Undone(entry["kind"], entry["units"])


def _open_tasks(entry: Entry) -> list[PickTask]:
    tasks = list(PickTask.objects.filter(pk__in=entry["tasks"], state=TaskState.OPEN).order_by("sequence", "pk"))
    if not tasks:
        raise NothingToUndo
    return tasks


def _undo_cart(cause: Cause, walk: PickList, entry: Entry) -> tuple[str, ...]:
    """The list goes back to the queue."""
    move_to(walk, PickListState.OPEN, PICK_LIST_MOVES)
    walk.cart_id = walk.person_id = walk.device_id = walk.assigned_at = None
    return ("state", "cart", "person", "device", "assigned_at")


def _undo_slot(cause: Cause, walk: PickList, entry: Entry) -> tuple[str, ...]:
    slot = PickSlot.objects.filter(pk=entry["slot"], released_at=None).first()
    if slot is None:
        raise NothingToUndo
    slot.is_tote_confirmed = False
    tote_id = slot.handling_unit_id
    if tote_id is not None and not slot.is_tote_known:
        slot.handling_unit_id = None
        free_handling_unit(cause=cause, handling_unit_id=tote_id)
    slot.save(update_fields=["is_tote_confirmed", "handling_unit"])
    if slot.is_shared:
        same = PickSlot.objects.filter(pick_list=walk, handling_unit=tote_id, released_at=None)
        same.update(is_tote_confirmed=False, **({} if slot.is_tote_known else {"handling_unit": None}))
    walk.is_ready = False
    return ("is_ready",)


def _undo_location(cause: Cause, walk: PickList, entry: Entry) -> tuple[str, ...]:
    _open_tasks(entry)
    walk.at_location_id = None
    return ("at_location",)


def _undo_item(cause: Cause, walk: PickList, entry: Entry) -> tuple[str, ...]:
    tasks, left = _open_tasks(entry), entry["units"]
    if sum(task.scanned for task in tasks) < left:
        raise NothingToUndo
    for task in reversed(tasks):
        part = min(left, task.scanned)
        if part:
            task.scanned -= part
            task.save(update_fields=["scanned"])
            left -= part
    return ()


def _undo_tote(cause: Cause, walk: PickList, entry: Entry) -> tuple[str, ...]:
    """The units are in hand again, over the same place; those of an order that was cancelled since stay in the tote."""
    done = PickTask.objects.filter(pk__in=entry["tasks"], state=TaskState.DONE, short_units=0)
    tasks = list(done.exclude(order__state=OrderState.CANCELLED).order_by("sequence", "pk"))
    if not tasks:
        raise NothingToUndo
    undone = untake_together(cause=cause, allocation_ids=[task.allocation_id for task in tasks])
    for task, untaken in zip(tasks, undone, strict=True):
        task.allocation_id = untaken.allocation_id
        move_to(task, TaskState.OPEN, TASK_MOVES)
        task.picked, task.done_at = 0, None
        task.save(update_fields=["state", "picked", "done_at", "allocation_id"])
    walk.tasks_done -= len(tasks)
    walk.at_location_id = tasks[0].location_id
    return ("tasks_done", "at_location")


_REVERSALS: dict[str, Callable[[Cause, PickList, Entry], tuple[str, ...]]] = {
    PickEventKind.CART: _undo_cart,
    PickEventKind.SLOT: _undo_slot,
    PickEventKind.LOCATION: _undo_location,
    PickEventKind.ITEM: _undo_item,
    PickEventKind.TOTE: _undo_tote,
}
