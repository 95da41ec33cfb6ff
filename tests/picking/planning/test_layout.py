"""A floor from the coordinates of its places, and a clear refusal of what cannot be walked."""

import pickle

import pytest

from picking.planning import Depot, FloorPlan, Place, Side, build_layout
from picking.planning.errors import (
    DuplicatePlace,
    EmptyLayout,
    OverlappingAisles,
    PlaceWithoutCoordinates,
    PlanningError,
    TooFewCrossAisles,
    TooManyCrossAisles,
    UnknownPlace,
    UnreachablePlace,
)

ONE_AISLE = [Place("A-1", "A", 1), Place("A-2", "A", 2)]


def test_places_with_aisle_and_bay_only_get_a_regular_floor() -> None:
    layout = build_layout([*ONE_AISLE, Place("B-1", "B", 1, Side.RIGHT)], FloorPlan(bay_mm=1000, aisle_pitch_mm=3000))
    assert layout.columns == (0.0, 3000.0)
    assert layout.cross_aisles == (0.0, 3000.0)
    assert [(spot.key, spot.column, spot.block, spot.offset) for spot in layout.spots] == [
        ("A-1", 0, 0, 1000.0),
        ("A-2", 0, 0, 2000.0),
        ("B-1", 1, 0, 1000.0),
    ]
    assert layout.spots[2].side is Side.RIGHT
    assert not layout.is_open


def test_aisle_ten_follows_aisle_nine() -> None:
    layout = build_layout([Place("ten", "A10", 1), Place("nine", "A9", 1)])
    assert [spot.key for spot in layout.spots] == ["nine", "ten"]


def test_measured_places_win_and_both_sides_of_an_aisle_make_one_column() -> None:
    places = [Place("l", "A", 1, x_mm=900, y_mm=500), Place("r", "A", 1, x_mm=1100, y_mm=2500)]
    layout = build_layout(places, FloorPlan(cross_aisles_mm=(0, 2000, 4000), start=Depot(1000, 0)))
    assert layout.columns == (1000.0,)
    assert [(spot.block, spot.offset) for spot in layout.spots] == [(0, 500.0), (1, 500.0)]


def test_a_depot_between_two_aisles_is_a_column_that_is_no_aisle() -> None:
    places = [Place("a", "A", x_mm=0, y_mm=1000), Place("b", "B", x_mm=4000, y_mm=1000)]
    layout = build_layout(places, FloorPlan(start=Depot(1500, -1500), end=Depot(4000, 2500)))
    assert layout.columns == (0.0, 1500.0, 4000.0)
    assert layout.is_aisle == (True, False, True)
    assert (layout.start.column, layout.start.crossing, layout.start.approach) == (1, 0, 1500.0)
    assert (layout.end.column, layout.end.crossing, layout.end.approach) == (2, 1, 500.0)
    assert layout.is_open


@pytest.mark.parametrize(
    ("places", "plan", "error", "fields"),
    [
        ([Place("x")], FloorPlan(), PlaceWithoutCoordinates, {"place": "x"}),
        ([*ONE_AISLE, Place("x", "B")], FloorPlan(), PlaceWithoutCoordinates, {"place": "x"}),
        ([*ONE_AISLE, Place("A-1", "A", 3)], FloorPlan(), DuplicatePlace, {"place": "A-1"}),
        (
            ONE_AISLE,
            FloorPlan(cross_aisles_mm=(0, 1500)),
            UnreachablePlace,
            {"place": "A-2", "y_mm": 2000.0, "from_mm": 0.0, "to_mm": 1500.0},
        ),
        (ONE_AISLE, FloorPlan(cross_aisles_mm=(0,)), TooFewCrossAisles, {"cross_aisles": 1}),
        (
            ONE_AISLE,
            FloorPlan(cross_aisles_mm=tuple(range(0, 7000, 1000))),
            TooManyCrossAisles,
            {"cross_aisles": 7, "cross_aisles_max": 6},
        ),
        (
            [Place("a", "A", 1, x_mm=0), Place("a2", "A", 2, x_mm=2000), Place("b", "B", 1, x_mm=1500)],
            FloorPlan(),
            OverlappingAisles,
            {"aisle": "A", "other": "B", "x_mm": 2000, "other_x_mm": 1500},
        ),
        (
            [Place("a", "A", 1, x_mm=500), Place("b", "B", 1, x_mm=500)],
            FloorPlan(),
            OverlappingAisles,
            {"aisle": "A", "other": "B", "x_mm": 500, "other_x_mm": 500},
        ),
        ([], FloorPlan(), EmptyLayout, {}),
    ],
)
def test_a_floor_that_cannot_be_walked_is_refused_with_its_facts(
    places: list[Place], plan: FloorPlan, error: type[PlanningError], fields: dict[str, object]
) -> None:
    with pytest.raises(error) as refused:
        build_layout(places, plan)
    assert refused.value.fields == fields


def test_one_bad_place_does_not_close_the_warehouse() -> None:
    layout = build_layout([*ONE_AISLE, Place("x", "B")], strict=False)
    assert [spot.key for spot in layout.spots] == ["A-1", "A-2"]
    assert isinstance(layout.rejected["x"], PlaceWithoutCoordinates)
    with pytest.raises(PlaceWithoutCoordinates):
        layout.numbers(["A-1", "x"])
    with pytest.raises(UnknownPlace):
        layout.numbers(["nowhere"])
    assert layout.numbers(["A-2", "A-1"]) == [0, 1]


def test_a_layout_travels_with_what_it_set_aside() -> None:
    layout = build_layout([*ONE_AISLE, Place("x", "B")], strict=False)
    copy = pickle.loads(pickle.dumps(layout))  # noqa: S301  our own
    assert copy.rejected["x"].fields == {"place": "x"}
    assert type(copy.rejected["x"]) is PlaceWithoutCoordinates


def test_every_refusal_has_a_code_of_its_own() -> None:
    kinds = PlanningError.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.code.startswith("planning.") for kind in kinds)


def test_the_order_of_the_places_does_not_matter() -> None:
    assert build_layout(ONE_AISLE) == build_layout(list(reversed(ONE_AISLE)))
