"""Sorting at a put wall (分播): unit by unit out of a batch tote into the slots of its orders.

A unit is in hand from its scan until its slot's label is scanned; by the books it is in the tote until then. Its order
gets a slot with its first unit; the bench frees it. A put moves the order's pick task over into the wall's slot, so
that everything that looks for an order's goods (bench, cancellation, put-back) finds them there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from inventory.locks import lock_handling_units
from inventory.models import HandlingUnit
from inventory.operations.carry_units import carry_units, prepare_carry
from inventory.operations.handling_units import free_handling_unit, occupy_if_free
from inventory.selectors.items import sku_card
from inventory.selectors.places import stock_in_units
from inventory.states import Condition, HandlingUnitState
from picking.locks import lock_order
from picking.models import Order, PickSlot, PickTask, WallSort
from picking.operations.totes import FILLED, end_shared_tote
from picking.selectors.walls import (
    SORTABLE,
    slot_of_order,
    slots_of_wall,
    units_in,
)
from picking.states import OrderState
from picking.wall_errors import (
    NoOrderAtWall,
    PackTooLargeForOrder,
    SortedUnitLeftOver,
    WallFull,
    WrongWallSlot,
)
from wms.core.cause import Cause

TRAIL_LENGTH = 40
FIELDS = ["wall", "person", "device", "task", "slot", "in_hand", "units_done", "waiting", "trail", "finished_at"]


@dataclass(frozen=True)
class Told:
    """Where the units in hand go. `is_new`: the order has just got this slot."""

    slot: str
    units: int
    is_new: bool


@dataclass(frozen=True)
class Put:
    """`waiting` units of the tote still wait; `left_over` ones of cancelled orders remain in it."""

    slot: str
    order: Order
    units: int
    is_complete: bool
    waiting: int
    left_over: int = 0


def tell_slot(*, cause: Cause, sort: WallSort, sku_id: int, units: int, lot_code: str = "") -> Told:
    """A unit was taken out of the tote: it is the most pressing order's that waits for its like; say where it goes.

    Refuses with wall.no_order_waits [M33], wall.unit_left_over [M4], wall.full, wall.pack_too_large. The caller holds
    the sorting; locks the order, and its slot when it gets one.
    """
    waiting = units_in(sort.tote_id)
    fitting = [task for task in waiting if task.sku_id == sku_id and _is_lot(task, lot_code)]
    large = 0
    for task in fitting:
        order = lock_order(task.order_id)
        if not is_wanted(order):
            continue
        if units > task.picked:
            large = max(large, task.picked)
            continue
        known = slot_of_order(order.pk)
        slot = known or _give_slot(cause, sort, task)
        if slot is not None:
            prepare_carry(sku_id=task.sku_id, lot_id=task.lot_id, target=place_of(slot))
            sort.waiting = sum(each.picked for each in waiting)
            task.order, sort.task, sort.slot, sort.in_hand = order, task, slot, units
            keep(sort, cause)
            return Told(code_of(slot), units, known is None)
    if large:
        raise PackTooLargeForOrder(sku=fitting[0].sku.code, pack_quantity=units, left=large)
    raise _not_told(sort, sku_id, is_waited_for=bool(fitting))


def more_in_hand(*, cause: Cause, sort: WallSort, sku_id: int, units: int) -> Told:
    """Further units for the same slot before it is scanned.

    Refuses with wall.wrong_slot: another item, or more than the order waits for.
    """
    task, slot = in_hand_of(sort)
    if sku_id != task.sku_id or sort.in_hand + units > task.picked:
        raise WrongWallSlot(
            slot=code_of(slot), scanned_slot=sku_card(sku_id)["code"], sku=task.sku.code, order=task.order.number
        )
    sort.in_hand += units
    keep(sort, cause)
    return Told(code_of(slot), sort.in_hand, is_new=False)


def put_into_slot(*, cause: Cause, sort: WallSort, unit: HandlingUnit) -> Put:
    """The units in hand lie in the slot that was scanned, in the books too. The last one out of the tote ends it.

    Refuses with wall.wrong_slot. The caller holds the sorting and the order; locks the tote when its last unit goes,
    then the allocation, both balances.
    """
    task, slot = in_hand_of(sort)
    if unit.pk != slot.handling_unit_id:
        raise WrongWallSlot(slot=code_of(slot), scanned_slot=unit.code, sku=task.sku.code, order=task.order.number)
    units, order, shared_id, source_id = sort.in_hand, task.order, task.slot_id, task.pk
    left = _left_in(sort, units)
    if not sort.waiting:
        lock_handling_units([sort.tote_id])
    allocation_id = carry_units(cause=cause, allocation_id=task.allocation_id, quantity=units, target=place_of(slot))
    moved = _move_over(task, slot, units, allocation_id)
    entry = {"task": moved.pk, "from": source_id, "shared": shared_id, "slot": slot.pk, "units": units}
    sort.trail = [*sort.trail[1 - TRAIL_LENGTH :], entry]
    sort.task, sort.slot, sort.in_hand, sort.units_done = None, None, 0, sort.units_done + units
    is_complete = order.pk not in left and _complete_if_all_there(order)
    left_over = 0 if sort.waiting else _end(cause, sort, order)
    keep(sort, cause)
    return Put(code_of(slot), order, units, is_complete, sort.waiting, left_over)


def _left_in(sort: WallSort, units: int) -> set[int]:
    """The orders that will still have units in the tote without those in hand; counts them in `waiting`.

    A part of a task leaves the rest of it: then nothing has to be read.
    """
    task, _ = in_hand_of(sort)
    if units < task.picked:
        sort.waiting = max(sort.waiting - units, task.picked - units)
        return {task.order_id}
    rest = [each for each in units_in(sort.tote_id) if each.pk != task.pk]
    sort.waiting = sum(each.picked for each in rest)
    return {each.order_id for each in rest}


def _move_over(task: PickTask, slot: PickSlot, units: int, allocation_id: int) -> PickTask:
    """The task itself when all of it is put, else a part of it, as a row of its own."""
    if units == task.picked:
        PickTask.objects.filter(pk=task.pk).update(slot=slot, allocation_id=allocation_id)
        return task
    part = PickTask.objects.create(
        pick_list_id=task.pick_list_id,
        slot=slot,
        order_id=task.order_id,
        order_item_id=task.order_item_id,
        allocation_id=allocation_id,
        location_id=task.location_id,
        sku_id=task.sku_id,
        lot_id=task.lot_id,
        sequence=task.sequence,
        quantity=units,
        state=task.state,
        is_located=task.is_located,
        scanned=units,
        picked=units,
        done_at=task.done_at,
    )
    left = task.picked - units
    PickTask.objects.filter(pk=task.pk).update(quantity=left, scanned=left, picked=left)
    return part


def _complete_if_all_there(order: Order) -> bool:
    """The order waits for a bench once nothing of it is left in a batch tote: it counts on none any more."""
    if order.state != OrderState.PICKED:
        return False
    slots = PickSlot.objects.filter(order=order, is_shared=True, released_at=None)
    left = PickTask.objects.filter(FILLED, order=OuterRef("order"), slot__is_shared=True, slot__released_at=None)
    return bool(slots.filter(~Exists(left)).update(released_at=timezone.now()))


def _end(cause: Cause, sort: WallSort, order: Order) -> int:
    """Nothing in the tote is waited for any more: it is free, or goes back with what cancelled orders left in it."""
    sort.finished_at = timezone.now()
    return end_shared_tote(cause, order, sort.tote_id).left_over


def lay_back(*, cause: Cause, sort: WallSort) -> int:
    """Units in hand lie in the tote again, where the books have them; a slot that was given for them alone is free.
    Returns how many. The caller holds the sorting, and saves it.
    """
    units, slot = sort.in_hand, sort.slot
    if slot is not None and not slot.tasks.filter(FILLED).exists():
        PickSlot.objects.filter(pk=slot.pk, released_at=None).update(released_at=timezone.now())
        free_handling_unit(cause=cause, handling_unit_id=slot.handling_unit_id or 0)
    sort.task, sort.slot, sort.in_hand = None, None, 0
    return units


def take_back_to_tote(*, cause: Cause, sort: WallSort, unit: HandlingUnit) -> int:
    """Units in hand that nobody wants any more lie in their tote again. Refuses with wall.wrong_slot (another tote).
    Returns how many. The caller holds the sorting.
    """
    if unit.pk != sort.tote_id:
        task, _ = in_hand_of(sort)
        raise WrongWallSlot(slot=sort.tote.code, scanned_slot=unit.code, sku=task.sku.code, order=task.order.number)
    order = in_hand_of(sort)[0].order
    units = lay_back(cause=cause, sort=sort)
    sort.waiting = sum(task.picked for task in units_in(sort.tote_id))
    if not sort.waiting:
        lock_handling_units([sort.tote_id])
        _end(cause, sort, order)
    keep(sort, cause)
    return units


def set_sort_aside(*, cause: Cause, sort: WallSort) -> None:
    """The tote waits to be scanned again, by anybody; units in hand lie in it. The caller holds the sorting."""
    lay_back(cause=cause, sort=sort)
    sort.person, sort.trail = None, []
    keep(sort, cause)


def is_wanted(order: Order) -> bool:
    """[M4] Whether units of the order may still go into its slot."""
    return order.state in SORTABLE and order.cancel_requested_at is None


def in_hand_of(sort: WallSort) -> tuple[PickTask, PickSlot]:
    """Whose units are in hand, and where they go: asked only at the steps that are there because of them."""
    assert sort.task is not None and sort.slot is not None  # noqa: S101, PT018  narrows the types
    return sort.task, sort.slot


def code_of(slot: PickSlot) -> str:
    return slot.handling_unit.code if slot.handling_unit else ""


def place_of(slot: PickSlot) -> Any:
    assert slot.handling_unit is not None  # noqa: S101  a wall's slot always has one
    return slot.handling_unit.location


def keep(sort: WallSort, cause: Cause) -> None:
    """Raise the work version and save."""
    sort.touch(cause)
    sort.save(update_fields=[*WallSort.WORK_FIELDS, *FIELDS])


def _is_lot(task: PickTask, lot_code: str) -> bool:
    return not lot_code or task.lot is None or task.lot.code == lot_code


def _give_slot(cause: Cause, sort: WallSort, task: PickTask) -> PickSlot | None:
    """The first free slot of the wall, for this order from now on; None when there is none."""
    is_held = Exists(PickSlot.objects.filter(handling_unit=OuterRef("pk"), released_at=None))
    slots = slots_of_wall(sort.wall_id or 0)
    sort.slots = slots  # type: ignore[attr-defined]
    for free in slots:
        if free.handling_unit.state == HandlingUnitState.FREE and occupy_if_free(
            cause=cause, handling_unit_id=free.handling_unit_id, unless=is_held
        ):
            return PickSlot.objects.create(
                pick_list_id=task.pick_list_id,
                position=free.number,
                order_id=task.order_id,
                handling_unit=free.handling_unit,
                is_wall=True,
                is_tote_confirmed=True,
            )
    return None


def _not_told(sort: WallSort, sku_id: int, *, is_waited_for: bool) -> Exception:
    code = sku_card(sku_id)["code"]
    if is_waited_for:
        return WallFull(wall=sort.wall.code if sort.wall else "", sku=code)
    left = sum(row.on_hand for row in stock_in_units([sort.tote_id], Condition.PUT_BACK) if row.sku_id == sku_id)
    if left:
        return SortedUnitLeftOver(tote=sort.tote.code, sku=code, left=left)
    return NoOrderAtWall(tote=sort.tote.code, sku="", scanned_sku=code)
