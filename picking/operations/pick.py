"""One task of a walk, scan by scan [M32]: the place, the item as often as wanted, the order's tote. No confirm without
a matching scan; goods move in the books when the tote is confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from inventory.operations.short import ShortShelf
from inventory.operations.take import take, take_from_shelf, take_together
from inventory.selectors.items import sku_card
from picking.models import PickList, PickSlot, PickTask
from picking.operations.short import ask_or_end, lock_short, settle_shortage
from picking.operations.totes import lock_totes_of
from picking.operations.walk import ENDED_FIELDS, end_walk, finish_if_done, forget, keep, remember
from picking.states import TASK_MOVES, PickEventKind, TaskState
from picking.walk_errors import (
    InHandOfCancelled,
    NothingInHand,
    PickLocationBlocked,
    TooMany,
    WrongItem,
    WrongLocation,
    WrongLot,
    WrongTote,
)
from wms.core.cause import Cause
from wms.core.rows import update_rows
from wms.core.states import move_to


@dataclass(frozen=True)
class ItemScanned:
    scanned: int
    wanted: int


@dataclass(frozen=True)
class Picked:
    """`is_order_complete`: this walk fetches nothing more for the slot; `is_walk_done`: the cart goes to a bench.
    `left` are the tasks that it still has at hand.
    """

    units: int
    position: int
    slot_id: int
    left: Sequence[PickTask]

    @property
    def is_order_complete(self) -> bool:
        return all(task.slot_id != self.slot_id for task in self.left)

    @property
    def is_walk_done(self) -> bool:
        return not self.left


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
    remember(walk, PickEventKind.LOCATION, tasks=[task])
    keep(walk, cause, "at_location")


def scan_item(
    *, cause: Cause, walk: PickList, group: Sequence[PickTask], sku_id: int, units: int, lot_code: str = ""
) -> ItemScanned:
    """Count `units` (a pack's barcode stands for several) of the item that is wanted; in bulk for the whole group.

    Refuses with pick.wrong_item, pick.wrong_lot, pick.too_many; then nothing was counted.
    """
    task = group[0]
    if sku_id != task.sku_id:
        raise _wrong_item(task, sku_id)
    if lot_code and task.lot is not None and lot_code != task.lot.code:
        raise WrongLot(sku=task.sku.code, lot=task.lot.code, scanned_lot=lot_code, location=task.location.code)
    wanted = sum(each.quantity for each in group)
    left = wanted - sum(each.scanned for each in group)
    if units > left:
        raise TooMany(sku=task.sku.code, left=left, scanned=units, location=task.location.code, order=order_of(group))
    counted = _count(group, units)
    remember(walk, PickEventKind.ITEM, tasks=counted, units=units)
    keep(walk, cause)
    return ItemScanned(wanted - left + units, wanted)


def _count(group: Sequence[PickTask], units: int) -> list[PickTask]:
    """Share the units out to the tasks in their order; returns those that got some."""
    counted = []
    for task in group:
        part = min(units, task.quantity - task.scanned)
        if part:
            task.scanned += part
            counted.append(task)
            units -= part
    update_rows(counted, "scanned")
    return counted


def confirm_pick(
    *,
    cause: Cause,
    walk: PickList,
    group: Sequence[PickTask],
    ahead: Sequence[PickTask],
    tote_id: int,
    tote_label: str,
) -> Picked:
    """The scanned units go into the order's tote, in the books too. `ahead` are the open tasks behind this group.

    In bulk a part of the group may go in before the rest is scanned. Refuses with pick.wrong_tote,
    pick.nothing_in_hand, and with inventory's pick.allocation_moved when the goods are no longer held at this place.
    The caller holds the orders and the walk; locks the shared totes of a walk that ends, the allocations and the
    balances at both ends.
    """
    task = group[0]
    if tote_id != task.slot.handling_unit_id:
        raise _wrong_tote(walk, task, tote_id, tote_label)
    done = [each for each in group if each.scanned == each.quantity]
    if not done:
        raise NothingInHand(sku=task.sku.code, location=task.location.code)
    if walk.is_bulk and not ahead and len(done) == len(group):
        lock_totes_of(walks=[walk])  # the walk ends: orders that stayed short leave them
    shelf = lock_short(cause, task) if task.short_units else None
    rest_id = _take(cause, done, shelf)
    remember(walk, PickEventKind.TOTE, tasks=done, units=sum(each.picked for each in done))
    walk.tasks_done += len(done)
    left = [*(each for each in group if each not in done), *ahead]
    short = None
    if shelf is not None and rest_id is not None:
        forget(walk)
        short = settle_shortage(cause=cause, walk=walk, held={rest_id: task}, ahead=left, shelf=shelf)
    if shelf is not None:
        shelf.books.write()
    if short is not None:
        ask_or_end(cause=cause, walk=walk, short=short)
        left = short.left or []
    elif not left:
        end_walk(cause=cause, walk=walk)
    columns = ("tasks_done", "tasks_total", "is_changing_tote")
    keep(walk, cause, *columns, *(ENDED_FIELDS if not left else ()))
    return Picked(sum(each.picked for each in done), task.slot.position, task.slot_id, left)


def _take(cause: Cause, done: Sequence[PickTask], shelf: ShortShelf | None) -> int | None:
    """Into the tote by the books; the allocation that still holds units at the place when a single task was short."""
    task = done[0]
    assert task.slot.handling_unit is not None  # noqa: S101  a slot is ready before its tasks begin
    into, now = task.slot.handling_unit.location, timezone.now()
    if len(done) == 1:
        held, units = task.allocation_id, task.quantity
        if shelf is None:
            taken = take(cause=cause, allocation_id=held, quantity=units, into=into, source=task.location)
        else:
            taken = take_from_shelf(shelf=shelf, sku=task.sku, allocation_id=held, quantity=units, into=into)
        task.allocation_id = taken.allocation_id
        _mark_done(task, now)
        task.save(update_fields=["state", "picked", "done_at", "allocation_id", "is_located"])
        return taken.rest_allocation_id
    take_together(cause=cause, allocation_ids=[each.allocation_id for each in done], into=into, source=task.location)
    for each in done:
        _mark_done(each, now)
    PickTask.objects.filter(pk__in=[each.pk for each in done]).update(
        state=TaskState.DONE, picked=F("quantity"), done_at=now, is_located=True
    )
    return None


def _mark_done(task: PickTask, now: datetime) -> None:
    move_to(task, TaskState.DONE, TASK_MOVES)
    task.picked, task.done_at, task.is_located = task.quantity, now, True


def order_of(group: Sequence[PickTask]) -> str:
    """The order's number; in bulk, where many are served at once, none."""
    return group[0].order.number if len(group) == 1 else ""


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
