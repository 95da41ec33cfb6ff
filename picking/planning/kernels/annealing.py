"""Kernels of simulated annealing over trolleys: a move is drawn, judged by its exact walks, and made.

The arrays are described in batch_state.py. A move is (order, its batch, other order or -1, other batch).
"""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

import numpy as np

from picking.planning.jit import kernel
from picking.planning.kernels.batch_state import changed_cost, changed_key, drop_order, has_room, note_batch, put_order
from picking.planning.kernels.draws import draw, draw_below

RELOCATE_SHARE = 0.35
NEIGHBOUR_SHARE = 0.9
SLACK = 2.0
NOTED_WITHIN = 1.03  # of the least walk so far: what poorer plans are made of is not worth a place in the pool


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
    pool: Any, best: Any, found: Any, seed: Any,
) -> int:  # fmt: skip
    """Simulated annealing over the own half of the trolleys; returns the number of accepted moves.

    heat = (first temperature, last temperature, first penalty, last penalty); found = (present walk, batches above
    capacity, least feasible walk), kept up to date; `best` gets the batch of each order at the least feasible walk,
    `pool` the batches within capacity that good plans were made of.
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
        if pool[2].shape[1] and found[0] <= NOTED_WITHIN * found[2]:
            if new[2] == 0.0:
                note_batch(move[1], state, pool)
            if new[3] == 0.0:
                note_batch(move[3], state, pool)
    if found[1] == 0.0 and found[0] < found[2] - 1e-9:
        snapshot(own, state, best)
        found[2] = found[0]
    return accepted
