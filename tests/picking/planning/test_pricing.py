"""Batches by price: none missing, none too dear, within every capacity, the nearest first; nothing in a net of ways."""

import itertools

import numpy as np
import pytest

from picking.planning import pricing
from picking.planning.batching import BatchOrder, Capacity, Task
from picking.planning.covering import Limit
from picking.planning.graph import Edge, GraphLayout, Node
from picking.planning.layout import Spot
from picking.planning.pricing import Found, Market
from tests.picking.planning.floors import random_orders, warehouse

CAPACITIES = [Capacity(orders=4, units=14), Capacity(units=9, weight_grams=700)]
TOLL = 9_000.0
ENOUGH = Limit(nodes=500, walks=1_000_000)


@pytest.fixture
def task() -> Task:
    layout = warehouse()
    weighed = [
        BatchOrder(order.picks, units=1 + at % 5, weight_grams=100 + 37 * (at % 7), group=at % 2)
        for at, order in enumerate(random_orders(layout, 14, seed=7))
    ]
    return Task(layout, weighed, CAPACITIES, seed=1)


@pytest.fixture
def prices(task: Task) -> np.ndarray:
    """Some orders pay more than they cost by themselves, some nothing."""
    return np.array([0.0 if at % 6 == 5 else 0.75 * walk for at, walk in enumerate(task.solo)])


def carried(task: Task) -> list[tuple[int, ...]]:
    """Every batch of one group within its capacity, by trying all."""
    sets = [batch for size in range(1, 8) for batch in itertools.combinations(range(task.size), size)]
    one_group = [batch for batch in sets if len({int(task.group[order]) for order in batch}) == 1]
    return [b for b in one_group if (task.demand[list(b)].sum(axis=0) <= task.limits[task.group[b[0]]]).all()]


def batches(found: Found) -> list[tuple[int, ...]]:
    return [tuple(np.flatnonzero(np.unpackbits(bits, bitorder="little")).tolist()) for bits in found.bits]


def by_hand(task: Task, prices: np.ndarray) -> dict[tuple[int, ...], float]:
    """The value of every batch."""
    every = carried(task)
    return {b: walk - prices[list(b)].sum() - TOLL for b, walk in zip(every, task.walks(every), strict=True)}


def test_every_batch_below_the_value_is_found_with_its_walk_and_no_other(task: Task, prices: np.ndarray) -> None:
    values = by_hand(task, prices)
    for below in np.quantile(list(values.values()), [0.05, 0.3, 0.8]):
        found = Market(task, ENOUGH).below(below, prices, TOLL)
        assert found.is_whole
        assert sorted(batches(found)) == sorted(batch for batch, value in values.items() if value < below)
        assert found.values == pytest.approx([values[batch] for batch in batches(found)])
        assert found.walks == pytest.approx(task.walks(batches(found)))


def test_a_look_that_is_cut_short_says_so(task: Task, prices: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pricing, "WALKS_MAX", 40)
    found = Market(task, ENOUGH).below(np.inf, prices, TOLL)
    assert not found.is_whole
    assert 0 < len(found) <= 80  # two groups


def test_the_nearest_are_all_below_some_value(task: Task, prices: np.ndarray) -> None:
    values = by_hand(task, prices)
    gap = max(values.values())
    found = Market(task, ENOUGH).nearest(gap, prices, TOLL, wanted=20)
    assert found.is_whole
    assert 20 <= len(found) < len(values)
    farthest = max(values[batch] for batch in batches(found))
    assert sorted(batches(found)) == sorted(batch for batch, value in values.items() if value <= farthest)
    assert len(Market(task, ENOUGH).nearest(gap, prices, TOLL, wanted=10_000)) == len(values) - 1


def test_in_a_net_of_ways_nothing_is_found_and_nothing_promised() -> None:
    """Its walks are not exact: one order more may find a shorter one."""
    spots = tuple(Spot(str(at), 0, 0, float(at)) for at in range(4))
    net = GraphLayout((Node("", 0.0, 0.0), Node("", 0.0, 99.0)), (Edge(0, 1, 99.0),), spots, 0, 0)
    task = Task(net, [BatchOrder((at,)) for at in range(4)], [Capacity(orders=2)], seed=1)
    found = Market(task, ENOUGH).below(np.inf, task.solo, 0.0)
    assert (len(found), found.is_whole) == (0, False)
