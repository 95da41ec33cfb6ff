"""Exact walks: equal to brute force and to published optima, never longer than a travelling salesman's tour."""

from pathlib import Path

import fast_tsp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picking.planning.bench.generator import made_layout
from picking.planning.bench.instances import read_instance
from picking.planning.check import shortest_by_sets, walk_problems
from picking.planning.layout import End, Layout, Side, Spot
from picking.planning.routing import Router
from picking.planning.shortest import distances, floor_graph, length_by_stops, point_of
from tests.picking.planning.floors import floor, floors
from tests.picking.planning.published import PUBLISHED, Published

calm = settings(max_examples=60)


@calm
@given(floors())
def test_the_walk_is_as_short_as_trying_all_orders_of_stops(layout: Layout) -> None:
    picks = range(len(layout.spots))
    assert Router(layout).length(picks) == pytest.approx(shortest_by_sets(layout, picks))


@calm
@given(floors(open_walk=True))
def test_a_walk_that_ends_elsewhere_is_as_short_as_trying_all_orders_of_stops(layout: Layout) -> None:
    picks = range(len(layout.spots))
    assert Router(layout).length(picks) == pytest.approx(shortest_by_sets(layout, picks))


@settings(max_examples=8)
@given(floors(spots_max=6, cross_aisles_max=6))
def test_the_program_holds_for_up_to_six_cross_aisles(layout: Layout) -> None:
    picks = range(len(layout.spots))
    assert Router(layout).length(picks) == pytest.approx(shortest_by_sets(layout, picks))


@calm
@given(st.one_of(floors(spots_max=12), floors(spots_max=12, open_walk=True)))
def test_the_drawn_walk_can_be_walked_and_is_as_long_as_it_says(layout: Layout) -> None:
    picks = list(range(len(layout.spots)))
    walk = Router(layout).walk(picks)
    assert walk_problems(layout, picks, walk) == []
    assert walk.length == pytest.approx(Router(layout).length(picks))


@pytest.mark.parametrize("cross_aisles", [2, 3, 4])
@pytest.mark.parametrize("seed", range(6))
def test_the_walk_is_never_longer_than_a_tour_found_by_a_solver(cross_aisles: int, seed: int) -> None:
    layout = made_layout(cross_aisles)
    picks = sorted({(seed * 7919 + step * step * 271) % len(layout.spots) for step in range(1, 31)})
    graph = floor_graph(layout, picks)
    nodes = list(dict.fromkeys([(0.0, 0.0), *(point_of(layout, spot) for spot in picks)]))
    table = [[round(distances(graph, one)[other] * 6) for other in nodes] for one in nodes]
    tour = fast_tsp.find_tour(table, duration_seconds=0.05)
    solver = fast_tsp.compute_cost(tour, table) / 6
    walk = Router(layout).walk(picks)
    assert walk.length <= solver + 1e-6
    assert walk_problems(layout, picks, walk) == []


@pytest.mark.parametrize("blocks", [1, 2])
@pytest.mark.parametrize("published", PUBLISHED, ids=lambda published: published.name)
def test_published_optima_are_met(published: Published, blocks: int, tmp_path: Path) -> None:
    file = tmp_path / f"{published.name}.txt"
    file.write_text(published.text(), encoding="utf-8")
    instance = read_instance(file, blocks=blocks)
    optimum = published.optimum_one_block if blocks == 1 else published.optimum_two_blocks
    assert Router(instance.layout).length(instance.picks) == optimum


def test_no_picks_need_no_walk() -> None:
    layout = floor([0, 5], [0, 10], [(0, 0, 3.0)], End(0, 0, 4.0))
    assert Router(layout).length([]) == 0
    assert Router(layout).walk([]).stops == ()


def test_both_ways_from_the_depot_to_its_crossing_are_counted() -> None:
    layout = floor([0, 5], [0, 10], [(0, 0, 3.0)], End(0, 0, 4.0))
    assert Router(layout).length([0]) == 2 * 3 + 2 * 4


def test_a_column_without_an_aisle_cannot_be_walked_into() -> None:
    spots = [(0, 0, 5.0), (2, 0, 5.0)]
    through = floor([0, 5, 10], [0, 10], spots, End(1, 0), End(1, 1))
    around = floor([0, 5, 10], [0, 10], spots, End(1, 0), End(1, 1), is_aisle=[True, False, True])
    for layout in (through, around):
        assert Router(layout).length([0, 1]) == shortest_by_sets(layout, [0, 1])
    assert Router(around).length([1]) == 5 + 10 + 5
    assert Router(through).length([0, 1]) == Router(around).length([0, 1]) == 5 + 10 + 10 + 10 + 5


def test_left_and_right_change_places_on_the_way_down() -> None:
    spots = (Spot("up", 0, 0, 4.0, Side.LEFT), Spot("down", 1, 0, 4.0, Side.LEFT))
    depot = End(0, 0)
    layout = Layout((0.0, 2.0), (True, True), (0.0, 5.0), spots, depot, depot)
    walk = Router(layout).walk([0, 1])
    assert walk.length == 14
    assert {(stop.place, stop.side) for stop in walk.stops} in (
        {("up", Side.LEFT), ("down", Side.RIGHT)},
        {("up", Side.RIGHT), ("down", Side.LEFT)},
    )


def test_many_walks_at_once_are_as_long_as_one_by_one() -> None:
    layout = made_layout(3)
    walks = [[1, 500, 9000], [], [42]]
    router = Router(layout)
    assert router.lengths(walks) == [router.length(walk) for walk in walks]
    assert router.lengths(walks)[0] == length_by_stops(layout, [stop.spot for stop in router.walk(walks[0]).stops])
