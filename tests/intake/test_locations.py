"""The table of places: zones, barcodes, and what may be taken back."""

from __future__ import annotations

import pytest

from inventory.models import Location, Zone
from tests.factories.inventory import LocationFactory, StockedWarehouseFactory, ZoneFactory
from tests.intake.conftest import Desk, counts, problems
from wms.core.models import Warehouse
from wms.scan.codes import make

pytestmark = pytest.mark.django_db

HEAD = ["库位编码", "库区", "库区类型", "巷道", "列", "层", "侧", "X（毫米）", "Y（毫米）", "校验码"]


def physical(house: Warehouse) -> list[str]:
    return list(Location.objects.filter(warehouse=house, kind="storage").values_list("code", flat=True))


def test_places_are_made_with_zone_coordinates_and_barcode(at_desk: Desk, house: Warehouse) -> None:
    at_desk.apply("locations", [HEAD, ["A01-01-11", "P1", "拣货区", "A01", 1, 1, "左", 2900, 3600, ""]])
    place = Location.objects.get(warehouse=house, code="A01-01-11")
    assert (place.zone.code, place.zone.kind, place.side, place.x_mm, place.y_mm) == (
        "P1",
        "pick_face",
        "L",
        2900,
        3600,
    )
    assert place.barcode == make("location", "A010111")
    assert len(place.check_digits) == 2


def test_what_cannot_be_a_place(at_desk: Desk, house: Warehouse) -> None:
    ZoneFactory(warehouse=house, code="Z1")
    LocationFactory(warehouse=house, code="A-11")
    rows = [
        HEAD,
        ["A-1", "Z9", "", "", "", "", "", "", "", ""],
        ["B-1", "Z1", "", "", "", "", "上", "", "", "7"],
        ["SUPPLIER", "", "", "", "", "", "", "", "", ""],
        ["A1-1", "", "", "", "", "", "", "", "", ""],
        ["C-11", "", "", "", "", "", "", "", "", ""],
        ["C1-1", "", "", "", "", "", "", "", "", ""],
        ["A1234567890-1234567", "", "", "", "", "", "", "", "", ""],
    ]
    row = at_desk.bring("locations", rows)
    assert problems(row) == [
        (2, "zone", "intake.zone_unknown"),
        (3, "side", "intake.not_choice"),
        (3, "check_digits", "intake.bad_characters"),
        (4, "code", "intake.not_a_shelf"),
        (7, "code", "intake.barcode_twice"),
        (8, "code", "intake.code_without_barcode"),
    ]
    assert counts(row) == (2, 0, 0, 5)
    assert physical(house) == ["A-11"]


def test_a_place_that_another_warehouse_has_gets_its_warehouse_before_it(at_desk: Desk, house: Warehouse) -> None:
    LocationFactory(warehouse=StockedWarehouseFactory(code="BJ"), code="A-11")
    at_desk.apply("locations", [HEAD[:2], ["A-11", ""]])
    assert Location.objects.get(warehouse=house, code="A-11").barcode == make("location", "SZA11")


def test_undo_takes_places_and_their_new_zone_away(at_desk: Desk, house: Warehouse) -> None:
    LocationFactory(warehouse=house, code="B-11", walk_order=3)
    head = [*HEAD[:3], "走位顺序"]
    row = at_desk.apply("locations", [head, ["A-11", "P1", "拣货区", 1], ["B-11", "P1", "拣货区", 9]])
    assert Location.objects.get(warehouse=house, code="B-11").zone.code == "P1"
    row = at_desk.undo(row)
    kept = Location.objects.get(warehouse=house, kind="storage")
    assert (row.state, kept.code, kept.zone, kept.walk_order) == ("undone", "B-11", None, 3)
    assert not Zone.objects.filter(warehouse=house).exists()
