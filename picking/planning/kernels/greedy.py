"""Kernels of the instant plan: a trolley takes the candidate with the least exact extra walk (see batch_state.py)."""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

import numpy as np

from picking.planning.jit import kernel
from picking.planning.kernels.batch_state import changed_cost, has_room, put_order


@kernel
def fits(batch: int, order: int, group: int, state: Any, orders: Any, rules: Any) -> bool:
    """Whether the order goes into the batch within every capacity."""
    for dimension in range(state[4].shape[1]):
        if state[4][batch, dimension] + orders[2][order, dimension] > rules[0][group, dimension]:
            return False
    return has_room(batch, -1, order, state, orders[0])


@kernel
def screen(
    batch: int, waiting: Any, count: int, marks: Any, segments: Any, state: Any, orders: Any, rules: Any, chosen: Any
) -> int:
    """The waiting orders that fit and bring the fewest new aisles; chosen gets their places in `waiting`."""
    rows, names = segments
    scores = np.empty(chosen.shape[0])
    size = 0
    group = orders[3][waiting[0]]
    for place in range(count):
        order = waiting[place]
        fresh = 0
        for at in range(rows[order], rows[order + 1]):
            fresh += marks[names[at]] != batch
        score = fresh - 0.001 * (rows[order + 1] - rows[order])
        if size == chosen.shape[0] and score >= scores[size - 1]:
            continue
        if not fits(batch, order, group, state, orders, rules):
            continue
        at = size if size < chosen.shape[0] else size - 1
        while at > 0 and scores[at - 1] > score:
            scores[at] = scores[at - 1]
            chosen[at] = chosen[at - 1]
            at -= 1
        scores[at] = score
        chosen[at] = place
        size = min(size + 1, chosen.shape[0])
    return size


@kernel
def fill_greedily(
    first: int, waiting: Any, candidates: int, segments: Any, state: Any, orders: Any, rules: Any, net: Any, memo: Any
) -> int:  # fmt: skip
    """Batches for the waiting orders of one group (farthest first), from batch `first` on; returns the next batch.

    Each trolley opens with the farthest order left and takes the candidate with the least exact extra walk.
    """
    rows, names = segments
    chosen = np.empty(candidates, dtype=np.int64)
    merged = np.empty(state[2].shape[1] + 1, dtype=np.int32)
    marks = np.full(names.max() + 1, -1, dtype=np.int64)
    count = waiting.shape[0]
    batch = first
    place = 0
    while count > 0:
        order = waiting[place]
        state[5][batch] = changed_cost(batch, -1, order, state, orders, net, memo, merged)
        put_order(batch, order, state, orders, merged)
        for at in range(rows[order], rows[order + 1]):
            marks[names[at]] = batch
        waiting[place : count - 1] = waiting[place + 1 : count].copy()
        count -= 1
        found = screen(batch, waiting, count, marks, segments, state, orders, rules, chosen) if count else 0
        if not found:
            batch += 1
            place = 0
            continue
        least = np.inf
        for at in range(found):
            order = waiting[chosen[at]]
            cost = changed_cost(batch, -1, order, state, orders, net, memo, merged)
            if cost < least:
                least = cost
                place = chosen[at]
    return batch
