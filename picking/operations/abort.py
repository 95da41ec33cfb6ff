"""Cancelling a released wave as a whole: every unit has its way back, list by list, and nothing of it is lost.

What has not begun goes back to wait for a wave: places are given back, the promise stays. What lies in a tote is
finished, or is set apart and put back, as was chosen. abort_wave opens its own transactions: first the wave is marked
(no list of it is given out from then on, and a builder loses its lease), then each list is sent back in transactions
of its own, so that no scan waits for a whole wave. A killed abort is finished by the sweeper.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from functools import partial

from django.utils import timezone

from inventory.operations.handling_units import free_handling_unit
from inventory.operations.put_back import end_demands
from inventory.operations.unplace import unplace_demands
from picking.errors import WaveOver
from picking.locks import lock_lists_of_orders, lock_orders, lock_wave
from picking.models import Order, OrderItem, PickList, PickSlot, PickTask, Wave
from picking.operations.audit import audit_wave
from picking.operations.cancel import settle_walk
from picking.operations.channel_hold import STOPPED, end_short, wait_again
from picking.operations.history import advance
from picking.operations.progress import WAVE_PROGRESS
from picking.operations.promises import DEMAND_TYPE, settle
from picking.operations.tasks import drop_task
from picking.operations.totes import leave_shared_totes, lock_totes_of, open_put_backs, totes_with_goods
from picking.operations.zone_pass import end_search
from picking.states import (
    SHORT,
    WAVE_MOVES,
    AbortWay,
    OrderState,
    PickListState,
    TaskState,
    WaveState,
)
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.outbox import publish
from wms.core.states import move_to
from wms.core.transactions import run
from wms.core.work_items import close_many

ABORTED = "wave.aborted"
NOT_BEGUN = (OrderState.WAVED, OrderState.PICKING)


def abort_wave(*, cause: Cause, warehouse: Warehouse, wave_id: int, way: AbortWay) -> str:
    """Cancel a wave at whichever stage it is; returns the state that it is left in. Opens its own transactions.

    Asked again it goes on where it stopped; `put_back` after `finish` also fetches back what was to be finished.
    Orders at a bench are the bench's and stay. Refuses with wave.over.
    """
    run(partial(_begin, cause, warehouse.pk, wave_id, way))
    return finish_abort(cause=cause, wave_id=wave_id)


def finish_abort(*, cause: Cause, wave_id: int) -> str:
    """Send back the lists of a wave that is marked as aborting. Opens its own transactions; may run twice at once."""
    wave = Wave.objects.get(pk=wave_id)
    lists = PickList.objects.filter(wave=wave)
    if wave.abort_way != AbortWay.PUT_BACK:
        lists = lists.filter(state__in=[PickListState.OPEN, PickListState.PICKING])
    for list_id in list(lists.order_by("pk").values_list("pk", flat=True)):
        run(partial(_let_go, cause, wave, list_id))
        if wave.abort_way == AbortWay.PUT_BACK:
            run(partial(_take_back, cause, wave, list_id))
    return run(partial(_end, wave_id))


def aborts_to_finish() -> list[int]:
    """Waves whose abort broke off."""
    return list(Wave.objects.filter(is_aborting=True).order_by("pk").values_list("pk", flat=True))


def _begin(cause: Cause, warehouse_id: int, wave_id: int, way: AbortWay) -> None:
    wave = lock_wave(wave_id)
    if wave.warehouse_id != warehouse_id or wave.state in {WaveState.CLOSED, WaveState.CANCELLED}:
        raise WaveOver(wave=wave.number, state=wave.state)
    if wave.state == WaveState.BUILDING:
        wave.lease_token = uuid.uuid4()
    wave.abort_way, wave.is_aborting = way, True
    wave.held_at = wave.held_at or timezone.now()
    wave.save()
    audit_wave(cause, wave, ABORTED, {"state": wave.state}, {"way": str(way)})


def _let_go(cause: Cause, wave: Wave, list_id: int) -> None:
    """The orders of a list of which nothing lies in a tote wait for a wave again."""
    orders, walks = _locked(list_id)
    filled = set(
        PickTask.objects.filter(order__in=orders, state=TaskState.DONE, picked__gt=0).values_list("order_id", flat=True)
    )
    leaving = [row for row in orders.values() if _is_of(wave, row, NOT_BEGUN) and row.pk not in filled]
    if not leaving:
        return
    _drop_tasks(leaving, walks)
    _free_slots(cause, leaving, walks)
    end_search(cause=cause, orders=leaving, resolution=ABORTED)
    items = OrderItem.objects.filter(order__in=leaving).values_list("pk", flat=True)
    unplace_demands(cause=cause, demands=[(DEMAND_TYPE, str(pk)) for pk in items])
    for order in leaving:
        order.wave = None
        wait_again(cause=cause, order=order, code=ABORTED, facts={"wave": wave.number})
    _settle(cause, walks)


def _take_back(cause: Cause, wave: Wave, list_id: int) -> None:
    """Orders with goods in totes: the goods become put-backs, the order asks for its stock anew."""
    orders, walks = _locked(list_id)
    leaving = [
        row
        for row in orders.values()
        if _is_of(wave, row, (*NOT_BEGUN, OrderState.PICKED))
        or (_is_of(wave, row, (OrderState.HELD,)) and row.hold_code == SHORT)
    ]
    if not leaving:
        return
    _drop_tasks(leaving, walks)
    for order in leaving:
        open_put_backs(cause, order, totes_with_goods(order))
        leave_shared_totes(cause, [order])
        order.wave = None
        if order.state == OrderState.HELD:
            end_short(order=order, resolution=ABORTED)
        else:
            advance(cause=cause, order=order, to=OrderState.HELD, code=ABORTED, facts={"wave": wave.number})
    _free_slots(cause, leaving, walks)
    end_search(cause=cause, orders=leaving, resolution=ABORTED)
    items = OrderItem.objects.filter(order__in=leaving).values_list("pk", flat=True)
    end_demands(cause=cause, demands=[(DEMAND_TYPE, str(pk)) for pk in items])
    PickTask.objects.filter(order__in=leaving, state=TaskState.DONE).update(picked=0)
    for order in leaving:
        order.save(update_fields=["wave", "hold_code", "hold_facts"])
        settle(cause=cause, order=order)
    ids = [order.pk for order in leaving]  # what is off the floor waits for the channel like any before a wave
    close_many(kinds=[STOPPED], subject_type="order", subject_ids=ids, resolution=ABORTED)
    _settle(cause, walks)


def _end(wave_id: int) -> str:
    wave = lock_wave(wave_id)
    wave.is_aborting, wave.held_at = False, None
    if wave.state == WaveState.BUILDING:
        wave.lease_token = wave.lease_until = None
    left = Order.objects.filter(wave=wave).count()
    if left:
        wave.order_count = left
    elif wave.state != WaveState.CANCELLED:
        move_to(wave, WaveState.CANCELLED, WAVE_MOVES)
    wave.save()
    publish(WAVE_PROGRESS, str(wave.pk))
    return wave.state


def _locked(list_id: int) -> tuple[dict[int, Order], list[PickList]]:
    """The orders of a list, then every live list that has to do with them, then the totes that they may leave."""
    ids = PickSlot.objects.filter(pick_list=list_id).values_list("order_id", flat=True)
    orders = lock_orders(ids)
    walks = lock_lists_of_orders(list(orders))
    lock_totes_of(orders=list(orders.values()), walks=walks)
    return orders, walks


def _is_of(wave: Wave, order: Order, states: Collection[str]) -> bool:
    return order.wave_id == wave.pk and order.state in states and order.cancel_requested_at is None


def _drop_tasks(orders: Sequence[Order], walks: Sequence[PickList]) -> None:
    for walk in walks:
        for task in PickTask.objects.filter(pick_list=walk, order__in=orders, state=TaskState.OPEN):
            drop_task(walk=walk, task=task)


def _free_slots(cause: Cause, orders: Sequence[Order], walks: Sequence[PickList]) -> None:
    """Their slots end; a tote into which nothing went is free again. Locks the handling units in pk order."""
    slots = PickSlot.objects.filter(order__in=orders, pick_list__in=walks, released_at=None)
    totes = sorted(slots.filter(handling_unit__isnull=False).values_list("handling_unit_id", flat=True))
    slots.update(released_at=timezone.now())
    for tote_id in totes:
        free_handling_unit(cause=cause, handling_unit_id=tote_id)


def _settle(cause: Cause, walks: Sequence[PickList]) -> None:
    """Whoever walks one of these hears scan.stale at the next scan; a walk with nothing left ends."""
    for walk in walks:
        settle_walk(cause, walk)
