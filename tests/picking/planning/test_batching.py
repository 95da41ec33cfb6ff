"""Batches: always feasible, never longer than first-come, exact when few, repeatable when counted in moves."""

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picking.planning.batching import (
    Batches,
    BatchOrder,
    Capacity,
    Effort,
    first_come,
    plan_batches,
    walk_of,
)
from picking.planning.bench.generator import made_wave
from picking.planning.check import batch_problems, shortest_by_sets
from picking.planning.errors import CapacityZero, OrderTooLarge
from picking.planning.layout import Layout
from tests.picking.planning.floors import floor, floors, random_orders, warehouse

LOOSE = Capacity(orders=5, units=30, volume_mm3=40_000, weight_grams=9_000)
calm = settings(max_examples=40)


def partitions(items: list[int]) -> list[list[list[int]]]:
    """All ways to share a list out to heaps."""
    if not items:
        return [[]]
    found = []
    for rest in partitions(items[1:]):
        found.append([[items[0]], *rest])
        found += [[*rest[:at], [items[0], *rest[at]], *rest[at + 1 :]] for at in range(len(rest))]
    return found


@calm
@given(st.one_of(floors(), floors(open_walk=True)), st.integers(1, 60), st.integers(1, 3), st.integers(0, 10_000))
def test_any_plan_is_feasible_and_never_longer_than_first_come(
    layout: Layout, count: int, groups: int, seed: int
) -> None:
    orders = random_orders(layout, count, seed, groups)
    capacities = [LOOSE, Capacity(orders=3), Capacity(units=12)][:groups]
    plan = plan_batches(layout, orders, capacities, Effort(moves=600, seed=seed))
    assert batch_problems(layout, orders, capacities, plan) == []
    assert plan.walk <= walk_of(layout, orders, first_come(orders, capacities)) + 1e-9
    assert plan.walk == pytest.approx(walk_of(layout, orders, plan.batches))


def test_orders_whose_goods_lie_beside_the_depot_need_no_walk_and_no_search() -> None:
    layout = floor([0, 3], [0, 20], [(0, 0, 0.0)])
    orders = random_orders(layout, 40, seed=1)
    plan = plan_batches(layout, orders, [Capacity(orders=3)], Effort(moves=600))
    assert batch_problems(layout, orders, [Capacity(orders=3)], plan) == []
    assert plan.walk == 0


@settings(max_examples=15)
@given(floors(spots_max=5, cross_aisles_max=3), st.integers(1, 5), st.integers(0, 10_000))
def test_a_handful_of_orders_is_planned_as_well_as_by_trying_everything(layout: Layout, count: int, seed: int) -> None:
    orders = random_orders(layout, count, seed, groups=2)
    capacities = [Capacity(orders=3, units=16), Capacity(units=12)]
    plans = [Batches(tuple(map(tuple, heaps)), 0.0, "") for heaps in partitions(list(range(count)))]
    best = min(
        sum(shortest_by_sets(layout, [spot for at in batch for spot in orders[at].picks]) for batch in plan.batches)
        for plan in plans
        if not batch_problems(layout, orders, capacities, plan)
    )
    found = plan_batches(layout, orders, capacities)
    assert found.walk == pytest.approx(best)
    assert found.method == "exact"


@pytest.mark.parametrize("orders", [60, 450])
def test_the_same_seed_and_number_of_moves_make_the_same_plan(orders: int) -> None:
    wave = made_wave(orders, 5, 3)
    effort = Effort(moves=8000, seed=7)
    one, two = (plan_batches(wave.layout, wave.orders, [wave.capacity], effort) for _ in range(2))
    assert one == two
    assert one.method == "improved"
    assert one.moves >= 8000


def test_one_thread_plans_alone() -> None:
    wave = made_wave(450, 5, 3)
    plan = plan_batches(wave.layout, wave.orders, [wave.capacity], Effort(moves=8000, threads=1))
    assert batch_problems(wave.layout, wave.orders, [wave.capacity], plan) == []
    assert plan.method == "improved"


def test_search_is_shorter_than_greedy_and_greedy_much_shorter_than_first_come() -> None:
    wave = made_wave(600, 3, 3)
    come = walk_of(wave.layout, wave.orders, first_come(wave.orders, [wave.capacity]))
    instant = plan_batches(wave.layout, wave.orders, [wave.capacity], Effort())
    improved = plan_batches(wave.layout, wave.orders, [wave.capacity], Effort(moves=60_000))
    assert (instant.method, improved.method) == ("instant", "improved")
    assert instant.walk < 0.85 * come
    assert improved.walk < 0.93 * instant.walk
    assert batch_problems(wave.layout, wave.orders, [wave.capacity], improved) == []


def test_more_moves_of_the_same_search_never_end_above_the_instant_plan() -> None:
    wave = made_wave(80, 4, 2)
    walks = [
        plan_batches(wave.layout, wave.orders, [wave.capacity], Effort(moves=moves)).walk
        for moves in (0, 500, 5000, 50_000)
    ]
    assert all(later <= walks[0] for later in walks)
    assert walks[-1] == min(walks)
    assert any(later < earlier for earlier, later in pairwise(walks))


def test_a_plan_against_the_clock_is_feasible() -> None:
    wave = made_wave(450, 6, 3)
    plan = plan_batches(wave.layout, wave.orders, [wave.capacity], Effort(seconds=0.5))
    assert batch_problems(wave.layout, wave.orders, [wave.capacity], plan) == []


def test_capacity_filled_to_the_last_unit_holds() -> None:
    layout = warehouse()
    orders = [BatchOrder((at * 3,), units=7 if at % 2 else 3) for at in range(40)]
    plan = plan_batches(layout, orders, [Capacity(units=10)], Effort(moves=20_000))
    assert batch_problems(layout, orders, [Capacity(units=10)], plan) == []
    assert len(plan.batches) == 20


def test_first_come_opens_a_trolley_when_the_next_order_does_not_fit() -> None:
    orders = [BatchOrder((0,), units=units, group=group) for units, group in ((4, 0), (5, 1), (4, 0), (4, 0), (5, 1))]
    assert first_come(orders, [Capacity(units=8), Capacity(units=10)]) == [[0, 2], [1, 4], [3]]


def test_an_order_larger_than_any_trolley_is_refused() -> None:
    layout = floor([0, 5], [0, 10], [(0, 0, 3.0)])
    with pytest.raises(OrderTooLarge) as refused:
        plan_batches(layout, [BatchOrder((0,), units=1), BatchOrder((0,), units=9)], [Capacity(units=8)])
    assert refused.value.fields == {"order": 1, "dimension": "units", "wanted": 9, "capacity": 8}


def test_a_trolley_that_carries_nothing_is_refused() -> None:
    layout = floor([0, 5], [0, 10], [(0, 0, 3.0)])
    with pytest.raises(CapacityZero) as refused:
        plan_batches(layout, [BatchOrder((0,))], [Capacity(orders=0)])
    assert refused.value.fields == {"trolley": 0, "dimension": "orders", "capacity": 0}


def test_no_orders_make_no_batches() -> None:
    layout = floor([0, 5], [0, 10], [(0, 0, 3.0)])
    assert plan_batches(layout, [], [LOOSE]) == Batches((), 0.0, "instant")


INTERPRETED = """
import sys
sys.modules["numba"] = None
from picking.planning.batching import Effort, plan_batches
from picking.planning.bench.generator import made_wave
wave = made_wave(24, 2, 3)
print(plan_batches(wave.layout, wave.orders, [wave.capacity], Effort(moves=60)))
"""


def test_without_numba_the_same_plan_is_found() -> None:
    told = subprocess.run([sys.executable, "-c", INTERPRETED], capture_output=True, text=True, check=True, timeout=120)
    wave = made_wave(24, 2, 3)
    assert told.stdout.strip() == repr(plan_batches(wave.layout, wave.orders, [wave.capacity], Effort(moves=60)))


def test_importing_planning_loads_neither_numba_nor_numpy() -> None:
    code = "import sys, picking.planning; print(sorted({'numba', 'numpy', 'django'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"
