"""One task of a walk, scan by scan [M32]: the place, the item as often as wanted, the order's tote. No confirm without
a matching scan; goods move in the books when the tote is confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from inventory.operations.take import take
from inventory.selectors.items import sku_card
from picking.errors import (
    InHandOfCancelled,
    PickLocationBlocked,
    TooMany,
    WrongItem,
    WrongLocation,
    WrongLot,
    WrongTote,
)
from picking.models import PickList, PickSlot, PickTask
from picking.operations.short import lock_shelf, settle_shortage
from picking.operations.walk import finish_if_done, forget, keep, remember
from picking.states import TASK_MOVES, PickEventKind, TaskState
from wms.core.cause import Cause
from wms.core.states import move_to


@dataclass(frozen=True)
class ItemScanned:
    scanned: int
    wanted: int


@dataclass(frozen=True)
class Picked:
    """`is_order_complete`: this walk fetches nothing more for the slot; `is_walk_done`: the cart goes to a bench."""

    units: int
    position: int
    is_order_complete: bool
    is_walk_done: bool


def confirm_location(*, cause: Cause, walk: PickList, task: PickTask, location_id: int, location_label: str) -> None:
    """The picker stands at the place. Refuses with pick.wrong_location, pick.location_blocked."""
    if location_id != task.location_id:
        raise WrongLocation(
            location=task.location.code,
            scanned_location=location_label,
            sku=task.sku.code,
            order=task.order.number,
        )
    if task.location.is_blocked:
        raise PickLocationBlocked(location=task.location.code)
    walk.at_location_id = task.location_id
    remember(walk, PickEventKind.LOCATION, task=task)
    keep(walk, cause, "at_location")


def scan_item(
    *, cause: Cause, walk: PickList, task: PickTask, sku_id: int, units: int, lot_code: str = ""
) -> ItemScanned:
    """Count `units` (a pack's barcode stands for several) of the item that is wanted.

    Refuses with pick.wrong_item, pick.wrong_lot, pick.too_many; then nothing was counted.
    """
    if sku_id != task.sku_id:
        raise _wrong_item(task, sku_id)
    if lot_code and task.lot is not None and lot_code != task.lot.code:
        raise WrongLot(sku=task.sku.code, lot=task.lot.code, scanned_lot=lot_code, location=task.location.code)
    left = task.quantity - task.scanned
    if units > left:
        raise TooMany(sku=task.sku.code, left=left, scanned=units, location=task.location.code, order=task.order.number)
    task.scanned += units
    task.save(update_fields=["scanned"])
    remember(walk, PickEventKind.ITEM, task=task, units=units)
    keep(walk, cause)
    return ItemScanned(task.scanned, task.quantity)


def confirm_pick(
    *, cause: Cause, walk: PickList, task: PickTask, ahead: Sequence[PickTask], tote_id: int, tote_label: str
) -> Picked:
    """The scanned units go into the order's tote, in the books too. `ahead` are the open tasks behind this one.

    Refuses with pick.wrong_tote, and with inventory's pick.allocation_moved when the goods are no longer held at this
    place. The caller holds the orders and the walk; locks the allocation and both balances.
    """
    if tote_id != task.slot.handling_unit_id:
        raise _wrong_tote(walk, task, tote_id, tote_label)
    assert task.slot.handling_unit is not None  # noqa: S101  a slot is ready before its tasks begin
    if task.short_units:
        lock_shelf(task)
    taken = take(
        cause=cause,
        allocation_id=task.allocation_id,
        quantity=task.quantity,
        into=task.slot.handling_unit.location,
        source=task.location,
    )
    move_to(task, TaskState.DONE, TASK_MOVES)
    task.picked, task.done_at, task.allocation_id = task.quantity, timezone.now(), taken.allocation_id
    task.is_located = True
    task.save(update_fields=["state", "picked", "done_at", "allocation_id", "is_located"])
    remember(walk, PickEventKind.TOTE, task=task, units=task.picked)
    walk.tasks_done += 1
    if task.short_units and taken.rest_allocation_id is not None:
        forget(walk)
        settle_shortage(cause=cause, walk=walk, task=task, allocation_id=taken.rest_allocation_id)
        ahead = list(PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN))
    keep(walk, cause, "tasks_done", "tasks_total")
    is_walk_done = not ahead and finish_if_done(cause=cause, walk=walk)
    is_order_complete = all(other.slot_id != task.slot_id for other in ahead)
    return Picked(task.picked, task.slot.position, is_order_complete, is_walk_done)


def give_back(*, cause: Cause, walk: PickList, task: PickTask, location_id: int, location_label: str) -> bool:
    """Units in hand that nobody wants any more lie at their place again; they had never left it in the books.

    Refuses with pick.wrong_location. Returns whether the walk ended with it.
    """
    if location_id != task.location_id:
        raise WrongLocation(
            location=task.location.code,
            scanned_location=location_label,
            sku=task.sku.code,
            order=task.order.number,
        )
    forget(walk)
    task.scanned = 0
    task.save(update_fields=["scanned"])
    walk.at_location_id = task.location_id
    keep(walk, cause, "at_location")
    return finish_if_done(cause=cause, walk=walk)


def refuse_units_in_hand(task: PickTask) -> None:
    """Something else was scanned while units of a dropped task are in hand."""
    raise InHandOfCancelled(location=task.location.code, units=task.scanned, sku=task.sku.code, order=task.order.number)


def refuse_sku_at_tote(task: PickTask, sku_id: int, units: int) -> None:
    """All units are scanned: one more of the same is too many, another item is the wrong one."""
    if sku_id != task.sku_id:
        raise _wrong_item(task, sku_id)
    raise TooMany(sku=task.sku.code, left=0, scanned=units, location=task.location.code, order=task.order.number)


def _wrong_item(task: PickTask, sku_id: int) -> WrongItem:
    wanted, scanned = sku_card(task.sku_id), sku_card(sku_id)
    return WrongItem(
        sku=wanted["code"],
        scanned_sku=scanned["code"],
        location=task.location.code,
        order=task.order.number,
        place=task.location.code,
        versus={"wanted": wanted, "scanned": scanned},
    )


def _wrong_tote(walk: PickList, task: PickTask, tote_id: int, tote_label: str) -> WrongTote:
    other = PickSlot.objects.filter(pick_list=walk, handling_unit=tote_id).first()
    return WrongTote(
        tote=task.slot.handling_unit.code if task.slot.handling_unit else "",
        scanned_tote=tote_label,
        slot=task.slot.position,
        scanned_slot=other.position if other else 0,
        sku=task.sku.code,
        order=task.order.number,
    )
