"""Kernels of the best plan for a handful of orders: every set of orders has its exact walk."""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

import numpy as np

from picking.planning.jit import kernel
from picking.planning.kernels.tours import tour_length
from picking.planning.kernels.walks import walk_length


@kernel
def set_walk(chosen: int, orders: Any, limits: Any, net: Any, marks: Any, picks: Any) -> float:
    """Exact walk of one set of orders (a bit each); infinite when it mixes groups or breaks a capacity."""
    group = -1
    load = np.zeros(limits.shape[1], dtype=np.int64)
    marks[:] = False
    for order in range(orders[3].shape[0]):
        if chosen >> order & 1 == 0:
            continue
        if group >= 0 and orders[3][order] != group:
            return np.inf
        group = orders[3][order]
        load += orders[2][order]
        for at in range(orders[0][order], orders[0][order + 1]):
            marks[orders[1][at]] = True
    for dimension in range(limits.shape[1]):
        if load[dimension] > limits[group, dimension]:
            return np.inf
    size = 0
    for spot in range(marks.shape[0]):
        if marks[spot]:
            picks[size] = spot
            size += 1
    if net[5].shape[0]:
        return tour_length(picks, size, net[5], net[6], net[7], net[1])
    return walk_length(picks, size, net[0], net[1], net[2], net[3]) + (net[4] if size else 0.0)


@kernel
def best_partition(orders: Any, limits: Any, net: Any, least: Any, cut: Any) -> None:
    """least[set] = shortest total walk that serves the set of orders, cut[set] = one batch of that plan."""
    spots = max(net[0][3].shape[0], net[6].shape[0])
    marks = np.zeros(spots, dtype=np.bool_)
    picks = np.zeros(spots, dtype=np.int32)
    walk = np.empty(least.shape[0])
    for chosen in range(1, least.shape[0]):
        walk[chosen] = set_walk(chosen, orders, limits, net, marks, picks)
    least[0] = 0.0
    for chosen in range(1, least.shape[0]):
        lowest = chosen & -chosen
        rest = chosen ^ lowest
        part = rest
        while True:
            batch = part | lowest
            cost = walk[batch] + least[chosen ^ batch]
            if cost < least[chosen]:
                least[chosen] = cost
                cut[chosen] = batch
            if part == 0:
                break
            part = (part - 1) & rest
