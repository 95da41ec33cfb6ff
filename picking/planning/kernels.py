"""The routing program itself: tables in, length of the shortest closed walk out, in microseconds.

`tab` is (states, start, cross aisles, is it an open walk?, *Tables.arrays()); `lay` is Layout arrays: x of each
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
def fill_costs(picks: Any, count: int, first: int, column: int, lay: Any, costs: Any, kinds: Any) -> int:
    """Cost of each way to walk each block of one column; returns the index of the next column's first pick."""
    lengths, place_column, place_block, place_offset = lay[2], lay[3], lay[4], lay[5]
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
def pull(source: Any, target: Any, rows: Any, row: int, states: Any, values: Any, worth: Any) -> None:
    """target[s] = least of source[state] + worth[value] over the transitions of row + s."""
    begin = rows[row]
    for state in range(target.shape[0]):
        end = rows[row + state + 1]
        least = INFINITY
        for at in range(begin, end):
            cost = source[states[at]] + worth[values[at]]
            least = min(least, cost)
        target[state] = least
        begin = end


@kernel
def meet_depot(vector: Any, spare: Any, column: int, ends: Any, tab: Any) -> None:
    """Apply start and end of the walk if they lie in this column: a visit, or a change of parity at each end."""
    is_open = tab[3] == 1
    table = tab[18] if is_open else tab[17]
    for which in range(2 if is_open else 1):
        if ends[which] != column:
            continue
        crossing = ends[2 + which]
        spare[:] = INFINITY
        for state in range(vector.shape[0]):
            target = table[crossing, state]
            if target >= 0:
                spare[target] = min(spare[target], vector[state])
        vector[:] = spare


@kernel
def walk_blocks(work: Any, now: int, costs: Any, kinds: Any, tab: Any, forward: bool) -> int:
    """Walk all blocks of one column, upwards (forward) or backwards in the order of decisions."""
    states = tab[0]
    blocks = kinds.shape[0]
    for step in range(blocks):
        block = step if forward else blocks - 1 - step
        row = (2 * block + kinds[block]) * states
        if forward:
            pull(work[now], work[1 - now], tab[5], row, tab[6], tab[7], costs[block])
        else:
            pull(work[now], work[1 - now], tab[8], row, tab[9], tab[10], costs[block])
        now = 1 - now
    return now


@kernel
def next_column(column: int, picks: Any, count: int, at: int, lay: Any, ends: Any) -> int:
    """The nearest column to the right that holds a pick or the depot; -1 when there is none."""
    found = -1
    if at < count:
        found = lay[3][picks[at]]
    for which in range(2):
        if ends[which] > column and (found < 0 or ends[which] < found):
            found = ends[which]
    return found


@kernel
def first_column(picks: Any, count: int, lay: Any, ends: Any) -> int:
    """The leftmost column that holds a pick or the depot."""
    return next_column(-1, picks, count, 0, lay, ends)


@kernel
def step_worth(distance: float, worth: Any) -> None:
    """Cost of 0, 1, 2 … edges between two neighbouring columns."""
    for edges in range(worth.shape[0]):
        worth[edges] = distance * edges


@kernel
def least_final(vector: Any, finals: Any) -> float:
    """Least cost among the states in which the walk is whole."""
    least = INFINITY
    for state in range(vector.shape[0]):
        if finals[state] == 1:
            least = min(least, vector[state])
    return least


@kernel
def walk_length(picks: Any, count: int, lay: Any, ends: Any, tab: Any, room: Any) -> float:
    """Length of the shortest walk from start over all picks to the end. `room` is scratch made by `scratch`."""
    work, costs, kinds, worth, spare = room
    if count == 0:
        return 0.0
    column = first_column(picks, count, lay, ends)
    now = 0
    at = 0
    work[now, :] = INFINITY
    work[now, tab[1]] = 0.0
    while True:
        meet_depot(work[now], spare, column, ends, tab)
        if lay[1][column]:
            at = fill_costs(picks, count, at, column, lay, costs, kinds)
            now = walk_blocks(work, now, costs, kinds, tab, True)
        following = next_column(column, picks, count, at, lay, ends)
        if following < 0:
            return least_final(work[now], tab[4])
        step_worth(lay[0][following] - lay[0][column], worth)
        pull(work[now], work[1 - now], tab[11], 0, tab[12], tab[13], worth)
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
def source_of(vector: Any, wanted: float, rows: Any, row: int, states: Any, values: Any, worth: Any) -> int:
    """Which transition of this row gave `wanted`: the very same sum, so equality is exact."""
    for at in range(rows[row], rows[row + 1]):
        if vector[states[at]] + worth[values[at]] == wanted:
            return at
    return -1


@kernel
def trace_forward(
    picks: Any, count: int, lay: Any, ends: Any, tab: Any, room: Any, vectors: Any, decisions: Any, worths: Any
) -> int:
    """Forward pass that keeps every vector; decisions get (kind, column, block or next column, row), returns steps."""
    costs, kinds, worth, spare = room[1], room[2], room[3], room[4]
    vectors[0, tab[1]] = 0.0
    column = first_column(picks, count, lay, ends)
    step = 0
    at = 0
    while True:
        vectors[step + 1, :] = vectors[step, :]
        decisions[step + 1, 0] = DEPOT
        decisions[step + 1, 1] = column
        meet_depot(vectors[step + 1], spare, column, ends, tab)
        step += 1
        if lay[1][column]:
            at = fill_costs(picks, count, at, column, lay, costs, kinds)
            for block in range(kinds.shape[0]):
                row = (2 * block + kinds[block]) * tab[0]
                pull(vectors[step], vectors[step + 1], tab[5], row, tab[6], tab[7], costs[block])
                step += 1
                decisions[step, 0] = BLOCK
                decisions[step, 1] = column
                decisions[step, 2] = block
                decisions[step, 3] = row
                worths[step, : costs.shape[1]] = costs[block]
        following = next_column(column, picks, count, at, lay, ends)
        if following < 0:
            return step
        step_worth(lay[0][following] - lay[0][column], worth)
        pull(vectors[step], vectors[step + 1], tab[11], 0, tab[12], tab[13], worth)
        step += 1
        decisions[step, 0] = ALONG
        decisions[step, 1] = column
        decisions[step, 2] = following
        decisions[step, 3] = 0
        worths[step, : worth.shape[0]] = worth
        column = following


@kernel
def depot_source(before: Any, state: int, wanted: float, column: int, ends: Any, tab: Any) -> int:
    """The state before the depot was met in this column (both ends may lie in it)."""
    is_open = tab[3] == 1
    table = tab[18] if is_open else tab[17]
    for source in range(tab[0]):
        if before[source] != wanted:
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
    worths = np.zeros((decisions.shape[0], max(room[1].shape[1], room[3].shape[0])))
    steps = trace_forward(picks, count, lay, ends, tab, room, vectors, decisions, worths)
    length = least_final(vectors[steps], tab[4])
    state = 0
    while tab[4][state] != 1 or vectors[steps, state] != length:
        state += 1
    for step in range(steps, 0, -1):
        kind = decisions[step, 0]
        wanted = vectors[step, state]
        if kind == BLOCK:
            row = decisions[step, 3] + state
            at = source_of(vectors[step - 1], wanted, tab[5], row, tab[6], tab[7], worths[step])
            decisions[step, 3] = tab[7][at]
            state = tab[6][at]
        elif kind == ALONG:
            at = source_of(vectors[step - 1], wanted, tab[11], state, tab[12], tab[13], worths[step])
            decisions[step, 3] = state
            state = tab[12][at]
        else:
            state = depot_source(vectors[step - 1], state, wanted, decisions[step, 1], ends, tab)
    decisions[0, 0] = DEPOT
    return steps + 1, length
