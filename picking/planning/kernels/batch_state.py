"""Kernels on the state of a search: what a batch holds, what changing it costs.

`orders` is (row pointers, spot numbers, demand[order, dimension], group, solo walk, hash key);
`state` is (members, sizes, picks, pick counts, load, cost, key, owner) of each batch plus (batch, place) of each
order; `rules` is (capacity[group, dimension], price of one unit too much per dimension). `memo` holds walks by hash of
the batch: most moves near the end were tried before.
`net` is (lay, ends, tab, room, length that every walk pays, way, marks, spans): parallel aisles as kernels/walks.py has
them, or, where `way` is not empty, a net of ways as kernels/tours.py has it.
"""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

import numpy as np

from picking.planning.jit import kernel
from picking.planning.kernels.tours import tour_length
from picking.planning.kernels.walks import walk_length


@kernel
def merge_picks(base: Any, count: int, leaves: int, enters: int, rows: Any, spots: Any, merged: Any) -> int:
    """The batch's sorted spots without those of one order and with those of another (-1 = none); returns how many."""
    out, out_end = (rows[leaves], rows[leaves + 1]) if leaves >= 0 else (0, 0)
    new, new_end = (rows[enters], rows[enters + 1]) if enters >= 0 else (0, 0)
    size = 0
    for at in range(count):
        spot = base[at]
        if out < out_end and spots[out] == spot:
            out += 1
            continue
        while new < new_end and spots[new] <= spot:
            merged[size] = spots[new]
            size += 1
            new += 1
        merged[size] = spot
        size += 1
    while new < new_end:
        merged[size] = spots[new]
        size += 1
        new += 1
    return size


@kernel
def changed_key(key: int, leaves: int, enters: int, keys: Any) -> int:
    """Hash of a batch after one order left and another entered; 0 is the empty batch."""
    if leaves >= 0:
        key ^= keys[leaves]
    if enters >= 0:
        key ^= keys[enters]
    return key


@kernel
def changed_cost(
    batch: int, leaves: int, enters: int, state: Any, orders: Any, net: Any, memo: Any, merged: Any
) -> Any:
    """Exact walk of a batch after one order left and another entered."""
    key = changed_key(state[6][batch], leaves, enters, orders[5])
    if key == 0:
        return 0.0
    slot = key & (memo[0].shape[0] - 1)
    if memo[0][slot] == key:
        return memo[1][slot]
    size = merge_picks(state[2][batch], state[3][batch], leaves, enters, orders[0], orders[1], merged)
    if net[5].shape[0]:
        cost = tour_length(merged, size, net[5], net[6], net[7], net[1])
    else:
        cost = walk_length(merged, size, net[0], net[1], net[2], net[3]) + net[4]
    memo[0][slot] = key
    memo[1][slot] = cost
    return cost


@kernel
def put_order(batch: int, order: int, state: Any, orders: Any, merged: Any) -> None:
    """Write one order into a batch (its walk is set by the caller)."""
    members, sizes, picks, counts, load, _, key = state[0], state[1], state[2], state[3], state[4], state[5], state[6]
    size = merge_picks(picks[batch], counts[batch], -1, order, orders[0], orders[1], merged)
    picks[batch, :size] = merged[:size]
    counts[batch] = size
    state[8][order] = batch
    state[9][order] = sizes[batch]
    members[batch, sizes[batch]] = order
    sizes[batch] += 1
    load[batch] += orders[2][order]
    key[batch] ^= orders[5][order]


@kernel
def drop_order(batch: int, order: int, state: Any, orders: Any, merged: Any) -> None:
    """Take one order out of a batch (its walk is set by the caller)."""
    members, sizes, picks, counts, load, _, key = state[0], state[1], state[2], state[3], state[4], state[5], state[6]
    size = merge_picks(picks[batch], counts[batch], order, -1, orders[0], orders[1], merged)
    picks[batch, :size] = merged[:size]
    counts[batch] = size
    place = state[9][order]
    sizes[batch] -= 1
    last = members[batch, sizes[batch]]
    members[batch, place] = last
    state[9][last] = place
    load[batch] -= orders[2][order]
    key[batch] ^= orders[5][order]


@kernel
def has_room(batch: int, leaves: int, enters: int, state: Any, rows: Any) -> bool:
    """Whether the arrays can hold the changed batch; soft capacity still has this hard edge."""
    more = 0
    if enters >= 0:
        more += rows[enters + 1] - rows[enters]
    if leaves >= 0:
        more -= rows[leaves + 1] - rows[leaves]
    elif state[1][batch] >= state[0].shape[1]:
        return False
    return state[3][batch] + more <= state[2].shape[1]


@kernel
def load_batches(members: Any, starts: Any, state: Any, orders: Any, net: Any) -> None:
    """Fill an empty state with given batches and their exact walks."""
    merged = np.empty(state[2].shape[1] + 1, dtype=np.int32)
    for batch in range(starts.shape[0] - 1):
        for at in range(starts[batch], starts[batch + 1]):
            put_order(batch, members[at], state, orders, merged)
        count = state[3][batch]
        if net[5].shape[0]:
            state[5][batch] = tour_length(state[2][batch, :count], count, net[5], net[6], net[7], net[1])
            continue
        walk = walk_length(state[2][batch, :count], count, net[0], net[1], net[2], net[3])
        state[5][batch] = walk + net[4] if count else 0.0


@kernel
def note_batch(batch: int, state: Any, pool: Any) -> None:
    """Remember who is in a batch, a bit an order, and its walk; another one in the same slot is forgotten."""
    key = state[6][batch]
    keys, walks, bits = pool
    slot = key & (keys.shape[0] - 1)
    if keys[slot] == key or key == 0:
        return
    keys[slot] = key
    walks[slot] = state[5][batch]
    bits[slot, :] = 0
    for at in range(state[1][batch]):
        order = state[0][batch, at]
        bits[slot, order >> 3] |= 1 << (order & 7)
