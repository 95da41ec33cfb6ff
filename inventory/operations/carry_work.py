"""Goods are carried by hand: taken at a source, then moved to a target, with the move task as the memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from inventory.errors import NotEnoughStock, QuantityNotPositive
from inventory.floor_errors import LotNotThere, NothingThere, OtherItemInHand, OtherLotInHand
from inventory.locks import lock_handling_units
from inventory.models import HandlingUnit, Location, Lot, MoveTask, Sku, StockBalance
from inventory.operations.handling_units import free_if_empty, take_for_goods
from inventory.operations.hands import (
    end_task,
    free_of,
    goods_in_hand,
    keep,
    put_out_of_hand,
    sku_of,
    source_of,
)
from inventory.operations.move import move_stock
from inventory.selectors.hands import good_at
from inventory.selectors.items import sku_card
from inventory.states import MoveTaskState
from wms.core.cause import Cause
from wms.core.models import Warehouse


@dataclass(frozen=True)
class InHand:
    """`units` taken so far, of `free` units that may be; `lot` None where it still has to be named."""

    units: int
    free: int
    needs_lot: bool


@dataclass(frozen=True)
class PutDown:
    """`left` = free units of any kind that still lie at the source."""

    movement_id: int
    units: int
    left: int


def begin_carrying(*, cause: Cause, warehouse: Warehouse, kind: str, source: Location) -> MoveTask:
    """Stand at a place or a tote with goods. Refuses with NothingThere (nothing, or all of it is held)."""
    if not good_at(source.pk):
        raise NothingThere(location=source.code)
    return MoveTask.objects.create(person=cause.person, kind=kind, warehouse=warehouse, source=source)


def pick_up(*, cause: Cause, task: MoveTask, sku: Sku, units: int, lot_code: str = "") -> InHand:
    """Take `units` more of one SKU in hand. The books do not change yet. The task is locked.

    Refuses with NotThere, OtherItemInHand, OtherLotInHand, LotNotThere, NotEnoughStock.
    """
    if task.sku is not None and task.sku_id != sku.pk:
        versus = {"wanted": sku_card(task.sku), "scanned": sku_card(sku)}
        raise OtherItemInHand(sku=task.sku.code, scanned_sku=sku.code, versus=versus)
    if task.lot is not None and lot_code not in ("", task.lot.code):
        raise OtherLotInHand(sku=sku.code, lot=task.lot.code, scanned_lot=lot_code)
    code = lot_code or (task.lot.code if task.lot else "")
    there = free_of(task=task, sku=sku, lot_code=code, balances=good_at(source_of(task).pk))
    needs_lot = len(there) > 1 and sku.tracks_lots
    lot = None if needs_lot else there[0].lot
    free = sum(balance.free for balance in there) if needs_lot else there[0].free
    wanted = task.quantity + units
    if wanted > free:
        raise NotEnoughStock(sku=sku.code, location=source_of(task).code, wanted=wanted, free=free)
    keep(cause=cause, task=task, sku=sku, lot=lot, quantity=wanted)
    return InHand(wanted, free, needs_lot=needs_lot)


def name_lot_in_hand(*, cause: Cause, task: MoveTask, lot_code: str) -> Lot | None:
    """Say of which of several lots the goods in hand are. Refuses with LotNotThere, NotEnoughStock."""
    sku = sku_of(task)
    there = free_of(task=task, sku=sku, lot_code=lot_code, balances=good_at(source_of(task).pk))
    free = sum(balance.free for balance in there)
    if task.quantity > free:
        raise NotEnoughStock(sku=sku.code, location=source_of(task).code, wanted=task.quantity, free=free)
    keep(cause=cause, task=task, lot=there[0].lot)
    return there[0].lot


def set_units_in_hand(*, cause: Cause, task: MoveTask, units: int) -> InHand:
    """Say how many units are in hand in all. Refuses with QuantityNotPositive, NotEnoughStock, LotNotThere."""
    if units < 1:
        raise QuantityNotPositive(quantity=units)
    balance = present_goods(task)
    if units > balance.free:
        raise NotEnoughStock(sku=sku_of(task).code, location=source_of(task).code, wanted=units, free=balance.free)
    keep(cause=cause, task=task, quantity=units)
    return InHand(units, balance.free, needs_lot=False)


def put_down(*, cause: Cause, task: MoveTask, target: Location, unit: HandlingUnit | None = None) -> PutDown:
    """Move what is in hand to another place, or into a tote (`unit`). The task goes on as long as goods are left at its
    source.

    Refuses with ToteInUse and what move_stock refuses. The task is locked; locks the totes, both balances.
    """
    lock_tote(task, unit)
    if unit is not None:
        take_for_goods(unit)
    moved = move_stock(
        cause=cause,
        sku=sku_of(task),
        lot=task.lot,
        quantity=task.quantity,
        source=source_of(task),
        target=target,
    )
    units = task.quantity
    left = settle_hands(cause=cause, task=task)
    return PutDown(moved.movement_id, units, left)


def lock_tote(task: MoveTask, target: HandlingUnit | None = None) -> None:
    """Before any stock is locked: the source's tote, which settle_hands may set free, together with the `target`."""
    unit = getattr(source_of(task), "handling_unit", None)
    if unit is not None:
        lock_handling_units({unit.pk} if target is None else {unit.pk, target.pk})


def settle_hands(*, cause: Cause, task: MoveTask, left: int | None = None) -> int:
    """After goods were put down: go on at the source, or end (and free an empty tote, which is locked). Returns the
    free units left there; `left` where the caller knows them.
    """
    source = source_of(task)
    if left is None:
        left = sum(balance.free for balance in good_at(source.pk))
    if left:
        put_out_of_hand(cause=cause, task=task)
        return left
    end_task(cause=cause, task=task)
    unit = getattr(source, "handling_unit", None)
    if unit is not None and unit.parent_id is None:
        free_if_empty(cause=cause, handling_unit_ids=[unit.pk])
    return 0


def let_go(*, cause: Cause, task: MoveTask) -> MoveTask:
    """Put the goods back where they were taken: nothing was moved. The task is locked."""
    return end_task(cause=cause, task=task, state=MoveTaskState.ABANDONED)


def present_goods(task: MoveTask, balances: Collection[StockBalance] | None = None) -> StockBalance:
    """The balance of what is in hand, of `balances` = good_at(source). Refuses with LotNotThere when it has gone."""
    balance = goods_in_hand(task, good_at(source_of(task).pk) if balances is None else balances)
    if balance is None:
        lot = task.lot.code if task.lot else ""
        raise LotNotThere(sku=sku_of(task).code, lot=lot, location=source_of(task).code)
    return balance
