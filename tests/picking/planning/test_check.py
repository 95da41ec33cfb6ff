"""The outside judge finds each kind of wrong plan; a judge that finds nothing proves nothing."""

import dataclasses
from collections.abc import Callable

import pytest

from picking.planning import TrolleyPlan, WavePlan, plan_wave
from picking.planning.batching import Batches, BatchOrder, Capacity
from picking.planning.check import batch_problems, walk_problems, wave_problems
from picking.planning.routing import Router, Walk
from tests.picking.planning.floors import floor, warehouse, wave_request

LAYOUT = floor([0, 5, 10], [0, 10, 20], [(0, 0, 3.0), (1, 0, 6.0), (2, 1, 4.0)])
PICKS = [0, 1, 2]


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda walk: dataclasses.replace(walk, length=walk.length - 1), "long, walk says"),
        (lambda walk: dataclasses.replace(walk, stops=walk.stops[1:]), "stops are not the picks"),
        (lambda walk: dataclasses.replace(walk, stops=walk.stops[::-1]), "in their order"),
        (lambda walk: dataclasses.replace(walk, line=walk.line[:-1]), "from depot to depot"),
        (lambda walk: dataclasses.replace(walk, line=(walk.line[0], (3.0, 7.0), *walk.line[1:])), "off the floor"),
    ],
)
def test_a_spoilt_walk_is_found_out(spoil: Callable[[Walk], Walk], problem: str) -> None:
    walk = Router(LAYOUT).walk(PICKS)
    assert walk_problems(LAYOUT, PICKS, walk) == []
    assert any(problem in found for found in walk_problems(LAYOUT, PICKS, spoil(walk)))


@pytest.mark.parametrize(
    ("batches", "problem"),
    [
        (((0, 1),), "exactly once"),
        (((0, 1), (1, 2)), "exactly once"),
        (((0, 1, 2),), "mixes groups"),
        (((0, 1), (2,), ()), "mixes groups or is empty"),
    ],
)
def test_wrong_batches_are_found_out(batches: tuple[tuple[int, ...], ...], problem: str) -> None:
    orders = [BatchOrder((0,)), BatchOrder((1,)), BatchOrder((2,), group=1)]
    capacities = [Capacity(orders=2), Capacity()]
    assert batch_problems(LAYOUT, orders, capacities, Batches(((0, 1), (2,)), 0.0, "")) == []
    assert any(problem in found for found in batch_problems(LAYOUT, orders, capacities, Batches(batches, 0.0, "")))


def test_a_full_trolley_with_one_more_is_found_out() -> None:
    orders = [BatchOrder((0,), weight_grams=600), BatchOrder((1,), weight_grams=600)]
    plan = Batches(((0, 1),), 0.0, "")
    assert batch_problems(LAYOUT, orders, [Capacity(weight_grams=1000)], plan) == ["batch 0: 1200 > 1000"]


def first_trolley(plan: WavePlan, change: Callable[[TrolleyPlan], TrolleyPlan]) -> WavePlan:
    """The plan with its first trolley changed."""
    return dataclasses.replace(plan, trolleys=(change(plan.trolleys[0]), *plan.trolleys[1:]))


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda plan: dataclasses.replace(plan, trolleys=plan.trolleys[1:]), "exactly once"),
        (lambda plan: dataclasses.replace(plan, walk_mm=plan.walk_mm - 1), "not the sum"),
        (lambda plan: first_trolley(plan, lambda t: dataclasses.replace(t, walk_mm=t.walk_mm - 2)), "plan says"),
        (
            lambda plan: first_trolley(plan, lambda t: dataclasses.replace(t, stops=t.stops[1:])),
            "not the orders' lines",
        ),
        (
            lambda plan: first_trolley(
                plan,
                lambda t: dataclasses.replace(
                    t, slots=tuple(dataclasses.replace(slot, number=slot.number + 1) for slot in t.slots)
                ),
            ),
            "another order's slot",
        ),
    ],
)
def test_a_spoilt_wave_is_found_out(spoil: Callable[[WavePlan], WavePlan], problem: str) -> None:
    request = wave_request(warehouse(), 20, 1)
    plan = plan_wave(request)
    assert wave_problems(request, plan) == []
    assert any(problem in found for found in wave_problems(request, spoil(plan)))
