"""Drawn ways after a move: an aisle's own go along, those that it meets reach it again, the others stay."""

from __future__ import annotations

from inventory.floor_ways import Way, follow_aisle, follow_bays

PLACES = [
    (name, middle + off, y)
    for name, middle in (("A01", 0), ("A02", 3600), ("A03", 7200))
    for off in (-700, 700)
    for y in (1000, 2000, 3000)
]


def up(x: int, *, is_one_way: bool = False) -> Way:
    return x, 0, x, 4000, is_one_way


def test_its_own_way_goes_along_and_others_stay() -> None:
    ways = [up(0), up(3600, is_one_way=True), up(7200), (0, 0, 7200, 0, False), (0, 4000, 7200, 4000, False)]
    moved = follow_aisle(ways, PLACES, "A02", 500)
    assert moved == [up(0), up(4100, is_one_way=True), *ways[2:]]
    assert follow_aisle(moved, [(n, x + 500 * (n == "A02"), y) for n, x, y in PLACES], "A02", -500) == ways


def test_a_way_across_is_lengthened_to_the_aisle_and_never_shortened() -> None:
    front, back = (0, 0, 7200, 0, False), (7200, 4000, 0, 4000, True)
    ways = [up(0), up(3600), up(7200), front, back]
    out = follow_aisle(ways, PLACES, "A02", 9000)
    assert out == [up(0), up(12_600), up(7200), (0, 0, 12_600, 0, False), (12_600, 4000, 0, 4000, True)]
    inner = follow_aisle(ways, PLACES, "A01", 1000)
    assert inner == [up(1000), *ways[1:]]


def test_a_way_across_is_met_between_its_ends_too() -> None:
    ways: list[Way] = [(0, -50, 0, 4000, False), up(3600), up(7200), (-500, 2500, 7200, 2500, False)]
    assert follow_aisle(ways, PLACES, "A01", -2000)[3] == (-2000, 2500, 7200, 2500, False)


def test_the_end_of_a_slanted_way_goes_along() -> None:
    door = (2000, -3000, 3600, 0, False)
    assert follow_aisle([up(0), up(3600), up(7200), door], PLACES, "A02", 400)[3] == (2000, -3000, 4000, 0, False)


def test_a_way_that_two_aisles_share_stays() -> None:
    ways = [up(1800), up(7200)]
    assert follow_aisle(ways, PLACES, "A01", -900) == ways


def test_without_ways_there_is_nothing_to_follow() -> None:
    assert follow_aisle([], PLACES, "A01", 900) == []


def test_behind_moved_bays_every_end_goes_along() -> None:
    ways = [up(0), (0, 0, 7200, 0, False), (0, 4000, 7200, 4000, True)]
    moved = follow_bays(ways, 3000, 2400)
    assert moved == [(0, 0, 0, 6400, False), (0, 0, 7200, 0, False), (0, 6400, 7200, 6400, True)]
    assert follow_bays(moved, 5400, -2400) == ways
