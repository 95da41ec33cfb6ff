"""The anytime search: annealing on two threads, over halves of a large plan or twice over a small one."""

import math
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from picking.planning.batching import Batches, Effort, Task, memo
from picking.planning.kernels.annealing import anneal
from picking.planning.kernels.batch_state import load_batches
from picking.planning.kernels.neighbours import find_neighbours

SPLIT_FROM_ORDERS = 400
ROUNDS = 20
NEIGHBOURS = 40
NEIGHBOUR_TRIES = 400
FIRST_HEAT, LAST_HEAT = 0.12, 0.005
FIRST_PENALTY, LAST_PENALTY = 4.0, 60.0
MEMO_BITS = 18
MOVES_AT_ONCE = 5_000
SECONDS_AT_ONCE = 0.05
SPARE_BATCHES = 3


class Clock:
    """Progress of a search from 0 to 1: by wall time, or by moves so that a run can be repeated exactly."""

    def __init__(self, effort: Effort, began: float, tracks: int) -> None:
        self.began, self.seconds = began, effort.seconds
        self.moves = None if effort.moves is None else max(1, effort.moves // tracks)

    def progress(self, done: int) -> float:
        """Share of the effort spent; `done` counts the asking track's moves."""
        if self.moves is not None:
            return done / self.moves
        return (time.monotonic() - self.began) / self.seconds

    def chunk(self, done: int, until: float, rate: float) -> int:
        """How many moves to make before the next look at the clock."""
        if self.moves is not None:
            return min(MOVES_AT_ONCE, max(1, math.ceil(until * self.moves) - done))
        left = self.began + until * self.seconds - time.monotonic()
        return max(50, int(rate * min(SECONDS_AT_ONCE, left)))


class Track:
    """One annealing run over the whole plan or a part of it, with working memory of its own thread."""

    def __init__(self, task: Task, near: Any, seed: int) -> None:
        self.task, self.near, self.net, self.memo = task, near, task.net(), memo(MEMO_BITS)
        self.seed = np.array([random.Random(f"track {seed}").getrandbits(32) | 1], dtype=np.int64)
        self.done, self.rate = 0, 20_000.0
        self.best = np.zeros(task.size, dtype=np.int32)
        self.found = np.zeros(3)

    def take(self, state: tuple[Any, ...], half: int, price: Any) -> None:
        """Work on this half of the state from now on."""
        self.state, self.half = state, half
        self.rules = (self.task.limits, price)
        batches = np.flatnonzero((state[7] == half) & (state[1] > 0))
        self.own = np.flatnonzero(state[7][state[8]] == half).astype(np.int32)
        above = (state[4][batches] > self.task.limits[self.task.group[state[0][batches, 0]]]).any(axis=1)
        walk = float(state[5][batches].sum())
        self.found[:] = (walk, float(above.sum()), math.inf if above.any() else walk)
        self.best[self.own] = state[8][self.own]

    def run(self, clock: Clock, until: float, scale: float) -> None:
        """Anneal until the clock shows `until`."""
        while len(self.own) and (at := clock.progress(self.done)) < until:
            moves = clock.chunk(self.done, until, self.rate)
            began = time.monotonic()
            ahead = min(1.0, at + moves / clock.moves if clock.moves else at + moves / self.rate / clock.seconds)
            anneal(
                moves, heats(at, ahead, scale), self.half, self.own, self.near, self.state, self.task.arrays,
                self.rules, self.net, self.memo, self.best, self.found, self.seed,
            )  # fmt: skip
            self.done += moves
            self.rate = 0.5 * self.rate + 0.5 * moves / max(1e-6, time.monotonic() - began)


def heats(at: float, ahead: float, scale: float) -> tuple[float, float, float, float]:
    """First and last temperature and penalty of a piece of the run; both change geometrically."""
    cooled, risen = LAST_HEAT / FIRST_HEAT, LAST_PENALTY / FIRST_PENALTY
    return (
        scale * FIRST_HEAT * cooled**at,
        scale * FIRST_HEAT * cooled**ahead,
        FIRST_PENALTY * risen**at,
        FIRST_PENALTY * risen**ahead,
    )


class Annealing:
    """Improve a feasible plan within an effort."""

    def __init__(self, task: Task, start: Sequence[Sequence[int]], effort: Effort, began: float) -> None:
        self.task, self.start, self.effort = task, start, effort
        self.threads = max(1, effort.threads)
        self.clock = Clock(effort, began, self.threads)
        walk = task.measured(start, "instant").walk
        self.scale = walk / task.size
        self.price = walk / np.maximum(1, task.demand.sum(axis=0))
        self.near = self._neighbours()

    def _neighbours(self) -> Any:
        width = min(NEIGHBOURS, max(1, self.task.size - 1))
        near = np.zeros((self.task.size, width), dtype=np.int32)
        seed = np.array([random.Random(f"near {self.effort.seed}").getrandbits(32) | 1], dtype=np.int64)
        own = np.arange(self.task.size, dtype=np.int32)
        tries = NEIGHBOUR_TRIES
        find_neighbours(own, self.task.segments, self.task.holders, self.task.arrays, tries, seed, near)
        return near

    def _state(self) -> tuple[Any, ...]:
        spare = SPARE_BATCHES + len(self.start) // 20
        state = self.task.empty_state(len(self.start) + spare)
        load_batches(
            np.array([order for batch in self.start for order in batch], dtype=np.int32),
            np.cumsum([0, *map(len, self.start)]).astype(np.int32),
            state,
            self.task.arrays,
            self.task.net(),
        )
        return state

    def run(self) -> Batches:
        """The best feasible plan met; its walk is computed afresh."""
        split = self.threads > 1 and self.task.size >= SPLIT_FROM_ORDERS
        tracks = [Track(self.task, self.near, self.effort.seed * 1000 + at) for at in range(self.threads)]
        found = self._run_halves(tracks) if split else self._run_apart(tracks)
        moves = sum(track.done for track in tracks)
        plans = [self.task.measured(as_batches(batch_of), "improved", moves) for batch_of in found]
        return min(plans, key=lambda plan: plan.walk)

    def _run_apart(self, tracks: Sequence[Track]) -> list[Any]:
        """Every track anneals a plan of its own; small plans are soon settled, and luck differs."""
        for track in tracks:
            track.take(self._state(), 0, self.price)
        self._together(tracks, 1.0)
        return [track.best for track in tracks]

    def _run_halves(self, tracks: Sequence[Track]) -> list[Any]:
        """Tracks share one plan and own disjoint trolleys, dealt anew each round."""
        state = self._state()
        generator = random.Random(f"halves {self.effort.seed}")
        best, least = state[8].copy(), float(state[5].sum())
        for number in range(ROUNDS):
            owners = [at % len(tracks) for at in range(len(state[1]))]
            generator.shuffle(owners)
            state[7][:] = owners
            for half, track in enumerate(tracks):
                track.take(state, half, self.price)
            self._together(tracks, (number + 1) / ROUNDS)
            walk = sum(float(track.found[2]) for track in tracks)
            if walk < least - 1e-9:
                least = walk
                for track in tracks:
                    best[track.own] = track.best[track.own]
        return [best]

    def _together(self, tracks: Sequence[Track], until: float) -> None:
        """Run all tracks side by side (kernels hold no interpreter lock); a failure in one is raised here."""
        with ThreadPoolExecutor(max_workers=len(tracks)) as pool:
            for run in [pool.submit(track.run, self.clock, until, self.scale) for track in tracks]:
                run.result()


def as_batches(batch_of: Any) -> list[list[int]]:
    """Lists of orders from the batch of each order."""
    found: dict[int, list[int]] = {}
    for order, batch in enumerate(batch_of.tolist()):
        found.setdefault(batch, []).append(order)
    return list(found.values())
