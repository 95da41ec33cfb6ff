"""Where a walk stands: read from its rows, so that a handheld can be swapped in the middle of a task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Min, QuerySet, Sum
from django.utils import timezone

from picking.locks import tasks_at_hand, to_give_out
from picking.models import PickList, PickSlot, PickTask
from picking.states import PickListState, TaskState

JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Position:
    """The present step of a walk and what it is about. `ahead` are the open tasks behind the present one."""

    step: str
    task: PickTask | None = None
    slot: PickSlot | None = None
    ahead: tuple[PickTask, ...] = ()


def walk_of(person_id: int, warehouse_id: int) -> tuple[PickList | None, list[PickTask]]:
    """The walk that a person is on, on whichever device, with its tasks at hand."""
    walk = {"person": person_id, "warehouse": warehouse_id, "state": PickListState.PICKING}
    tasks = list(tasks_at_hand(**walk))
    if tasks:
        return tasks[0].pick_list, tasks
    return PickList.objects.filter(**walk).first(), []


def is_walking(person_id: int, warehouse_id: int) -> bool:
    return PickList.objects.filter(person=person_id, warehouse=warehouse_id, state=PickListState.PICKING).exists()


def position_of(walk: PickList, tasks: list[PickTask]) -> Position:
    """Cart, then totes, then task by task; units of a dropped task go back before anything else."""
    current = tasks[0] if tasks else None
    if current is not None and current.state == TaskState.DROPPED:
        return Position("return", current, current.slot)
    if not walk.is_ready:
        slot = next_slot(walk)
        if slot is not None:
            return Position("slot", slot=slot)
    if current is None:
        return Position("done")
    return Position(_step_of(walk, current), current, current.slot, tuple(tasks[1:]))


def _step_of(walk: PickList, task: PickTask) -> str:
    if walk.is_asking_short:
        return "short"
    if walk.at_location_id != task.location_id:
        return "location"
    return "item" if task.scanned < task.quantity else "tote"


def next_slot(walk: PickList) -> PickSlot | None:
    """The first slot that still waits for its tote and has something to hold."""
    return (
        PickSlot.objects.filter(pick_list=walk, is_tote_confirmed=False, released_at=None)
        .select_related("handling_unit", "order")
        .order_by("position")
        .first()
    )


def open_lists(warehouse_id: int) -> QuerySet[PickList]:
    """Lists that a picker could get now, the most pressing first."""
    return to_give_out(warehouse_id)


@dataclass(frozen=True)
class WalkFacts:
    """What a person reads of a list before taking it: its size, and where it begins."""

    units: int
    orders: int
    places: int
    totes: int
    first_place: str
    is_urgent: bool


def facts_of_list(walk: PickList) -> WalkFacts:
    """Three queries, whatever the size of the list."""
    tasks = PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN)
    sums = tasks.aggregate(units=Sum("quantity"), places=Count("location", distinct=True), first=Min("sequence"))
    first = tasks.filter(sequence=sums["first"]).values_list("location__code", flat=True).first()
    slots = PickSlot.objects.filter(pick_list=walk, released_at=None).count()
    return WalkFacts(sums["units"] or 0, slots, sums["places"], slots, first or "", walk.priority == 0)


def last_walk_of(person_id: int, warehouse_id: int) -> PickList | None:
    """The walk that this person has just ended, as long as it is news."""
    since = timezone.now() - JUST_NOW
    return (
        PickList.objects.filter(
            person=person_id, warehouse=warehouse_id, state=PickListState.PICKED, finished_at__gte=since
        )
        .select_related("cart")
        .order_by("-finished_at")
        .first()
    )


def slots_of(walk: PickList) -> list[PickSlot]:
    return list(PickSlot.objects.filter(pick_list=walk).select_related("handling_unit").order_by("position"))
