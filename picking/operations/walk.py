"""Getting work: a cart is scanned and a walk begins, resumes or changes hands; then each slot gets its tote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inventory.locks import BalanceKey, make_balances
from inventory.models import HandlingUnit
from inventory.operations.handling_units import occupy_if_free
from inventory.selectors.allocations import allocations_of
from inventory.states import HandlingUnitKind
from picking.locks import lock_list_with_orders, next_open_list, tasks_at_hand
from picking.models import Order, OrderItem, PickList, PickSlot, PickTask
from picking.operations.history import advance, advance_many
from picking.operations.promises import DEMAND_TYPE
from picking.operations.totes import leave_shared_totes
from picking.operations.wrong_cart import refuse_wrong_cart
from picking.selectors.missing import missing_of, orders_of_ending_walk
from picking.selectors.walks import slots_to_fill
from picking.states import PICK_LIST_MOVES, SHORT, OrderState, PickEventKind, PickListState, TaskState
from picking.walk_errors import NoPickWork, NotATote, ToteNotFree, WrongSlotTote
from wms.core.cause import Cause
from wms.core.models import Device, Person, Warehouse
from wms.core.outbox import publish
from wms.core.rows import update_rows
from wms.core.states import move_to
from wms.core.work_items import close_many, raise_work_item
from wms.scan.work import Work

TRAIL_LENGTH = 40


@dataclass(frozen=True)
class Started:
    """`slots` of a walk that begins wait for their totes; of one that is taken over nobody has asked."""

    walk: PickList
    is_taken_over: bool
    slots: Sequence[PickSlot] | None = None


def keep(walk: PickList, cause: Cause, *fields: str) -> None:
    """Raise the work version and save it with the trail and the named columns."""
    walk.touch(cause)
    walk.save(update_fields=[*Work.WORK_FIELDS, "trail", "wrong_code", "wrong_scans", *fields])


def remember(
    walk: PickList,
    kind: str,
    *,
    tasks: Sequence[PickTask] = (),
    slot: PickSlot | None = None,
    units: int = 0,
) -> None:
    """Keep a right scan so that it can be taken back, and end a row of wrong ones; the caller saves through keep()."""
    walk.wrong_code, walk.wrong_scans = "", 0
    entry = {"kind": str(kind), "tasks": [task.pk for task in tasks], "slot": slot.pk if slot else None, "units": units}
    walk.trail = [*walk.trail[1 - TRAIL_LENGTH :], entry]


def forget(walk: PickList) -> None:
    """What was scanned before this can no longer be taken back."""
    walk.trail = []


def start_walk(
    *,
    cause: Cause,
    warehouse: Warehouse,
    person: Person,
    device: Device,
    cart_id: int,
    cart_label: str,
    taken_id: int | None,
    idle_since: datetime,
) -> Started:
    """Take the most pressing open list onto this cart; a cart in somebody's walk (`taken_id`) hands that over instead.

    The caller has seen that the person is on no walk. A reservation older than `idle_since` has lapsed. Refuses with
    pick.no_work, pick.wrong_cart when all that he could get asks for another type of cart. Locks the list; lists that
    another handheld is taking right now are passed over.
    """
    if taken_id is not None:
        walk = lock_list_with_orders(taken_id)
        if walk is not None and walk.state == PickListState.PICKING:
            return _hand_over(cause, walk, person, device)
    walk = next_open_list(warehouse.pk, person.pk, idle_since, cart_id=cart_id)
    if walk is None:
        refuse_wrong_cart(next_open_list(warehouse.pk, person.pk, idle_since), cart_id, cart_label)
        raise NoPickWork(cart=cart_label)
    if walk.reserved_for_id == person.pk:
        refuse_wrong_cart(walk, cart_id, cart_label)
    move_to(walk, PickListState.PICKING, PICK_LIST_MOVES)
    walk.cart_id, walk.person, walk.device, walk.assigned_at = cart_id, person, device, timezone.now()
    slots = slots_to_fill(walk)
    walk.is_ready = not slots
    walk.trail, walk.at_location, walk.is_changing_tote = [], None, False
    remember(walk, PickEventKind.CART)
    keep(walk, cause, "state", "cart", "person", "device", "assigned_at", "is_ready", "at_location", "is_changing_tote")
    publish("wave.progress", str(walk.wave_id))
    return Started(walk, is_taken_over=False, slots=slots)


def _hand_over(cause: Cause, walk: PickList, person: Person, device: Device) -> Started:
    """Whoever holds the cart walks on."""
    walk.person, walk.device = person, device
    forget(walk)
    keep(walk, cause, "person", "device")
    return Started(walk, is_taken_over=True)


@dataclass(frozen=True)
class TotePut:
    """`left` are the slots that still wait for their totes; `is_walk_done`: they hold everything, and go to a bench."""

    position: int
    left: Sequence[PickSlot]
    is_walk_done: bool = False

    @property
    def is_ready(self) -> bool:
        return not self.left


def put_tote(
    *, cause: Cause, walk: PickList, slots: Sequence[PickSlot], tasks: Iterable[PickTask], tote: HandlingUnit
) -> TotePut:
    """Put a free tote into the first of the slots that wait for one; its order is being picked from now on.

    An order that has goods in a tote already goes on in that one, and such totes come in any order. Refuses with
    pick.wrong_slot_tote, pick.tote_not_free, pick.not_a_tote. The caller holds the orders and the walk, whose open
    `tasks` these are; locks the handling unit.
    """
    slot = next((each for each in slots if each.is_tote_known and each.handling_unit_id == tote.pk), slots[0])
    if slot.is_tote_known and slot.handling_unit is not None:
        if slot.handling_unit_id != tote.pk:
            raise WrongSlotTote(tote=slot.handling_unit.code, scanned_tote=tote.code, slot=slot.position)
    else:
        take_into_use(cause, tote)
        slot.handling_unit = tote
    # The tote's balances are made now for what this walk fetches, so that no pick scan has to.
    goods = {(task.sku_id, task.lot_id) for task in tasks if walk.is_bulk or task.slot_id == slot.pk}
    make_balances({BalanceKey(tote.location_id, sku_id, lot_id) for sku_id, lot_id in goods})
    slot.is_tote_confirmed = True
    slot.save(update_fields=["handling_unit", "is_tote_confirmed"])
    left = [each for each in slots if each is not slot]
    if slot.is_shared:
        _share_tote(cause, walk, slot)
        left = [other for other in left if other.handling_unit_id not in {None, tote.pk}]
    else:
        _begin_order(cause, slot.order)
    remember(walk, PickEventKind.SLOT, slot=slot)
    walk.is_ready = not left
    keep(walk, cause, "is_ready")
    is_done = walk.is_ready and walk.zone_id is not None and finish_if_done(cause=cause, walk=walk)
    return TotePut(slot.position, left, is_done)


def take_into_use(cause: Cause, tote: HandlingUnit) -> None:
    """Refuses with pick.not_a_tote, pick.tote_not_free. Locks the handling unit."""
    if tote.kind != HandlingUnitKind.TOTE:
        raise NotATote(tote=tote.code)
    in_a_slot = PickSlot.objects.filter(handling_unit=OuterRef("pk"), released_at=None)
    if not occupy_if_free(cause=cause, handling_unit_id=tote.pk, unless=Exists(in_a_slot)):
        raise ToteNotFree(tote=tote.code)


def _share_tote(cause: Cause, walk: PickList, first: PickSlot) -> None:
    """Every order of a bulk list that has no other tote goes into this one, and is being picked from now on."""
    same = PickSlot.objects.filter(pick_list=walk, is_tote_confirmed=False, released_at=None)
    same = same.filter(Q(handling_unit=None) | Q(handling_unit=first.handling_unit_id))
    waiting = Q(pk=first.order_id) | Q(pk__in=same.order_by().values("order"))
    begun = list(Order.objects.filter(waiting, state__in=(OrderState.WAVED, OrderState.HELD)).order_by("pk"))
    same.update(handling_unit=first.handling_unit_id, is_tote_confirmed=True)
    waved: list[Order] = []
    for order in begun:
        if order.state == OrderState.WAVED:
            waved.append(order)
        else:
            _begin_order(cause, order)
    if waved:
        advance_many(cause=cause, orders=waved, to=OrderState.PICKING)


def _begin_order(cause: Cause, order: Order) -> None:
    if order.state in {OrderState.WAVED, OrderState.HELD}:
        order.hold_code, order.hold_facts = order.channel_stop, {}
        advance(cause=cause, order=order, to=OrderState.PICKING)


def finish_if_done(*, cause: Cause, walk: PickList) -> bool:
    """End a walk with nothing left to fetch or to give back: whole orders are picked, short ones are held.

    The caller holds the orders and the walk, and saves nothing of the walk's state himself.
    """
    if tasks_at_hand(walk.pk).exists() or _waits_to_be_fetched(walk):
        return False
    end_walk(cause=cause, walk=walk)
    walk.save(update_fields=ENDED_FIELDS)
    return True


def _waits_to_be_fetched(walk: PickList) -> bool:
    """Its totes were laid down on their way from zone to zone: somebody still takes them to a bench."""
    is_laid = walk.state == PickListState.OPEN and walk.laid_at is not None
    return is_laid and walk.slots.filter(released_at=None).exists()


ENDED_FIELDS = ["state", "finished_at"]


def end_walk(*, cause: Cause, walk: PickList, asked_about: Collection[int] = ()) -> None:
    """finish_if_done() for who knows that nothing is left; he saves the walk's ENDED_FIELDS. `asked_about`: orders
    that a person is asked about, as ask_about_shortages() does. With something left in another zone it goes on there.
    """
    if walk.zone_id is not None and tasks_at_hand(walk.pk).exists():
        ask_about_shortages(cause, list(Order.objects.filter(pk__in=asked_about).order_by("pk")))
        return
    if walk.state == PickListState.PICKING:
        move_to(walk, PickListState.PICKED, PICK_LIST_MOVES)
    else:
        move_to(walk, PickListState.CANCELLED, PICK_LIST_MOVES)
    walk.finished_at = timezone.now()
    _end_orders(cause, walk, set(asked_about))
    publish("wave.progress", str(walk.wave_id))


def _end_orders(cause: Cause, walk: PickList, asked_about: set[int]) -> None:
    """The whole ones together, in as many statements for thirty as for one."""
    orders, missing = orders_of_ending_walk(walk.pk)
    ids = {order.pk for order in orders}
    if asked_about:
        others = Order.objects.filter(pk__in=asked_about - ids).order_by("pk") if asked_about - ids else ()
        ask_about_shortages(cause, [*(order for order in orders if order.pk in asked_about), *others], missing)
    whole = [order for order in orders if order.pk not in missing]
    if whole:
        advance_many(cause=cause, orders=whole, to=OrderState.PICKED)
        close_many(kinds=[SHORT], subject_type="order", subject_ids=[order.pk for order in whole], resolution="picked")
    hold_all_short(cause, [order for order in orders if order.pk in missing], missing)


def hold_short(cause: Cause, order: Order, missing: dict[str, int]) -> None:
    """hold_all_short() for one."""
    hold_all_short(cause, [order], {order.pk: missing})


def hold_all_short(cause: Cause, orders: Sequence[Order], missing: Mapping[int, dict[str, int]]) -> None:
    """The orders wait with what they have in their totes, until the rest is found or a person decides.

    A single-unit order has nothing left in the tote that it shared: it no longer counts on it. What a put wall still
    has to sort is sorted, and waits there. What the channel stops stays stopped. The caller holds the orders;
    `missing`: units by SKU code, by order.
    """
    if not orders:
        return
    leave_shared_totes(cause, orders, is_all=False)
    for order in orders:
        stop = {"channel": order.channel_stop} if order.channel_stop else {}
        order.hold_code, order.hold_facts = SHORT, {"missing": missing[order.pk], **stop}
    advance_many(cause=cause, orders=orders, to=OrderState.HELD, code=SHORT, columns=("hold_code", "hold_facts"))


def mend_taken(item_ids: Collection[int], held: dict[int, tuple[str, int]]) -> None:
    """Units that were lost out of a tote are not picked any more. `held`: state and units by allocation id."""
    mended = []
    for task in PickTask.objects.filter(order_item__in=item_ids, state=TaskState.DONE, picked__gt=0):
        state, quantity = held.get(task.allocation_id, ("gone", 0))
        left = min(task.picked, quantity) if state in {"taken", "shipped"} else 0
        if left != task.picked:
            task.picked = left
            mended.append(task)
    if mended:
        update_rows(mended, "picked")


def mend_orders(order_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Bring what counts as picked in line with what inventory still holds; returns the missing units by SKU code, by
    order; whole ones are left out.
    """
    items = list(OrderItem.objects.filter(order__in=order_ids).order_by("pk").values_list("pk", flat=True))
    rows = allocations_of([(DEMAND_TYPE, str(item_id)) for item_id in items])
    mend_taken(items, {row.pk: (row.state, row.quantity) for row in rows})
    return missing_of(order_ids)


def ask_about_shortage(cause: Cause, order: Order) -> None:
    """[M34] A person decides about an order whose goods are nowhere now; stock that comes is tried by itself."""
    ask_about_shortages(cause, [order])


def ask_about_shortages(
    cause: Cause, orders: Collection[Order], missing: Mapping[int, dict[str, int]] | None = None
) -> None:
    """The same for several orders. `missing`: what missing_of() says of them, where the caller knows it."""
    if missing is None:
        missing = missing_of([order.pk for order in orders]) if orders else {}
    for order in orders:
        _ask(cause, order, missing.get(order.pk, {}))


def _ask(cause: Cause, order: Order, missing: dict[str, int]) -> None:
    raise_work_item(
        cause=cause,
        kind=SHORT,
        warehouse_id=order.warehouse_id,
        subject_type="order",
        subject_id=order.pk,
        subject_label=order.number,
        facts={"missing": missing, "order": order.number},
        is_urgent=order.has_promise or order.due_at < timezone.now(),
        stage="pick",
    )
