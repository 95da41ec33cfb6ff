"""Kernels of walks through a net of ways: lengths between stops, a tour by insertion, improved until nothing helps.

`way` holds the length between each two nodes, `marks` of each spot its edge's first and last node, its edge, and
whether that is one-way, `spans` the way from the edge's first node and to its last, `ends` the nodes where walks begin
and end. A tour is a row of stops: 0 is the start, the last the end.
"""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

import numpy as np

from picking.planning.jit import kernel

INFINITY = np.inf
FIRST, LAST, EDGE, SINGLE = range(4)
BACK, FORTH = range(2)  # like FIRST and LAST: the way to the edge's first node, and to its last
LEAST_GAIN = 1e-9
PIECE_MAX = 3
ROUNDS_MAX = 200


@kernel
def leg_length(one: int, other: int, way: Any, marks: Any, spans: Any) -> float:
    """Shortest way from one spot to another, along its own edge or out of it at either end."""
    single = marks[one, SINGLE] == 1
    least = INFINITY
    if marks[one, EDGE] == marks[other, EDGE]:
        if spans[other, BACK] >= spans[one, BACK]:
            least = spans[other, BACK] - spans[one, BACK]
        elif not single:
            least = spans[one, BACK] - spans[other, BACK]
    is_into_last = marks[other, SINGLE] == 0
    for out in range(1 if single else 0, 2):
        left = marks[one, out]
        least = min(least, spans[one, out] + way[left, marks[other, FIRST]] + spans[other, BACK])
        if is_into_last:
            least = min(least, spans[one, out] + way[left, marks[other, LAST]] + spans[other, FORTH])
    return least


@kernel
def leg_from(node: int, spot: int, way: Any, marks: Any, spans: Any) -> float:
    """Shortest way from a node to a spot."""
    least = way[node, marks[spot, FIRST]] + spans[spot, BACK]
    if marks[spot, SINGLE] == 1:
        return least
    return min(least, way[node, marks[spot, LAST]] + spans[spot, FORTH])


@kernel
def leg_to(spot: int, node: int, way: Any, marks: Any, spans: Any) -> float:
    """Shortest way from a spot to a node."""
    least = spans[spot, FORTH] + way[marks[spot, LAST], node]
    if marks[spot, SINGLE] == 1:
        return least
    return min(least, spans[spot, BACK] + way[marks[spot, FIRST], node])


@kernel
def different_stops(picks: Any, count: int, marks: Any, spans: Any, stops: Any) -> int:
    """Spots side by side are one stop; returns how many stops there are."""
    size = 0
    for at in range(count):
        spot = picks[at]
        if size:
            last = stops[size - 1]
            if marks[last, EDGE] == marks[spot, EDGE] and spans[last, BACK] == spans[spot, BACK]:
                continue
        stops[size] = spot
        size += 1
    return size


@kernel
def fill_legs(stops: Any, size: int, way: Any, marks: Any, spans: Any, ends: Any, legs: Any) -> None:
    """legs[a, b] between start (0), stops (1 …) and end (size + 1)."""
    legs[:, :] = INFINITY
    legs[0, size + 1] = way[ends[0], ends[1]]
    for at in range(size):
        legs[0, at + 1] = leg_from(ends[0], stops[at], way, marks, spans)
        legs[at + 1, size + 1] = leg_to(stops[at], ends[1], way, marks, spans)
        for other in range(size):
            if other != at:
                legs[at + 1, other + 1] = leg_length(stops[at], stops[other], way, marks, spans)


@kernel
def insert_all(size: int, legs: Any, tour: Any) -> None:
    """Stops one after the other, each where it costs least."""
    tour[0] = 0
    tour[1] = size + 1
    for used in range(2, size + 2):
        stop = used - 1
        place = 1
        least = INFINITY
        for at in range(1, used):
            more = legs[tour[at - 1], stop] + legs[stop, tour[at]] - legs[tour[at - 1], tour[at]]
            if more < least:
                least = more
                place = at
        for at in range(used, place, -1):
            tour[at] = tour[at - 1]
        tour[place] = stop


@kernel
def turn_piece(tour: Any, first: int, last: int) -> None:
    """Walk tour[first … last] the other way round."""
    while first < last:
        kept = tour[first]
        tour[first] = tour[last]
        tour[last] = kept
        first += 1
        last -= 1


@kernel
def turn_best(size: int, legs: Any, tour: Any) -> bool:
    """Turn round a piece whose turning makes the tour shorter; legs may differ by direction."""
    for first in range(1, size + 1):
        forth = 0.0
        back = 0.0
        for last in range(first + 1, size + 1):
            forth += legs[tour[last - 1], tour[last]]
            back += legs[tour[last], tour[last - 1]]
            before, after = tour[first - 1], tour[last + 1]
            gain = legs[before, tour[first]] + forth + legs[tour[last], after]
            gain -= legs[before, tour[last]] + back + legs[tour[first], after]
            if gain > LEAST_GAIN:
                turn_piece(tour, first, last)
                return True
    return False


@kernel
def move_best(size: int, legs: Any, tour: Any) -> bool:
    """Move a piece of up to three stops to where it makes the tour shorter."""
    for length in range(1, min(PIECE_MAX, size - 1) + 1):
        for first in range(1, size - length + 2):
            last = first + length - 1
            head, tail = tour[first], tour[last]
            saved = legs[tour[first - 1], head] + legs[tail, tour[last + 1]] - legs[tour[first - 1], tour[last + 1]]
            for at in range(1, size + 2):
                if first <= at <= last + 1:
                    continue
                more = legs[tour[at - 1], head] + legs[tail, tour[at]] - legs[tour[at - 1], tour[at]]
                if saved - more > LEAST_GAIN:
                    if at > last:
                        turn_piece(tour, first, last)
                        turn_piece(tour, last + 1, at - 1)
                        turn_piece(tour, first, at - 1)
                    else:
                        turn_piece(tour, at, first - 1)
                        turn_piece(tour, first, last)
                        turn_piece(tour, at, last)
                    return True
    return False


@kernel
def find_tour(size: int, legs: Any, tour: Any) -> float:
    """A tour from 0 over stops 1 … size to size + 1: the same each time; returns its length."""
    insert_all(size, legs, tour)
    for _ in range(ROUNDS_MAX + 20 * size):
        if not move_best(size, legs, tour) and not turn_best(size, legs, tour):
            break
    length = 0.0
    for at in range(1, size + 2):
        length += legs[tour[at - 1], tour[at]]
    return length


@kernel
def tour_length(picks: Any, count: int, way: Any, marks: Any, spans: Any, ends: Any) -> float:
    """Length of a walk from start over all picks to the end; 0 for none."""
    if count == 0:
        return 0.0
    stops = np.empty(count, dtype=np.int32)
    size = different_stops(picks, count, marks, spans, stops)
    legs = np.empty((size + 2, size + 2))
    fill_legs(stops, size, way, marks, spans, ends, legs)
    return find_tour(size, legs, np.empty(size + 2, dtype=np.int32))


@kernel
def tour_lengths(starts: Any, picks: Any, way: Any, marks: Any, spans: Any, ends: Any, lengths: Any) -> None:
    """Lengths of many walks at once; walk k takes picks[starts[k]:starts[k + 1]]."""
    for index in range(lengths.shape[0]):
        chosen = picks[starts[index] : starts[index + 1]]
        lengths[index] = tour_length(chosen, chosen.shape[0], way, marks, spans, ends)


@kernel
def best_by_sets(size: int, legs: Any, tour: Any) -> float:
    """The shortest tour of up to a dozen stops (Held & Karp), whatever the directions; returns its length."""
    sets = 1 << size
    least = np.full((sets, size), INFINITY)
    before = np.full((sets, size), -1, dtype=np.int32)
    for stop in range(size):
        least[1 << stop, stop] = legs[0, stop + 1]
    for chosen in range(1, sets):
        for last in range(size):
            far = least[chosen, last]
            if far == INFINITY:
                continue
            for stop in range(size):
                if chosen >> stop & 1:
                    continue
                cost = far + legs[last + 1, stop + 1]
                if cost < least[chosen | 1 << stop, stop]:
                    least[chosen | 1 << stop, stop] = cost
                    before[chosen | 1 << stop, stop] = last
    chosen = sets - 1
    length = INFINITY
    last = 0
    for stop in range(size):
        cost = least[chosen, stop] + legs[stop + 1, size + 1]
        if cost < length:
            length = cost
            last = stop
    tour[0] = 0
    tour[size + 1] = size + 1
    for at in range(size, 0, -1):
        tour[at] = last + 1
        further = before[chosen, last]
        chosen ^= 1 << last
        last = further
    return length
