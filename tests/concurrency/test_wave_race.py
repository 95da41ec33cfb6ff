"""Two wave builders at once never take the same order; without the condition in the claim they do (DESIGN 8).

And a builder killed between two chunks leaves a wave that the sweeper finishes, with nothing lost.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from picking.models import Order, PickList, PickSlot, Wave, WaveRule
from picking.operations import building, waves
from picking.operations.waves import generate_waves, sweep_waves
from picking.states import OrderState, WaveState
from tests.picking.conftest import CAUSE, Floor, make_floor
from wms.core.transactions import run
from wms.ops.ledger import differences

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ORDERS = 24


def stocked_floor() -> Floor:
    floor = make_floor(code="RACE")
    floor.put("A01-01-01", 0, 200)
    for _ in range(ORDERS):
        floor.order((0, 2))
    return floor


def build(rule_id: int, barrier: Barrier, is_blind: bool) -> None:
    """One builder's process: plan, meet the other one, then claim."""
    connection.close()
    honest = waves.plan
    met: list[int] = []

    def plan_and_meet(*args: Any, **kwargs: Any) -> Any:
        planned = honest(*args, **kwargs)
        if not met:
            met.append(1)
            barrier.wait(timeout=120)
        return planned

    rule = WaveRule.objects.get(pk=rule_id)
    with ExitStack() as stack:
        stack.enter_context(patch.object(waves, "plan", plan_and_meet))
        if is_blind:
            stack.enter_context(patch.object(building, "claimable", Q))
        generate_waves(cause=CAUSE, warehouse=rule.warehouse, rule=rule, seconds=0)
    connection.close()


def race(rule_id: int, *, is_blind: bool) -> None:
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(2)
    builders = [context.Process(target=build, args=(rule_id, barrier, is_blind)) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join(timeout=180)
    assert is_blind or [builder.exitcode for builder in builders] == [0, 0]


def times_taken() -> list[int]:
    """In how many slots each order lies."""
    return [PickSlot.objects.filter(order=pk).count() for pk in Order.objects.values_list("pk", flat=True)]


def test_two_builders_never_take_the_same_order() -> None:
    floor = stocked_floor()
    race(floor.rule.pk, is_blind=False)
    assert times_taken() == [1] * ORDERS
    assert set(Order.objects.values_list("state", flat=True)) == {OrderState.WAVED}
    assert differences() == []


def test_without_the_condition_both_take_them() -> None:
    floor = stocked_floor()
    race(floor.rule.pk, is_blind=True)
    kept = set(Order.objects.values_list("wave", flat=True))
    robbed = Wave.objects.filter(pick_lists__isnull=False).exclude(pk__in=kept)
    assert robbed.exists() or max(times_taken()) > 1


def die_between_chunks(rule_id: int, tell: Callable[[], None]) -> None:
    connection.close()
    honest = waves.write_chunk
    done: list[int] = []

    def write_then_die(**kwargs: Any) -> Any:
        if done:
            tell()
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(1)
        return honest(**kwargs)

    rule = WaveRule.objects.get(pk=rule_id)
    with patch.object(waves, "CHUNK_LINES", 4), patch.object(waves, "write_chunk", write_then_die):
        generate_waves(cause=CAUSE, warehouse=rule.warehouse, rule=rule, seconds=0)


def test_a_builder_killed_between_chunks_loses_nothing() -> None:
    floor = stocked_floor()
    connection.close()
    context = multiprocessing.get_context("fork")
    told = context.Event()
    builder = context.Process(target=die_between_chunks, args=(floor.rule.pk, told.set))
    builder.start()
    builder.join(timeout=180)
    assert (builder.exitcode, told.is_set()) == (-signal.SIGKILL, True)
    wave = Wave.objects.get()
    assert (wave.state, PickList.objects.count()) == (WaveState.BUILDING, 1)
    run(partial(Wave.objects.update, lease_until=timezone.now() - timedelta(seconds=1)))
    assert sweep_waves(cause=CAUSE) == [wave.pk]
    assert Order.objects.filter(state=OrderState.WAVED).count() == 4
    generate_waves(cause=CAUSE, warehouse=floor.warehouse, rule=floor.rule, seconds=0)
    assert times_taken() == [1] * ORDERS
    assert differences() == []
