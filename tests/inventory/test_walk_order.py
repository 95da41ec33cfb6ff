"""The walking order after an aisle has moved: by the generator's rule where it was by the rule, else as given."""

from __future__ import annotations

import pytest

from inventory.racks import ONE_WAY, SERPENTINE, RackPlan
from inventory.walk_order import Followed, Walked, follow_aisle

PITCH = 3600


def racks(aisles: int, walk: str = SERPENTINE, *, bays: int = 3, **more: int) -> list[Walked]:
    plan = RackPlan(pattern="A{aisle:2}-{bay:2}-{level}{side}", aisles=aisles, bays=bays, levels=2, walk=walk, **more)
    first = more.get("first_walk", 1)
    return [
        Walked(place.walk_order + 1000, place.aisle, place.y_mm, place.side, place.level, place.walk_order)
        for place in plan.places
        if place.walk_order >= first
    ]


def middles(aisles: int) -> dict[str, int]:
    return {f"A{number:02}": (number - 1) * PITCH for number in range(1, aisles + 1)}


def moved(places: list[Walked], aisle: str, by_mm: int, xs: dict[str, int] | None = None) -> Followed:
    return follow_aisle(places, xs or middles(len({place.aisle for place in places})), aisle, by_mm)


def after(places: list[Walked], followed: Followed) -> list[Walked]:
    return [
        Walked(place.id, place.aisle, place.y_mm, place.side, place.level, followed.numbers.get(place.id, place.number))
        for place in places
    ]


def walked(places: list[Walked]) -> list[tuple[str, list[int]]]:
    """Aisle after aisle with the bays as they are come to."""
    found: list[tuple[str, list[int]]] = []
    for place in sorted(places, key=lambda place: place.number):
        if not found or found[-1][0] != place.aisle:
            found.append((place.aisle, []))
        if place.y_mm not in found[-1][1]:
            found[-1][1].append(place.y_mm)
    return found


BACK, FRONT = [0, 1200, 2400], [2400, 1200, 0]


def test_an_aisle_that_passes_none_keeps_its_numbers() -> None:
    assert moved(racks(4), "A02", PITCH - 1) == Followed()


def test_a_serpentine_stays_one() -> None:
    places = racks(4)
    found = moved(places, "A01", 2 * PITCH + 1800)
    assert walked(after(places, found)) == [("A02", BACK), ("A03", FRONT), ("A01", BACK), ("A04", FRONT)]
    assert found.aisles == ("A02", "A03", "A01")
    assert len(found.numbers) == 3 * 12


def test_one_way_stays_one_way() -> None:
    places = racks(3, ONE_WAY)
    found = moved(places, "A03", -3 * PITCH)
    assert walked(after(places, found)) == [("A03", BACK), ("A01", BACK), ("A02", BACK)]


@pytest.mark.parametrize("walk", [SERPENTINE, ONE_WAY])
@pytest.mark.parametrize(("aisle", "by_mm"), [("A01", 9 * PITCH), ("A03", -PITCH - 1), ("A05", -9 * PITCH)])
def test_moving_back_gives_every_place_its_number_again(walk: str, aisle: str, by_mm: int) -> None:
    places, xs = racks(5, walk), middles(5)
    there = after(places, moved(places, aisle, by_mm))
    assert there != places
    back = follow_aisle(there, {**xs, aisle: xs[aisle] + by_mm}, aisle, -by_mm)
    assert after(there, back) == places


def test_racks_that_were_made_later_keep_their_place_in_the_walk() -> None:
    """Three aisles, then two left of them: the first keeps its side of the walk, wherever it is moved to."""
    later = racks(2, first_walk=37, first_aisle=11)
    xs = {**middles(3), "A11": -3 * PITCH, "A12": -2 * PITCH}
    places = [*racks(3), *later]
    found = follow_aisle(places, xs, "A03", -2 * PITCH - 100)
    assert [name for name, _ in walked(after(places, found))] == ["A01", "A02", "A11", "A12", "A03"]


def test_an_order_among_aisles_that_was_given_by_hand_is_kept_and_told() -> None:
    places = racks(3)
    by_hand = [
        Walked(p.id, p.aisle, p.y_mm, p.side, p.level, p.number + {"A01": 36, "A02": 12, "A03": -24}[p.aisle])
        for p in places
    ]
    assert moved(by_hand, "A03", -3 * PITCH) == Followed(is_by_hand=True)


def test_an_aisle_that_is_walked_zigzag_keeps_its_numbers_while_the_others_follow() -> None:
    places = racks(4, bays=4)
    zigzag = [
        Walked(p.id, p.aisle, {0: 0, 1200: 2400, 2400: 1200, 3600: 3600}[p.y_mm], p.side, p.level, p.number)
        if p.aisle == "A02"
        else p
        for p in places
    ]
    assert moved(zigzag, "A02", 3 * PITCH) == Followed(is_by_hand=True)
    found = moved(zigzag, "A01", 9 * PITCH)
    assert [name for name, _ in walked(after(zigzag, found))] == ["A03", "A02", "A04", "A01"]
    assert not {p.id for p in zigzag if p.aisle == "A02"} & set(found.numbers)


def test_places_without_an_order_have_none_to_keep_by_rule() -> None:
    unordered = [Walked(p.id, p.aisle, p.y_mm, p.side, p.level, 0) for p in racks(3)]
    assert moved(unordered, "A01", 9 * PITCH) == Followed(is_by_hand=True)


def test_numbers_that_lie_in_anothers_row_are_not_by_the_rule() -> None:
    """An aisle that was lengthened later is walked in two goes: it stays, as does the one between."""
    places = [
        *racks(2),
        *(Walked(p.id + 500, p.aisle, p.y_mm + 9000, p.side, p.level, p.number + 24) for p in racks(1)),
    ]
    assert follow_aisle(places, middles(2), "A01", 9 * PITCH).is_by_hand
