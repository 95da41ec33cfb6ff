"""Where a walk stands: read from its rows, so that a handheld can be swapped in the middle of a task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from picking.models import PickList, PickSlot, PickTask
from picking.states import PickListState, TaskState, WaveState

JUST_NOW = timedelta(minutes=10)
IN_HAND_OF_DROPPED = Q(state=TaskState.DROPPED, scanned__gt=0)


@dataclass(frozen=True)
class Position:
    """The present step of a walk and what it is about. `ahead` is the task after the present one."""

    step: str
    task: PickTask | None = None
    slot: PickSlot | None = None
    ahead: PickTask | None = None


def walk_of(person_id: int, warehouse_id: int) -> PickList | None:
    """The walk that a person is on, on whichever device."""
    return PickList.objects.filter(person=person_id, warehouse=warehouse_id, state=PickListState.PICKING).first()


def position_of(walk: PickList) -> Position:
    """Cart, then totes, then task by task; units of a dropped task go back before anything else."""
    if walk.cart_id is None:
        return Position("cart")
    tasks = list(_tasks_at_hand(walk)[:2])
    current = tasks[0] if tasks else None
    if current is not None and current.state == TaskState.DROPPED:
        return Position("return", current, current.slot)
    if not walk.is_ready:
        slot = next_slot(walk)
        if slot is not None:
            return Position("slot", slot=slot)
    if current is None:
        return Position("done")
    ahead = tasks[1] if len(tasks) > 1 else None
    return Position(_step_of(walk, current), current, current.slot, ahead)


def _step_of(walk: PickList, task: PickTask) -> str:
    if walk.is_asking_short:
        return "short"
    if not task.is_located:
        return "location"
    return "item" if task.scanned < task.quantity else "tote"


def _tasks_at_hand(walk: PickList) -> QuerySet[PickTask]:
    """Open tasks in walking order, before them what must be given back."""
    return (
        PickTask.objects.filter(Q(state=TaskState.OPEN) | IN_HAND_OF_DROPPED, pick_list=walk)
        .select_related("slot__handling_unit", "order", "location", "sku", "lot")
        .order_by(
            Case(When(state=TaskState.DROPPED, then=Value(0)), default=Value(1), output_field=IntegerField()),
            "sequence",
            "pk",
        )
    )


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
    return (
        PickList.objects.filter(warehouse=warehouse_id, state=PickListState.OPEN)
        .exclude(wave__state__in=[WaveState.DRAFT, WaveState.BUILDING, WaveState.CANCELLED])
        .order_by("priority", "due_at", "pk")
    )


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
