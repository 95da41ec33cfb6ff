"""The only place in picking with row locks; inside a table by pk.

Order: cart type, zone (the desk only) -> sorting at a wall -> order -> wave -> pick list -> put-back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from picking.models import (
    Order,
    PickList,
    PickSlot,
    PickTask,
    PickZone,
    PutBack,
    TrolleyCart,
    TrolleyType,
    WallSort,
    Wave,
)
from picking.states import PickListState, PutBackState, TaskState, WaveState
from wms.core.prepared import InTurn, Prepared


def lock_orders(order_ids: Iterable[int], *columns: str) -> dict[int, Order]:
    """The orders by pk, locked in pk order. `columns`: what is read of them, when that is little and they are many."""
    rows = Order.objects.select_for_update().filter(pk__in=sorted(set(order_ids))).order_by("pk")
    return {order.pk: order for order in (rows.only(*columns) if columns else rows)}


def lock_order(order_id: int) -> Order:
    """One order, with shop and warehouse at hand. Raises Order.DoesNotExist: callers have looked it up before."""
    found = _order(pk=order_id)
    if not found:
        raise Order.DoesNotExist
    return found[0]


def lock_order_of_task(task_id: int) -> Order | None:
    """The order that a task fetches for, with shop and warehouse at hand; None when the task is no more."""
    rows = Order.objects.select_for_update(of=("self",)).select_related("shop", "warehouse")
    return rows.filter(tasks=task_id).order_by("pk").first()


def _one_order(pk: int) -> QuerySet[Order]:
    rows = Order.objects.select_for_update(of=("self",)).select_related("shop", "warehouse")
    return rows.filter(pk=pk).order_by("pk")


_order: Prepared[Order] = Prepared(_one_order, pk=int)


def in_tote(held: QuerySet[PickSlot], tote: int) -> QuerySet[Any, Any]:
    """Ids of orders with goods in a tote: those of its slots, and those whose goods wait in it for their put-back."""
    waiting = PutBack.objects.filter(handling_unit=tote).exclude(state=PutBackState.DONE).order_by().values("order")
    return held.order_by().values("order").union(waiting)


def _alone_in_tote(tote: int) -> QuerySet[Order]:
    held = PickSlot.objects.filter(handling_unit=tote, is_shared=False, released_at=None)
    rows = Order.objects.select_for_update(of=("self",)).select_related("shop", "warehouse")
    return rows.filter(pk__in=in_tote(held, tote)).order_by("pk")


_orders_in_tote: Prepared[Order] = Prepared(_alone_in_tote, tote=int)


def lock_orders_in_tote(tote_id: int) -> list[Order]:
    """The orders that have a tote to themselves, or whose goods wait in it for their put-back; none of a shared one."""
    return _orders_in_tote(tote=tote_id)


def _slots_held(order: int) -> QuerySet[PickSlot]:
    rows = PickSlot.objects.select_for_update(of=("handling_unit",)).select_related("handling_unit")
    return rows.filter(order=order, released_at=None, handling_unit__pk__gt=0).order_by("handling_unit__pk")


_lock_slots_held: Prepared[PickSlot] = Prepared(_slots_held, order=int)


def lock_totes_held(order_id: int) -> list[PickSlot]:
    """The slots of an order that the caller has locked, each with its handling unit: these are locked, in one statement
    with what tells them.
    """
    return _lock_slots_held(order=order_id)


def lock_whole(order_id: int) -> list[Order]:
    """Every part of the order that this row is a part of, locked, part 1 first: its row is the oldest."""
    number = Order.objects.filter(pk=order_id).values_list("shop_id", "number").get()
    return lock_parts(*number)


def lock_parts(shop_id: int, number: str) -> list[Order]:
    """Every part of a shop's order, locked in pk order, which is the order of the parts."""
    rows = Order.objects.select_for_update(of=("self",)).filter(shop=shop_id, number=number)
    return list(rows.select_related("shop", "warehouse").order_by("pk"))


def lock_trolley_type(type_id: int) -> TrolleyType:
    """As it is now: of two who change it at once, the later one's record begins at what the earlier one left.

    The lock is the weak one: lists and carts that refer to the type are still written meanwhile.
    """
    return TrolleyType.objects.select_for_update(no_key=True).get(pk=type_id)


def lock_pick_zone(zone_id: int) -> PickZone:
    """As it is now, like lock_trolley_type(). The caller has made it."""
    return PickZone.objects.select_for_update(no_key=True).get(zone=zone_id)


def lock_wave(wave_id: int) -> Wave:
    return Wave.objects.select_for_update().get(pk=wave_id)


def lock_pick_list(list_id: int) -> PickList:
    return PickList.objects.select_for_update().get(pk=list_id)


def walks_of(person: int, warehouse: int) -> QuerySet[PickList]:
    """What a person walks now: one list, or none."""
    return PickList.objects.filter(person=person, warehouse=warehouse, state=PickListState.PICKING)


def tasks_at_hand(walk: int) -> QuerySet[PickTask]:
    """Open tasks of a walk, and units in hand of dropped ones that must be given back, in walking order."""
    in_hand = Q(state=TaskState.DROPPED, scanned__gt=0)
    return PickTask.objects.filter(Q(state=TaskState.OPEN) | in_hand, pick_list=walk).order_by("sequence", "pk")


def tasks_in_zone(walk: int, zone: int) -> QuerySet[PickTask]:
    """Those of them that lie in the zone that the walk is in: the others are fetched after it was passed on. What is in
    a hand stays at hand, also when its place has become another zone's meanwhile.
    """
    return tasks_at_hand(walk).filter(Q(location__zone=zone) | Q(scanned__gt=0))


def _orders_walked(person: int, warehouse: int) -> QuerySet[Order, int]:
    walk = {"person": person, "warehouse": warehouse, "state": PickListState.PICKING}
    of_walk = {f"slots__pick_list__{key}": value for key, value in walk.items()}
    rows = Order.objects.select_for_update(of=("self",)).filter(**of_walk)
    return rows.order_by("pk").values_list("pk", flat=True)


_lock_walks = InTurn(
    Prepared[tuple[int]](_orders_walked, person=int, warehouse=int),
    Prepared[PickList](
        lambda person, warehouse: walks_of(person, warehouse).select_for_update(), person=int, warehouse=int
    ),
)
_lock_tasks: Prepared[PickTask] = Prepared(lambda walk: tasks_at_hand(walk).select_for_update(), walk=int)
_lock_tasks_in_zone: Prepared[PickTask] = Prepared(
    lambda walk, zone: tasks_in_zone(walk, zone).select_for_update(of=("self",)), walk=int, zone=int
)


def lock_walk_of(person_id: int, warehouse_id: int) -> tuple[PickList | None, list[PickTask]]:
    """A person's walk and its tasks at hand: the walk's orders first, in the same statement the list, then its tasks.

    Each is read under its lock, so that whoever waited sees what the other scan has left.
    """
    _, walks = _lock_walks(person=person_id, warehouse=warehouse_id)
    if not walks:
        return None, []
    walk = walks[0]
    if walk.zone_id is None:
        return walk, _lock_tasks(walk=walk.pk)
    return walk, _lock_tasks_in_zone(walk=walk.pk, zone=walk.zone_id)


def lock_list_with_orders(list_id: int | QuerySet[Any, Any]) -> PickList | None:
    """The orders of a list, then the list itself with its cart, person and warehouse at hand; None when it is no longer
    being walked or waiting to be. `list_id` may be a query for it, which is asked anew behind the orders' locks.
    """
    which = list_id if isinstance(list_id, QuerySet) else [list_id]
    list(Order.objects.select_for_update(of=("self",)).filter(slots__pick_list__in=which).order_by("pk").only("pk"))
    live = (PickListState.OPEN, PickListState.PICKING)
    rows = PickList.objects.select_for_update(of=("self",)).select_related("cart", "person", "warehouse")
    return rows.filter(pk__in=which, state__in=live).first()


def lock_lists_of_order(order_id: int) -> list[PickList]:
    """Lists that still have to do with an order which the caller has locked, in pk order."""
    return lock_lists_of_orders([order_id])


def lock_lists_of_orders(order_ids: Collection[int]) -> list[PickList]:
    """Lists that still have to do with these orders, which the caller has locked, in pk order."""
    live = (PickListState.OPEN, PickListState.PICKING)
    ids = PickList.objects.filter(slots__order__in=order_ids, state__in=live).values_list("pk", flat=True)
    return list(PickList.objects.select_for_update().filter(pk__in=sorted(set(ids))).order_by("pk"))


def lock_waves(wave_ids: Iterable[int]) -> dict[int, Wave]:
    """The waves by pk, locked in pk order."""
    rows = Wave.objects.select_for_update().filter(pk__in=sorted(set(wave_ids))).order_by("pk")
    return {wave.pk: wave for wave in rows}


def lock_lists(list_ids: Iterable[int]) -> dict[int, PickList]:
    """The lists by pk, locked in pk order. The caller has locked their orders where he changes those."""
    rows = PickList.objects.select_for_update().filter(pk__in=sorted(set(list_ids))).order_by("pk")
    return {walk.pk: walk for walk in rows}


def to_give_out(warehouse_id: int) -> QuerySet[PickList]:
    """Lists that nobody walks and that pickers may get: neither held nor still being built, nor without a tote that
    was laid down. Most pressing first; what was begun in another zone before what was not.
    """
    missing = PickSlot.objects.filter(pick_list=OuterRef("pk"), missing_at__isnull=False, released_at=None)
    is_begun = Case(When(laid_at__isnull=False, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = PickList.objects.filter(
        warehouse=warehouse_id,
        state=PickListState.OPEN,
        wave__held_at=None,
        wave__state__in=[WaveState.RELEASED, WaveState.PICKING, WaveState.SORTED],
    )
    return rows.filter(~Exists(missing)).order_by("-wave__is_urgent", is_begun, "priority", "due_at", "pk")


def in_zones_of(person_id: int) -> Q:
    """Lists that a person may get by the zones he picks in: of no zone, of one of his, or any where he has none."""
    zones = PickZone.objects.filter(people=person_id)
    his = zones.filter(zone__warehouse=OuterRef("warehouse"))
    return Q(zone=None) | Q(zone__in=zones.values("zone")) | ~Exists(his)


def mine_first(rows: QuerySet[PickList], person_id: int) -> QuerySet[PickList]:
    """What is kept for this person, then the others in their order."""
    is_mine = Case(When(reserved_for=person_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(is_mine, *rows.query.order_by)


def next_open_list(
    warehouse_id: int, person_id: int, reserved_since: datetime, *, cart_id: int | None = None
) -> PickList | None:
    """The most pressing list for this person, skipping those that another handheld is taking right now.

    His own come first; one that was reserved for somebody else before `reserved_since` is anybody's again. With a
    cart, others' lists for carts of another type are passed over; his own come whatever they ask for.
    """
    is_free = Q(reserved_for=None) | Q(reserved_for=person_id) | Q(reserved_at__lt=reserved_since)
    rows = to_give_out(warehouse_id).filter(is_free).filter(in_zones_of(person_id) | Q(reserved_for=person_id))
    if cart_id is not None:
        rows = rows.filter(carried_by(cart_id) | Q(reserved_for=person_id))
    return mine_first(rows, person_id).select_for_update(skip_locked=True, of=("self",)).first()


def carried_by(cart_id: int) -> Q:
    """Lists that ask for no type of cart, or for this one's."""
    kind = TrolleyCart.objects.filter(cart=cart_id).values("trolley_type")
    return Q(wave__trolley_type=None) | Q(wave__trolley_type__in=kind)


def sorts_of(person: int, warehouse: int) -> QuerySet[WallSort]:
    """The tote that a person sorts at a put wall, on whichever device, with all that is shown of it."""
    rows = WallSort.objects.filter(person=person, warehouse=warehouse, finished_at=None)
    return rows.select_related(*SORTED)


def lock_wall_sort_of(person_id: int, warehouse_id: int) -> WallSort | None:
    """A person's sorting, then the order whose units are in hand: a sorting is locked before any order."""
    found = _lock_sorts(person=person_id, warehouse=warehouse_id)
    if found and found[0].task is not None:
        found[0].task.order = lock_order(found[0].task.order_id)
    return found[0] if found else None


def lock_sort_of_tote(tote_id: int) -> WallSort | None:
    """Who sorts a tote now, or has set it aside."""
    rows = WallSort.objects.select_for_update(of=("self",)).select_related("tote", "slot")
    return rows.filter(tote=tote_id, finished_at=None).order_by("pk").first()


SORTED = ("tote__location", "wall", "task__order", "task__sku", "task__slot", "slot__handling_unit__location")
_lock_sorts: Prepared[WallSort] = Prepared(
    lambda person, warehouse: sorts_of(person, warehouse).select_for_update(of=("self",)), person=int, warehouse=int
)


def lock_put_back(put_back_id: int) -> PutBack:
    return PutBack.objects.select_for_update().get(pk=put_back_id)


def lock_put_back_of(person_id: int, warehouse_id: int) -> PutBack | None:
    """A person's put-back, then its tote in the same statement."""
    found = _lock_put_backs(person=person_id, warehouse=warehouse_id)
    return found[0] if found else None


def put_backs_of(person: int, warehouse: int) -> QuerySet[PutBack]:
    """The put-back that a person is doing, on whichever device, with all that is shown of it."""
    rows = PutBack.objects.filter(person=person, warehouse=warehouse, state=PutBackState.WORKING)
    return rows.select_related("handling_unit__location", "sku", "lot", "order", "warehouse")


_lock_put_backs: Prepared[PutBack] = Prepared(
    lambda person, warehouse: put_backs_of(person, warehouse).select_for_update(of=("self", "handling_unit")),
    person=int,
    warehouse=int,
)
