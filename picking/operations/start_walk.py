"""Getting work: a cart is scanned and a walk begins, resumes or changes hands; then each slot gets its tote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inventory.locks import BalanceKey, make_balances
from inventory.models import HandlingUnit
from inventory.operations.handling_units import occupy_if_free
from inventory.states import HandlingUnitKind
from picking.locks import lock_list_with_orders, next_open_list
from picking.models import Order, PickList, PickSlot, PickTask
from picking.operations.history import advance, advance_many
from picking.operations.walk import finish_if_done, forget, keep, remember
from picking.operations.wrong_cart import refuse_wrong_cart
from picking.selectors.walks import slots_to_fill
from picking.states import PICK_LIST_MOVES, OrderState, PickEventKind, PickListState
from picking.walk_errors import NoPickWork, NotATote, ToteNotFree, WrongSlotTote
from wms.core.cause import Cause
from wms.core.models import Device, Person, Warehouse
from wms.core.outbox import publish
from wms.core.states import move_to


@dataclass(frozen=True)
class Started:
    """`slots` of a walk that begins wait for their totes; of one that is taken over nobody has asked."""

    walk: PickList
    is_taken_over: bool
    slots: Sequence[PickSlot] | None = None


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
