"""Kernels that find the batches worth having at given prices of orders (see batch_state.py for the arrays)."""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

import numpy as np

from picking.planning.jit import kernel
from picking.planning.kernels.batch_state import merge_picks
from picking.planning.kernels.walks import walk_length


@kernel
def is_carried(order: int, room: Any, demand: Any) -> bool:
    """Whether the order still fits."""
    fits = True
    for dimension in range(room.shape[0]):
        fits &= demand[order, dimension] <= room[dimension]
    return fits


@kernel
def most_to_gain(place: int, room: Any, ranked: Any, queue: Any, prices: Any, demand: Any) -> float:
    """No more than this is paid for what still fits of the queue behind `place`: parts of orders are allowed, and the
    dimension that allows least decides. ranked[dimension] has the queue's places by price a unit, the best first.
    """
    least = np.inf
    for dimension in range(room.shape[0]):
        left = room[dimension]
        total = 0.0
        for at in range(ranked.shape[1]):
            other = ranked[dimension, at]
            order = queue[other]
            if prices[order] <= 0.0:
                break
            if other <= place or not is_carried(order, room, demand):
                continue
            wanted = demand[order, dimension]
            if wanted > left:
                total += prices[order] * left / wanted
                break
            total += prices[order]
            left -= wanted
        least = min(least, total)
    return least


@kernel
def write_batch(slot: int, walk: float, value: float, chosen: Any, count: int, queue: Any, found: Any) -> None:
    """Put a batch into the arrays (walks, values, bits)."""
    found[0][slot] = walk
    found[1][slot] = value
    found[2][slot, :] = 0
    for at in range(count):
        order = queue[chosen[at]]
        found[2][slot, order >> 3] |= 1 << (order & 7)


@kernel
def find_batches(
    queue: Any, ranked: Any, prices: Any, toll: float, below: float, most: int, orders: Any, limits: Any, net: Any,
    found: Any,
) -> Any:  # fmt: skip
    """Every batch of the queue's orders whose walk less `toll` and its orders' prices is below `below`, depth first:
    how many were found, and how many walks it took. It ends early when `found` is full or `most` walks were tried.

    No walk grows shorter with an order more, so a branch ends where all that still fits could not pay for it.
    """
    rows, spots, demand = orders[0], orders[1], orders[2]
    size = queue.shape[0]
    picks = np.empty((size + 1, spots.shape[0] + 1), dtype=np.int32)
    counts = np.zeros(size + 1, dtype=np.int64)
    chosen = np.zeros(size + 1, dtype=np.int64)
    paid = np.zeros(size + 1)
    room = np.zeros((size + 1, limits.shape[0]), dtype=np.int64)
    room[0] = limits
    paid[0] = toll
    depth, place, kept, tried = 0, 0, 0, 0
    while kept < found[0].shape[0] and tried < most:
        if place == size:
            if depth == 0:
                break
            depth -= 1
            place = chosen[depth] + 1
            continue
        order = queue[place]
        if not is_carried(order, room[depth], demand):
            place += 1
            continue
        counts[depth + 1] = merge_picks(picks[depth], counts[depth], -1, order, rows, spots, picks[depth + 1])
        walk = walk_length(picks[depth + 1], counts[depth + 1], net[0], net[1], net[2], net[3]) + net[4]
        tried += 1
        chosen[depth] = place
        paid[depth + 1] = paid[depth] + prices[order]
        room[depth + 1] = room[depth] - demand[order]
        value = walk - paid[depth + 1]
        if value < below:
            write_batch(kept, walk, value, chosen, depth + 1, queue, found)
            kept += 1
        if value - most_to_gain(place, room[depth + 1], ranked, queue, prices, demand) < below:
            depth += 1
        place += 1
    return kept, tried
