"""The last scan of a walk is taken back by a counter-event, never by erasing; out of the tote in the books too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.operations.handling_units import free_handling_unit
from inventory.operations.take import untake_together
from picking.models import PickEvent, PickList, PickSlot, PickTask
from picking.operations.walk import keep
from picking.selectors.walks import in_full
from picking.states import PICK_LIST_MOVES, TASK_MOVES, OrderState, PickEventKind, PickListState, TaskState
from wms.core.cause import Cause
from wms.core.rows import update_rows
from wms.core.states import move_to
from wms.scan.errors import NothingToUndo

Entry = dict[str, Any]


@dataclass(frozen=True)
class Undone:
    """What was taken back: the kind of scan and its units; `opened` are tasks that had been done."""

    kind: str
    units: int
    opened: Sequence[PickTask] = ()


@dataclass(frozen=True)
class Reversal:
    """The `columns` of the walk that are to be saved, and the tasks that were `opened` again."""

    columns: tuple[str, ...] = ()
    opened: Sequence[PickTask] = ()


def undo_last(*, cause: Cause, walk: PickList) -> Undone:
    """Take back the newest right scan of this walk.

    Refuses with scan.nothing_to_undo: nothing was scanned, or what followed cannot be reversed (a skip, a short, a
    hand-over, a task that was dropped since). The caller holds the orders and the walk; a tote's undo locks what
    untake locks.
    """
    if not walk.trail:
        raise NothingToUndo
    entry = walk.trail[-1]
    reversal = _REVERSALS[entry["kind"]](cause, walk, entry)
    walk.trail = walk.trail[:-1]
    PickEvent.objects.create(
        pick_list=walk,
        task_id=entry["tasks"][0] if entry["tasks"] else None,
        slot_id=entry["slot"],
        kind=entry["kind"],
        quantity=entry["units"],
        **cause.columns,
    )
    keep(walk, cause, *reversal.columns)
    return Undone(entry["kind"], entry["units"], reversal.opened)


def _open_tasks(entry: Entry) -> list[PickTask]:
    tasks = list(PickTask.objects.filter(pk__in=entry["tasks"], state=TaskState.OPEN).order_by("sequence", "pk"))
    if not tasks:
        raise NothingToUndo
    return tasks


def _undo_cart(cause: Cause, walk: PickList, entry: Entry) -> Reversal:
    """The list goes back to the queue."""
    move_to(walk, PickListState.OPEN, PICK_LIST_MOVES)
    walk.cart_id = walk.person_id = walk.device_id = walk.assigned_at = None
    return Reversal(("state", "cart", "person", "device", "assigned_at"))


def _undo_slot(cause: Cause, walk: PickList, entry: Entry) -> Reversal:
    slot = PickSlot.objects.filter(pk=entry["slot"], released_at=None).first()
    if slot is None:
        raise NothingToUndo
    emptied = {} if slot.is_tote_known else {"handling_unit": None}
    if slot.handling_unit_id is not None and emptied:
        free_handling_unit(cause=cause, handling_unit_id=slot.handling_unit_id)
    filled = PickSlot.objects.filter(pk=slot.pk)
    if slot.is_shared:
        filled = PickSlot.objects.filter(pick_list=walk, handling_unit=slot.handling_unit_id, released_at=None)
    filled.update(is_tote_confirmed=False, **emptied)
    walk.is_ready = False
    return Reversal(("is_ready",))


def _undo_location(cause: Cause, walk: PickList, entry: Entry) -> Reversal:
    _open_tasks(entry)
    walk.at_location_id = None
    return Reversal(("at_location",))


def _undo_item(cause: Cause, walk: PickList, entry: Entry) -> Reversal:
    tasks, left = _open_tasks(entry), entry["units"]
    if sum(task.scanned for task in tasks) < left:
        raise NothingToUndo
    for task in reversed(tasks):
        part = min(left, task.scanned)
        if part:
            task.scanned -= part
            task.save(update_fields=["scanned"])
            left -= part
    return Reversal()


def _undo_tote(cause: Cause, walk: PickList, entry: Entry) -> Reversal:
    """The units are in hand again, over the same place; those of an order that was cancelled since stay in the tote."""
    done = PickTask.objects.filter(pk__in=entry["tasks"], state=TaskState.DONE, short_units=0)
    tasks = list(in_full(done.exclude(order__state=OrderState.CANCELLED)).order_by("sequence", "pk"))
    if not tasks:
        raise NothingToUndo
    untake_together(cause=cause, allocation_ids=[task.allocation_id for task in tasks])
    for task in tasks:
        move_to(task, TaskState.OPEN, TASK_MOVES)
        task.picked, task.done_at = 0, None
    update_rows(tasks, "state", "picked", "done_at")
    walk.tasks_done -= len(tasks)
    walk.at_location_id = tasks[0].location_id
    return Reversal(("tasks_done", "at_location"), tasks)


_REVERSALS: dict[str, Callable[[Cause, PickList, Entry], Reversal]] = {
    PickEventKind.CART: _undo_cart,
    PickEventKind.SLOT: _undo_slot,
    PickEventKind.LOCATION: _undo_location,
    PickEventKind.ITEM: _undo_item,
    PickEventKind.TOTE: _undo_tote,
}
