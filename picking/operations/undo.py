"""The last scan of a walk is taken back by a counter-event, never by erasing; out of the tote in the books too."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.locks import lock_handling_units
from inventory.operations.handling_units import free_handling_unit
from inventory.operations.take import untake
from picking.models import PickEvent, PickList, PickTask
from picking.operations.walk import keep, log_event
from picking.states import PICK_LIST_MOVES, TASK_MOVES, PickEventKind, PickListState, TaskState
from wms.core.cause import Cause
from wms.core.states import move_to
from wms.scan.errors import NothingToUndo

UNDOABLE = {
    PickEventKind.CART,
    PickEventKind.SLOT,
    PickEventKind.LOCATION,
    PickEventKind.ITEM,
    PickEventKind.TOTE,
}


@dataclass(frozen=True)
class Undone:
    """What was taken back: the kind of scan and its units."""

    kind: str
    units: int


def undo_last(*, cause: Cause, walk: PickList) -> Undone:
    """Take back the newest scan of this walk that was not taken back yet.

    Refuses with scan.nothing_to_undo: nothing was scanned, or what followed cannot be reversed (a skip, a short, a
    task that was dropped since). The caller holds the orders and the walk; a tote's undo locks what untake locks.
    """
    event = (
        PickEvent.objects.filter(pick_list=walk, reversed_by=None)
        .exclude(kind=PickEventKind.UNDO)
        .select_related("task", "slot")
        .order_by("-pk")
        .first()
    )
    if event is None or event.kind not in UNDOABLE:
        raise NothingToUndo
    fields = _REVERSALS[event.kind](cause, walk, event)
    log_event(
        cause=cause,
        walk=walk,
        kind=PickEventKind.UNDO,
        task=event.task,
        slot=event.slot,
        quantity=event.quantity,
        reverses=event,
    )
    keep(walk, cause, *fields)
    return Undone(event.kind, event.quantity)


def _open_task(event: PickEvent) -> PickTask:
    if event.task is None or event.task.state != TaskState.OPEN:
        raise NothingToUndo
    return event.task


def _undo_cart(cause: Cause, walk: PickList, event: PickEvent) -> tuple[str, ...]:
    """The list goes back to the queue; only the one who took it from there can put it back."""
    if event.facts.get("taken_over_from") is not None:
        raise NothingToUndo
    move_to(walk, PickListState.OPEN, PICK_LIST_MOVES)
    walk.cart_id = walk.person_id = walk.device_id = walk.assigned_at = None
    return ("state", "cart", "person", "device", "assigned_at")


def _undo_slot(cause: Cause, walk: PickList, event: PickEvent) -> tuple[str, ...]:
    slot = event.slot
    if slot is None or slot.released_at is not None:
        raise NothingToUndo
    tote_id = slot.handling_unit_id
    slot.is_tote_confirmed = False
    if tote_id is not None and not slot.is_tote_known:
        lock_handling_units([tote_id])
        slot.handling_unit_id = None
        free_handling_unit(cause=cause, handling_unit_id=tote_id)
    slot.save(update_fields=["is_tote_confirmed", "handling_unit"])
    walk.is_ready = False
    return ("is_ready",)


def _undo_location(cause: Cause, walk: PickList, event: PickEvent) -> tuple[str, ...]:
    task = _open_task(event)
    task.is_located = False
    task.save(update_fields=["is_located"])
    return ()


def _undo_item(cause: Cause, walk: PickList, event: PickEvent) -> tuple[str, ...]:
    task = _open_task(event)
    if task.scanned < event.quantity:
        raise NothingToUndo
    task.scanned -= event.quantity
    task.save(update_fields=["scanned"])
    return ()


def _undo_tote(cause: Cause, walk: PickList, event: PickEvent) -> tuple[str, ...]:
    """The units are in hand again, over the same place."""
    task = event.task
    if task is None or task.state != TaskState.DONE or task.short_units:
        raise NothingToUndo
    task.allocation_id = untake(cause=cause, allocation_id=task.allocation_id).allocation_id
    move_to(task, TaskState.OPEN, TASK_MOVES)
    task.picked, task.done_at = 0, None
    task.save(update_fields=["state", "picked", "done_at", "allocation_id"])
    walk.tasks_done -= 1
    return ("tasks_done",)


_REVERSALS = {
    PickEventKind.CART: _undo_cart,
    PickEventKind.SLOT: _undo_slot,
    PickEventKind.LOCATION: _undo_location,
    PickEventKind.ITEM: _undo_item,
    PickEventKind.TOTE: _undo_tote,
}
