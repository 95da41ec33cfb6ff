"""The anytime search: annealing on two threads, over halves of a large plan or twice over a small one."""

import math
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from picking.planning.batching import Batches, Effort, Task, memo, pool
from picking.planning.kernels.annealing import anneal
from picking.planning.kernels.batch_state import load_batches
from picking.planning.kernels.neighbours import find_neighbours

SPLIT_FROM_ORDERS = 400
ROUNDS = 20
NEIGHBOURS = 40
NEIGHBOUR_TRIES = 400
HEATS, HEATS_FEW, HEATS_AGAIN = (0.12, 0.005), (0.06, 0.02), (0.03, 0.005)  # of the mean walk an order
FEW_A_TROLLEY = 8  # orders; the more there are, the more moves change little, and the colder it must end
FIRST_PENALTY, LAST_PENALTY = 4.0, 60.0
MEMO_BITS = 18
POOL_BITS = 16
POOLED_ORDERS = 150
SMALL_ORDERS = 60
COVERED_SMALL, COVERED = (0.45, 0.92), (0.8, 0.88)  # from when to when; larger trees are not worth the annealing's time
RUN_MOVES = 100_000  # an order: with more, a second run finds more than a longer one
MOVES_A_SECOND = 400_000  # of one thread, about; only the number of runs depends on it
MOVES_A_NODE, MOVES_A_WALK = 50_000, 2
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

    @property
    def moves_expected(self) -> int:
        """About how many moves a track will make."""
        return self.moves if self.moves is not None else int(self.seconds * MOVES_A_SECOND)

    def chunk(self, done: int, until: float, rate: float) -> int:
        """How many moves to make before the next look at the clock."""
        if self.moves is not None:
            return min(MOVES_AT_ONCE, max(1, math.ceil(until * self.moves) - done))
        left = self.began + until * self.seconds - time.monotonic()
        return max(50, int(rate * min(SECONDS_AT_ONCE, left)))


@dataclass(frozen=True, slots=True)
class Leg:
    """A piece of the search during which it cools from one temperature to another, geometrically; so rises the price
    of load above capacity.
    """

    begin: float
    end: float
    first_heat: float
    last_heat: float
    first_penalty: float = FIRST_PENALTY

    def heats(self, at: float, ahead: float, scale: float) -> tuple[float, float, float, float]:
        """First and last temperature and penalty between two moments of the search."""
        shares = [min(1.0, max(0.0, (now - self.begin) / (self.end - self.begin))) for now in (at, ahead)]
        cooled, risen = self.last_heat / self.first_heat, LAST_PENALTY / self.first_penalty
        first, last = (scale * self.first_heat * cooled**share for share in shares)
        low, high = (self.first_penalty * risen**share for share in shares)
        return first, last, low, high


class Track:
    """One annealing run over the whole plan or a part of it, with working memory of its own thread."""

    def __init__(self, task: Task, near: Any, seed: int) -> None:
        self.task, self.near, self.net, self.memo = task, near, task.net(), memo(MEMO_BITS)
        self.pool = pool(POOL_BITS, task.size) if task.size <= POOLED_ORDERS else pool(0, 0)
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

    def run(self, clock: Clock, until: float, leg: Leg, scale: float) -> None:
        """Anneal until the clock shows `until`; `leg` says how hot it is when."""
        while len(self.own) and (at := clock.progress(self.done)) < until:
            moves = clock.chunk(self.done, until, self.rate)
            began = time.monotonic()
            ahead = at + (moves / clock.moves if clock.moves else moves / self.rate / clock.seconds)
            anneal(
                moves, leg.heats(at, ahead, scale), self.half, self.own, self.near, self.state, self.task.arrays,
                self.rules, self.net, self.memo, self.pool, self.best, self.found, self.seed,
            )  # fmt: skip
            self.done += moves
            self.rate = 0.5 * self.rate + 0.5 * moves / max(1e-6, time.monotonic() - began)


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

    def tracks(self) -> list[Track]:
        """One for each thread, each with luck of its own."""
        return [Track(self.task, self.near, self.effort.seed * 1000 + at) for at in range(self.threads)]

    def run(self) -> Batches:
        """The best feasible plan met; its walk is computed afresh."""
        tracks = self.tracks()
        if self.threads > 1 and self.task.size >= SPLIT_FROM_ORDERS:
            best = self._run_halves(tracks)
        elif self.task.size <= POOLED_ORDERS:
            best = self._run_and_cover(tracks)
        else:
            best = self._run_apart(tracks, self.start, Leg(0.0, 1.0, *HEATS))
        return replace(best, moves=sum(track.done for track in tracks))

    def _run_and_cover(self, tracks: Sequence[Track]) -> Batches:
        """Anneal from the start; put the best plan together from the batches of all plans met and of those that they
        lack, while the other threads anneal on; anneal the best of it, not so hot.
        """
        clock = self.clock
        is_small = self.task.size <= SMALL_ORDERS
        cover_at, covered_at = COVERED_SMALL if is_small else COVERED
        runs = max(1, clock.moves_expected // (RUN_MOVES * self.task.size))
        heats = HEATS_FEW if self.task.size <= FEW_A_TROLLEY * len(self.start) else HEATS
        legs = [Leg(cover_at * at / runs, cover_at * (at + 1) / runs, *heats) for at in range(runs)]
        best = min((self._run_apart(tracks, self.start, leg) for leg in legs), key=walk_of_plan)
        pools = [tuple(part.copy() for part in track.pool) for track in tracks]
        with ThreadPoolExecutor(max_workers=1) as beside:
            start = self.start if is_small else best.batches
            leg = Leg(cover_at, covered_at, *(heats if is_small else HEATS_AGAIN))
            annealed = beside.submit(self._run_apart, tracks[1:], start, leg) if tracks[1:] else None
            best = min(best, self._covered(pools, best, covered_at), key=walk_of_plan)
            if annealed is not None:
                best = min(best, annealed.result(), key=walk_of_plan)
        begin = max(cover_at, clock.progress(tracks[0].done))
        if begin >= 1.0:
            return best
        return min(best, self._run_apart(tracks, best.batches, Leg(begin, 1.0, *HEATS_AGAIN)), key=walk_of_plan)

    def _covered(self, pools: Sequence[Any], best: Batches, covered_at: float) -> Batches:
        """The best plan put together of the batches met, and of those that they lack."""
        from picking.planning.covering import Limit  # loads the solver
        from picking.planning.partition import better_cover

        clock = self.clock
        limit = Limit(until=clock.began + covered_at * clock.seconds)
        if clock.moves is not None:
            limit = Limit(nodes=1 + clock.moves // MOVES_A_NODE, walks=clock.moves // MOVES_A_WALK)
        return better_cover(self.task, pools, best, limit)

    def _run_apart(self, tracks: Sequence[Track], start: Sequence[Sequence[int]], leg: Leg) -> Batches:
        """Every track anneals a plan of its own; small plans are soon settled, and luck differs."""
        for track in tracks:
            track.take(self._state(start), 0, self.price)
        self._together(tracks, leg.end, leg)
        return min((self.task.measured(as_batches(track.best), "improved") for track in tracks), key=walk_of_plan)

    def _run_halves(self, tracks: Sequence[Track]) -> Batches:
        """Tracks share one plan and own disjoint trolleys, dealt anew each round."""
        state = self._state(self.start)
        generator = random.Random(f"halves {self.effort.seed}")
        best, least = state[8].copy(), float(state[5].sum())
        for number in range(ROUNDS):
            owners = [at % len(tracks) for at in range(len(state[1]))]
            generator.shuffle(owners)
            state[7][:] = owners
            for half, track in enumerate(tracks):
                track.take(state, half, self.price)
            self._together(tracks, (number + 1) / ROUNDS, Leg(0.0, 1.0, *HEATS))
            walk = sum(float(track.found[2]) for track in tracks)
            if walk < least - 1e-9:
                least = walk
                for track in tracks:
                    best[track.own] = track.best[track.own]
        return self.task.measured(as_batches(best), "improved")

    def _state(self, start: Sequence[Sequence[int]]) -> tuple[Any, ...]:
        spare = SPARE_BATCHES + len(start) // 20
        state = self.task.empty_state(len(start) + spare)
        load_batches(
            np.array([order for batch in start for order in batch], dtype=np.int32),
            np.cumsum([0, *map(len, start)]).astype(np.int32),
            state,
            self.task.arrays,
            self.task.net(),
        )
        return state

    def _together(self, tracks: Sequence[Track], until: float, leg: Leg) -> None:
        """Run all tracks side by side (kernels hold no interpreter lock); a failure in one is raised here."""
        with ThreadPoolExecutor(max_workers=len(tracks)) as pool:
            for run in [pool.submit(track.run, self.clock, until, leg, self.scale) for track in tracks]:
                run.result()


def walk_of_plan(plan: Batches) -> float:
    """What plans are compared by."""
    return plan.walk


def as_batches(batch_of: Any) -> list[list[int]]:
    """Lists of orders from the batch of each order."""
    found: dict[int, list[int]] = {}
    for order, batch in enumerate(batch_of.tolist()):
        found.setdefault(batch, []).append(order)
    return list(found.values())
