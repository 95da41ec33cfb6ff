"""Which orders share a trolley: first-come, greedy and annealed batches with the exact walk as their cost."""

import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from picking.planning.errors import CapacityZero, OrderTooLarge
from picking.planning.graph import AnyLayout
from picking.planning.kernels.greedy import fill_greedily
from picking.planning.kernels.partitions import best_partition
from picking.planning.routing import net_of, router_of

DIMENSIONS = ("orders", "units", "volume_mm3", "weight_grams")
UNLIMITED = 1 << 60
PICKS_PER_BATCH_MAX = 4096
ENUMERATED_MAX = 13
GREEDY_CANDIDATES = 20
HANDFULS = 6
HANDFUL_ORDERS_MIN, HANDFUL_ORDERS_MAX = 150, 1000


@dataclass(frozen=True, slots=True)
class Capacity:
    """What one trolley of a group can carry; all four hold at once."""

    orders: int = UNLIMITED
    units: int = UNLIMITED
    volume_mm3: int = UNLIMITED
    weight_grams: int = UNLIMITED

    def values(self) -> tuple[int, int, int, int]:
        """The four limits in the order of DIMENSIONS."""
        return self.orders, self.units, self.volume_mm3, self.weight_grams


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """An order as the search sees it: one or more spots, each once, load, and the group it keeps to."""

    picks: tuple[int, ...]
    units: int = 0
    volume_mm3: int = 0
    weight_grams: int = 0
    group: int = 0

    def values(self) -> tuple[int, int, int, int]:
        """The load in the order of DIMENSIONS."""
        return 1, self.units, self.volume_mm3, self.weight_grams


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: `moves` (same seed, same plan) or `seconds` of wall time; neither = the greedy plan."""

    seconds: float = 0.0
    moves: int | None = None
    seed: int = 1
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Batches:
    """A feasible plan: positions of orders by batch, total walk in the layout's unit, how it was found."""

    batches: tuple[tuple[int, ...], ...]
    walk: float
    method: str
    moves: int = 0


def plan_batches(
    layout: AnyLayout, orders: Sequence[BatchOrder], capacities: Sequence[Capacity], effort: Effort | None = None
) -> Batches:
    """The shortest batches found within the effort; never longer than first-come batches.

    Refuses with CapacityZero and OrderTooLarge before it searches; orders are not split.
    """
    effort = effort or Effort()
    began = time.monotonic()
    check_capacities(capacities)
    for position, order in enumerate(orders):
        too_large = oversize(order, capacities[order.group])
        if too_large:
            raise OrderTooLarge(order=position, **too_large)
    if not orders:
        return Batches((), 0.0, "instant")
    task = Task(layout, orders, capacities, effort.seed)
    if len(orders) <= ENUMERATED_MAX:
        return task.measured(enumerate_best(task), "exact")
    come = task.measured(first_come(orders, capacities), "instant")
    best = min(task.measured(greedy(task), "instant"), come, key=lambda plan: plan.walk)
    if best.walk and (effort.moves or effort.seconds > 0):  # goods beside the depot: no walk, nothing to shorten
        from picking.planning.annealing import Annealing

        improved = Annealing(task, best.batches, effort, began).run()
        if improved.walk < best.walk - 1e-9:
            return improved
    return best


def check_capacities(capacities: Sequence[Capacity]) -> None:
    """Refuse a trolley that carries nothing: CapacityZero(trolley, dimension, capacity)."""
    for group, capacity in enumerate(capacities):
        for name, limit in zip(DIMENSIONS, capacity.values(), strict=True):
            if limit <= 0:
                raise CapacityZero(trolley=group, dimension=name, capacity=limit)


def oversize(order: BatchOrder, capacity: Capacity) -> dict[str, str | int] | None:
    """In which dimension the order alone is more than the trolley carries; None when it fits."""
    for name, wanted, limit in zip(DIMENSIONS, order.values(), capacity.values(), strict=True):
        if wanted > limit:
            return {"dimension": name, "wanted": wanted, "capacity": limit}
    return None


def walk_of(layout: AnyLayout, orders: Sequence[BatchOrder], batches: Sequence[Sequence[int]]) -> float:
    """Total exact walk of given batches."""
    walks = [sorted({spot for position in batch for spot in orders[position].picks}) for batch in batches]
    return math.fsum(router_of(layout).lengths(walks))


def first_come(orders: Sequence[BatchOrder], capacities: Sequence[Capacity]) -> list[list[int]]:
    """Batches as the orders come: the open trolley of the group takes the next order or is closed."""
    done: list[list[int]] = []
    opened: dict[int, tuple[list[int], tuple[int, ...]]] = {}
    for position, order in enumerate(orders):
        limits = capacities[order.group].values()
        members, load = opened.get(order.group, ([], (0, 0, 0, 0)))
        grown = tuple(a + b for a, b in zip(load, order.values(), strict=True))
        if members and any(amount > limit for amount, limit in zip(grown, limits, strict=True)):
            members, grown = [], order.values()
        if not members:
            done.append(members)
        members.append(position)
        opened[order.group] = (members, grown)
    return done


class Task:
    """The arrays of one batching problem, made once and shared by all searches."""

    def __init__(
        self, layout: AnyLayout, orders: Sequence[BatchOrder], capacities: Sequence[Capacity], seed: int
    ) -> None:
        self.layout, self.orders, self.capacities = layout, orders, capacities
        self.router = router_of(layout)
        self.size = len(orders)
        picks = [sorted(set(order.picks)) for order in orders]
        self.solo = np.array(self.router.lengths(picks))
        self.demand, self.limits = self._binding_dimensions()
        self.group = np.array([order.group for order in orders], dtype=np.int32)
        generator = random.Random(f"keys {seed}")
        keys = np.array([generator.getrandbits(62) | 1 for _ in orders], dtype=np.int64)
        rows = np.cumsum([0, *map(len, picks)]).astype(np.int32)
        flat = np.array([spot for chosen in picks for spot in chosen], dtype=np.int32)
        self.arrays = (rows, flat, self.demand, self.group, self.solo, keys)
        self.members_max, self.picks_max = self._room(np.diff(rows))
        self.segments, self.holders = self._segments(picks)

    def _binding_dimensions(self) -> tuple[Any, Any]:
        """Demand by order and limits by group in the dimensions that can bind at all; at least one."""
        demand = np.array([order.values() for order in self.orders], dtype=np.int64)
        limits = np.array([capacity.values() for capacity in self.capacities], dtype=np.int64)
        binding = (demand.sum(axis=0) > limits.min(axis=0)).nonzero()[0]
        kept = binding if len(binding) else np.array([0])
        return np.ascontiguousarray(demand[:, kept]), np.ascontiguousarray(limits[:, kept])

    def _room(self, lines: Any) -> tuple[int, int]:
        """How many orders and spots the array of one batch holds: what capacity allows, and a little more."""
        most = 1
        for group, limits in enumerate(self.limits):
            ascending = np.cumsum(np.sort(self.demand[self.group == group], axis=0), axis=0)
            fitting = [int(np.searchsorted(ascending[:, at], limit, side="right")) for at, limit in enumerate(limits)]
            most = max(most, min(fitting))
        members = min(self.size, most + 4)
        widest = int(np.sort(lines)[-members:].sum())
        return members, min(widest, max(PICKS_PER_BATCH_MAX, int(lines.max(initial=0))))

    def _segments(self, picks: Sequence[Sequence[int]]) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        """Aisle blocks of each order, and orders of each aisle block, as compressed rows."""
        names = self.layout.segments
        by_order = [sorted({names[spot] for spot in chosen}) for chosen in picks]
        rows = np.cumsum([0, *map(len, by_order)]).astype(np.int32)
        flat = np.array([name for chosen in by_order for name in chosen], dtype=np.int32)
        owner = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(rows))
        order = np.argsort(flat, kind="stable")
        counts = np.bincount(flat, minlength=self.layout.segment_count)
        holder_rows = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        return (rows, flat), (holder_rows, owner[order])

    def net(self) -> tuple[Any, ...]:
        """Routing arrays with scratch of their own, for one thread."""
        return net_of(self.layout)

    def measured(self, batches: Sequence[Sequence[int]], method: str, moves: int = 0) -> Batches:
        """The plan with its walk computed afresh, batch by batch; orders ascend, batches follow their first order."""
        kept = sorted(tuple(sorted(batch)) for batch in batches if len(batch))
        return Batches(tuple(kept), math.fsum(self.walks(kept)), method, moves)

    def walks(self, batches: Sequence[Sequence[int]]) -> list[float]:
        """The exact walk of each batch."""
        rows, flat = self.arrays[0], self.arrays[1]
        return self.router.lengths([sorted({int(s) for o in b for s in flat[rows[o] : rows[o + 1]]}) for b in batches])

    def empty_state(self, batches: int) -> tuple[Any, ...]:
        """Arrays for so many batches, all empty; see kernels/batch_state.py."""
        return (
            np.zeros((batches, self.members_max), dtype=np.int32),
            np.zeros(batches, dtype=np.int32),
            np.zeros((batches, self.picks_max), dtype=np.int32),
            np.zeros(batches, dtype=np.int32),
            np.zeros((batches, self.demand.shape[1]), dtype=np.int64),
            np.zeros(batches),
            np.zeros(batches, dtype=np.int64),
            np.zeros(batches, dtype=np.int32),
            np.zeros(self.size, dtype=np.int32),
            np.zeros(self.size, dtype=np.int32),
        )


def memo(bits: int) -> tuple[Any, Any]:
    """An empty memory of walks, 16 bytes an entry."""
    return np.zeros(1 << bits, dtype=np.int64), np.zeros(1 << bits)


def pool(bits: int, orders: int) -> tuple[Any, Any, Any]:
    """An empty pool of batches met, with their walks and a bit for each of their orders."""
    slots = 1 << bits
    return np.zeros(slots, dtype=np.int64), np.zeros(slots), np.zeros((slots, (orders + 7) // 8), dtype=np.uint8)


def greedy(task: Task) -> list[list[int]]:
    """The instant plan: each trolley opens with the farthest order left and takes what costs the least extra walk."""
    state = task.empty_state(task.size)
    rules = (task.limits, np.zeros(task.demand.shape[1]))
    used = 0
    for group in range(len(task.capacities)):
        for own in _handfuls(task, np.flatnonzero(task.group == group)):
            waiting = own[np.argsort(-task.solo[own], kind="stable")].astype(np.int32)
            used = fill_greedily(
                used, waiting, GREEDY_CANDIDATES, task.segments, state, task.arrays, rules, task.net(), memo(12)
            )
    return [state[0][batch, : state[1][batch]].tolist() for batch in range(used)]


def _handfuls(task: Task, own: Any) -> list[Any]:
    """Orders that reach about equally far across the floor, to be shared out among themselves.

    All at once, the last trolleys would get what nobody wanted, from all over; and each look would take longer.
    """
    rows, flat = task.arrays[0], task.arrays[1]
    if not len(own):
        return []
    farthest = flat[rows[own + 1] - 1]
    size = min(HANDFUL_ORDERS_MAX, max(HANDFUL_ORDERS_MIN, len(own) // HANDFULS))
    return np.array_split(own[np.argsort(-farthest, kind="stable")], math.ceil(len(own) / size))


def enumerate_best(task: Task) -> list[list[int]]:
    """The best plan of a handful of orders, by dynamic programming over all sets of orders."""
    sets = 1 << task.size
    cost, cut = np.full(sets, np.inf), np.zeros(sets, dtype=np.int64)
    best_partition(task.arrays, task.limits, task.net(), cost, cut)
    batches = []
    left = sets - 1
    while left:
        batches.append([order for order in range(task.size) if cut[left] >> order & 1])
        left ^= int(cut[left])
    return batches
