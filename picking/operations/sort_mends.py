"""At a put wall: the last put taken back, units that are not in the tote, a unit that nobody waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from inventory.locks import lock_handling_units
from inventory.models import Lot, Sku
from inventory.operations.adjust import Loss, declare_losses
from inventory.operations.carry_units import carry_units_back
from inventory.operations.shelf_wins import Returned
from picking.locks import lock_order_of_task, lock_orders
from picking.models import Order, PickSlot, PickTask, WallSort
from picking.operations.sort import is_wanted, keep, lay_back
from picking.operations.tasks import remove_part
from picking.operations.totes import end_shared_tote
from picking.operations.walk import ask_about_shortages, hold_all_short
from picking.selectors.missing import missing_of
from picking.selectors.walls import units_in
from picking.states import OrderState
from picking.wall_errors import NothingMissingAtWall
from wms.core.cause import Cause
from wms.core.rows import update_rows
from wms.core.work_items import raise_work_item
from wms.scan.errors import NothingToUndo

STRAY = "wall.stray"


@dataclass(frozen=True)
class SortUndone:
    """`is_put`: a put was taken back and its units are in hand; else units in hand lie in the tote again."""

    units: int
    is_put: bool


def undo_sort(*, cause: Cause, sort: WallSort) -> SortUndone:
    """Lay the units in hand back into the tote; without any, take the newest put back into the hand.

    Refuses with scan.nothing_to_undo: there is none, or its order is at a bench or cancelled by now. The caller holds
    the sorting; locks the put's order, its allocations, both balances.
    """
    if sort.in_hand:
        units = lay_back(cause=cause, sort=sort)
        keep(sort, cause)
        return SortUndone(units, is_put=False)
    if not sort.trail:
        raise NothingToUndo
    entry = sort.trail[-1]
    order = lock_order_of_task(entry["task"])
    both = PickTask.objects.select_related("sku", "slot__handling_unit__location")
    tasks = both.in_bulk([entry["task"], entry["from"]])
    moved, source = tasks.get(entry["task"]), tasks.get(entry["from"])
    if moved is None or source is None or moved.slot_id != entry["slot"] or order is None or not is_wanted(order):
        raise NothingToUndo
    carry_units_back(
        cause=cause,
        allocation_id=moved.allocation_id,
        target=sort.tote.location,
        into_id=source.allocation_id,
    )
    sort.task, sort.slot = source, moved.slot
    if moved.pk != source.pk:
        _join(moved, source)
    if source.slot_id != entry["shared"] or source.slot.released_at is not None:
        PickSlot.objects.filter(pk=entry["shared"]).update(released_at=None)
    if source.slot_id != entry["shared"]:
        source.slot_id = entry["shared"]
        source.save(update_fields=["slot"])
    source.order = order
    sort.in_hand, sort.units_done = entry["units"], sort.units_done - entry["units"]
    sort.waiting += entry["units"]
    sort.trail = sort.trail[:-1]
    keep(sort, cause)
    return SortUndone(entry["units"], is_put=True)


def _join(part: PickTask, source: PickTask) -> None:
    """The part that a put has split off a task is in it again."""
    for name in ("quantity", "scanned", "picked"):
        setattr(source, name, getattr(source, name) + part.picked)
    update_rows([source], "quantity", "scanned", "picked")
    remove_part(part)


def declare_tote_sorted_out(*, cause: Cause, sort: WallSort) -> dict[str, int]:
    """Orders wait, the tote is empty: the shelf wins (PROTOCOLS 1). Each order that lacks units is short, keeps what
    stands in its slot, and gets a walk for the rest as soon as that can be had. Returns the missing units by SKU code.

    Refuses with wall.nothing_missing while units are in hand. The caller holds the sorting; locks the orders, the tote,
    SkuStock, allocations, balances.
    """
    if sort.in_hand:
        raise NothingMissingAtWall(tote=sort.tote.code)
    orders = lock_orders(task.order_id for task in units_in(sort.tote_id))
    lock_handling_units([sort.tote_id])
    lost = [task for task in units_in(sort.tote_id) if task.order_id in orders]
    units: Counter[tuple[int, int | None]] = Counter()
    goods: dict[tuple[int, int | None], tuple[Sku, Lot | None]] = {}
    for task in lost:
        units[task.sku_id, task.lot_id] += task.picked
        goods[task.sku_id, task.lot_id] = (task.sku, task.lot)
    losses = [
        Loss(location=sort.tote.location, sku=goods[key][0], lot=goods[key][1], quantity=quantity)
        for key, quantity in units.items()
    ]
    _mend(lost, declare_losses(cause=cause, losses=losses, reason="wall_missing"))
    slots = PickSlot.objects.filter(handling_unit=sort.tote_id, is_shared=True, released_at=None)
    slots.update(released_at=timezone.now())
    _hold_lacking(cause, list(orders.values()))
    if orders:
        end_shared_tote(cause, orders[max(orders)], sort.tote_id)
    sort.finished_at = timezone.now()
    keep(sort, cause)
    missing_units: Counter[str] = Counter()
    for key, quantity in units.items():
        missing_units[goods[key][0].code] += quantity
    return dict(missing_units)


def _mend(tasks: Sequence[PickTask], returned: Sequence[Returned]) -> None:
    """What these tasks have lost counts as picked no more."""
    by_allocation = {task.allocation_id: task for task in tasks}
    mended = []
    for gone in returned:
        task = by_allocation.get(gone.split_from or gone.allocation_id)
        if task is not None:
            task.picked -= gone.quantity
            mended.append(task)
    if mended:
        update_rows(mended, "picked")


def _hold_lacking(cause: Cause, orders: Sequence[Order]) -> None:
    """Orders of which units were lost: whole ones become short, and what the short ones lack is more than before."""
    missing = missing_of([order.pk for order in orders])
    lacking = {order.pk: missing.get(order.pk, {}) for order in orders}
    short = [order for order in orders if order.state == OrderState.PICKED]
    hold_all_short(cause, short, lacking)
    ask_about_shortages(cause, short, lacking)
    held = [order for order in orders if order.state == OrderState.HELD and order not in short]
    for order in held:
        order.hold_facts = {**order.hold_facts, "missing": lacking[order.pk]}
    Order.objects.bulk_update(held, ["hold_facts"])


def call_for_unit(*, cause: Cause, sort: WallSort, sku_code: str) -> None:
    """[M33] A unit that no order of the tote waits for: the exception rings at the desk."""
    raise_work_item(
        cause=cause,
        kind=STRAY,
        warehouse_id=sort.warehouse_id,
        subject_type="handling_unit",
        subject_id=sort.tote_id,
        subject_label=sort.tote.code,
        facts={"tote": sort.tote.code, "sku": sku_code},
        is_urgent=True,
        stage="pick",
    )
