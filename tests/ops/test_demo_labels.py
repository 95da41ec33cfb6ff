"""The demo's labels: what a walk and a bench ask for next, and any place by its name."""

from __future__ import annotations

import pytest

from tests.picking.conftest import make_floor, make_picker
from tests.picking.walks import begin
from wms.ops.demo.labels import sheets


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Rows are all that these tests need."""


def test_a_walk_tells_its_cart_then_place_goods_and_tote_of_what_comes_next() -> None:
    floor = make_floor()
    floor.put("A01-01-01", 0, 9)
    picker = make_picker(floor)
    begin(floor, picker, ((0, 2),))
    walk, *_others = sheets(floor.warehouse)
    place, goods = floor.places["A01-01-01"], floor.skus[0]
    assert picker.person.name in walk.title
    assert [(label.name, label.code) for label in walk.labels] == [
        (floor.carts[0].code, floor.carts[0].barcode),
        (place.code, place.barcode),
        (goods.code, goods.code),
        (floor.totes[0].code, floor.totes[0].barcode),
    ]


def test_what_is_scanned_of_a_sheet_counts() -> None:
    """Each code is what the screen takes next: nothing on the page has to be guessed."""
    floor = make_floor()
    floor.put("A01-01-01", 0, 9)
    picker = make_picker(floor)
    begin(floor, picker, ((0, 1),))
    _cart, place, goods, tote = sheets(floor.warehouse)[0].labels
    assert [picker.scan(label.code)["verdict"] for label in (place, goods, tote)] == ["ok", "ok", "ok"]
    bench = next(sheet for sheet in sheets(floor.warehouse) if sheet.title.startswith("打包台"))
    assert [label.code for label in bench.labels] == [tote.code, goods.code]


def test_a_place_is_found_by_the_name_that_a_screen_proposes_and_only_in_its_own_house() -> None:
    floor, other = make_floor(), make_floor("GZ")
    place = floor.places["A01-02-01"]
    found = sheets(floor.warehouse, "a01-02")
    assert [label.code for sheet in found for label in sheet.labels] == [place.barcode]
    assert [sheet.labels for sheet in sheets(other.warehouse, floor.totes[0].code)] == [()]
