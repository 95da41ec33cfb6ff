"""Goods in somebody's hands: a move task is opened at the source scan and ends at the target scan."""

from __future__ import annotations

from django.utils import timezone

from inventory.errors import MoveTaskEnded
from inventory.locks import lock_move_task
from inventory.models import Location, Lot, MoveTask, Sku
from inventory.operations.move import Moved, move_stock
from inventory.operations.put_back import PutBack, put_back_units
from inventory.operations.putaway import put_away
from inventory.states import MOVE_TASK_MOVES, Condition, MoveKind, MoveTaskState
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.states import move_to


def open_move_task(*, cause: Cause, warehouse: Warehouse, kind: str) -> MoveTask:
    """The open task of this person and kind, or a new one: whoever changes device goes on where he was."""
    known = MoveTask.objects.filter(
        person=cause.person, kind=kind, warehouse=warehouse, state=MoveTaskState.OPEN
    ).first()
    if known is not None and cause.person is not None:
        return known
    return MoveTask.objects.create(person=cause.person, kind=kind, warehouse=warehouse)


def set_move_task(
    *,
    cause: Cause,
    task: MoveTask,
    source: Location | None = None,
    sku: Sku | None = None,
    lot: Lot | None = None,
    quantity: int = 0,
    suggested: Location | None = None,
) -> MoveTask:
    """Write down what the scans have said so far, wholly: what is not given is empty again.

    Refuses with MoveTaskEnded. Locks the task; raises its work version.
    """
    task = _open(task)
    task.source = source
    task.sku = sku
    task.lot = lot
    task.quantity = quantity
    task.suggested = suggested
    task.condition = Condition.PUT_BACK if task.kind == MoveKind.PUT_BACK else Condition.GOOD
    task.touch(cause)
    task.save()
    return task


def finish_move_task(*, cause: Cause, task: MoveTask, target: Location) -> Moved | PutBack:
    """The target was scanned: move the goods by the rules of the task's kind, and end it.

    Refuses with MoveTaskEnded (also when source, SKU or quantity are not known yet), and with what put_away,
    move_stock, put_back_units refuse. Locks the task, then what those lock.
    """
    task = _open(task)
    if task.source is None or task.sku is None or task.quantity < 1:
        raise MoveTaskEnded(task=task.pk, state="incomplete")
    goods = {
        "cause": cause,
        "sku": task.sku,
        "lot": task.lot,
        "quantity": task.quantity,
        "source": task.source,
        "target": target,
    }
    moved: Moved | PutBack
    if task.kind == MoveKind.PUT_AWAY:
        moved = put_away(**goods)  # type: ignore[arg-type]
    elif task.kind == MoveKind.PUT_BACK:
        moved = put_back_units(**goods)  # type: ignore[arg-type]
    else:
        moved = move_stock(**goods)  # type: ignore[arg-type]
    task.target = target
    _end(cause, task, MoveTaskState.DONE)
    return moved


def abandon_move_task(*, cause: Cause, task: MoveTask) -> MoveTask:
    """Nothing was moved: the goods are where the books have them. Refuses with MoveTaskEnded. Locks the task."""
    task = _open(task)
    _end(cause, task, MoveTaskState.ABANDONED)
    return task


def _open(task: MoveTask) -> MoveTask:
    row = lock_move_task(task.pk)
    if row.state != MoveTaskState.OPEN:
        raise MoveTaskEnded(task=row.pk, state=str(row.state))
    return row


def _end(cause: Cause, task: MoveTask, state: str) -> None:
    move_to(task, state, MOVE_TASK_MOVES)
    task.done_at = timezone.now()
    task.touch(cause)
    task.save()
