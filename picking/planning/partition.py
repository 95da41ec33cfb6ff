"""The best plan that can be put together from the batches which a search has met: set covering, solved by HiGHS.

A plan found by annealing is made of batches of one moment. Better ones often lie among those of other moments.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from picking.planning.batching import Batches, Task

COLUMNS_FIRST, COLUMNS_MORE = 20, 5  # columns an order in the first linear program, and in each that follows
COLUMNS_MAX = 1500
PRICED_BELOW = -1e-6
LEAST = 1e-9  # goods beside the depot cost no walk
RELATIVE_GAP = 1e-6
Pool = tuple[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Limit:
    """How long to look: until this moment of time.monotonic(), or so many nodes of the tree so that it repeats."""

    until: float | None = None
    nodes: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Batches as compressed rows of orders, with their walks."""

    walks: Any
    starts: Any
    orders: Any

    def __len__(self) -> int:
        return len(self.walks)

    @property
    def sizes(self) -> Any:
        """How many orders each batch has."""
        return np.diff(self.starts)

    def sums(self, values: Any) -> Any:
        """Of each batch: the sum of its orders' values."""
        return np.add.reduceat(values[self.orders], self.starts[:-1])

    def members(self, column: int) -> Any:
        return self.orders[self.starts[column] : self.starts[column + 1]]


class Program(highspy.Highs):
    """HiGHS on one thread, and silent: 1.16 greets on stdout as soon as its callbacks are set."""

    def enableCallbacks(self) -> None:
        self.silent()
        super().enableCallbacks()

    @classmethod
    def wanting(cls, orders: int, limit: Limit) -> "Program":
        """A program that wants each order at least once: no walk grows when an order is taken out of its batch."""
        program = cls()
        program.setOptionValue("threads", 1)
        program.setOptionValue("parallel", "off")
        program.setOptionValue("mip_rel_gap", RELATIVE_GAP)
        if limit.nodes is not None:
            program.setOptionValue("mip_max_nodes", limit.nodes)
        if limit.until is not None:
            program.setOptionValue("time_limit", max(0.0, limit.until - time.monotonic()))
        for _ in range(orders):
            program.addRow(1.0, highspy.kHighsInf, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        return program

    def add(self, columns: Columns, which: Any, most: float) -> None:
        """Allow these batches, each up to so many times."""
        members = [columns.members(column) for column in which.tolist()]
        starts = np.cumsum([0, *map(len, members)])[:-1].astype(np.int32)
        rows = np.concatenate(members).astype(np.int32)
        walks, none = columns.walks[which], np.zeros(len(which))
        self.addCols(len(which), walks, none, np.full(len(which), most), len(rows), starts, rows, np.ones(len(rows)))


def better_cover(task: Task, pools: Sequence[Pool], plan: Batches, limit: Limit) -> Batches:
    """The shortest plan found of the batches in the pools and in `plan`; `plan` itself where none is shorter."""
    columns = _columns(task, pools, plan)
    own = len(plan.batches)
    relaxed = _relaxed(task.size, columns, own, limit)
    if relaxed is None:
        return plan
    bound, reduced = relaxed
    useful = np.flatnonzero(reduced[own:] < plan.walk - bound) + own
    if not len(useful):
        return plan
    best = useful[np.argsort(reduced[useful], kind="stable")][:COLUMNS_MAX]
    kept = np.concatenate([np.arange(own), np.sort(best)])
    chosen = _solved(task.size, columns, kept, own, limit)
    batches = _once_each(task, [columns.members(column).tolist() for column in chosen])
    found = task.measured(batches, plan.method)
    is_whole = sum(map(len, batches)) == task.size
    return found if is_whole and found.walk < plan.walk - 1e-9 else plan


def _columns(task: Task, pools: Sequence[Pool], plan: Batches) -> Columns:
    """The plan's own batches first, then what the pools hold, each once."""
    keys, walks, bits = (np.concatenate(parts) for parts in zip(*pools, strict=True))
    _, first = np.unique(keys, return_index=True)
    first = first[keys[first] != 0]
    batch, order = np.nonzero(np.unpackbits(bits[first], axis=1, count=task.size, bitorder="little"))
    sizes = [*map(len, plan.batches), *np.bincount(batch, minlength=len(first)).tolist()]
    return Columns(
        np.concatenate([task.walks(plan.batches), walks[first]]),
        np.cumsum([0, *sizes]),
        np.concatenate([np.concatenate(plan.batches), order]),
    )


def _relaxed(orders: int, columns: Columns, own: int, limit: Limit) -> tuple[float, Any] | None:
    """The least walk when parts of batches may be taken, and each batch's distance from being of use there; None when
    time is up.

    The program begins with the plan's own batches and those that look best, and is given more for as long as its
    prices ask for any.
    """
    program = Program.wanting(orders, limit)
    is_inside = np.zeros(len(columns), dtype=bool)
    paid = np.bincount(columns.orders, np.repeat(columns.walks / columns.sizes, columns.sizes), orders)
    usual = paid / np.bincount(columns.orders, minlength=orders)
    shares = columns.walks / np.maximum(columns.sums(usual), LEAST)
    best = np.argsort(shares, kind="stable")[: COLUMNS_FIRST * orders]
    wanted = np.union1d(np.arange(own), best)
    reduced = columns.walks
    while len(wanted):
        is_inside[wanted] = True
        program.add(columns, wanted, np.inf)
        program.run()
        if program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        reduced = columns.walks - columns.sums(np.array(program.getSolution().row_dual))
        asked = np.flatnonzero((reduced < PRICED_BELOW) & ~is_inside)
        wanted = asked[np.argsort(reduced[asked], kind="stable")][: COLUMNS_MORE * orders]
    return float(program.getObjectiveValue()), reduced


def _solved(orders: int, columns: Columns, kept: Any, own: int, limit: Limit) -> list[int]:
    """Which of the kept batches make the shortest plan found within the limit; the first `own` of them are one.

    Without presolve: with it, HiGHS 1.16 mistakes the length of the plan that it is given to begin with.
    """
    program = Program.wanting(orders, limit)
    program.add(columns, kept, 1.0)
    whole = np.full(len(kept), highspy.HighsVarType.kInteger)
    program.changeColsIntegrality(len(kept), np.arange(len(kept), dtype=np.int32), whole)
    program.setOptionValue("presolve", "off")
    known = highspy.HighsSolution()
    known.col_value = [float(at < own) for at in range(len(kept))]
    program.setSolution(known)
    program.run()
    taken = np.array(program.getSolution().col_value)
    return [int(column) for column in kept[taken > 0.5]] if len(taken) else []


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
