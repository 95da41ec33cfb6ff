"""The planner's child: plans like the planner itself, ends when idle, and its death or silence is an answer."""

from __future__ import annotations

import dataclasses
import os
import signal
from collections.abc import Iterator

import pytest

from picking import wave_plans
from picking.operations.waves import generate_waves
from picking.planner import PlannerChild, PlannerFailed
from picking.planning import Trolley, WavePlan, WaveRequest, plan_wave
from tests.picking.conftest import CAUSE, Floor
from tests.picking.planning.floors import warehouse, wave_request


@pytest.fixture
def child() -> Iterator[PlannerChild]:
    made = PlannerChild()
    yield made
    made.end()


def pid_of(child: PlannerChild) -> int:
    assert child.process is not None
    return child.process.pid


def test_a_plan_from_the_child_is_the_planners_own(child: PlannerChild) -> None:
    request = wave_request(warehouse(), 30, 5)
    apart = child.plan(request)
    first = pid_of(child)
    child.plan(request)
    assert pid_of(child) == first != os.getpid()
    here = plan_wave(request)  # may take long: this process has no kernels yet, and an idle child ends meanwhile
    assert dataclasses.replace(apart, seconds=0.0) == dataclasses.replace(here, seconds=0.0)


def test_what_the_planner_refuses_comes_back_as_its_failure(child: PlannerChild) -> None:
    request = dataclasses.replace(wave_request(warehouse(), 3, 5), trolley=Trolley(slots=0))
    with pytest.raises(PlannerFailed, match="CapacityZero"):
        child.plan(request)
    assert child.plan(wave_request(warehouse(), 3, 5)).trolleys


def test_a_child_that_was_killed_is_started_again(child: PlannerChild) -> None:
    request = wave_request(warehouse(), 3, 5)
    child.plan(request)
    first = pid_of(child)
    os.kill(first, signal.SIGKILL)
    assert child.plan(request).trolleys
    assert pid_of(child) != first


def test_a_child_that_says_nothing_is_given_up() -> None:
    child = PlannerChild(patience_seconds=0.2)
    request = dataclasses.replace(wave_request(warehouse(), 3, 5), seconds=0.0)
    child._start_if_gone()
    stopped = pid_of(child)
    os.kill(stopped, signal.SIGSTOP)
    with pytest.raises(PlannerFailed, match="no plan within"):
        child.plan(request)
    with pytest.raises(ProcessLookupError):
        os.kill(stopped, 0)


def test_a_child_without_work_ends_by_itself() -> None:
    child = PlannerChild(idle_seconds=0.01)
    try:
        child.plan(wave_request(warehouse(), 3, 5))
        assert child.process is not None
        assert child.process.wait(30) == 0
        assert child.plan(wave_request(warehouse(), 3, 5)).trolleys
    finally:
        child.end()


@pytest.mark.parametrize(
    ("max_orders", "budget", "share"), [(4, 2.0, 2.0), (5, 2.0, 1.6), (400, 2.0, 1.0), (400, 0.5, 0.5)]
)
def test_a_wave_has_its_share_of_the_planners_budget(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, max_orders: int, budget: float, share: float
) -> None:
    floor.put("A01-01-01", 0, 40)
    for _ in range(4):
        floor.order((0, 2))
    floor.rule.max_orders = max_orders
    floor.rule.save()
    asked: list[float] = []
    honest = wave_plans.child.plan

    def plan(request: WaveRequest) -> WavePlan:
        asked.append(request.seconds)
        return honest(dataclasses.replace(request, seconds=0.0))

    monkeypatch.setattr(wave_plans.child, "plan", plan)
    generate_waves(cause=CAUSE, warehouse=floor.warehouse, rule=floor.rule, seconds=budget)
    assert asked == [pytest.approx(share)]
