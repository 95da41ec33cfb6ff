"""The only place in picking with row locks. Order: order -> wave -> pick list -> put-back; inside a table by pk."""

from __future__ import annotations

from collections.abc import Iterable

from picking.models import Order, PickList, PutBack, Wave
from picking.states import PickListState, PutBackState, WaveState


def lock_orders(order_ids: Iterable[int]) -> dict[int, Order]:
    """The orders by pk, locked in pk order."""
    rows = Order.objects.select_for_update().filter(pk__in=sorted(set(order_ids))).order_by("pk")
    return {order.pk: order for order in rows}


def lock_order(order_id: int) -> Order:
    """One order. Raises Order.DoesNotExist: callers look orders up by number before."""
    return Order.objects.select_for_update().get(pk=order_id)


def lock_wave(wave_id: int) -> Wave:
    return Wave.objects.select_for_update().get(pk=wave_id)


def lock_pick_list(list_id: int) -> PickList:
    return PickList.objects.select_for_update().get(pk=list_id)


def lock_walk_of(person_id: int, warehouse_id: int) -> PickList | None:
    """A person's walk with all its orders, orders first. The walk is read again under its lock."""
    walk = (
        PickList.objects.filter(person=person_id, warehouse=warehouse_id, state=PickListState.PICKING)
        .values_list("pk", flat=True)
        .first()
    )
    if walk is None:
        return None
    return lock_list_with_orders(walk)


def lock_list_with_orders(list_id: int) -> PickList | None:
    """The orders of a list, then the list itself; None when it is no longer being walked or waiting to be."""
    list(Order.objects.select_for_update(of=("self",)).filter(slots__pick_list=list_id).order_by("pk").only("pk"))
    live = (PickListState.OPEN, PickListState.PICKING)
    return PickList.objects.select_for_update().filter(pk=list_id, state__in=live).first()


def lock_lists_of_order(order_id: int) -> list[PickList]:
    """Lists that still have to do with an order which the caller has locked, in pk order."""
    live = (PickListState.OPEN, PickListState.PICKING)
    ids = PickList.objects.filter(slots__order=order_id, state__in=live).values_list("pk", flat=True)
    return list(PickList.objects.select_for_update().filter(pk__in=sorted(ids)).order_by("pk"))


def next_open_list(warehouse_id: int) -> PickList | None:
    """The most pressing list that nobody walks, skipping those that another handheld is taking right now."""
    return (
        PickList.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(
            warehouse=warehouse_id,
            state=PickListState.OPEN,
            wave__state__in=[WaveState.RELEASED, WaveState.PICKING, WaveState.SORTED],
        )
        .order_by("priority", "due_at", "pk")
        .first()
    )


def lock_put_back(put_back_id: int) -> PutBack:
    return PutBack.objects.select_for_update().get(pk=put_back_id)


def lock_put_back_of(person_id: int, warehouse_id: int) -> PutBack | None:
    return (
        PutBack.objects.select_for_update()
        .filter(person=person_id, warehouse=warehouse_id, state=PutBackState.WORKING)
        .first()
    )
