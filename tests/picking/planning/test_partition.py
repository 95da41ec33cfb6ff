"""The best plan put together: as good as trying everything, whatever was met; feasible, repeatable, silent."""

import ctypes
import itertools
import time
from collections.abc import Sequence

import numpy as np
import pytest

from picking.planning.annealing import Annealing
from picking.planning.batching import Batches, BatchOrder, Capacity, Effort, Task, enumerate_best, first_come, pool
from picking.planning.bench.generator import made_wave
from picking.planning.check import batch_problems
from picking.planning.covering import Limit
from picking.planning.partition import better_cover
from tests.picking.planning.floors import floor, random_orders, warehouse

CAPACITIES = [Capacity(orders=4, units=24), Capacity(orders=3, units=30)]
ENOUGH = Limit(nodes=500, walks=1_000_000)


@pytest.fixture
def task() -> Task:
    layout = warehouse()
    return Task(layout, random_orders(layout, 10, seed=3, groups=2), CAPACITIES, seed=1)


def came(task: Task) -> Batches:
    return task.measured(first_come(task.orders, task.capacities), "instant")


def met(task: Task, batches: Sequence[tuple[int, ...]]) -> tuple[object, object, object]:
    """A pool that has met these batches."""
    keys, walks, bits = pool(10, task.size)
    for slot, (batch, walk) in enumerate(zip(batches, task.walks(batches), strict=True)):
        keys[slot], walks[slot] = slot + 1, walk
        for order in batch:
            bits[slot, order >> 3] |= 1 << (order & 7)
    return keys, walks, bits


def within_capacity(task: Task) -> list[tuple[int, ...]]:
    """Every batch that one trolley can carry."""
    sizes = range(1, 5)
    sets = [batch for size in sizes for batch in itertools.combinations(range(task.size), size)]
    return [batch for batch in sets if not any("batch 0" in problem for problem in problems(task, [batch]))]


def problems(task: Task, batches: list[tuple[int, ...]] | tuple[tuple[int, ...], ...]) -> list[str]:
    return batch_problems(task.layout, task.orders, task.capacities, Batches(tuple(batches), 0.0, ""))


def test_of_all_batches_the_best_plan_is_put_together(task: Task) -> None:
    best = task.measured(enumerate_best(task), "exact")
    found = better_cover(task, [met(task, within_capacity(task))], came(task), ENOUGH)
    assert problems(task, found.batches) == []
    assert found.walk == pytest.approx(best.walk)
    assert found.walk < came(task).walk


def test_the_same_batches_in_two_pools_count_once_and_give_the_same_plan(task: Task) -> None:
    everything = met(task, within_capacity(task))
    one = better_cover(task, [everything], came(task), ENOUGH)
    assert better_cover(task, [everything, everything], came(task), ENOUGH) == one


def test_an_order_in_two_chosen_batches_stays_in_one(task: Task) -> None:
    """Only larger batches were met, so that every plan of them has somebody twice."""
    large = [batch for batch in within_capacity(task) if len(batch) == 3]
    found = better_cover(task, [met(task, large)], came(task), ENOUGH)
    assert problems(task, found.batches) == []
    assert found.walk < came(task).walk


def test_batches_that_nobody_has_met_are_found_by_their_price(task: Task) -> None:
    best = task.measured(enumerate_best(task), "exact")
    found = better_cover(task, [pool(4, task.size)], came(task), ENOUGH)
    assert problems(task, found.batches) == []
    assert found.walk == pytest.approx(best.walk)


def test_full_trolleys_are_found_where_every_unit_of_room_is_needed() -> None:
    """Thirty units for six trolleys of five: none may leave room."""
    layout = warehouse()
    units = [1, 2, 2, 3, 4, 1, 2, 3, 1, 1, 3, 2, 4, 1]
    orders = [
        BatchOrder(order.picks, units=many)
        for order, many in zip(random_orders(layout, 14, seed=5), units, strict=True)
    ]
    task = Task(layout, orders, [Capacity(units=5)], seed=1)
    plan = came(task)
    found = better_cover(task, [pool(4, task.size)], plan, ENOUGH)
    assert problems(task, found.batches) == []
    assert (len(plan.batches), len(found.batches)) == (7, 6)
    assert found.walk == pytest.approx(task.measured(enumerate_best(task), "exact").walk)


def test_without_time_the_plan_stays(task: Task) -> None:
    plan = came(task)
    late = better_cover(task, [met(task, within_capacity(task))], plan, Limit(until=time.monotonic() - 1))
    assert problems(task, late.batches) == []
    assert late.walk <= plan.walk


def test_goods_beside_the_depot_cost_no_walk_and_are_put_together_like_others() -> None:
    layout = floor([0.0, 10.0], [0.0, 20.0], [(0, 0, 0.0), (1, 0, 12.0)])
    beside, far = BatchOrder((0,)), BatchOrder((1,))
    task = Task(layout, [beside, beside, far, far], [Capacity(orders=2)], seed=1)
    plan = task.measured([[0, 1], [2], [3]], "instant")
    found = better_cover(task, [met(task, [(2, 3)])], plan, ENOUGH)
    assert sorted(found.batches) == [(0, 1), (2, 3)]
    assert found.walk == pytest.approx(plan.walk / 2)


def test_the_solver_writes_nothing_to_stdout(task: Task, capfd: pytest.CaptureFixture[str]) -> None:
    better_cover(task, [met(task, within_capacity(task))], came(task), ENOUGH)
    ctypes.CDLL(None).fflush(None)  # what C has not written yet
    assert capfd.readouterr().out == ""


def test_a_search_remembers_batches_within_capacity_with_their_walks() -> None:
    wave = made_wave(40, 2, 3)
    orders = [BatchOrder(order.picks, units=order.units, group=at % 2) for at, order in enumerate(wave.orders)]
    task = Task(wave.layout, orders, [Capacity(orders=5), Capacity(units=12)], seed=1)
    search = Annealing(task, came(task).batches, Effort(moves=4000), 0.0)
    tracks = search.tracks()
    plan = search._run_and_cover(tracks)
    keys, walks, bits = tracks[0].pool
    known = np.flatnonzero(keys)
    batches = [tuple(np.flatnonzero(np.unpackbits(bits[slot], bitorder="little")).tolist()) for slot in known]
    assert len(batches) > 50
    assert task.walks(batches) == pytest.approx(walks[known].tolist())
    assert [problem for problem in problems(task, batches) if problem.startswith("batch")] == []
    assert problems(task, plan.batches) == []
