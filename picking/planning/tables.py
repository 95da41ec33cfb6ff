"""Transition tables of the routing program, made once for each number of cross aisles instead of written by hand.

A state describes the partial walk along one column of crossings: for each cross aisle the parity of the walk's
degree there (none, even, odd) and which crossings hang together. Sources: Ratliff & Rosenthal (1983) for two cross
aisles, Roodbergen & de Koster (2001) for three, Pansart et al. (2018) for any number.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from picking.planning.errors import TooManyCrossAisles

NONE, EVEN, ODD = 0, 1, 2
EDGES = (0, 2, 1)
CROSS_AISLES_MAX = 6

# Ways to walk one block of one aisle; the order is the one of the costs that the kernels fill in.
SKIP, ONCE, TWICE, FROM_BELOW, FROM_ABOVE, GAP = range(6)
OPTIONS = 6
OPTIONS_BARE = (SKIP, ONCE, TWICE)
OPTIONS_WITH_PICKS = (ONCE, TWICE, FROM_BELOW, FROM_ABOVE, GAP)

State = tuple[tuple[int, int], ...]
IntArray = npt.NDArray[Any]


@dataclass(frozen=True)
class Tables:
    """Live states and their transitions for one number of cross aisles.

    Transitions are rows compressed by target. Row of a block's transition: (2 * block + picks in it?) * states +
    state, since a block without picks has other ways to be walked than one with picks. Options that lead from one
    state to the same other are one *choice*, worth its cheapest member: choice c = the cheaper of option
    choice_first[c] and choice choice_rest[c] (-1 = none), which comes before it.
    `edges[state, crossing]`: edges that led to it from the column before.
    """

    cross_aisles: int
    states: int
    start: int
    finals: IntArray
    block_row: IntArray
    block_state: IntArray
    block_choice: IntArray
    along_row: IntArray
    along_state: IntArray
    along_edges: IntArray
    visit: IntArray
    flip: IntArray
    edges: IntArray
    choice_first: IntArray
    choice_rest: IntArray

    def arrays(self) -> tuple[IntArray, ...]:
        """What the kernels need, in the order in which they unpack it."""
        return (
            self.finals,
            self.block_row,
            self.block_state,
            self.block_choice,
            self.along_row,
            self.along_state,
            self.along_edges,
            self.visit,
            self.flip,
            self.choice_first,
            self.choice_rest,
        )


def _canonical(vertices: Iterable[tuple[int, int]]) -> State:
    """Number the components by first appearance, so that equal situations are equal states."""
    names: dict[int, int] = {}
    found = []
    for parity, component in vertices:
        if parity == NONE:
            found.append((NONE, 0))
        else:
            found.append((parity, names.setdefault(component, len(names) + 1)))
    return tuple(found)


def _touch(vertices: list[tuple[int, int]], at: int, degree: int) -> None:
    """Add `degree` edge ends to one crossing; an untouched one becomes a component of its own."""
    parity, component = vertices[at]
    if parity == NONE:
        component = -1 - at
        parity = EVEN
    if degree % 2:
        parity = ODD if parity == EVEN else EVEN
    vertices[at] = (parity, component)


def _join(vertices: list[tuple[int, int]], one: int, other: int) -> None:
    """Merge the components of two touched crossings."""
    keep, drop = vertices[one][1], vertices[other][1]
    for index, (parity, component) in enumerate(vertices):
        if parity != NONE and component == drop:
            vertices[index] = (parity, keep)


def after_block(state: State, block: int, option: int) -> State:
    """The state after walking block `block` (between crossings `block` and `block + 1`) in the given way."""
    vertices = list(state)
    below, above = block, block + 1
    if option in (ONCE, TWICE):
        _touch(vertices, below, option)
        _touch(vertices, above, option)
        _join(vertices, below, above)
    if option in (FROM_BELOW, GAP):
        _touch(vertices, below, 2)
    if option in (FROM_ABOVE, GAP):
        _touch(vertices, above, 2)
    return _canonical(vertices)


def after_event(state: State, crossing: int, degree: int) -> State:
    """The state after the depot was met: degree 2 = visited there, degree 1 = the walk begins or ends there."""
    vertices = list(state)
    _touch(vertices, crossing, degree)
    return _canonical(vertices)


def steps_along(state: State) -> list[tuple[State, int]]:
    """All useful ways to go on to the next column: (next state, edges used).

    An odd crossing must send exactly one edge on, an even one none or two, an untouched one none (two edges from an
    untouched crossing would be a dead end); each component must reach the next column.
    """
    ways: list[list[tuple[int, int]]] = [[]]
    for parity, component in state:
        options = (1,) if parity == ODD else (0, 2) if parity == EVEN else (0,)
        ways = [[*way, (edges, component)] for way in ways for edges in options]
    wanted = {component for parity, component in state if parity != NONE}
    found = []
    for way in ways:
        if {component for edges, component in way if edges} != wanted:
            continue
        following = _canonical((_parity(edges), component) for edges, component in way)
        found.append((following, sum(edges for edges, _ in way)))
    return found


def _parity(edges: int) -> int:
    return EDGES.index(edges)


def is_final(state: State) -> bool:
    """Closed: one component at most, and no crossing left odd."""
    return all(parity != ODD for parity, _ in state) and max(component for _, component in state) <= 1


def _moves(state: State, cross_aisles: int, degree: int) -> list[State]:
    found = [after_block(state, block, option) for block in range(cross_aisles - 1) for option in range(OPTIONS)]
    found += [after_event(state, crossing, degree) for crossing in range(cross_aisles)]
    return found + [following for following, _ in steps_along(state)]


def _live_states(cross_aisles: int, open_walk: bool) -> list[State]:
    """States that can be reached from nothing and from which the walk can still be closed."""
    empty: State = ((NONE, 0),) * cross_aisles
    degree = 1 if open_walk else 2
    following: dict[State, list[State]] = {}
    queue = deque([empty])
    while queue:
        state = queue.popleft()
        if state in following:
            continue
        following[state] = _moves(state, cross_aisles, degree)
        queue.extend(following[state])
    before: dict[State, list[State]] = {state: [] for state in following}
    for state, targets in following.items():
        for target in targets:
            before[target].append(state)
    live: set[State] = set()
    queue = deque(state for state in following if is_final(state))
    while queue:
        state = queue.popleft()
        if state not in live:
            live.add(state)
            queue.extend(before[state])
    return sorted(live)


def _rows(triples: list[tuple[int, int, int]], rows: int) -> tuple[IntArray, IntArray, IntArray]:
    """Compress (row, state, value) triples into row pointers and two value arrays."""
    triples = sorted(triples)
    counts = np.zeros(rows + 1, dtype=np.uint32)
    for row, _, _ in triples:
        counts[row + 1] += 1
    pointers = np.cumsum(counts).astype(np.uint32)
    states = np.array([state for _, state, _ in triples], dtype=np.uint32)
    values = np.array([value for _, _, value in triples], dtype=np.uint32)
    return pointers, states, values


def _block_choices(
    live: list[State], index: dict[State, int], blocks: int
) -> tuple[list[tuple[int, int, int, int]], list[tuple[int, ...]]]:
    """(2 * block + picks in it?, source, choice, target) of every way to walk one block, and each choice's options."""
    found: dict[tuple[int, int, int], list[int]] = {}
    for block in range(blocks):
        for state in live:
            for with_picks, options in enumerate((OPTIONS_BARE, OPTIONS_WITH_PICKS)):
                for option in options:
                    target = index.get(after_block(state, block, option))
                    if target is not None:
                        found.setdefault((2 * block + with_picks, index[state], target), []).append(option)
    tails = {tuple(options[at:]) for options in found.values() for at in range(len(options))}
    choices = sorted(tails, key=lambda options: (len(options), options))
    number = {options: at for at, options in enumerate(choices)}
    return [(row, source, number[tuple(options)], target) for (row, source, target), options in found.items()], choices


@lru_cache(maxsize=16)
def tables_for(cross_aisles: int, open_walk: bool) -> Tables:
    """Tables for a number of cross aisles; `open_walk` when the walk begins and ends at different crossings.

    Refuses with TooManyCrossAisles above six: the number of states grows about fivefold with each cross aisle.
    """
    if not 2 <= cross_aisles <= CROSS_AISLES_MAX:
        raise TooManyCrossAisles(cross_aisles=cross_aisles, cross_aisles_max=CROSS_AISLES_MAX)
    live = _live_states(cross_aisles, open_walk)
    index = {state: number for number, state in enumerate(live)}
    size = len(live)
    blocks, choices = _block_choices(live, index, cross_aisles - 1)
    along = {(index[s], index[t]): edges for s in live for t, edges in steps_along(s) if t in index}
    rows = 2 * (cross_aisles - 1) * size
    visit, flip = (
        np.array(
            [[index.get(after_event(s, c, degree), -1) for s in live] for c in range(cross_aisles)], dtype=np.int32
        )
        for degree in (2, 1)
    )
    edges = np.array([[EDGES[parity] for parity, _ in s] for s in live], dtype=np.int32)
    block_rows = _rows([(b * size + t, s, o) for b, s, o, t in blocks], rows)
    along_rows = _rows([(t, s, edges) for (s, t), edges in along.items()], size)
    return Tables(
        cross_aisles,
        size,
        index[((NONE, 0),) * cross_aisles],
        np.array([is_final(s) for s in live], dtype=np.int32),
        *block_rows,
        *along_rows,
        visit,
        flip,
        edges,
        np.array([options[0] for options in choices], dtype=np.int32),
        np.array([choices.index(options[1:]) if options[1:] else -1 for options in choices], dtype=np.int32),
    )
