"""Which batches are worth having at given prices of orders: the pricing of column generation, by enumeration."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from picking.planning.batching import Task
from picking.planning.covering import Limit
from picking.planning.kernels.pricing import find_batches

FOUND_MAX = 20_000
WALKS_MAX = 100_000  # tried at one look
WALKS_A_SECOND, SHARE_OF_TIME = 50_000, 0.2  # until the first look has told; how much of what is left a look may take
SMALLEST = 1e-9
FIRST_SHARE, GROWTH = 1 / 16, 2  # of what is asked for: how far the first look goes, and each further one


@dataclass(frozen=True, slots=True)
class Found:
    """Batches: their walks, their walks less what is paid for their orders, and a bit an order. `is_whole`: all that
    there are below the asked value.
    """

    walks: Any
    values: Any
    bits: Any
    is_whole: bool

    def __len__(self) -> int:
        return len(self.walks)


class Market:
    """Looks for batches of one task's orders, group by group.

    Only between parallel aisles, where walks are exact and never grow shorter with an order more; in a net of ways
    nothing is found.
    """

    def __init__(self, task: Task, limit: Limit) -> None:
        self.task, self.limit, self.net = task, limit, task.net()
        self.tried = 0
        self.is_regular = not self.net[5].shape[0]
        self.rate = float(WALKS_A_SECOND)
        self._found = (np.zeros(FOUND_MAX), np.zeros(FOUND_MAX), np.zeros((FOUND_MAX, (task.size + 7) // 8), np.uint8))

    def below(self, value: float, prices: Any, toll: float) -> Found:
        """Batches whose walk less `toll` and the prices of their orders is below `value`."""
        parts = [self._of_group(group, value, prices, toll) for group in range(len(self.task.capacities))]
        walks, values, bits = (np.concatenate([getattr(part, name) for part in parts]) for name in Found.__slots__[:3])
        return Found(walks, values, bits, all(part.is_whole for part in parts))

    def nearest(self, value: float, prices: Any, toll: float, wanted: int) -> Found:
        """Of the batches below `value` those of least value: all, or at least `wanted`, or fewer where time ends.

        It looks a little further each time, since going through all would often take too long.
        """
        share, before = FIRST_SHARE, None
        while True:
            found = self.below(value * share, prices, toll)
            if not found.is_whole:
                return before or found
            if share >= 1.0 or len(found) >= wanted:
                return found
            share, before = min(1.0, share * GROWTH), found

    def _of_group(self, group: int, value: float, prices: Any, toll: float) -> Found:
        task, most = self.task, self._most()
        own = np.flatnonzero(task.group == group)
        if not self.is_regular or not len(own):
            return Found(np.zeros(0), np.zeros(0), self._found[2][:0], self.is_regular)
        queue = own[np.argsort(-task.solo[own], kind="stable")]  # the farthest first: their branches end soonest
        shares = prices[queue] / np.maximum(task.demand[queue].T, SMALLEST)
        ranked = np.argsort(-shares, axis=1, kind="stable")
        began = time.monotonic()
        kept, tried = find_batches(
            queue, ranked, prices, toll, value, most, task.arrays, task.limits[group], self.net, self._found
        )
        self.tried += tried
        self.rate = max(1.0, tried / max(SMALLEST, time.monotonic() - began))
        walks, values, bits = (part[:kept].copy() for part in self._found)
        return Found(walks, values, bits, kept < FOUND_MAX and tried < most)

    def _most(self) -> int:
        """How many walks the next look may try."""
        most = WALKS_MAX
        if self.limit.walks is not None:
            most = min(most, self.limit.walks - self.tried)
        if self.limit.until is not None:
            most = min(most, int(SHARE_OF_TIME * self.rate * (self.limit.until - time.monotonic())))
        return max(0, most)
