"""Tasks of a walk that is already planned: added where the walk passes, dropped, or cut when their goods move away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection

from inventory.operations.place import PlacedUnits
from inventory.selectors.likely_places import zones_of
from picking.models import PickList, PickTask
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
    walk_order: int


@dataclass(frozen=True)
class Fetch:
    """Units of one place that go into one slot for one order item."""

    slot_id: int
    order_id: int
    order_item_id: int
    sku_id: int
    place: Place

    @classmethod
    def again(cls, task: PickTask, place: Place) -> Fetch:
        """What a task was for, from a place of its own."""
        return cls(task.slot_id, task.order_id, task.order_item_id, task.sku_id, place)


def places_of(placed: Iterable[PlacedUnits]) -> list[Place]:
    """Where inventory has placed units."""
    return [Place(unit.allocation_id, unit.location_id, unit.lot_id, unit.quantity, unit.walk_order) for unit in placed]


def add_tasks(*, walk: PickList, wanted: Sequence[Fetch]) -> list[PickTask]:
    """Fetch these too, on the way if the walk still passes there, else at its end. Returns the new tasks.

    The caller holds the orders and the walk, and saves the walk's `tasks_total`.
    """
    if not wanted:
        return []
    known = list(PickTask.objects.filter(pick_list=walk).values_list("sequence", "pk", "state", "location__walk_order"))
    ahead = [(sequence, order) for sequence, _, state, order in sorted(known) if state == TaskState.OPEN]
    last = max((sequence for sequence, *_ in known), default=0)
    tasks = []
    for fetch in wanted:
        order = fetch.place.walk_order
        sequence = _on_the_way(ahead, order)
        if sequence is None:
            sequence = last = last + SEQUENCE_STEP
        ahead = sorted([*ahead, (sequence, order)])
        tasks.append(
            PickTask(
                pick_list=walk,
                slot_id=fetch.slot_id,
                order_id=fetch.order_id,
                order_item_id=fetch.order_item_id,
                allocation_id=fetch.place.allocation_id,
                location_id=fetch.place.location_id,
                sku_id=fetch.sku_id,
                lot_id=fetch.place.lot_id,
                quantity=fetch.place.quantity,
                sequence=sequence,
            )
        )
    PickTask.objects.bulk_create(tasks)
    walk.tasks_total += len(tasks)
    return tasks


def in_zone_of(walk: PickList, tasks: Sequence[PickTask]) -> list[PickTask]:
    """Those of these tasks that lie in the walk's present zone; all of a walk that is not passed on."""
    if walk.zone_id is None:
        return list(tasks)
    zone_of = zones_of({task.location_id for task in tasks})
    return [task for task in tasks if zone_of[task.location_id] == walk.zone_id]


def last_sequence(walk: PickList) -> int:
    return PickTask.objects.filter(pick_list=walk).order_by("-sequence").values_list("sequence", flat=True).first() or 0


def _on_the_way(ahead: Sequence[tuple[int, int]], reached: int) -> int | None:
    """Behind the present task and before the first one that the walk reaches after this place; None at its end."""
    for (before, _), (after, walk_order) in pairwise(ahead):
        if walk_order > reached and after - before > 1:
            return (before + after) // 2
    return None


def remove_part(task: PickTask) -> None:
    """Delete a part that a put wall has split off a task. Raw, one statement: no event and no sorting refers to a part,
    and Django would look through both.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM picking_picktask WHERE id = %s", [task.pk])


def drop_task(*, walk: PickList, task: PickTask) -> None:
    """Nobody fetches this any more; units already in hand are given back first. The caller saves `tasks_total`."""
    move_to(task, TaskState.DROPPED, TASK_MOVES)
    task.save(update_fields=["state"])
    walk.tasks_total -= 1
