"""The routing program itself: tables in, length of the shortest closed walk out, in microseconds.

`tab` is (states, start, is it an open walk?, *Tables.arrays()); `lay` is Layout arrays: x of each
column, can one walk into it?, length of each block, and column, block and offset of each place; `ends` holds the
columns and crossings of start and end. Picks are place numbers in ascending order; a place may occur twice.
"""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

import numpy as np

from picking.planning.jit import kernel

INFINITY = np.inf
SKIP, ONCE, TWICE, FROM_BELOW, FROM_ABOVE, GAP = range(6)


@kernel
def fill_costs(
    picks: Any,
    count: int,
    first: int,
    column: int,
    lengths: Any,
    place_column: Any,
    place_block: Any,
    place_offset: Any,
    costs: Any,
    kinds: Any,
) -> int:
    """Cost of each way to walk each block of one column; returns the index of the next column's first pick."""
    at = first
    for block in range(lengths.shape[0]):
        length = lengths[block]
        costs[block, ONCE] = length
        costs[block, TWICE] = 2.0 * length
        if at >= count or place_column[picks[at]] != column or place_block[picks[at]] != block:
            costs[block, SKIP] = 0.0
            kinds[block] = 0
            continue
        kinds[block] = 1
        lowest = place_offset[picks[at]]
        highest = lowest
        gap = -1.0
        at += 1
        while at < count and place_column[picks[at]] == column and place_block[picks[at]] == block:
            offset = place_offset[picks[at]]
            gap = max(gap, offset - highest)
            highest = offset
            at += 1
        costs[block, FROM_BELOW] = 2.0 * highest
        costs[block, FROM_ABOVE] = 2.0 * (length - lowest)
        costs[block, GAP] = 2.0 * (length - gap) if gap > 0.0 else INFINITY
    return at


@kernel
def weigh_choices(block: int, costs: Any, first: Any, rest: Any, worth: Any) -> None:
    """worth[choice] = cost of the cheapest option of each choice in this block."""
    for choice in range(worth.shape[0]):
        least = costs[block, first[choice]]
        other = rest[choice]
        if other >= 0 and worth[other] < least:
            least = worth[other]
        worth[choice] = least


@kernel
def pull(vectors: Any, source: int, target: int, rows: Any, row: int, states: Any, values: Any, worth: Any) -> None:
    """vectors[target, s] = least of vectors[source, state] + worth[value] over the transitions of row + s."""
    before, after = vectors[source], vectors[target]
    begin = rows[row]
    for state in range(after.shape[0]):
        end = rows[row + state + 1]
        least = INFINITY
        for at in range(begin, end):
            cost = before[states[at]] + worth[values[at]]
            if cost < least:
                least = cost
        after[state] = least
        begin = end


@kernel
def meet_depot(vectors: Any, at: int, spare: Any, column: int, ends: Any, is_open: int, visit: Any, flip: Any) -> None:
    """Apply start and end of the walk if they lie in this column: a visit, or a change of parity at each end."""
    if ends[0] != column and ends[1] != column:
        return
    table = flip if is_open else visit
    for which in range(1 + is_open):
        if ends[which] != column:
            continue
        crossing = ends[2 + which]
        spare[:] = INFINITY
        for state in range(spare.shape[0]):
            target = table[crossing, state]
            if target >= 0:
                spare[target] = min(spare[target], vectors[at, state])
        vectors[at, :] = spare


@kernel
def next_column(column: int, picks: Any, count: int, at: int, place_column: Any, ends: Any) -> int:
    """The nearest column to the right that holds a pick or the depot; -1 when there is none."""
    found = -1
    if at < count:
        found = place_column[picks[at]]
    for which in range(2):
        if ends[which] > column and (found < 0 or ends[which] < found):
            found = ends[which]
    return found


@kernel
def step_worth(distance: float, worth: Any) -> None:
    """Cost of 0, 1, 2 … edges between two neighbouring columns."""
    for edges in range(worth.shape[0]):
        worth[edges] = distance * edges


@kernel
def least_final(vectors: Any, at: int, finals: Any) -> float:
    """Least cost among the states in which the walk is whole."""
    least = INFINITY
    for state in range(finals.shape[0]):
        if finals[state] == 1:
            least = min(least, vectors[at, state])
    return least


@kernel
def walk_length(picks: Any, count: int, lay: Any, ends: Any, tab: Any, room: Any) -> float:
    """Length of the shortest walk from start over all picks to the end. `room` is scratch memory.

    Tuples are taken apart once and handed on in pieces: a call copies a whole tuple each time.
    """
    if count == 0:
        return 0.0
    work, costs, kinds, steps, worth, spare = room
    states, start, is_open, finals, block_rows, block_states, block_choices = tab[:7]
    along_rows, along_states, along_edges, visit, flip, first, rest = tab[7:14]
    columns, is_aisle, lengths, place_column, place_block, place_offset = lay
    column = next_column(-1, picks, count, 0, place_column, ends)
    now = 0
    at = 0
    work[now, :] = INFINITY
    work[now, start] = 0.0
    while True:
        meet_depot(work, now, spare, column, ends, is_open, visit, flip)
        if is_aisle[column]:
            at = fill_costs(picks, count, at, column, lengths, place_column, place_block, place_offset, costs, kinds)
            for block in range(kinds.shape[0]):
                row = (2 * block + kinds[block]) * states
                weigh_choices(block, costs, first, rest, worth)
                pull(work, now, 1 - now, block_rows, row, block_states, block_choices, worth)
                now = 1 - now
        following = next_column(column, picks, count, at, place_column, ends)
        if following < 0:
            return least_final(work, now, finals)
        step_worth(columns[following] - columns[column], steps)
        pull(work, now, 1 - now, along_rows, 0, along_states, along_edges, steps)
        now = 1 - now
        column = following


@kernel
def walk_lengths(starts: Any, picks: Any, lay: Any, ends: Any, tab: Any, room: Any, lengths: Any) -> None:
    """Lengths of many walks at once; walk k takes picks[starts[k]:starts[k + 1]]."""
    for index in range(lengths.shape[0]):
        chosen = picks[starts[index] : starts[index + 1]]
        lengths[index] = walk_length(chosen, chosen.shape[0], lay, ends, tab, room)


BLOCK, ALONG, DEPOT = 0, 1, 2


@kernel
def source_of(
    vectors: Any, before: int, wanted: float, rows: Any, row: int, states: Any, values: Any, worth: Any
) -> Any:
    """Which transition of this row gave `wanted`: the very same sum, so equality is exact."""
    for at in range(rows[row], rows[row + 1]):
        if vectors[before, states[at]] + worth[values[at]] == wanted:
            return np.int64(at)
    return np.int64(-1)


@kernel
def cheapest_option(choice: int, step: int, prices: Any, worth: Any, tab: Any) -> Any:
    """The option that gives a choice its worth."""
    at = np.int64(choice)
    while prices[step, tab[12][at]] != worth[at]:
        at = np.int64(tab[13][at])
    return tab[12][at]


@kernel
def trace_forward(
    picks: Any, count: int, lay: Any, ends: Any, tab: Any, room: Any, vectors: Any, decisions: Any, prices: Any
) -> int:
    """Forward pass that keeps every vector; decisions get (kind, column, block or next column, row), returns steps."""
    costs, kinds, steps, worth, spare = room[1], room[2], room[3], room[4], room[5]
    vectors[0, tab[1]] = 0.0
    column = next_column(-1, picks, count, 0, lay[3], ends)
    step = 0
    at = 0
    while True:
        vectors[step + 1, :] = vectors[step, :]
        step += 1
        decisions[step, 0] = DEPOT
        decisions[step, 1] = column
        meet_depot(vectors, step, spare, column, ends, tab[2], tab[10], tab[11])
        if lay[1][column]:
            at = fill_costs(picks, count, at, column, lay[2], lay[3], lay[4], lay[5], costs, kinds)
            for block in range(kinds.shape[0]):
                row = (2 * block + kinds[block]) * tab[0]
                weigh_choices(block, costs, tab[12], tab[13], worth)
                pull(vectors, step, step + 1, tab[4], row, tab[5], tab[6], worth)
                step += 1
                decisions[step, 0] = BLOCK
                decisions[step, 1] = column
                decisions[step, 2] = block
                decisions[step, 3] = row
                prices[step, : costs.shape[1]] = costs[block]
        following = next_column(column, picks, count, at, lay[3], ends)
        if following < 0:
            return step
        step_worth(lay[0][following] - lay[0][column], steps)
        pull(vectors, step, step + 1, tab[7], 0, tab[8], tab[9], steps)
        step += 1
        decisions[step, 0] = ALONG
        decisions[step, 1] = column
        decisions[step, 2] = following
        prices[step, : steps.shape[0]] = steps
        column = following


@kernel
def depot_source(vectors: Any, before: int, state: int, wanted: float, column: int, ends: Any, tab: Any) -> int:
    """The state before the depot was met in this column (both ends may lie in it)."""
    is_open = tab[2] == 1
    table = tab[11] if is_open else tab[10]
    for source in range(tab[0]):
        if vectors[before, source] != wanted:
            continue
        target = source
        for which in range(2 if is_open else 1):
            if ends[which] == column and target >= 0:
                target = table[ends[2 + which], target]
        if target == state:
            return source
    return -1


@kernel
def trace(picks: Any, count: int, lay: Any, ends: Any, tab: Any, room: Any, vectors: Any, decisions: Any) -> Any:
    """Best decisions of one walk: rows (kind, column, block or next column, option or target state); (rows, length)."""
    prices = np.zeros((decisions.shape[0], max(room[1].shape[1], room[3].shape[0])))
    worth = room[4]
    steps = trace_forward(picks, count, lay, ends, tab, room, vectors, decisions, prices)
    length = least_final(vectors, steps, tab[3])
    state = np.int64(0)
    while tab[3][state] != 1 or vectors[steps, state] != length:
        state += 1
    for step in range(steps, 0, -1):
        kind = decisions[step, 0]
        wanted = vectors[step, state]
        if kind == BLOCK:
            weigh_choices(step, prices, tab[12], tab[13], worth)
            row = decisions[step, 3] + state
            at = source_of(vectors, step - 1, wanted, tab[4], row, tab[5], tab[6], worth)
            decisions[step, 3] = cheapest_option(tab[6][at], step, prices, worth, tab)
            state = np.int64(tab[5][at])
        elif kind == ALONG:
            at = source_of(vectors, step - 1, wanted, tab[7], state, tab[8], tab[9], prices[step])
            decisions[step, 3] = state
            state = np.int64(tab[8][at])
        else:
            state = np.int64(depot_source(vectors, step - 1, state, wanted, decisions[step, 1], ends, tab))
    decisions[0, 0] = DEPOT
    return steps + 1, length
