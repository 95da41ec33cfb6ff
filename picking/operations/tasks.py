"""Tasks of a walk that is already planned: added where the walk passes, dropped, or cut when their goods move away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from picking.models import PickList, PickSlot, PickTask
from picking.states import TASK_MOVES, TaskState
from wms.core.states import move_to

SEQUENCE_STEP = 1000  # room for later tasks between two planned ones


@dataclass(frozen=True)
class Place:
    """Where units of one allocation lie."""

    allocation_id: int
    location_id: int
    lot_id: int | None
    quantity: int


def add_tasks(*, walk: PickList, slot: PickSlot, order_item_id: int, sku_id: int, places: Sequence[Place]) -> int:
    """Fetch these too, on the way if the walk still passes there, else at its end. Returns how many tasks.

    The caller holds the order and the walk, and saves the walk's `tasks_total`.
    """
    for place in places:
        task = PickTask.objects.create(
            pick_list=walk,
            slot=slot,
            order_id=slot.order_id,
            order_item_id=order_item_id,
            allocation_id=place.allocation_id,
            location_id=place.location_id,
            sku_id=sku_id,
            lot_id=place.lot_id,
            quantity=place.quantity,
            sequence=last_sequence(walk) + SEQUENCE_STEP,
        )
        _move_into_walk(walk, task)
    walk.tasks_total += len(places)
    return len(places)


def last_sequence(walk: PickList) -> int:
    return PickTask.objects.filter(pick_list=walk).order_by("-sequence").values_list("sequence", flat=True).first() or 0


def _move_into_walk(walk: PickList, task: PickTask) -> None:
    """Behind the present task and before the first one that the walk reaches after this place."""
    ahead = list(
        PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN)
        .exclude(pk=task.pk)
        .order_by("sequence", "pk")
        .values_list("sequence", "location__walk_order")
    )
    reached = task.location.walk_order
    for (before, _), (after, walk_order) in pairwise(ahead):
        if walk_order > reached and after - before > 1:
            task.sequence = (before + after) // 2
            task.save(update_fields=["sequence"])
            return


def drop_task(*, walk: PickList, task: PickTask) -> None:
    """Nobody fetches this any more; units already in hand are given back first. The caller saves `tasks_total`."""
    move_to(task, TaskState.DROPPED, TASK_MOVES)
    task.save(update_fields=["state"])
    walk.tasks_total -= 1
