"""Kernels that find, for each order, the orders that share its aisles: who is worth being swapped with."""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

import numpy as np

from picking.planning.jit import kernel
from picking.planning.kernels.draws import draw_below


@kernel
def find_neighbours(own: Any, segments: Any, holders: Any, orders: Any, tries: int, seed: Any, near: Any) -> None:
    """For each order the orders of its group that share most of its aisle blocks; samples where aisles are crowded."""
    rows, names = segments
    holder_rows, holder_orders = holders
    width = near.shape[1]
    scores = np.empty(width)
    stamp = np.full(near.shape[0], -1, dtype=np.int64)
    marks = np.full(holder_rows.shape[0], -1, dtype=np.int64)
    for order in own:
        for at in range(rows[order], rows[order + 1]):
            marks[names[at]] = order
        stamp[order] = order
        size = 0
        share = max(1, tries // max(1, rows[order + 1] - rows[order]))
        for at in range(rows[order], rows[order + 1]):
            begin, end = holder_rows[names[at]], holder_rows[names[at] + 1]
            for pick in range(min(share, end - begin)):
                place = begin + pick if end - begin <= share else begin + draw_below(seed, end - begin)
                other = holder_orders[place]
                if stamp[other] == order or orders[3][other] != orders[3][order]:
                    continue
                stamp[other] = order
                size = keep_nearest(order, other, rows, names, marks, near, scores, size)
        for at in range(size, width):
            near[order, at] = own[draw_below(seed, own.shape[0])] if size == 0 else near[order, at % size]


@kernel
def keep_nearest(order: int, other: int, rows: Any, names: Any, marks: Any, near: Any, scores: Any, size: int) -> int:
    """Insert `other` into the sorted neighbours of `order`; returns how many there are."""
    shared = 0
    for at in range(rows[other], rows[other + 1]):
        shared += marks[names[at]] == order
    union = rows[order + 1] - rows[order] + rows[other + 1] - rows[other] - shared
    score = -shared / union
    width = near.shape[1]
    if size == width and score >= scores[width - 1]:
        return size
    at = size if size < width else width - 1
    while at > 0 and scores[at - 1] > score:
        scores[at] = scores[at - 1]
        near[order, at] = near[order, at - 1]
        at -= 1
    scores[at] = score
    near[order, at] = other
    return min(size + 1, width)
