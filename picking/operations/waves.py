"""[M30] Waves by rule, by the clock or on demand: read and plan outside any lock, then write in chunks (DESIGN 8).

generate_waves opens its own transactions and must not be called inside one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from picking.errors import WaveLeaseLost
from picking.locks import lock_wave
from picking.models import LeftOut, Order, PickList, Wave, WaveRule
from picking.operations.abort import aborts_to_finish, finish_abort
from picking.operations.building import Chunk, Lease, open_wave, release_wave, slots_of, write_chunk
from picking.states import OrderState, WaveState
from picking.wave_plans import Plan, Trolley, WaveOrder, plan, read_orders
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.transactions import run

CHUNK_ORDERS = 200
NUMBER_TRIES = 5
TOO_FEW, NO_RULE, CUT_OFF_PASSED = "too_few", "no_rule", "cut_off_passed"


@dataclass(frozen=True)
class Generated:
    """One wave that was made. `left_out` counts by reason what stayed behind of the orders that it looked at."""

    wave_id: int
    number: str
    orders: int
    lists: int
    method: str
    left_out: dict[str, int]


def generate_waves(
    *, cause: Cause, warehouse: Warehouse, rule: WaveRule | None = None, seconds: float | None = None
) -> list[Generated]:
    """Wave what can be waved, rule by rule in rank, until too little is left for another one.

    `rule` alone, when given; `seconds` is the planner's budget a wave (the figure wave_plan_seconds when None). Each
    order that stays behind keeps its reason (LeftOut).
    """
    budget = float(figure("wave_plan_seconds", warehouse=warehouse)) if seconds is None else seconds
    rules = [rule] if rule is not None else list(WaveRule.objects.filter(warehouse=warehouse, is_active=True))
    made: list[Generated] = []
    for each in rules:
        for order_class in each.classes:
            for carrier in _carriers(each, order_class):
                made.extend(_generate(cause, each, order_class, carrier, budget))
    if rule is None:
        _explain_unruled(warehouse)
    return made


def due_rules(warehouse: Warehouse, now: datetime) -> list[WaveRule]:
    """The rules whose time has come; taking one by conditional UPDATE leaves it to one worker."""
    due = []
    for rule in WaveRule.objects.filter(warehouse=warehouse, is_active=True):
        if rule.last_run_at is not None and now - rule.last_run_at < timedelta(seconds=rule.schedule_seconds):
            continue
        if WaveRule.objects.filter(pk=rule.pk, last_run_at=rule.last_run_at).update(last_run_at=now):
            due.append(rule)
    return due


def waveable(rule: WaveRule) -> Q:
    """Which orders a rule looks at at all; what it refuses of them is explained."""
    wanted = Q(warehouse=rule.warehouse_id, state=OrderState.PROMISED, cancel_requested_at=None)
    shops = list(rule.shops.values_list("pk", flat=True))
    if shops:
        wanted &= Q(shop__in=shops)
    if rule.carriers:
        wanted &= Q(carrier__in=rule.carriers)
    return wanted


def sweep_waves(*, cause: Cause) -> list[int]:
    """Finish or free every wave whose builder died: what it wrote is released, the rest is promised still.

    And send back what an abort that broke off has left.
    """
    broken_off = aborts_to_finish()
    for pk in broken_off:
        finish_abort(cause=cause, wave_id=pk)
    dead = Wave.objects.filter(state=WaveState.BUILDING, lease_until__lt=timezone.now()).values_list("pk", flat=True)
    return [*broken_off, *(pk for pk in list(dead) if run(partial(_recover, cause, pk)))]


def cut_off_today(rule: WaveRule, now: datetime) -> datetime | None:
    """The moment at which today's orders of a rule end, in the warehouse's zone; None when it has no cut-off."""
    if rule.cut_off_at is None:
        return None
    zone = rule.warehouse.zone
    return datetime.combine(now.astimezone(zone).date(), rule.cut_off_at, tzinfo=zone)


def _in_time(
    orders: Sequence[WaveOrder], cut_off: datetime | None
) -> tuple[list[WaveOrder], dict[int, tuple[str, dict[str, Any]]]]:
    """The orders of today's cut-off, and those that were placed after it, which are tomorrow's, with the reason."""
    if cut_off is None:
        return list(orders), {}
    told = {"cut_off_at": cut_off.isoformat()}
    late = {order.id: (CUT_OFF_PASSED, told) for order in orders if order.placed_at > cut_off}
    return [order for order in orders if order.id not in late], late


def _carriers(rule: WaveRule, order_class: str) -> list[str]:
    """The carriers that get a wave of their own; one empty name when they may be mixed."""
    if not rule.is_carrier_apart:
        return [""]
    rows = Order.objects.filter(waveable(rule), order_class=order_class)
    return sorted(set(rows.values_list("carrier", flat=True)))


def _generate(cause: Cause, rule: WaveRule, order_class: str, carrier: str, seconds: float) -> list[Generated]:
    made: list[Generated] = []
    tried: set[int] = set()
    cut_off = cut_off_today(rule, timezone.now())
    while True:
        candidates, late = _in_time(_candidates(rule, order_class, carrier, tried), cut_off)
        able = [order for order in candidates if order.lacking is None]
        if len(able) < max(1, rule.min_orders):
            reasons = {order.id: (TOO_FEW, {"orders": len(able), "min_orders": rule.min_orders}) for order in able}
            reasons |= _lacking(candidates) | late
            run(partial(_explain, rule, None, reasons))
            return made
        planned = plan(
            candidates,
            warehouse_id=rule.warehouse_id,
            max_orders=rule.max_orders,
            slots=slots_of(rule, order_class),
            seconds=seconds,
            now=timezone.now(),
        )
        if not planned.trolleys:
            run(partial(_explain, rule, None, dict(planned.left_out) | late))
            return made
        result = _build(cause, rule, order_class, carrier, candidates, planned)
        tried |= {pk for trolley in planned.trolleys for pk in trolley.order_ids}
        if result is not None:
            made.append(result)


def _candidates(rule: WaveRule, order_class: str, carrier: str, tried: set[int]) -> list[WaveOrder]:
    """What may be waved now, with likely places. An order is tried once a run, so that every run ends."""
    wanted = waveable(rule) & Q(order_class=order_class)
    if rule.is_carrier_apart:
        wanted &= Q(carrier=carrier)
    orders = Order.objects.filter(wanted).exclude(pk__in=tried).order_by("due_at", "pk")
    found = read_orders(orders, rule.warehouse_id)
    return found if rule.is_choice_first else sorted(found, key=lambda order: (order.due_at, order.placed_at, order.id))


def _lacking(orders: Sequence[WaveOrder]) -> dict[int, tuple[str, dict[str, Any]]]:
    return {
        order.id: ("no_pick_face_stock", {"sku": order.lacking.sku, "wanted_units": order.lacking.quantity})
        for order in orders
        if order.lacking is not None
    }


def _due_by(rule: WaveRule) -> datetime | None:
    """A wave with a cut-off is due then: today's, or tomorrow's when today's has passed."""
    now = timezone.now()
    cut_off = cut_off_today(rule, now)
    return cut_off + timedelta(days=1) if cut_off is not None and cut_off < now else cut_off


def _build(
    cause: Cause, rule: WaveRule, order_class: str, carrier: str, candidates: Sequence[WaveOrder], planned: Plan
) -> Generated | None:
    """Write the plan. None when nobody of it could be had any more, or the lease was lost."""
    chosen = {pk for trolley in planned.trolleys for pk in trolley.order_ids}
    opened = partial(
        open_wave,
        cause=cause,
        warehouse=rule.warehouse,
        rule=rule,
        order_class=order_class,
        carrier=carrier,
        slots=slots_of(rule, order_class),
        plan=planned,
        orders=[order for order in candidates if order.id in chosen],
        due_by=_due_by(rule),
    )
    lease = _open(opened)
    reasons = dict(planned.left_out)
    orders = 0
    try:
        for part in chunks_of(planned.trolleys):
            chunk: Chunk = run(partial(write_chunk, cause=cause, lease=lease, trolleys=part))
            reasons |= chunk.dropped
            orders += len(chunk.order_ids)
        wave = run(partial(_finish, cause, rule, lease, reasons))
    except WaveLeaseLost:
        return None
    if not orders:
        return None
    lists = PickList.objects.filter(wave=wave).count()
    return Generated(wave.pk, wave.number, orders, lists, wave.plan_method, wave.left_out)


def _open(opened: Callable[[], Lease]) -> Lease:
    """Two builders may reach for the same number at once: the later one takes the next."""
    for _ in range(NUMBER_TRIES - 1):
        with suppress(IntegrityError):
            return run(opened)
    return run(opened)


def chunks_of(trolleys: Sequence[Trolley]) -> list[list[Trolley]]:
    """Whole trolleys, about CHUNK_ORDERS orders a chunk."""
    chunks: list[list[Trolley]] = []
    orders = 0
    for trolley in trolleys:
        if not chunks or orders + len(trolley.order_ids) > CHUNK_ORDERS:
            chunks.append([])
            orders = 0
        chunks[-1].append(trolley)
        orders += len(trolley.order_ids)
    return chunks


def _finish(cause: Cause, rule: WaveRule, lease: Lease, reasons: dict[int, tuple[str, dict[str, Any]]]) -> Wave:
    wave = release_wave(cause=cause, lease=lease)
    counts: dict[str, int] = {}
    for code, _ in reasons.values():
        counts[code] = counts.get(code, 0) + 1
    wave.left_out = counts
    wave.save(update_fields=["left_out"])
    _explain(rule, wave, reasons)
    return wave


def _explain(rule: WaveRule, wave: Wave | None, reasons: dict[int, tuple[str, dict[str, Any]]]) -> None:
    """Replace what was known of why each order is in no wave. Orders that moved on meanwhile are left alone."""
    still = set(Order.objects.filter(pk__in=reasons, state=OrderState.PROMISED).values_list("pk", flat=True))
    now = timezone.now()
    rows = [
        LeftOut(
            order_id=pk,
            warehouse_id=rule.warehouse_id,
            wave=wave,
            rule=rule,
            code=code,
            facts=facts,
            seen_at=now,
        )
        for pk, (code, facts) in sorted(reasons.items())
        if pk in still
    ]
    _keep_reasons(rows)


def _keep_reasons(rows: Sequence[LeftOut]) -> None:
    """One reason an order: the newest."""
    LeftOut.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["order"],
        update_fields=["wave", "rule", "code", "facts", "seen_at"],
    )


def _explain_unruled(warehouse: Warehouse) -> None:
    """Orders that no active rule looks at."""
    seen = Q(pk__in=[])
    for rule in WaveRule.objects.filter(warehouse=warehouse, is_active=True):
        seen |= waveable(rule) & Q(order_class__in=rule.classes)
    unruled = Order.objects.filter(warehouse=warehouse, state=OrderState.PROMISED).exclude(seen)
    rows = [
        LeftOut(order_id=pk, warehouse=warehouse, code=NO_RULE, facts={"carrier": carrier}, seen_at=timezone.now())
        for pk, carrier in unruled.values_list("pk", "carrier")
    ]
    if rows:
        run(partial(_keep_reasons, rows))


def _recover(cause: Cause, wave_id: int) -> bool:
    wave = lock_wave(wave_id)
    if wave.state != WaveState.BUILDING or wave.lease_until is None or wave.lease_until > timezone.now():
        return False
    assert wave.lease_token is not None  # noqa: S101  a building wave always carries one
    release_wave(cause=cause, lease=Lease(wave.pk, wave.lease_token), note="swept")
    return True
