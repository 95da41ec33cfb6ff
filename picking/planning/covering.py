"""The pieces of set covering by HiGHS: batches as columns, a program that counts them, how long it may take."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

RELATIVE_GAP = 1e-6


@dataclass(frozen=True, slots=True)
class Limit:
    """How long to look: until this moment of time.monotonic(), or so many nodes of the tree and walks of batches, so
    that it repeats.
    """

    until: float | None = None
    nodes: int | None = None
    walks: int | None = None

    def part(self, parts: int) -> "Limit":
        """An equal part of what is left."""
        if self.until is None:
            return self
        now = time.monotonic()
        return Limit(until=now + (self.until - now) / parts)


@dataclass(frozen=True, slots=True)
class Columns:
    """Batches as compressed rows of orders, with their walks."""

    walks: Any
    starts: Any
    orders: Any

    def __len__(self) -> int:
        return len(self.walks)

    @classmethod
    def of(cls, walks: Any, bits: Any, size: int) -> "Columns":
        """From a bit an order."""
        batch, order = np.nonzero(np.unpackbits(bits, axis=1, count=size, bitorder="little"))
        return cls(walks, np.cumsum([0, *np.bincount(batch, minlength=len(walks))]), order)

    @classmethod
    def listed(cls, batches: Sequence[Sequence[int]], walks: Sequence[float]) -> "Columns":
        """From lists of orders."""
        return cls(np.array(walks), np.cumsum([0, *map(len, batches)]), np.concatenate(batches).astype(np.int64))

    def some(self, which: Any) -> "Columns":
        """Those at these places, in that order."""
        members = [self.members(column) for column in which.tolist()]
        orders = np.concatenate([np.zeros(0, dtype=np.int64), *members])
        return Columns(self.walks[which], np.cumsum([0, *map(len, members)]), orders)

    def and_more(self, more: "Columns") -> "Columns":
        """These, then the others."""
        return Columns(
            np.concatenate([self.walks, more.walks]),
            np.concatenate([self.starts, self.starts[-1] + more.starts[1:]]),
            np.concatenate([self.orders, more.orders]),
        )

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
        """A program that wants each order at least once: no walk grows when an order is taken out of its batch. Its
        last row counts the batches.
        """
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
        program.addRow(0.0, highspy.kHighsInf, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        return program

    def add(self, columns: Columns, most: float) -> None:
        """Allow these batches, each up to so many times."""
        size, count_row = len(columns), self.getNumRow() - 1
        rows = np.insert(columns.orders, columns.starts[1:], count_row).astype(np.int32)
        starts = (columns.starts[:-1] + np.arange(size)).astype(np.int32)
        none, most_each, ones = np.zeros(size), np.full(size, most), np.ones(len(rows))
        self.addCols(size, columns.walks, none, most_each, len(rows), starts, rows, ones)

    def take(self, count: int) -> None:
        """Exactly so many batches."""
        self.changeRowBounds(self.getNumRow() - 1, float(count), float(count))

    def serve_alone(self, orders: int, price: float) -> None:
        """Allow each order to be served by itself, on no trolley, for so much: a program that needs this promises
        nothing, but it has an answer.
        """
        each, none = np.arange(orders, dtype=np.int32), np.zeros(orders)
        most = np.full(orders, highspy.kHighsInf)
        self.addCols(orders, np.full(orders, price), none, most, orders, each, each, np.ones(orders))
