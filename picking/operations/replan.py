"""A released wave's lists that nobody has begun, shared out anew: after a split, a merge or cancellations it may pay.

The goods keep their places; only which orders share a trolley and in which order it walks changes. Reading and
planning hold no lock; the new lists are written in one transaction, if nothing has changed meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone

from inventory.operations.place import PlacedUnits
from picking.errors import WaveChanged
from picking.locks import lock_lists, lock_orders
from picking.models import PickList, PickSlot, PickTask, Wave
from picking.operations.audit import audit_wave
from picking.operations.wave_control import lock_live_wave
from picking.operations.wave_lists import write_lists
from picking.states import PICK_LIST_MOVES, PickListState, TaskState
from picking.wave_plans import OrderLine, Plan, WaveOrder, plan
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.states import move_to
from wms.core.transactions import run


@dataclass(frozen=True)
class Replanned:
    """`is_changed` is False when no shorter walk was found: then everything is as it was."""

    is_changed: bool
    lists: int
    was_mm: int | None
    walk_mm: int | None


def replan_wave(*, cause: Cause, warehouse: Warehouse, wave_id: int, seconds: float | None = None) -> Replanned:
    """Look for shorter walks for what nobody has begun. Opens its own transaction.

    Refuses with wave.over, wave.building, wave.changed. Lists with a tote that holds goods already stay as they are.
    """
    budget = float(figure("wave_plan_seconds", warehouse=warehouse)) if seconds is None else seconds
    wave = Wave.objects.get(pk=wave_id)
    lists = list(_not_begun(wave_id))
    orders = _read(lists)
    was = [each.walk_mm for each in lists]
    was_mm = None if not lists or None in was else sum(mm for mm in was if mm is not None)
    if not orders:
        return Replanned(is_changed=False, lists=len(lists), was_mm=was_mm, walk_mm=was_mm)
    planned = plan(
        orders,
        warehouse_id=warehouse.pk,
        max_orders=len(orders),
        slots=wave.trolley_slots,
        seconds=budget,
        now=timezone.now(),
        is_passed=wave.is_passed,
    )
    is_shorter = planned.walk_mm is not None and (was_mm is None or planned.walk_mm < was_mm)
    if planned.left_out or not is_shorter:
        return Replanned(is_changed=False, lists=len(lists), was_mm=was_mm, walk_mm=was_mm)
    run(partial(_write, cause, warehouse, wave_id, {each.pk: each.work_version for each in lists}, planned, was_mm))
    return Replanned(is_changed=True, lists=len(planned.trolleys), was_mm=was_mm, walk_mm=planned.walk_mm)


def _not_begun(wave_id: int) -> QuerySet[PickList]:
    lists = PickList.objects.filter(wave=wave_id, state=PickListState.OPEN, tasks_done=0)
    return lists.exclude(slots__is_tote_known=True).order_by("pk")


def _read(lists: list[PickList]) -> list[WaveOrder]:
    """Each order with the places that hold its goods now."""
    tasks = PickTask.objects.filter(pick_list__in=lists, state=TaskState.OPEN).select_related("order", "sku")
    found: dict[int, WaveOrder] = {}
    for task in tasks.order_by("order", "sequence"):
        order = task.order
        known = found.setdefault(
            order.pk,
            WaveOrder(order.pk, order.order_class, order.carrier, order.priority, order.due_at, order.placed_at),
        )
        known.lines.append(OrderLine(task.order_item_id, task.sku.code, task.location_id, task.quantity))
    return sorted(found.values(), key=lambda order: order.rank)


def _write(
    cause: Cause, warehouse: Warehouse, wave_id: int, versions: dict[int, int], planned: Plan, was_mm: int | None
) -> None:
    orders = lock_orders(PickSlot.objects.filter(pick_list__in=versions).values_list("order_id", flat=True))
    wave = lock_live_wave(warehouse, wave_id)
    lists = lock_lists(versions)
    is_as_read = {pk: each.work_version for pk, each in lists.items()} == versions and all(
        each.state == PickListState.OPEN and each.wave_id == wave.pk for each in lists.values()
    )
    chosen = {pk for trolley in planned.trolleys for pk in trolley.order_ids}
    if not is_as_read or chosen != _wanted(versions):
        raise WaveChanged(wave=wave.number)
    placed = _take_apart(cause, list(lists.values()))
    write_lists(
        wave, planned.trolleys, [[orders[pk] for pk in trolley.order_ids] for trolley in planned.trolleys], placed
    )
    wave.walk_mm = None if wave.walk_mm is None or was_mm is None else wave.walk_mm - was_mm + (planned.walk_mm or 0)
    wave.plan_method, wave.plan_note = planned.method, planned.note[:200]
    wave.save(update_fields=["walk_mm", "plan_method", "plan_note"])
    audit_wave(cause, wave, "wave.replanned", {"walk_mm": was_mm}, {"walk_mm": planned.walk_mm})


def _wanted(list_ids: dict[int, int]) -> set[int]:
    tasks = PickTask.objects.filter(pick_list__in=list_ids, state=TaskState.OPEN)
    return set(tasks.values_list("order_id", flat=True))


def _take_apart(cause: Cause, lists: list[PickList]) -> dict[int, list[tuple[int, PlacedUnits]]]:
    """End the old lists; what their tasks stood for, by order, ready for new ones."""
    placed: dict[int, list[tuple[int, PlacedUnits]]] = defaultdict(list)
    tasks = PickTask.objects.filter(pick_list__in=lists, state=TaskState.OPEN)
    for task in tasks.select_related("location").order_by("pk"):
        unit = PlacedUnits(
            allocation_id=task.allocation_id,
            location_id=task.location_id,
            sku_id=task.sku_id,
            lot_id=task.lot_id,
            quantity=task.quantity,
            walk_order=task.location.walk_order,
        )
        placed[task.order_id].append((task.order_item_id, unit))
    tasks.update(state=TaskState.DROPPED)
    PickSlot.objects.filter(pick_list__in=lists, released_at=None).update(released_at=timezone.now())
    for walk in lists:
        move_to(walk, PickListState.CANCELLED, PICK_LIST_MOVES)
        walk.tasks_total, walk.walk_mm, walk.finished_at = 0, None, timezone.now()
        walk.touch(cause)
        walk.save()
    return placed
