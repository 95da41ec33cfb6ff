"""The benchmark doors: keys that stay put, files read as their format says, bad files named."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from picking.planning.batching import Batches, BatchOrder, Capacity
from picking.planning.bench.generator import made_wave
from picking.planning.bench.instances import read_instance
from picking.planning.bench.policies import s_shape_length
from picking.planning.check import batch_problems, shortest_by_sets
from picking.planning.errors import BadInstance
from tests.picking.planning.floors import floor

INSTANCE = """NAME : made.txt
TYPE : Order_batching
PICKER_CAPACITY : 5
LAYOUT : single-block
NUM_AISLES : 3
NUM_CELLS : 10
DEPOT_AISLE : 1
DEPOT_LOCATION : bottom
DISTANCE_AISLE_TO_AISLE : 4
DISTANCE_CELL_TO_CELL : 1
DISTANCE_TOP_TO_CELL : 2
DISTANCE_BOTTOM_TO_CELL : 2
DISTANCE_TOP_OR_BOTTOM_TO_DEPOT : 0
ARTICLE_SECTION
NUM_ARTICLES : 3
ID 0 WEIGHT 1
ID 1 WEIGHT 2
ID 2 WEIGHT 1
SKU_SECTION
NUM_SKUS : 3
ID 0 AISLE 0 CELL 9 QUANTITY 1 LEFT_RIGHT_HAND_SIDE left
ID 1 AISLE 1 CELL 4 QUANTITY 1 LEFT_RIGHT_HAND_SIDE right
ID 2 AISLE 2 CELL 0 QUANTITY 1 LEFT_RIGHT_HAND_SIDE left
ORDER_SECTION
NUM_ORDERS : 2
NUM_ARTICLES_IN_ORDER : 2
ID 0 QUANTITY 1
ID 1 QUANTITY 2
NUM_ARTICLES_IN_ORDER : 1
ID 2 QUANTITY 3
EOF
"""


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "made.txt"
    path.write_text(INSTANCE, encoding="utf-8")
    return path


def lines_of(name: str, *arguments: object, **options: object) -> list[dict[str, object]]:
    """What a command writes, one record a line."""
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out, json=True, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_cell_zero_lies_at_the_top_and_weights_count_quantities(instance: Path) -> None:
    read = read_instance(instance)
    assert [(spot.key, spot.column, spot.offset) for spot in read.layout.spots] == [
        ("0", 0, 2.0),
        ("1", 1, 7.0),
        ("2", 2, 11.0),
    ]
    assert read.layout.cross_aisles == (0.0, 13.0)
    assert [(order.picks, order.weight) for order in read.orders] == [((0, 1), 5), ((2,), 3)]
    assert read.capacity == 5


def test_two_blocks_each_have_their_own_aisle_ends(instance: Path) -> None:
    read = read_instance(instance, blocks=2, entry_gap=1.0)
    assert read.layout.cross_aisles == (0.0, 6.0, 12.0)
    assert [(spot.block, spot.offset) for spot in read.layout.spots] == [(0, 1.0), (1, 1.0), (1, 5.0)]


def test_routes_have_the_promised_keys(instance: Path) -> None:
    (record,) = lines_of("bench_routes", instance.parent)
    layout = read_instance(instance).layout
    assert list(record) == ["instance", "walk", "microseconds"]
    assert (record["instance"], record["walk"]) == ("made.txt", shortest_by_sets(layout, [0, 1, 2]))


def test_batches_have_the_promised_keys_and_a_feasible_plan(instance: Path) -> None:
    (record,) = lines_of("bench_batches", instance, seconds=0.2, seed=3, plan=True)
    assert list(record) == ["instance", "walk", "batches", "seconds", "plan"]
    read = read_instance(instance)
    orders = [BatchOrder(order.picks, weight_grams=order.weight) for order in read.orders]
    plan = Batches(((0,), (1,)), 0.0, "")
    assert record["plan"] == [list(batch) for batch in plan.batches]
    assert batch_problems(read.layout, orders, [Capacity(weight_grams=5)], plan) == []
    assert record["walk"] == sum(shortest_by_sets(read.layout, order.picks) for order in read.orders)
    assert record["batches"] == 2
    assert "plan" not in lines_of("bench_batches", instance, seconds=0.2)[0]


def test_a_wave_has_the_promised_keys_and_is_shorter_than_first_come() -> None:
    (record,) = lines_of("bench_wave", orders=150, seed=2, seconds=0.5, cross_aisles=3)
    assert list(record) == [
        "orders", "lines", "seed", "cross_aisles", "walk", "walk_fcfs_exact", "walk_fcfs_sshape", "seconds", "peak_mb",
    ]  # fmt: skip
    assert (record["orders"], record["seed"], record["cross_aisles"]) == (150, 2, 3)
    assert float(str(record["walk"])) < float(str(record["walk_fcfs_exact"])) < float(str(record["walk_fcfs_sshape"]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("NUM_CELLS : 10", ""),
        ("CELL 9", "CELL 10"),
        ("LAYOUT : single-block", "LAYOUT : ring"),
        ("ID 2 QUANTITY 3", "ID 7 QUANTITY 3"),
    ],
)
def test_a_bad_file_is_named(instance: Path, old: str, new: str) -> None:
    text = INSTANCE.replace(old, new)
    instance.write_text(text, encoding="utf-8")
    with pytest.raises(BadInstance) as refused:
        read_instance(instance)
    assert refused.value.fields["file"] == "made.txt"
    with pytest.raises(CommandError, match=r"made\.txt"):
        call_command("bench_batches", str(instance), "--seconds", "0.1")


def test_the_same_seed_makes_the_same_wave() -> None:
    one, two, other = made_wave(200, 4, 3), made_wave(200, 4, 3), made_wave(200, 5, 3)
    assert one == two
    assert one.orders != other.orders
    many = made_wave(4000, 1, 3).orders
    assert sum(len(order.picks) for order in many) / len(many) == pytest.approx(2.5, abs=0.1)
    assert sum(len(order.picks) == 1 for order in many) / len(many) == pytest.approx(0.45, abs=0.03)


def test_s_shape_walks_whole_aisles_and_turns_back_in_the_last_odd_one() -> None:
    layout = floor([0, 5, 10], [0, 10, 20], [(0, 0, 3.0), (1, 1, 4.0), (2, 0, 6.0)])
    assert s_shape_length(layout, [0, 1]) == 2 * 5 + 2 * 20
    assert s_shape_length(layout, [0, 1, 2]) == 2 * 10 + 2 * 20 + 2 * 6
    assert s_shape_length(layout, []) == 0
