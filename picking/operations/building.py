"""A planned wave becomes rows in chunks, each its own transaction (DESIGN 8); no picker sees it before the last one.

The wave is leased while it is `building`. A chunk locks its orders, renews the lease, claims by conditional UPDATE,
places the goods, and writes lists, slots and tasks. What was lost meanwhile is dropped with its reason.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from inventory.operations.place import PlacedUnits, place_demands
from inventory.operations.unplace import unplace_demands
from picking.errors import WaveLeaseLost
from picking.locks import lock_orders, lock_wave
from picking.models import LeftOut, Order, OrderItem, Wave, WaveRule
from picking.operations.history import note_many
from picking.operations.promises import DEMAND_TYPE
from picking.operations.too_large import TAKEN as TAKEN_BY_WAVE
from picking.operations.too_large import settle_large_orders
from picking.operations.wave_lists import write_lists
from picking.rules import facts_of
from picking.states import WAVE_MOVES, OrderState, WaveState
from picking.wave_plans import Plan, Trolley
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.outbox import publish
from wms.core.states import move_to
from wms.core.transactions import flush_later

LOST_STOCK, TAKEN = "stock_lost", "taken_meanwhile"
READ_OF_ORDERS = ("due_at", "is_choice", "promise_days", "has_subsidy")
LeftOutReasons = dict[int, tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Lease:
    """Who builds a wave: only while it still carries this token. Number, kind and warehouse of `wave` never change."""

    wave: Wave
    token: uuid.UUID


@dataclass(frozen=True)
class Chunk:
    """What one chunk wrote."""

    order_ids: tuple[int, ...]
    dropped: LeftOutReasons


def open_wave(
    *,
    cause: Cause,
    warehouse: Warehouse,
    rule: WaveRule | None,
    order_class: str,
    carrier: str,
    slots: int,
    plan: Plan,
    orders: Sequence[Any],
    due_by: datetime | None = None,
) -> Lease:
    """Begin a wave: its number, its plan's figures, its lease. `orders` are the planned ones (due, priority); a rule's
    cut-off (`due_by`) may make the wave due earlier than any of them.
    """
    token = uuid.uuid4()
    facts = facts_of(rule) if rule is not None else None
    wave = Wave(
        warehouse=warehouse,
        rule=rule,
        number=next_number(warehouse),
        order_class=order_class,
        carrier=carrier,
        is_bulk=facts is not None and facts.is_bulk_for(order_class),
        is_wall=facts is not None and facts.is_wall_for(order_class),
        is_passed=facts is not None and facts.is_passed,
        priority=min(order.priority for order in orders),
        due_at=min([order.due_at for order in orders] + ([due_by] if due_by else [])),
        trolley_type=rule.trolley_type if rule is not None else None,
        trolley_slots=slots,
        plan_method=plan.method,
        plan_note=plan.note[:200],
        plan_seconds=round(plan.seconds, 3),
        walk_mm=plan.walk_mm,
        first_come_mm=plan.first_come_mm,
        lease_token=token,
        lease_until=_lease_end(),
        **cause.columns,
    )
    move_to(wave, WaveState.BUILDING, WAVE_MOVES)
    wave.save()
    return Lease(wave, token)


def write_chunk(*, cause: Cause, lease: Lease, trolleys: Sequence[Trolley]) -> Chunk:
    """Claim the orders of some trolleys, place their goods, write their lists.

    Refuses with wave.lease_lost when somebody else has finished or freed the wave. Locks the orders, then what
    place_demands locks. Nobody acts on a chunk before the wave is released, which makes all of it durable.
    """
    wanted = [order_id for trolley in trolleys for order_id in trolley.order_ids]
    flush_later()
    orders = lock_orders(wanted, *READ_OF_ORDERS)
    _renew(lease)
    claimed = claim_orders(lease.wave.pk, wanted)
    dropped: LeftOutReasons = {pk: (TAKEN, {}) for pk in set(wanted) - claimed}
    placed, short = _place(cause, lease.wave.warehouse, claimed)
    if short:
        _drop(cause, short)
        dropped |= {pk: (LOST_STOCK, {"missing_units": units}) for pk, units in short.items()}
        claimed -= set(short)
    kept = [[orders[pk] for pk in trolley.order_ids if pk in claimed] for trolley in trolleys]
    full = [(trolley, there) for trolley, there in zip(trolleys, kept, strict=True) if there]
    if full:
        write_lists(lease.wave, [trolley for trolley, _ in full], [there for _, there in full], placed)
    note_many(
        cause=cause,
        order_ids=sorted(claimed),
        was=OrderState.PROMISED,
        became=OrderState.WAVED,
        facts={"wave": lease.wave.number},
    )
    LeftOut.objects.filter(order__in=claimed).delete()
    settle_large_orders(claimed, TAKEN_BY_WAVE)
    return Chunk(tuple(sorted(claimed)), dropped)


def release_wave(*, cause: Cause, lease: Lease, note: str = "") -> Wave:
    """End the building: pickers see the lists from now on; a wave that got no order is cancelled.

    Refuses with wave.lease_lost. Locks the wave.
    """
    wave = lock_wave(lease.wave.pk)
    if wave.state != WaveState.BUILDING or wave.lease_token != lease.token:
        raise WaveLeaseLost(wave=wave.number)
    wave.order_count = Order.objects.filter(wave=wave).count()
    move_to(wave, WaveState.RELEASED if wave.order_count else WaveState.CANCELLED, WAVE_MOVES)
    wave.lease_token = wave.lease_until = None
    wave.released_at = timezone.now()
    if note:
        wave.plan_note = "; ".join(part for part in (wave.plan_note, note) if part)[:200]
    wave.save()
    publish("wave.released", str(wave.pk), warehouse=wave.warehouse_id)
    return wave


def claimable() -> Q:
    """What an order must still be at the moment of the claim."""
    return Q(state=OrderState.PROMISED, cancel_requested_at=None)


def claim_orders(wave_id: int, order_ids: Collection[int]) -> set[int]:
    """Take orders into a wave by one conditional UPDATE; returns the ones that are ours."""
    taken = Order.objects.filter(claimable(), pk__in=order_ids).update(
        state=OrderState.WAVED, state_since=timezone.now(), wave=wave_id
    )
    if taken == len(set(order_ids)):
        return set(order_ids)
    ours = Order.objects.filter(pk__in=order_ids, wave=wave_id, state=OrderState.WAVED)
    return set(ours.values_list("pk", flat=True))


def _renew(lease: Lease) -> None:
    renewed = Wave.objects.filter(pk=lease.wave.pk, state=WaveState.BUILDING, lease_token=lease.token).update(
        lease_until=_lease_end()
    )
    if not renewed:
        raise WaveLeaseLost(wave=lease.wave.number)


def _lease_end() -> Any:
    return timezone.now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def next_number(warehouse: Warehouse) -> str:
    """W261123-007: the day in the warehouse's zone and a running number."""
    prefix = f"W{timezone.localdate(timezone=warehouse.zone):%y%m%d}-"
    last = (
        Wave.objects.filter(warehouse=warehouse, number__startswith=prefix)
        .order_by("-pk")
        .values_list("number", flat=True)
        .first()
    )
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:03}"


def _place(
    cause: Cause, warehouse: Warehouse, claimed: Collection[int]
) -> tuple[dict[int, list[tuple[int, PlacedUnits]]], dict[int, int]]:
    """Placed units by order as (item id, units), and the orders that lack units, with how many."""
    if not claimed:
        return {}, {}
    items = OrderItem.objects.filter(order__in=claimed).order_by().values_list("pk", "order_id", "quantity")
    order_of: dict[int, int] = {}
    wanted: dict[int, int] = dict.fromkeys(claimed, 0)
    for item_id, order_id, quantity in items:
        order_of[item_id] = order_id
        wanted[order_id] += quantity
    placements = place_demands(cause=cause, warehouse=warehouse, demands=[(DEMAND_TYPE, str(pk)) for pk in order_of])
    placed: dict[int, list[tuple[int, PlacedUnits]]] = {pk: [] for pk in claimed}
    units: dict[int, int] = dict.fromkeys(claimed, 0)
    for placement in placements:
        item_id = int(placement.demand[1])
        for unit in placement.placed:
            placed[order_of[item_id]].append((item_id, unit))
            units[order_of[item_id]] += unit.quantity
    return placed, {pk: wanted[pk] - units[pk] for pk in claimed if units[pk] < wanted[pk]}


def _drop(cause: Cause, short: dict[int, int]) -> None:
    """Orders whose goods went between plan and claim are promised again, as if they had never been claimed."""
    items = OrderItem.objects.filter(order__in=short).values_list("pk", flat=True)
    unplace_demands(cause=cause, demands=[(DEMAND_TYPE, str(pk)) for pk in items])
    Order.objects.filter(pk__in=short).update(state=OrderState.PROMISED, wave=None)
