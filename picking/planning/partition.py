"""The best plan put together from many batches: set covering by HiGHS, one number of trolleys at a time.

A plan found by annealing is made of batches of one moment. Better ones often lie among those of other moments, and
among batches that it never met: those come by column generation (pricing.py). With the number of trolleys given, the
linear program lies close to the plans; without, it takes parts of trolleys and promises walks that nobody can walk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from picking.planning.batching import Batches, Task
from picking.planning.covering import Columns, Limit, Program
from picking.planning.pricing import Market

COLUMNS_FIRST, COLUMNS_MORE = 20, 5  # columns an order in the first linear program, and in each that follows
COLUMNS_MAX = 1500
COUNTS_MAX = 2  # numbers of trolleys that are tried whole
ROUNDS_MAX = 30  # of asking for batches
PRICED_BELOW = -1e-6
LEAST = 1e-9  # goods beside the depot cost no walk
Pool = tuple[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The least walk when parts of batches may be taken, so many in all; what each order and each trolley then pays."""

    count: int
    walk: float
    prices: Any
    toll: float

    def values(self, columns: Columns) -> Any:
        """How far each batch is from being of use: its walk less what is paid for it."""
        return columns.walks - columns.sums(self.prices) - self.toll


class Relaxation:
    """The linear program of one task: any parts of batches, a given number of them in all."""

    def __init__(self, task: Task, known: Columns, market: Market, plan: Batches, limit: Limit) -> None:
        self.known, self.market, self.size = known, market, task.size
        self.program = Program.wanting(task.size, limit)
        self.program.serve_alone(task.size, plan.walk)
        self.is_inside = np.zeros(len(known), dtype=bool)
        self._add(np.union1d(np.arange(len(plan.batches)), self._usually_good()))

    def at(self, count: int) -> Relaxed | None:
        """The least walk of `count` trolleys; None when time is up. Batches come in while prices ask for any."""
        self.program.take(count)
        for _ in range(ROUNDS_MAX):
            self.program.run()
            if self.program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            *prices, toll = self.program.getSolution().row_dual
            relaxed = Relaxed(count, float(self.program.getObjectiveValue()), np.array(prices), toll)
            if not self._ask(relaxed):
                break
        return relaxed

    def _ask(self, relaxed: Relaxed) -> bool:
        """Whether batches came in: of the known ones, else of all there are."""
        most = COLUMNS_MORE * self.size
        values = relaxed.values(self.known)
        asked = np.flatnonzero((values < PRICED_BELOW) & ~self.is_inside)
        if len(asked):
            self._add(asked[np.argsort(values[asked], kind="stable")][:most])
            return True
        found = self.market.below(PRICED_BELOW, relaxed.prices, relaxed.toll)
        best = np.argsort(found.values, kind="stable")[:most]
        if len(best):
            self.program.add(Columns.of(found.walks[best], found.bits[best], self.size), np.inf)
        return len(best) > 0

    def _add(self, which: Any) -> None:
        self.is_inside[which] = True
        self.program.add(self.known.some(which), np.inf)

    def _usually_good(self) -> Any:
        """The batches that walk least for what their orders usually cost in others."""
        known, size = self.known, self.size
        paid = np.bincount(known.orders, np.repeat(known.walks / known.sizes, known.sizes), size)
        usual = paid / np.bincount(known.orders, minlength=size)
        shares = known.walks / np.maximum(known.sums(usual), LEAST)
        return np.argsort(shares, kind="stable")[: COLUMNS_FIRST * size]


def better_cover(task: Task, pools: Sequence[Pool], plan: Batches, limit: Limit) -> Batches:
    """The shortest plan found of the batches in the pools, in `plan` and of those that they lack; `plan` itself where
    none is shorter.
    """
    market = Market(task, limit)
    known = _known(task, pools, plan)
    relaxation = Relaxation(task, known, market, plan, limit)
    promising = _promising(relaxation, _fewest(task), plan.walk)
    best = plan
    for at, each in enumerate(promising):
        if each.walk < best.walk - LEAST:
            useful = _useful(known, market, each, best.walk - each.walk)
            best = min(best, _solved(task, useful, each.count, best, limit.part(len(promising) - at)), key=_walk)
    return best if best.walk < plan.walk - LEAST else plan


def _walk(plan: Batches) -> float:
    return plan.walk


def _known(task: Task, pools: Sequence[Pool], plan: Batches) -> Columns:
    """The plan's own batches first, then what the pools hold, each once."""
    keys, walks, bits = (np.concatenate(parts) for parts in zip(*pools, strict=True))
    _, first = np.unique(keys, return_index=True)
    first = first[keys[first] != 0]
    own = Columns.listed(plan.batches, task.walks(plan.batches))
    return own.and_more(Columns.of(walks[first], bits[first], task.size))


def _fewest(task: Task) -> int:
    """With fewer trolleys not everything can be carried."""
    groups = range(len(task.capacities))
    loads = [task.demand[task.group == group].sum(axis=0) for group in groups]
    return sum(int(np.ceil(load / limit).max()) for load, limit in zip(loads, task.limits, strict=True))


def _promising(relaxation: Relaxation, fewest: int, walk: float) -> list[Relaxed]:
    """The numbers of trolleys that may give a plan shorter than `walk`, the most promising first; their least walks
    fall and then rise.
    """
    found: list[Relaxed] = []
    before = np.inf
    for count in range(fewest, relaxation.size + 1):
        each = relaxation.at(count)
        if each is None or (each.walk >= walk - LEAST and each.walk >= before):
            break
        if each.walk < walk - LEAST:
            found.append(each)
        before = each.walk
    return sorted(found, key=lambda each: each.walk)[:COUNTS_MAX]


def _useful(known: Columns, market: Market, relaxed: Relaxed, gap: float) -> Columns:
    """The batches that a plan may hold which is longer by less than `gap` than the relaxed one: the nearest to use."""
    found = market.nearest(gap, relaxed.prices, relaxed.toll, COLUMNS_MAX)
    values = relaxed.values(known)
    near = np.argsort(values, kind="stable")[:COLUMNS_MAX]
    near = near[values[near] < gap]
    best = np.argsort(found.values, kind="stable")[:COLUMNS_MAX]
    columns = Columns.of(found.walks[best], found.bits[best], len(relaxed.prices))
    return columns if found.is_whole and market.is_regular else known.some(near).and_more(columns)


def _solved(task: Task, useful: Columns, count: int, plan: Batches, limit: Limit) -> Batches:
    """The shortest plan found of so many of these batches, or `plan`.

    Without presolve: with it, HiGHS 1.16 mistakes the length of the plan that it is given to begin with.
    """
    columns = Columns.listed(plan.batches, task.walks(plan.batches)).and_more(useful)
    program = Program.wanting(task.size, limit)
    program.take(count)
    program.add(columns, 1.0)
    whole = np.full(len(columns), highspy.HighsVarType.kInteger)
    program.changeColsIntegrality(len(columns), np.arange(len(columns), dtype=np.int32), whole)
    program.setOptionValue("presolve", "off")
    if count == len(plan.batches):
        begin = highspy.HighsSolution()
        begin.col_value = [float(at < count) for at in range(len(columns))]
        program.setSolution(begin)
    program.run()
    taken = np.flatnonzero(np.array(program.getSolution().col_value) > 0.5)
    batches = _once_each(task, [columns.members(int(column)).tolist() for column in taken])
    is_whole = sum(map(len, batches)) == task.size
    return task.measured(batches, plan.method) if is_whole else plan


def _once_each(task: Task, batches: list[list[int]]) -> list[list[int]]:
    """An order in several of the batches stays where its leaving would save the least."""
    holders: dict[int, list[list[int]]] = {}
    for batch in batches:
        for order in batch:
            holders.setdefault(order, []).append(batch)
    for order, found in holders.items():
        while len(found) > 1:
            without = task.walks([[other for other in batch if other != order] for batch in found])
            saved = np.array(task.walks(found)) - np.array(without)
            found.pop(int(saved.argmax())).remove(order)
    return [batch for batch in batches if batch]
