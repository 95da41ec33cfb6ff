"""Several floors, one-way aisles and drawn ways: walks that an outsider confirms, and clear refusals of islands."""

import dataclasses
import random
from itertools import pairwise

import fast_tsp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picking.planning import (
    Connector,
    Depot,
    FloorPlan,
    Flow,
    GraphLayout,
    Layout,
    Place,
    Side,
    Site,
    WaveRequest,
    Way,
    build_layout,
    build_site,
    cross_aisles_from,
    plan_wave,
)
from picking.planning.batching import BatchOrder, Capacity, Effort, plan_batches
from picking.planning.check import batch_problems, shortest_by_sets, wave_problems
from picking.planning.check import walk_problems as problems
from picking.planning.errors import (
    EndUnreachable,
    OverlappingAisles,
    PlaceOnIsland,
    PlaceWithoutCoordinates,
    PlanningError,
    UnknownAisle,
    UnknownFloor,
    UnreachablePlace,
)
from picking.planning.model import Reason
from picking.planning.routing import Router
from picking.planning.shortest import distances, floor_graph, point_of
from picking.planning.tours import GraphRouter, solved_tour
from tests.picking.planning.floors import NOW, candidate, random_orders, wave_request

calm = settings(max_examples=25)
CROSS = (0, 5000, 10000)


def aisles(count: int = 4, bays: int = 9, floor: str = "") -> list[Place]:
    """Places named floor, aisle, bay, a metre apart in aisles three metres apart."""
    return [
        Place(f"{floor}{name}{bay}", name, bay, Side.LEFT, at * 3000, bay * 1000, floor)
        for at, name in enumerate("ABCDEF"[:count])
        for bay in range(1, bays + 1)
    ]


def one_way(count: int = 4, **flows: Flow) -> GraphLayout:
    layout = build_site(aisles(count), Site({"": FloorPlan(Depot(0, 0), cross_aisles_mm=CROSS, one_way=flows)}))
    assert isinstance(layout, GraphLayout)
    return layout


def two_floors(end: Depot | None = None, end_floor: str = "1") -> GraphLayout:
    plans = {name: FloorPlan(Depot(0, 0), end, cross_aisles_mm=CROSS) for name in ("1", "2")}
    lift = Connector("lift", "1", Depot(3000, 0), "2", Depot(3000, 0), 20_000)
    site = Site(plans, (lift,), "1", end_floor)
    layout = build_site([*aisles(3, floor="1"), *aisles(3, floor="2")], site)
    assert isinstance(layout, GraphLayout)
    return layout


STREETS = (Way(0, 0, 20000, 0), Way(20000, 0, 20000, 15000), Way(0, 0, 20000, 15000), Way(5000, -4000, 5000, 12000))


def streets(seed: int, count: int = 12) -> GraphLayout:
    """Places beside ways that run as they like, one of them across two others."""
    draw = random.Random(seed)
    places = []
    for number in range(count):
        way, share = draw.choice(STREETS), draw.random()
        x = way.x_mm + share * (way.other_x_mm - way.x_mm)
        y = way.y_mm + share * (way.other_y_mm - way.y_mm)
        places.append(Place(str(number), x_mm=round(x) + 300, y_mm=round(y) + 300))
    layout = build_site(places, Site({"": FloorPlan(Depot(0, 0), ways=STREETS)}))
    assert isinstance(layout, GraphLayout)
    return layout


def test_one_regular_floor_stays_exact_and_knows_all_of_its_aisles() -> None:
    plan = FloorPlan(cross_aisles_mm=CROSS, aisles={"A": (-700, 700), "B": (2300, 3700), "C": (5300, 6700)})
    layout = build_site(
        [Place("a", "A", x_mm=-700, y_mm=1000), Place("b", "B", x_mm=3700, y_mm=6000)], Site({"": plan})
    )
    assert isinstance(layout, Layout)
    assert layout.columns == (0.0, 3000.0)
    assert [(spot.block, spot.offset) for spot in layout.spots] == [(0, 1000.0), (1, 1000.0)]


def test_cross_aisles_are_seen_where_every_aisle_has_a_gap() -> None:
    bays = [*range(0, 6000, 1200), *range(8400, 14000, 1200)]
    assert cross_aisles_from(bays, 1000) == (-1000, 6600, 14200)
    assert cross_aisles_from(list(range(0, 12000, 1200)), 1000) == (-1000, 11800)
    assert cross_aisles_from([0, 5000], 1000) == (-1000, 6000)
    assert cross_aisles_from([], 1000) == ()


def test_more_cross_aisles_than_the_exact_program_takes_are_walked_as_a_net() -> None:
    plan = FloorPlan(Depot(0, 0), cross_aisles_mm=tuple(range(0, 8000, 1000)))
    layout = build_site(aisles(3, 7), Site({"": plan}))
    assert isinstance(layout, GraphLayout)
    picks = layout.numbers(["A3", "B5", "C2"])
    assert problems(layout, picks, GraphRouter(layout).walk(picks)) == []


def test_without_one_way_aisles_the_net_is_as_short_as_the_exact_program() -> None:
    plan = FloorPlan(Depot(0, 0), cross_aisles_mm=CROSS)
    exact = build_layout(aisles(), plan)
    draw = random.Random(4)
    far = Place("far", "A", 1, x_mm=0, y_mm=500, floor="2")
    way_up = Connector("stair", "", Depot(0, 0), "2", Depot(0, 0), 1)
    net = build_site([*aisles(), far], Site({"": plan, "2": FloorPlan(cross_aisles_mm=(0, 1000))}, (way_up,)))
    for _ in range(20):
        keys = [spot.key for spot in draw.sample(exact.spots, 9)]
        walk = GraphRouter(net).walk(net.numbers(keys))  # type: ignore[arg-type]
        assert walk.length == pytest.approx(Router(exact).length(exact.numbers(keys)))


@calm
@given(st.integers(0, 10**6), st.sampled_from(["one_way", "floors", "streets", "open"]))
def test_a_walk_through_a_net_is_as_short_as_trying_all_orders_of_stops(seed: int, kind: str) -> None:
    made = {
        "one_way": lambda: one_way(A=Flow.UP, B=Flow.DOWN, D=Flow.UP),
        "floors": two_floors,
        "streets": lambda: streets(seed),
        "open": lambda: two_floors(Depot(6000, 10000), "2"),
    }
    layout = made[kind]()
    picks = sorted(random.Random(seed).sample(range(len(layout.spots)), 7))
    walk = GraphRouter(layout).walk(picks)
    assert walk.length == pytest.approx(shortest_by_sets(layout, picks))
    assert problems(layout, picks, walk) == []
    assert walk.length <= GraphRouter(layout).length(picks) + 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_of_many_stops_is_no_longer_than_fast_tsps(seed: int) -> None:
    layout = two_floors()
    picks = sorted(random.Random(seed).sample(range(len(layout.spots)), 17))
    graph = floor_graph(layout, picks)
    nodes = [(0, layout.start, 0.0), *(point_of(layout, spot) for spot in picks)]
    table = [[round(distances(graph, one)[other]) for other in nodes] for one in nodes]
    solver = fast_tsp.compute_cost(fast_tsp.find_tour([[far // 4 for far in row] for row in table], 1.0), table)
    walk = GraphRouter(layout).walk(picks)
    assert walk.length <= solver + 1e-6
    assert problems(layout, picks, walk) == []


@pytest.mark.parametrize("seed", range(4))
def test_directed_legs_go_through_a_symmetric_problem_unharmed(seed: int) -> None:
    layout = one_way(A=Flow.UP, B=Flow.DOWN, C=Flow.UP)
    router = GraphRouter(layout)
    stops = sorted(random.Random(seed).sample(range(len(layout.spots)), 7))
    nodes = [(0, layout.start, 0.0), *(point_of(layout, spot) for spot in stops), (0, layout.end, 0.0)]
    graph = floor_graph(layout, stops)
    legs = np.array([[distances(graph, one)[other] for other in nodes] for one in nodes])
    tour = solved_tour(len(stops), legs, is_symmetric=False, seconds=1.0)
    assert tour is not None
    assert sorted(tour) == list(range(9))
    assert sum(legs[a, b] for a, b in pairwise(tour)) == pytest.approx(router.walk(stops).length)


def test_a_one_way_aisle_is_never_walked_against_its_direction() -> None:
    layout = one_way(2, A=Flow.UP, B=Flow.DOWN)
    walk = GraphRouter(layout).walk(layout.numbers(["A8", "A2", "B5"]))
    assert [stop.place for stop in walk.stops] == ["A2", "A8", "B5"]
    assert [stop.side for stop in walk.stops] == [Side.LEFT, Side.LEFT, Side.RIGHT]
    assert walk.length == 10_000 + 3000 + 10_000 + 3000
    assert walk.line == ((0, 0), (0, 10000), (3000, 10000), (3000, 0), (0, 0))


def test_a_lift_is_taken_once_for_all_that_lies_upstairs() -> None:
    layout = two_floors()
    keys = ["1B2", "2B4", "2C1", "1A1"]
    walk = GraphRouter(layout).walk(layout.numbers(keys))
    assert walk.length == shortest_by_sets(layout, layout.numbers(keys))
    floors = [stop.place[0] for stop in walk.stops]
    assert sum(one != other for one, other in pairwise(floors)) <= 2
    assert walk.length > 2 * 20_000


@pytest.mark.parametrize("layout", [one_way(A=Flow.UP, B=Flow.DOWN), two_floors()], ids=["one way", "two floors"])
def test_a_wave_on_such_floors_is_whole_and_never_worse_than_first_come(layout: GraphLayout) -> None:
    request = wave_request(layout, 40, 3, moves=1500)
    plan = plan_wave(request)
    assert wave_problems(request, plan) == []
    assert plan.walk_mm <= plan.walk_first_come_mm
    again = plan_wave(request)
    assert dataclasses.replace(again, seconds=0.0) == dataclasses.replace(plan, seconds=0.0)


def test_a_handful_of_orders_is_enumerated_on_a_net_too() -> None:
    layout = two_floors()
    orders = random_orders(layout, 6, 5)
    plan = plan_batches(layout, orders, [Capacity(orders=3)], Effort())
    assert plan.method == "exact"
    assert batch_problems(layout, orders, [Capacity(orders=3)], plan) == []
    alone = plan_batches(layout, [BatchOrder(orders[0].picks)], [Capacity()])
    assert alone.walk == GraphRouter(layout).length(orders[0].picks)


def test_an_island_is_told_place_by_place_and_does_not_close_the_warehouse() -> None:
    places = [*aisles(2), *aisles(2, 3, floor="2")]
    site = Site({"": FloorPlan(cross_aisles_mm=CROSS), "2": FloorPlan(cross_aisles_mm=CROSS)})
    with pytest.raises(PlaceOnIsland) as refused:
        build_site(places, site)
    assert refused.value.fields == {"place": "2A1", "floor": "2"}
    layout = build_site(places, site, strict=False)
    assert {type(error) for error in layout.rejected.values()} == {PlaceOnIsland}
    assert set(layout.rejected) == {place.key for place in places if place.floor == "2"}
    request = WaveRequest(layout, (candidate("a", ("A1", 1)), candidate("b", ("2A1", 1))), NOW)
    (left,) = plan_wave(request).left_out
    assert (left.order, left.reason, left.fields) == ("b", Reason.PLACE_UNREACHABLE, {"place": "2A1"})


def test_an_aisle_that_nobody_can_leave_is_an_island() -> None:
    ways = (Way(0, 0, 10000, 0), Way(10000, 0, 20000, 0, is_one_way=True))
    places = [Place("near", x_mm=4000, y_mm=0), Place("trap", x_mm=15000, y_mm=0)]
    with pytest.raises(PlaceOnIsland, match="place=trap"):
        build_site(places, Site({"": FloorPlan(Depot(0, 0), ways=ways)}))


@pytest.mark.parametrize(
    ("places", "site", "error", "fields"),
    [
        (
            aisles(2),
            Site({"": FloorPlan(Depot(0, 0), cross_aisles_mm=CROSS, one_way={"A": Flow.UP, "B": Flow.UP})}),
            PlaceOnIsland,
            {"place": "A1", "floor": ""},
        ),
        (
            aisles(2),
            Site({"": FloorPlan(cross_aisles_mm=CROSS, one_way={"Z": Flow.UP})}),
            UnknownAisle,
            {"floor": "", "aisle": "Z"},
        ),
        (
            aisles(1),
            Site({}, (Connector("lift", "", Depot(0, 0), "9", Depot(0, 0), 1),), end_floor="9"),
            UnknownFloor,
            {"floor": "9"},
        ),
        (
            [*aisles(2), *aisles(2, floor="2")],
            Site({}, end_floor="2"),
            EndUnreachable,
            {"floor": "", "end_floor": "2"},
        ),
        (
            [Place("x", floor="2"), *aisles(1)],
            Site(),
            PlaceWithoutCoordinates,
            {"place": "x"},
        ),
        (
            [Place("a", "A", x_mm=0, y_mm=1), Place("b", "B", x_mm=0, y_mm=2), *aisles(1, floor="2")],
            Site(),
            OverlappingAisles,
            {"aisle": "A", "other": "B", "x_mm": 0, "other_x_mm": 0},
        ),
        (
            [Place("far", x_mm=0, y_mm=9000)],
            Site({"": FloorPlan(ways=(Way(0, 0, 5000, 0),))}),
            UnreachablePlace,
            {"place": "far", "y_mm": 9000.0, "from_mm": 0.0, "to_mm": 3000.0},
        ),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_floors_that_cannot_be_walked_are_refused_with_their_facts(
    places: list[Place], site: Site, error: type[PlanningError], fields: dict[str, object]
) -> None:
    with pytest.raises(error) as refused:
        build_site(places, site)
    assert refused.value.fields == fields


def test_ways_that_nearly_meet_are_joined_and_a_crossing_may_be_turned_at() -> None:
    ways = (Way(0, 0, 10000, 0), Way(10050, 0, 10050, 8000), Way(5000, -3000, 5000, 3000))
    places = [Place("up", x_mm=10050, y_mm=4000), Place("mid", x_mm=5000, y_mm=2000)]
    layout = build_site(places, Site({"": FloorPlan(Depot(0, 0), ways=ways)}))
    assert GraphRouter(layout).walk(layout.numbers(["mid"])).length == 14_000  # type: ignore[arg-type]
    assert GraphRouter(layout).walk(layout.numbers(["up"])).length == pytest.approx(28_100)  # type: ignore[arg-type]
