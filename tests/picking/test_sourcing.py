"""[M3] Units go to one warehouse, else to the fewest, nearest first; every unit is in exactly one part."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from picking.sourcing import CERTIFICATION, NOWHERE, SPLIT, UNBOUND, WHOLE, Place, Sourcing, Wanted, source

NEAR, FAR, FARTHEST = 1, 2, 3


def place(number: int, free: dict[int, int], **changes: object) -> Place:
    """A warehouse `number` thousand km away, where line "A" is SKU 10, "B" SKU 20, "C" a set of both."""
    needs = {"A": {10: 1}, "B": {20: 1}, "C": {10: 1, 20: 2}}
    given = {"warehouse_id": number, "rank": number, "distance_km": 1000 * number, "needs": needs, "free": free}
    return Place(**{**given, **changes})  # type: ignore[arg-type]


def parts(found: Sourcing) -> dict[int, dict[str, int]]:
    return {part.warehouse_id: dict(part.units) for part in found.parts}


BOTH = [Wanted("A", 2), Wanted("B", 1)]


def test_the_nearest_that_has_everything_sends_it() -> None:
    found = source(BOTH, [place(FAR, {10: 9, 20: 9}), place(NEAR, {10: 9, 20: 9})], most_parcels=3)
    assert (found.kind, parts(found)) == (WHOLE, {NEAR: {"A": 2, "B": 1}})


def test_a_farther_one_with_everything_comes_before_two_parcels() -> None:
    found = source(BOTH, [place(NEAR, {10: 9}), place(FAR, {10: 2, 20: 1})], most_parcels=3)
    assert (found.kind, parts(found)) == (WHOLE, {FAR: {"A": 2, "B": 1}})
    assert found.options[0].lacks == {"B": 1}


def test_else_the_fewest_parcels_without_cutting_a_line() -> None:
    places = [place(NEAR, {10: 1, 20: 1}), place(FAR, {10: 1}), place(FARTHEST, {10: 2})]
    found = source(BOTH, places, most_parcels=3)
    assert (found.kind, parts(found)) == (SPLIT, {NEAR: {"B": 1}, FARTHEST: {"A": 2}})


def test_a_line_is_cut_when_no_two_have_it_whole() -> None:
    found = source([Wanted("A", 3)], [place(NEAR, {10: 2}), place(FAR, {10: 1})], most_parcels=2)
    assert parts(found) == {NEAR: {"A": 2}, FAR: {"A": 1}}


def test_a_set_is_never_put_together_from_two_warehouses() -> None:
    found = source([Wanted("C", 1)], [place(NEAR, {10: 5}), place(FAR, {20: 5})], most_parcels=2)
    assert (found.kind, found.parts) == (NOWHERE, ())


@pytest.mark.parametrize("most", [1])
def test_splitting_may_be_forbidden(most: int) -> None:
    found = source(BOTH, [place(NEAR, {10: 2}), place(FAR, {20: 1})], most_parcels=most)
    assert (found.kind, [option.lacks for option in found.options]) == (NOWHERE, [{"B": 1}, {"A": 2}])


def test_an_uncertified_warehouse_is_never_used_and_says_so() -> None:
    found = source(
        BOTH, [place(NEAR, {10: 9, 20: 9}, excluded=CERTIFICATION), place(FAR, {10: 9, 20: 9})], most_parcels=2
    )
    assert parts(found) == {FAR: {"A": 2, "B": 1}}
    assert [option.why for option in found.options] == [CERTIFICATION, ""]


def test_a_line_that_is_not_bound_there_is_told_apart_from_a_short_one() -> None:
    found = source(BOTH, [place(NEAR, {10: 9, 20: 9}, needs={"A": {10: 1}})], most_parcels=2)
    assert (found.kind, found.options[0].why, found.options[0].lacks) == (NOWHERE, UNBOUND, {"B": 1})


def test_unknown_distances_come_last_and_rank_decides_between_equals() -> None:
    full = {10: 9, 20: 9}
    places = [
        place(NEAR, full, distance_km=None),
        place(FAR, full, distance_km=500),
        place(FARTHEST, full, distance_km=500),
    ]
    assert [option.warehouse_id for option in source(BOTH, places, most_parcels=1).options] == [FAR, FARTHEST, NEAR]


def test_every_unit_is_in_exactly_one_part_and_no_warehouse_gives_more_than_it_has() -> None:
    """Random orders over random warehouses, bundles that share goods among them."""
    random = Random(8)
    kinds: Counter[str] = Counter()
    for _ in range(1500):
        goods = range(1, random.randint(2, 5))
        keys = [f"L{n}" for n in range(random.randint(1, 4))]
        needs = {
            key: {sku: random.randint(1, 2) for sku in random.sample(goods, random.randint(1, len(goods)))}
            for key in keys
        }
        wanted = [Wanted(key, random.randint(1, 4)) for key in keys]
        places = [
            Place(n, n, random.choice([None, 100, 200, 900]), needs, {sku: random.randint(0, 9) for sku in goods})
            for n in range(random.randint(1, 5))
        ]
        most = random.randint(1, 3)
        found = source(wanted, places, most_parcels=most)
        kinds[found.kind] += 1
        assert len(found.parts) <= most
        if found.kind == NOWHERE:
            assert not found.parts
            continue
        sums: Counter[str] = Counter()
        for part in found.parts:
            sums.update(part.units)
            assert part.units
            used: Counter[int] = Counter()
            for key, units in part.units.items():
                for sku, per_unit in needs[key].items():
                    used[sku] += units * per_unit
            free = next(each.free for each in places if each.warehouse_id == part.warehouse_id)
            assert all(units <= free[sku] for sku, units in used.items())
        assert sums == Counter({line.key: line.units for line in wanted})
    assert all(kinds[kind] > 50 for kind in (WHOLE, SPLIT, NOWHERE)), kinds
