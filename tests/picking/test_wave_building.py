"""What comes between a plan and its wave: goods that go, orders that end, planners that fail, builders that die."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from inventory.models import Allocation
from inventory.operations import declare_loss
from picking import wave_plans
from picking.errors import WaveLeaseLost
from picking.models import Order, PickList, PickSlot, PickTask, Wave
from picking.operations import building, waves
from picking.operations.cancel import request_cancel
from picking.operations.waves import generate_waves, sweep_waves
from picking.planner import PlannerFailed
from picking.planning import WavePlan, WaveRequest
from picking.selectors.board import why_not
from picking.states import OrderState, WaveState
from tests.picking.conftest import CAUSE, Floor
from wms.core.transactions import run


def test_goods_lost_between_plan_and_claim_drop_the_order_with_its_reason(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.put("A01-01-01", 0, 2)
    floor.put("A01-02-01", 1, 1)
    lost = floor.order((0, 2), (1, 1))
    honest = waves.plan

    def plan_then_lose(*args: Any, **kwargs: Any) -> wave_plans.Plan:
        planned = honest(*args, **kwargs)
        place = floor.places["A01-02-01"]
        run(
            partial(
                declare_loss, cause=CAUSE, location=place, sku=floor.skus[1], lot=None, quantity=1, reason="dropped"
            )
        )
        return planned

    monkeypatch.setattr(waves, "plan", plan_then_lose)
    assert floor.wave() == []
    lost.refresh_from_db()
    assert (lost.state, lost.wave) == (OrderState.PROMISED, None)
    assert why_not(lost.pk) == {"code": "left_out.stock_lost", "facts": {"missing_units": 1}}
    assert set(Allocation.objects.values_list("state", "balance")) == {("promised", None)}
    assert Wave.objects.get().state == WaveState.CANCELLED
    assert not PickList.objects.exists()


def test_an_order_cancelled_between_plan_and_claim_is_not_taken(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.put("A01-01-01", 0, 9)
    order, other = floor.order((0, 2)), floor.order((0, 3))
    honest = waves.plan

    def plan_then_cancel(*args: Any, **kwargs: Any) -> wave_plans.Plan:
        planned = honest(*args, **kwargs)
        run(partial(request_cancel, cause=CAUSE, order=order))
        return planned

    monkeypatch.setattr(waves, "plan", plan_then_cancel)
    floor.wave()
    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.state, other.state) == (OrderState.CANCELLED, OrderState.WAVED)
    assert list(PickSlot.objects.values_list("order", flat=True)) == [other.pk]


def test_a_failing_planner_costs_walking_never_the_wave(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.order((0, 2))

    def fail(*args: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(wave_plans, "_planned", fail)
    generate_waves(cause=CAUSE, warehouse=floor.warehouse, rule=floor.rule, seconds=2)
    wave = Wave.objects.get()
    assert (wave.state, wave.plan_method, wave.plan_note) == (WaveState.RELEASED, "simple", "planner_failed")


def test_a_failing_improvement_leaves_the_instant_plan(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.put("A01-01-01", 0, 40)
    floor.put("A02-01-01", 1, 40)
    for units in range(1, 15):
        floor.order((0, units % 3 + 1), (1, 1))
    honest = wave_plans.child.plan

    def fail(request: WaveRequest) -> WavePlan:
        if request.seconds:
            raise PlannerFailed("no plan within 90 s")
        return honest(request)

    monkeypatch.setattr(wave_plans.child, "plan", fail)
    generate_waves(cause=CAUSE, warehouse=floor.warehouse, rule=floor.rule, seconds=0.5)
    wave = Wave.objects.get()
    assert (wave.state, wave.plan_method, wave.plan_note) == (WaveState.RELEASED, "instant", "not_improved")
    assert (wave.order_count, wave.walk_mm > 0) == (14, True)


def three_lists(floor: Floor) -> None:
    """What a wave makes three lists of: orders that have a cart to themselves."""
    floor.put("A01-01-01", 0, 20)
    for _ in range(3):
        floor.order((0, 2))
    floor.rule.trolley_slots = 1
    floor.rule.save()


def test_no_picker_sees_a_wave_that_is_being_built(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    from picking.locks import next_open_list

    three_lists(floor)
    seen: list[object] = []
    honest = waves.write_chunk

    def write_and_look(**kwargs: Any) -> building.Chunk:
        chunk = honest(**kwargs)
        seen.append(
            (Wave.objects.get().state, PickList.objects.count(), next_open_list(floor.warehouse.pk, 0, timezone.now()))
        )
        return chunk

    monkeypatch.setattr(waves, "CHUNK_LINES", 1)
    monkeypatch.setattr(waves, "write_chunk", write_and_look)
    floor.wave()
    assert seen == [("building", 1, None), ("building", 2, None), ("building", 3, None)]
    assert next_open_list(floor.warehouse.pk, 0, timezone.now()) == PickList.objects.order_by("pk")[0]


class Crash(Exception):
    """The builder dies here."""


def crash_after_first_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = waves.write_chunk
    done: list[int] = []

    def write_once(**kwargs: Any) -> building.Chunk:
        if done:
            raise Crash
        done.append(1)
        return honest(**kwargs)

    monkeypatch.setattr(waves, "CHUNK_LINES", 1)
    monkeypatch.setattr(waves, "write_chunk", write_once)


def test_a_wave_whose_builder_died_is_finished_by_the_sweeper(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    three_lists(floor)
    with monkeypatch.context() as patch:
        crash_after_first_chunk(patch)
        with pytest.raises(Crash):
            floor.wave()
    assert sweep_waves(cause=CAUSE) == []  # the lease still runs
    Wave.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    wave = Wave.objects.get()
    assert sweep_waves(cause=CAUSE) == [wave.pk]
    wave.refresh_from_db()
    assert (wave.state, wave.order_count, wave.plan_note) == (WaveState.RELEASED, 1, "swept")
    assert sorted(Order.objects.values_list("state", flat=True)) == ["promised", "promised", "waved"]
    floor.wave()
    assert set(Order.objects.values_list("state", flat=True)) == {"waved"}
    assert sum(PickTask.objects.values_list("quantity", flat=True)) == 6


def test_a_wave_without_a_chunk_is_freed(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.put("A01-01-01", 0, 20)
    order = floor.order((0, 2))
    with monkeypatch.context() as patch:
        patch.setattr(waves, "write_chunk", lambda **kwargs: (_ for _ in ()).throw(Crash))
        with pytest.raises(Crash):
            floor.wave()
    Wave.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep_waves(cause=CAUSE)
    assert Wave.objects.get().state == WaveState.CANCELLED
    order.refresh_from_db()
    assert order.state == OrderState.PROMISED


def test_a_builder_that_was_frozen_past_its_lease_writes_nothing_more(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 20)
    order = floor.order((0, 2))
    candidates = wave_plans.read_orders(Order.objects.all(), floor.warehouse.pk)
    planned = wave_plans.simple_plan(candidates, {}, max_orders=9, slots=4, note="")
    lease = run(
        partial(
            building.open_wave,
            cause=CAUSE,
            warehouse=floor.warehouse,
            rule=floor.rule,
            order_class="single_sku",
            carrier="",
            slots=4,
            plan=planned,
            orders=candidates,
        )
    )
    Wave.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep_waves(cause=CAUSE)
    with pytest.raises(WaveLeaseLost):
        run(partial(building.write_chunk, cause=CAUSE, lease=lease, trolleys=planned.trolleys))
    order.refresh_from_db()
    assert (order.state, order.wave, PickList.objects.count()) == (OrderState.PROMISED, None, 0)


def test_goods_placed_elsewhere_than_planned_come_where_the_walk_passes(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.put("A01-01-01", 0, 2)
    floor.put("A01-03-01", 1, 9)
    floor.put("A01-04-01", 2, 9)
    floor.order((0, 2), (1, 1), (2, 1))
    honest = waves.plan

    def plan_then_move(*args: Any, **kwargs: Any) -> wave_plans.Plan:
        planned = honest(*args, **kwargs)
        place = floor.places["A01-01-01"]
        run(partial(declare_loss, cause=CAUSE, location=place, sku=floor.skus[0], lot=None, quantity=2, reason="lost"))
        floor.put("A01-04-01", 0, 2)
        return planned

    monkeypatch.setattr(waves, "plan", plan_then_move)
    floor.wave()
    assert [task.location.code for task in PickTask.objects.order_by("sequence")] == [
        "A01-03-01",
        "A01-04-01",
        "A01-04-01",
    ]
