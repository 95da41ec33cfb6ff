"""Getting work: a cart is scanned and a walk begins, resumes or changes hands; then each slot gets its tote."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from inventory.locks import BalanceKey, lock_balances, lock_handling_units
from inventory.operations.handling_units import is_free, occupy_handling_unit
from inventory.selectors.allocations import allocations_of
from picking.errors import NoPickWork, NotATote, ToteNotFree, WrongSlotTote
from picking.locks import lock_list_with_orders, next_open_list
from picking.models import Order, PickList, PickSlot, PickTask
from picking.operations.history import advance
from picking.operations.promises import DEMAND_TYPE, SHORT
from picking.selectors.idle import idle_since
from picking.selectors.walks import next_slot
from picking.states import PICK_LIST_MOVES, OrderState, PickEventKind, PickListState, TaskState
from wms.core.cause import Cause
from wms.core.models import Device, Person, Warehouse
from wms.core.outbox import publish
from wms.core.states import move_to
from wms.core.work_items import close_work_items, raise_work_item
from wms.scan.work import Work

TRAIL_LENGTH = 40


@dataclass(frozen=True)
class Started:
    walk: PickList
    is_taken_over: bool


def keep(walk: PickList, cause: Cause, *fields: str) -> None:
    """Raise the work version and save it with the trail and the named columns."""
    walk.touch(cause)
    walk.save(update_fields=[*Work.WORK_FIELDS, "trail", *fields])


def remember(
    walk: PickList, kind: str, *, task: PickTask | None = None, slot: PickSlot | None = None, units: int = 0
) -> None:
    """Keep a right scan so that it can be taken back; the caller saves `trail` through keep()."""
    entry = {"kind": str(kind), "task": task.pk if task else None, "slot": slot.pk if slot else None, "units": units}
    walk.trail = [*walk.trail[1 - TRAIL_LENGTH :], entry]


def forget(walk: PickList) -> None:
    """What was scanned before this can no longer be taken back."""
    walk.trail = []


def start_walk(
    *, cause: Cause, warehouse: Warehouse, person: Person, device: Device, cart_id: int, cart_label: str
) -> Started:
    """Take the most pressing open list onto this cart; a cart in somebody's walk hands that walk over instead.

    The caller has seen that the person is on no walk. Refuses with pick.no_work. Locks the list; lists that another
    handheld is taking right now are passed over.
    """
    taken = (
        PickList.objects.filter(cart=cart_id, warehouse=warehouse, state=PickListState.PICKING)
        .values_list("pk", flat=True)
        .first()
    )
    if taken is not None:
        walk = lock_list_with_orders(taken)
        if walk is not None and walk.state == PickListState.PICKING:
            return _hand_over(cause, walk, person, device)
    walk = next_open_list(warehouse.pk, person.pk, idle_since(warehouse))
    if walk is None:
        raise NoPickWork(cart=cart_label)
    move_to(walk, PickListState.PICKING, PICK_LIST_MOVES)
    walk.cart_id, walk.person, walk.device, walk.assigned_at = cart_id, person, device, timezone.now()
    walk.is_ready = next_slot(walk) is None
    walk.trail, walk.at_location = [], None
    remember(walk, PickEventKind.CART)
    keep(walk, cause, "state", "cart", "person", "device", "assigned_at", "is_ready", "at_location")
    publish("wave.progress", str(walk.wave_id))
    return Started(walk, is_taken_over=False)


def _hand_over(cause: Cause, walk: PickList, person: Person, device: Device) -> Started:
    """Whoever holds the cart walks on."""
    walk.person, walk.device = person, device
    forget(walk)
    keep(walk, cause, "person", "device")
    return Started(walk, is_taken_over=True)


@dataclass(frozen=True)
class TotePut:
    position: int
    is_ready: bool


def put_tote(*, cause: Cause, walk: PickList, slot: PickSlot, tote_id: int, tote_label: str) -> TotePut:
    """Put a free tote into a slot; the slot's order is being picked from now on.

    An order that has goods in a tote already goes on in that one. Refuses with pick.wrong_slot_tote,
    pick.tote_not_free, pick.not_a_tote. The caller holds the orders and the walk; locks the handling unit.
    """
    if slot.is_tote_known and slot.handling_unit is not None:
        if slot.handling_unit_id != tote_id:
            raise WrongSlotTote(tote=slot.handling_unit.code, scanned_tote=tote_label, slot=slot.position)
    else:
        tote = lock_handling_units([tote_id])[tote_id]
        if tote.kind != "tote":
            raise NotATote(tote=tote_label)
        if not is_free(tote) or PickSlot.objects.filter(handling_unit=tote_id, released_at=None).exists():
            raise ToteNotFree(tote=tote_label)
        occupy_handling_unit(cause=cause, handling_unit_id=tote_id)
        slot.handling_unit_id = tote_id
    _prepare_balances(slot)
    slot.is_tote_confirmed = True
    slot.save(update_fields=["handling_unit", "is_tote_confirmed"])
    _begin_order(cause, slot.order)
    remember(walk, PickEventKind.SLOT, slot=slot)
    walk.is_ready = next_slot(walk) is None
    keep(walk, cause, "is_ready")
    return TotePut(slot.position, walk.is_ready)


def _prepare_balances(slot: PickSlot) -> None:
    """Make the tote's balances for what this walk fetches now, so that no pick scan has to."""
    tote = slot.handling_unit
    assert tote is not None  # noqa: S101  the caller has just put it in
    goods = PickTask.objects.filter(slot=slot, state=TaskState.OPEN).values_list("sku_id", "lot_id")
    lock_balances({BalanceKey(tote.location_id, sku_id, lot_id) for sku_id, lot_id in goods})


def _begin_order(cause: Cause, order: Order) -> None:
    if order.state in {OrderState.WAVED, OrderState.HELD}:
        order.hold_code, order.hold_facts = "", {}
        advance(cause=cause, order=order, to=OrderState.PICKING)


def finish_if_done(*, cause: Cause, walk: PickList) -> bool:
    """End a walk with nothing left to fetch or to give back: whole orders are picked, short ones are held.

    The caller holds the orders and the walk, and saves nothing of the walk's state himself.
    """
    left = PickTask.objects.filter(pick_list=walk)
    if left.filter(state=TaskState.OPEN).exists() or left.filter(state=TaskState.DROPPED, scanned__gt=0).exists():
        return False
    if walk.state == PickListState.PICKING:
        move_to(walk, PickListState.PICKED, PICK_LIST_MOVES)
    else:
        move_to(walk, PickListState.CANCELLED, PICK_LIST_MOVES)
    walk.finished_at = timezone.now()
    walk.save(update_fields=["state", "finished_at"])
    for slot in walk.slots.filter(released_at=None).select_related("order"):
        _end_slot(cause, slot)
    publish("wave.progress", str(walk.wave_id))
    return True


def _end_slot(cause: Cause, slot: PickSlot) -> None:
    order = slot.order
    if order.state not in {OrderState.WAVED, OrderState.PICKING}:
        return
    missing = missing_units(order)
    if not missing:
        advance(cause=cause, order=order, to=OrderState.PICKED)
        close_work_items(kind=SHORT, subject_type="order", subject_id=order.pk, resolution="picked")
        return
    hold_short(cause, order, missing)


def hold_short(cause: Cause, order: Order, missing: dict[str, int]) -> None:
    """The order waits with what it has in its tote, until the rest is found or a person decides."""
    order.hold_code, order.hold_facts = SHORT, {"missing": missing}
    advance(cause=cause, order=order, to=OrderState.HELD, code=SHORT, facts={"missing": missing})


def mend_taken(item_id: int, held: dict[int, tuple[str, int]]) -> None:
    """Units that were lost out of a tote are not picked any more. `held`: state and units by allocation id."""
    for task in PickTask.objects.filter(order_item=item_id, state=TaskState.DONE, picked__gt=0):
        state, quantity = held.get(task.allocation_id, ("gone", 0))
        left = min(task.picked, quantity) if state in {"taken", "shipped"} else 0
        if left != task.picked:
            task.picked = left
            task.save(update_fields=["picked"])


def mend_order(order: Order) -> dict[str, int]:
    """Bring what counts as picked in line with what inventory still holds; returns the missing units by SKU code."""
    for item_id in order.items.values_list("pk", flat=True):
        rows = allocations_of([(DEMAND_TYPE, str(item_id))])
        mend_taken(item_id, {row.pk: (row.state, row.quantity) for row in rows})
    return missing_units(order)


def missing_units(order: Order) -> dict[str, int]:
    """Units that no tote holds yet, by SKU code."""
    wanted = {item.pk: item for item in order.items.select_related("sku")}
    picked: dict[int, int] = {}
    for item_id, units in PickTask.objects.filter(order=order, state=TaskState.DONE).values_list(
        "order_item_id", "picked"
    ):
        picked[item_id] = picked.get(item_id, 0) + units
    missing: dict[str, int] = {}
    for item_id, item in wanted.items():
        lacking = item.quantity - picked.get(item_id, 0)
        if lacking > 0:
            missing[item.sku.code] = missing.get(item.sku.code, 0) + lacking
    return missing


def ask_about_shortage(cause: Cause, order: Order) -> None:
    """[M34] A person decides about an order whose goods are nowhere now; stock that comes is tried by itself."""
    raise_work_item(
        cause=cause,
        kind=SHORT,
        warehouse=order.warehouse,
        subject_type="order",
        subject_id=order.pk,
        subject_label=order.number,
        facts={"missing": missing_units(order), "order": order.number},
        is_urgent=order.has_promise or order.due_at < timezone.now(),
        stage="pick",
    )
