"""[M30] Waves by rule, by the clock or on demand: read and plan outside any lock, then write in chunks (DESIGN 8).

generate_waves opens its own transactions and must not be called inside one.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from django.db import IntegrityError
from django.db.models import Count, Sum
from django.utils import timezone

from picking.errors import WaveLeaseLost
from picking.locks import lock_wave
from picking.models import Order, PickList, Wave, WaveRule
from picking.operations.abort import aborts_to_finish, finish_abort
from picking.operations.building import Chunk, Lease, open_wave, release_wave, write_chunk
from picking.operations.candidates import candidates, carriers_of, due_by, lacking, load_of, slots_for, waveable
from picking.operations.late_orders import join_late_orders
from picking.operations.left_out import TOO_FEW, explain, explain_unruled
from picking.operations.split_large import split_large_orders
from picking.operations.too_large import ask_about_large_orders
from picking.operations.wave_rules import rows_of
from picking.rules import RuleFacts, facts_of
from picking.states import WaveState
from picking.walk_errors import NoPickWork
from picking.wave_plans import Plan, Trolley, WaveOrder, plan
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import ScanEvent, Warehouse
from wms.core.transactions import run

T = TypeVar("T")

LEAST_SECONDS = 1.0  # a planner's budget for a small wave; a shorter one saves nobody's time
CHUNK_LINES = 150  # order lines: some 60 ms of work, a third of it the same for any chunk; scans may wait for it
NUMBER_TRIES = 5
ASKED_LATELY = timedelta(minutes=2)  # a picker who asked for work before that has gone elsewhere


@dataclass(frozen=True)
class Generated:
    """One wave that was made. `left_out` counts by reason what stayed behind of the orders that it looked at;
    `longest_seconds` is its longest transaction: so long a scan may have waited for it.
    """

    wave_id: int
    number: str
    orders: int
    lists: int
    method: str
    left_out: dict[str, int]
    longest_seconds: float


def generate_waves(
    *, cause: Cause, warehouse: Warehouse, rule: WaveRule | None = None, seconds: float | None = None
) -> list[Generated]:
    """Wave what can be waved, rule by rule in rank, until too little is left for another one.

    `rule` alone, when given; `seconds` is the planner's budget for a wave as large as its rule allows (the figure
    wave_plan_seconds when None), a smaller one has its share. Each order that stays behind keeps its reason (LeftOut).
    """
    budget = float(figure("wave_plan_seconds", warehouse=warehouse)) if seconds is None else seconds
    rules = [rule] if rule is not None else list(rows_of(warehouse).filter(is_active=True))
    made: list[Generated] = []
    for each in rules:
        facts = facts_of(each)
        split_large_orders(cause=cause, rule=each, facts=facts)
        run(partial(ask_about_large_orders, cause=cause, rule=each))
        for order_class in facts.classes:
            for carrier in carriers_of(facts, order_class):
                made.extend(_generate(cause, each, facts, order_class, carrier, budget))
    if rule is None:
        explain_unruled(warehouse=warehouse)
    return made


def due_rules(warehouse: Warehouse, now: datetime) -> list[WaveRule]:
    """The rules whose time has come: by the clock, by what waits, or because a picker asked and got nothing.

    Outside its calendar a rule is never due. Taking one by conditional UPDATE leaves it to one worker.
    """
    due = []
    for rule in rows_of(warehouse).filter(is_active=True):
        facts = facts_of(rule)
        if not facts.is_open(now, warehouse.zone) or not _is_due(facts, rule.last_run_at, now):
            continue
        if WaveRule.objects.filter(pk=rule.pk, last_run_at=rule.last_run_at).update(last_run_at=now):
            due.append(rule)
    return due


def _is_due(rule: RuleFacts, last_run_at: datetime | None, now: datetime) -> bool:
    since = timedelta.max if last_run_at is None else now - last_run_at
    if rule.schedule_seconds and since >= timedelta(seconds=rule.schedule_seconds):
        return True
    if rule.threshold_orders or rule.threshold_units:
        waiting = Order.objects.filter(waveable(rule), order_class__in=rule.classes)
        found = waiting.aggregate(orders=Count("pk", distinct=True), units=Sum("items__quantity"))
        if rule.threshold_orders and found["orders"] >= rule.threshold_orders:
            return True
        if rule.threshold_units and (found["units"] or 0) >= rule.threshold_units:
            return True
    if not rule.on_get_work:
        return False
    asked = ScanEvent.objects.filter(warehouse=rule.warehouse_id, stage="pick", code=NoPickWork.code)
    return asked.filter(received_at__gt=max(last_run_at or now - ASKED_LATELY, now - ASKED_LATELY)).exists()


def sweep_waves(*, cause: Cause) -> list[int]:
    """Finish or free every wave whose builder died: what it wrote is released, the rest is promised still.

    And send back what an abort that broke off has left.
    """
    broken_off = aborts_to_finish()
    for pk in broken_off:
        finish_abort(cause=cause, wave_id=pk)
    dead = Wave.objects.filter(state=WaveState.BUILDING, lease_until__lt=timezone.now()).values_list("pk", flat=True)
    return [*broken_off, *(pk for pk in list(dead) if run(partial(_recover, cause, pk)))]


def _generate(
    cause: Cause, rule: WaveRule, facts: RuleFacts, order_class: str, carrier: str, seconds: float
) -> list[Generated]:
    made: list[Generated] = []
    tried: set[int] = set()
    while True:
        now = timezone.now()
        found = candidates(facts, order_class, carrier, without=tried, now=now, zone=rule.warehouse.zone)
        late = join_late_orders(
            cause=cause,
            rule=rule,
            facts=facts,
            order_class=order_class,
            carrier=carrier,
            order_ids=[order.id for order in found.able],
        )
        if late:
            tried |= set(late)
            found = replace(found, orders=[order for order in found.orders if order.id not in late])
        able = found.able
        if len(able) < max(1, facts.min_orders):
            reasons = {order.id: (TOO_FEW, {"orders": len(able), "min_orders": facts.min_orders}) for order in able}
            reasons |= lacking(found.orders) | found.reasons
            run(partial(explain, rule, None, reasons))
            return made
        planned = plan(
            found.orders,
            warehouse_id=rule.warehouse_id,
            max_orders=facts.max_orders,
            slots=slots_for(rule.warehouse, facts, order_class),
            seconds=_share(seconds, len(able) / facts.max_orders),
            now=now,
            load=load_of(facts),
            is_passed=facts.is_passed,
        )
        if not planned.trolleys:
            run(partial(explain, rule, None, dict(planned.left_out) | found.reasons))
            if not planned.stuck:
                return made
            tried |= planned.stuck  # none of the first can go: those behind them have their turn
            continue
        result = _build(cause, rule, facts, order_class, carrier, found.orders, planned)
        tried |= {pk for trolley in planned.trolleys for pk in trolley.order_ids}
        if result is not None:
            made.append(result)


def _share(seconds: float, full: float) -> float:
    """What a wave that is so full may cost the planner: small ones are found as good sooner, and there are many."""
    return min(seconds, max(LEAST_SECONDS, seconds * full))


def _build(
    cause: Cause,
    rule: WaveRule,
    facts: RuleFacts,
    order_class: str,
    carrier: str,
    orders_read: Sequence[WaveOrder],
    planned: Plan,
) -> Generated | None:
    """Write the plan. None when nobody of it could be had any more, or the lease was lost."""
    chosen = {pk for trolley in planned.trolleys for pk in trolley.order_ids}
    lines = {order.id: len(order.lines) for order in orders_read if order.id in chosen}
    opened = partial(
        open_wave,
        cause=cause,
        warehouse=rule.warehouse,
        rule=rule,
        order_class=order_class,
        carrier=carrier,
        slots=slots_for(rule.warehouse, facts, order_class),
        plan=planned,
        orders=[order for order in orders_read if order.id in chosen],
        due_by=due_by(facts, timezone.now(), rule.warehouse.zone),
    )
    lease = _open(opened)
    reasons = dict(planned.left_out)
    orders, longest = 0, Longest()
    try:
        for part in chunks_of(planned.trolleys, lines):
            chunk: Chunk = longest.of(partial(write_chunk, cause=cause, lease=lease, trolleys=part))
            reasons |= chunk.dropped
            orders += len(chunk.order_ids)
        wave = longest.of(partial(_finish, cause, rule, lease, reasons))
    except WaveLeaseLost:
        return None
    if not orders:
        return None
    lists = PickList.objects.filter(wave=wave).count()
    return Generated(wave.pk, wave.number, orders, lists, wave.plan_method, wave.left_out, longest.seconds)


class Longest:
    """Runs transactions and remembers how long the longest took, its repeats included.

    Python collects garbage between them and not within: going through all that a wave has read takes a quarter of a
    second, for which scans would wait.
    """

    seconds = 0.0

    def of(self, work: Callable[[], T]) -> T:
        gc.disable()
        began = time.monotonic()
        try:
            return run(work)
        finally:
            self.seconds = max(self.seconds, time.monotonic() - began)
            gc.enable()


def _open(opened: Callable[[], Lease]) -> Lease:
    """Two builders may reach for the same number at once: the later one takes the next."""
    for _ in range(NUMBER_TRIES - 1):
        with suppress(IntegrityError):
            return run(opened)
    return run(opened)


def chunks_of(trolleys: Sequence[Trolley], lines: Mapping[int, int]) -> list[list[Trolley]]:
    """Whole trolleys, about CHUNK_LINES lines a chunk. `lines` by order."""
    chunks: list[list[Trolley]] = []
    written = 0
    for trolley in trolleys:
        more = sum(lines[pk] for pk in trolley.order_ids)
        if not chunks or written + more > CHUNK_LINES:
            chunks.append([])
            written = 0
        chunks[-1].append(trolley)
        written += more
    return chunks


def _finish(cause: Cause, rule: WaveRule, lease: Lease, reasons: dict[int, tuple[str, dict[str, Any]]]) -> Wave:
    wave = release_wave(cause=cause, lease=lease)
    counts: dict[str, int] = {}
    for code, _ in explain(rule, wave, reasons).values():
        counts[code] = counts.get(code, 0) + 1
    wave.left_out, wave.is_urgent = counts, rule.is_urgent
    wave.held_at = timezone.now() if rule.is_held_first else None
    wave.save(update_fields=["left_out", "is_urgent", "held_at"])
    return wave


def _recover(cause: Cause, wave_id: int) -> bool:
    wave = lock_wave(wave_id)
    if wave.state != WaveState.BUILDING or wave.lease_until is None or wave.lease_until > timezone.now():
        return False
    assert wave.lease_token is not None  # noqa: S101  a building wave always carries one
    release_wave(cause=cause, lease=Lease(wave, wave.lease_token), note="swept")
    return True
