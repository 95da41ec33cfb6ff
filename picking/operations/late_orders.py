"""Late orders join a trolley that is not yet full or far, instead of waiting for the next wave (a rule's choice).

Each order joins in a transaction of its own: order, wave and list are locked and looked at anew, the order is claimed
by the same conditional UPDATE as a wave's, its goods are placed. What does not fit rolls back, and the order waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db.models import Count, F, Q
from django.utils import timezone

from inventory.operations.place import place_demands
from inventory.selectors.likely_places import place_facts
from picking.locks import lock_lists, lock_orders, lock_wave
from picking.models import LeftOut, Order, OrderItem, PickList, PickSlot, PickTask, Wave, WaveRule
from picking.operations.building import claim_orders, claimable
from picking.operations.candidates import load_of, sizes_of
from picking.operations.history import note_many
from picking.operations.promises import keys_of
from picking.operations.tasks import Fetch, add_tasks, places_of
from picking.operations.walk import keep
from picking.rules import RuleFacts
from picking.states import OrderState, PickListState, TaskState, WaveState
from wms.core.cause import Cause
from wms.core.transactions import run

LIVE = (WaveState.RELEASED, WaveState.PICKING)
ORDERS_TRIED, LISTS_TRIED = 40, 6  # in one go: the others wait for the next wave, which comes at once
FAR_SHARE = 0.5  # of its tasks done: then a walk takes no more orders


class _DoesNotFit(Exception):
    """Rolls the join back: the order stays as it was."""


def join_late_orders(
    *, cause: Cause, rule: WaveRule, facts: RuleFacts, order_class: str, carrier: str, order_ids: Sequence[int]
) -> dict[int, str]:
    """Let what fits of these orders (most pressing first) join lists of the rule's live waves: list number by order.

    Never a bulk list, a held or aborted wave, one whose due time has passed, another class or carrier, more orders than
    the rule lets into a wave. Opens its own transactions.
    """
    if not facts.joins_late or facts.is_bulk_for(order_class):
        return {}
    joined: dict[int, str] = {}
    for order_id in order_ids[:ORDERS_TRIED]:
        open_lists = _lists_with_room(rule, facts, order_class, carrier, timezone.now())
        for list_id in open_lists[:LISTS_TRIED]:
            number = _try(cause, facts, order_id, list_id)
            if number:
                joined[order_id] = number
                break
        if not open_lists:
            break
    return joined


def _lists_with_room(rule: WaveRule, facts: RuleFacts, order_class: str, carrier: str, now: datetime) -> list[int]:
    """Read without a lock: what has a free slot, not begun ones first."""
    taken = Count("slots", filter=Q(slots__released_at=None, slots__full_at=None))
    rows = PickList.objects.filter(
        wave__rule=rule,
        wave__order_class=order_class,
        wave__carrier=carrier,
        wave__trolley_type=facts.trolley_type_id,
        wave__state__in=LIVE,
        wave__held_at=None,
        wave__is_aborting=False,
        wave__due_at__gt=now,
        wave__order_count__lt=facts.max_orders,
        state__in=[PickListState.OPEN, PickListState.PICKING],
        is_bulk=False,
        zone=None,
    )
    rows = rows.annotate(taken=taken).filter(taken__lt=F("wave__trolley_slots")).exclude(slots__is_tote_known=True)
    return list(rows.order_by("-state", "due_at", "pk").values_list("pk", flat=True))


def _try(cause: Cause, facts: RuleFacts, order_id: int, list_id: int) -> str:
    """The list's number; empty when the order did not fit, or somebody else has it."""
    try:
        return run(partial(_join, cause, facts, order_id, list_id))
    except _DoesNotFit:
        return ""


def _join(cause: Cause, facts: RuleFacts, order_id: int, list_id: int) -> str:
    order = lock_orders([order_id]).get(order_id)
    wave_id = PickList.objects.values_list("wave_id", flat=True).get(pk=list_id)
    wave = lock_wave(wave_id)
    walk = lock_lists([list_id]).get(list_id)
    if order is None or walk is None or not _takes(wave, walk, facts):
        raise _DoesNotFit
    position = _free_position(wave, walk)
    _check_load(facts, walk, order_id)
    if not Order.objects.filter(claimable(), pk=order_id).exists() or order_id not in claim_orders(wave.pk, [order_id]):
        raise _DoesNotFit
    slot = PickSlot.objects.create(pick_list=walk, position=position, order=order, is_late=True)
    placed = place_demands(cause=cause, warehouse=order.warehouse, demands=keys_of(order))
    if any(placement.missing for placement in placed):
        raise _DoesNotFit
    if walk.state == PickListState.PICKING:
        _check_ahead(walk, {unit.location_id for placement in placed for unit in placement.placed})
    items = {item.pk: item for item in OrderItem.objects.filter(order=order)}
    wanted = [
        Fetch(slot.pk, order.pk, int(placement.demand[1]), items[int(placement.demand[1])].sku_id, place)
        for placement in placed
        for place in places_of(placement.placed)
    ]
    add_tasks(walk=walk, wanted=wanted)
    walk.is_ready = False
    walk.priority, walk.due_at = min(walk.priority, order.priority), min(walk.due_at, order.due_at)
    keep(walk, cause, "is_ready", "tasks_total", "priority", "due_at")
    Wave.objects.filter(pk=wave.pk).update(order_count=F("order_count") + 1)
    told = {"wave": wave.number, "joined": walk.number}
    note_many(cause=cause, order_ids=[order_id], was=OrderState.PROMISED, became=OrderState.WAVED, facts=told)
    LeftOut.objects.filter(order=order_id).delete()
    return walk.number


def _takes(wave: Wave, walk: PickList, facts: RuleFacts) -> bool:
    """Looked at under the locks: what was read before may have ended, been held or moved on."""
    is_live = wave.state in LIVE and wave.held_at is None and not wave.is_aborting and walk.wave_id == wave.pk
    if not is_live or wave.order_count >= facts.max_orders:
        return False
    if walk.state == PickListState.OPEN:
        return True
    is_near = walk.tasks_done <= walk.tasks_total * FAR_SHARE
    in_hand = PickTask.objects.filter(pick_list=walk, scanned__gt=0).exclude(state=TaskState.DONE).exists()
    is_asked = walk.is_asking_short or walk.is_changing_tote or walk.wrong_scans > 0
    return walk.state == PickListState.PICKING and is_near and not in_hand and not is_asked


def _free_position(wave: Wave, walk: PickList) -> int:
    taken = set(PickSlot.objects.filter(pick_list=walk, full_at=None).values_list("position", flat=True))
    position = next((each for each in range(1, wave.trolley_slots + 1) if each not in taken), None)
    if position is None:
        raise _DoesNotFit
    return position


def _check_load(facts: RuleFacts, walk: PickList, order_id: int) -> None:
    """What the trolley carries with this order too."""
    load = load_of(facts)
    if load.volume_mm3 is None and load.weight_grams is None:
        return
    there = PickSlot.objects.filter(pick_list=walk, released_at=None).values_list("order_id", flat=True)
    sizes = sizes_of([*there, order_id]).values()
    volume, grams = sum(size.mm3 for size in sizes), sum(size.grams for size in sizes)
    if (load.volume_mm3 is not None and volume > load.volume_mm3) or (
        load.weight_grams is not None and grams > load.weight_grams
    ):
        raise _DoesNotFit


def _check_ahead(walk: PickList, location_ids: set[int]) -> None:
    """Every place is a stop that the walk still makes, or lies between two of them."""
    ahead = PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN).order_by("sequence", "pk")
    stops = list(ahead.values_list("location_id", "location__walk_order"))[1:]
    known = {location_id for location_id, _ in stops}
    orders = [walk_order for _, walk_order in stops]
    strange = location_ids - known
    if not strange:
        return
    if not orders or any(not min(orders) < place.walk_order < max(orders) for place in place_facts(strange)):
        raise _DoesNotFit
