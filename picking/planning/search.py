"""Kernels of the batch search: exact walks of changed batches, greedy start, annealing over trolleys.

`orders` is (row pointers, spot numbers, demand[order, dimension], group, solo walk, hash key);
`state` is (members, sizes, picks, pick counts, load, cost, key, owner) of each batch plus (batch, place) of each
order; `rules` is (capacity[group, dimension], price of one unit too much per dimension). `memo` holds walks by hash of
the batch: most moves near the end were tried before.
"""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

import numpy as np

from picking.planning.jit import kernel
from picking.planning.kernels import walk_length

MASK32 = 0xFFFFFFFF
RELOCATE_SHARE = 0.35
NEIGHBOUR_SHARE = 0.9
SLACK = 2.0


@kernel
def draw(seed: Any) -> int:
    """The next 32-bit number of xorshift; in int64, so that compiled and interpreted runs agree."""
    x = seed[0]
    x ^= (x << 13) & MASK32
    x ^= x >> 17
    x ^= (x << 5) & MASK32
    seed[0] = x
    return x


@kernel
def draw_below(seed: Any, limit: int) -> int:
    """A whole number in [0, limit)."""
    return (draw(seed) * limit) >> 32


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
    cost = walk_length(merged, size, net[0], net[1], net[2], net[3]) + net[4]
    memo[0][slot] = key
    memo[1][slot] = cost
    return cost


@kernel
def recalled_cost(key: int, leaves: int, enters: int, keys: Any, memo_keys: Any, memo_walks: Any) -> float:
    """The walk of a changed batch if it was met before, else -1: most moves near the end need no more than this."""
    key = changed_key(key, leaves, enters, keys)
    slot = key & (memo_keys.shape[0] - 1)
    if key == 0:
        return 0.0
    return memo_walks[slot] if memo_keys[slot] == key else -1.0


@kernel
def excess_price(load: Any, batch: int, leaves: int, enters: int, demand: Any, capacity: Any, price: Any) -> float:
    """What a batch's load above its group's capacity costs in the search, after one order left and another entered."""
    total = 0.0
    for dimension in range(load.shape[1]):
        amount = load[batch, dimension] - capacity[dimension]
        if leaves >= 0:
            amount -= demand[leaves, dimension]
        if enters >= 0:
            amount += demand[enters, dimension]
        if amount > 0:
            total += price[dimension] * amount
    return total


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
def choose_partner(
    order: int, home: int, away: int, slack: float, state: Any, demand: Any, capacity: Any, price: Any, seed: Any
) -> int:
    """Who leaves `away` for the order: an order of it, or -1 for nobody; -2 when every way breaks capacity too far.

    Trolleys are nearly full, so that a blind choice would mostly be turned down.
    """
    members, sizes, load = state[0], state[1], state[4]
    bound = slack + excess_price(load, home, -1, -1, demand, capacity, price)
    bound += excess_price(load, away, -1, -1, demand, capacity, price)
    enters = excess_price(load, away, -1, order, demand, capacity, price)
    goes = excess_price(load, home, order, -1, demand, capacity, price) + enters <= bound
    if goes and draw_below(seed, 1000) < RELOCATE_SHARE * 1000:
        return -1
    chosen = -1 if goes else -2
    fitting = 0
    for at in range(sizes[away]):
        other = members[away, at]
        after = excess_price(load, home, order, other, demand, capacity, price)
        if after <= bound and after + excess_price(load, away, other, order, demand, capacity, price) <= bound:
            fitting += 1
            if draw_below(seed, fitting) == 0:
                chosen = other
    return chosen


@kernel
def choose_move(state: Any, orders: Any, own: Any, near: Any, seed: Any, half: int, slack: float, rules: Any) -> Any:
    """(order, its batch, other order or -1, other batch); other batch -1 = nothing useful was drawn."""
    batch_of, owner = state[8], state[7]
    order = own[draw_below(seed, own.shape[0])]
    home = batch_of[order]
    if draw_below(seed, 1000) < NEIGHBOUR_SHARE * 1000:
        other = near[order, draw_below(seed, near.shape[1])]
    else:
        other = own[draw_below(seed, own.shape[0])]
    away = batch_of[other]
    if away == home or owner[away] != half or orders[3][other] != orders[3][order]:
        return order, home, -1, -1
    if draw_below(seed, 256) == 0:
        spare = draw_below(seed, owner.shape[0])
        if owner[spare] == half and state[1][spare] == 0:
            return order, home, -1, spare
    partner = choose_partner(order, home, away, slack, state, orders[2], rules[0][orders[3][order]], rules[1], seed)
    return order, home, max(partner, -1), away if partner > -2 else -1


@kernel
def snapshot(own: Any, state: Any, best: Any) -> None:
    """Remember where each own order is."""
    for order in own:
        best[order] = state[8][order]


@kernel
def change_of_excess(move: Any, load: Any, demand: Any, capacity: Any, price: Any, new: Any) -> float:
    """How much the price of load above capacity changes; new[2] and new[3] get what it will be."""
    order, home, other, away = move
    new[2] = excess_price(load, home, order, other, demand, capacity, price)
    new[3] = excess_price(load, away, other, order, demand, capacity, price)
    before = excess_price(load, home, -1, -1, demand, capacity, price)
    return new[2] + new[3] - before - excess_price(load, away, -1, -1, demand, capacity, price)


@kernel
def judge_move(
    move: Any, limit: float, penalty: float, state: Any, orders: Any, rules: Any, net: Any, memo: Any, merged: Any,
    new: Any,
) -> bool:  # fmt: skip
    """Whether the move changes the total by less than `limit`; new gets both walks and both excess prices.

    Walks are monotone and subadditive, so an order's own walk bounds what leaving can save: most moves that break
    capacity are turned down before a walk is computed.
    """
    order, home, other, away = move
    solo, keys, cost, batch_keys = orders[4], orders[5], state[5], state[6]
    if not (has_room(home, order, other, state, orders[0]) and has_room(away, other, order, state, orders[0])):
        return False
    change = penalty * change_of_excess(move, state[4], orders[2], rules[0][orders[3][order]], rules[1], new)
    saved_there = solo[other] if other >= 0 else 0.0
    if change - solo[order] - saved_there > limit:
        return False
    new[0] = recalled_cost(batch_keys[home], order, other, keys, memo[0], memo[1])
    new[1] = recalled_cost(batch_keys[away], other, order, keys, memo[0], memo[1])
    if new[0] < 0.0:
        if new[1] >= 0.0 and change + new[1] - cost[away] - solo[order] > limit:
            return False
        new[0] = changed_cost(home, order, other, state, orders, net, memo, merged)
    if new[1] < 0.0:
        if change + new[0] - cost[home] - saved_there > limit:
            return False
        new[1] = changed_cost(away, other, order, state, orders, net, memo, merged)
    new[4] = change + new[0] - cost[home] + new[1] - cost[away]
    return new[4] <= limit


@kernel
def book_move(move: Any, new: Any, state: Any, orders: Any, rules: Any, found: Any) -> None:
    """Keep the present walk and the number of batches above capacity."""
    order, home, _, away = move
    capacity = rules[0][orders[3][order]]
    found[0] += new[0] - state[5][home] + new[1] - state[5][away]
    found[1] += (new[2] > 0.0) + (new[3] > 0.0)
    found[1] -= excess_price(state[4], home, -1, -1, orders[2], capacity, rules[1]) > 0.0
    found[1] -= excess_price(state[4], away, -1, -1, orders[2], capacity, rules[1]) > 0.0


@kernel
def make_move(move: Any, new: Any, state: Any, orders: Any, merged: Any) -> None:
    """Carry out a judged move."""
    order, home, other, away = move
    drop_order(home, order, state, orders, merged)
    if other >= 0:
        drop_order(away, other, state, orders, merged)
        put_order(home, other, state, orders, merged)
    put_order(away, order, state, orders, merged)
    state[5][home] = new[0]
    state[5][away] = new[1]


@kernel
def anneal(
    moves: int, heat: Any, half: int, own: Any, near: Any, state: Any, orders: Any, rules: Any, net: Any, memo: Any,
    best: Any, found: Any, seed: Any,
) -> int:  # fmt: skip
    """Simulated annealing over the own half of the trolleys; returns the number of accepted moves.

    heat = (first temperature, last temperature, first penalty, last penalty); found = (present walk, batches above
    capacity, least feasible walk), kept up to date; `best` gets the batch of each order at the least feasible walk.
    """
    merged = np.empty(state[2].shape[1] + 1, dtype=np.int32)
    new = np.empty(5)
    accepted = 0
    cooling = (heat[1] / heat[0]) ** (1.0 / moves)
    rising = (heat[3] / heat[2]) ** (1.0 / moves)
    temperature = heat[0]
    penalty = heat[2]
    for _ in range(moves):
        temperature *= cooling
        penalty *= rising
        slack = SLACK * temperature / penalty
        move = choose_move(state, orders, own, near, seed, half, slack, rules)
        if move[3] < 0:
            continue
        limit = -temperature * np.log((draw(seed) + 1.0) / 4294967296.0)
        if not judge_move(move, limit, penalty, state, orders, rules, net, memo, merged, new):
            continue
        if new[4] > 0.0 and found[1] == 0.0 and found[0] < found[2] - 1e-9:
            snapshot(own, state, best)
            found[2] = found[0]
        book_move(move, new, state, orders, rules, found)
        make_move(move, new, state, orders, merged)
        accepted += 1
    if found[1] == 0.0 and found[0] < found[2] - 1e-9:
        snapshot(own, state, best)
        found[2] = found[0]
    return accepted


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
    return walk_length(picks, size, net[0], net[1], net[2], net[3]) + (net[4] if size else 0.0)


@kernel
def best_partition(orders: Any, limits: Any, net: Any, least: Any, cut: Any) -> None:
    """least[set] = shortest total walk that serves the set of orders, cut[set] = one batch of that plan."""
    spots = net[0][3].shape[0]
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


@kernel
def load_batches(members: Any, starts: Any, state: Any, orders: Any, net: Any) -> None:
    """Fill an empty state with given batches and their exact walks."""
    merged = np.empty(state[2].shape[1] + 1, dtype=np.int32)
    for batch in range(starts.shape[0] - 1):
        for at in range(starts[batch], starts[batch + 1]):
            put_order(batch, members[at], state, orders, merged)
        count = state[3][batch]
        walk = walk_length(state[2][batch, :count], count, net[0], net[1], net[2], net[3])
        state[5][batch] = walk + net[4] if count else 0.0
