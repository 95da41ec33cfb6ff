"""The rack generator: codes, coordinates that the planner walks, what is in the way, making and undoing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from inventory.master_errors import RackCodesRepeat, RackCodesTaken, RackOverlaps, RackPatternWrong, RackTooLarge
from inventory.models import Location
from inventory.racks import RackPlan
from inventory.selectors.racks import check_room, next_walk_order
from picking.planning.layout import Place, build_layout
from tests.factories.inventory import LocationFactory
from wms.core.models import Warehouse
from wms.core.outbox import drain_exchanges
from wms.intake.models import Import
from wms.intake.operations.bring import LANE


def plan(**wishes: Any) -> RackPlan:
    given = {"pattern": "A{aisle:2}-{bay:2}-{level}{side}", "aisles": 2, "bays": 3, "levels": 1, **wishes}
    return RackPlan(**given)


def test_codes_follow_the_pattern_and_the_walk_is_a_serpentine() -> None:
    places = plan().places
    assert [place.code for place in places] == [
        *("A01-01-11", "A01-01-12", "A01-02-11", "A01-02-12", "A01-03-11", "A01-03-12"),
        *("A02-03-11", "A02-03-12", "A02-02-11", "A02-02-12", "A02-01-11", "A02-01-12"),
    ]
    assert [place.walk_order for place in places] == list(range(1, 13))
    assert {place.aisle for place in places} == {"A01", "A02"}


def test_one_way_begins_each_aisle_at_its_first_bay() -> None:
    assert [place.bay for place in plan(walk="one_way", sides="left").places] == [1, 2, 3, 1, 2, 3]


def test_coordinates_leave_room_for_cross_aisles() -> None:
    places = plan(aisles=1, bays=4, sides="right", cross_after=(2,), x_mm=100, y_mm=50).places
    assert [(place.x_mm, place.y_mm) for place in places] == [(800, 50), (800, 1250), (800, 4850), (800, 6050)]


def test_the_planner_walks_what_the_generator_makes() -> None:
    made = plan(aisles=3, bays=10, levels=2, cross_after=(5,)).places
    layout = build_layout([Place(p.code, p.aisle, p.bay, x_mm=p.x_mm, y_mm=p.y_mm) for p in made])
    assert layout.columns == (0.0, 3600.0, 7200.0)
    assert (len(layout.spots), layout.rejected) == (120, {})


def test_neighbours_never_share_check_digits() -> None:
    places = plan(bays=30, levels=3).places
    assert all(a.check_digits != b.check_digits for a, b in pairwise(places))
    assert {len(place.check_digits) for place in plan(check_digits=3).places} == {3}
    assert {place.check_digits for place in plan(check_digits=0).places} == {""}


@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        ({"aisles": 200, "bays": 500}, RackTooLarge),
        ({"pattern": "A{aisle}-{shelf}"}, RackPatternWrong),
        ({"pattern": "A{aisle"}, RackPatternWrong),
        ({"pattern": "A{aisle}-LONG-LONG-LONG-LONG-{bay}{side}"}, RackPatternWrong),
        ({"pattern": "A{aisle}-{bay}"}, RackCodesRepeat),
    ],
)
def test_wishes_that_make_no_layout(wishes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        _ = plan(**wishes).places


@pytest.mark.django_db
class TestRoom:
    def test_codes_that_exist_are_named(self, house: Warehouse) -> None:
        LocationFactory(warehouse=house, code="A01-02-11", aisle="X", x_mm=90_000)
        with pytest.raises(RackCodesTaken) as refused:
            check_room(house, plan().places)
        assert refused.value.facts == {"count": 1, "codes": "A01-02-11"}

    def test_aisles_that_share_floor_are_named(self, house: Warehouse) -> None:
        LocationFactory(warehouse=house, code="OLD-1", aisle="OLD", x_mm=500)
        LocationFactory(warehouse=house, code="OLD-2", aisle="OLD", x_mm=900)
        with pytest.raises(RackOverlaps) as refused:
            check_room(house, plan().places)
        assert refused.value.facts == {"aisle": "A01", "other": "OLD", "codes": "OLD-1, OLD-2"}

    def test_an_aisle_may_go_on_but_not_over_itself(self, house: Warehouse) -> None:
        old = plan(pattern="A{aisle:2}-{level}{side}-{bay}", aisles=1).places[0]
        facts = {"aisle": old.aisle, "x_mm": old.x_mm, "y_mm": old.y_mm}
        LocationFactory(warehouse=house, code="A01-OLD", walk_order=40, **facts)
        with pytest.raises(RackOverlaps):
            check_room(house, plan().places)
        check_room(house, plan(y_mm=90_000).places)
        assert next_walk_order(house) == 41


@pytest.mark.django_db
class TestPages:
    WISHES = {
        "zone": "P1", "zone_kind": "pick_face", "pattern": "B{aisle:2}-{bay:2}-{level}{side}", "aisles": 2, "bays": 3,
        "levels": 2, "sides": "both", "first_aisle": 1, "first_bay": 1, "first_level": 1, "walk": "serpentine",
        "cross_after": "", "x_mm": 0, "y_mm": 0, "aisle_pitch_mm": 3600, "bay_mm": 1200, "half_width_mm": 700,
        "cross_width_mm": 2400, "capacity_units": 40, "check_digits": 2,
    }  # fmt: skip

    def test_the_picture_says_count_first_and_last_while_one_types(self, desk: Client) -> None:
        page = desk.get("/places/racks/picture/", self.WISHES).content.decode()
        assert "<svg" in page
        assert page.count("<title>") == 12
        assert "B01-01-11" in page
        assert ">24<" in page
        wrong = desk.get("/places/racks/picture/", {**self.WISHES, "aisle_pitch_mm": 1000}).content.decode()
        assert "巷道会重叠" in wrong

    def test_places_are_made_at_once_labelled_and_undone(self, desk: Client, house: Warehouse) -> None:
        answer = desk.post("/places/racks/", self.WISHES)
        row = Import.objects.get()
        assert answer.headers["Location"] == f"/intake/{row.pk}/?w=SZ"
        drain_exchanges(LANE, 60)
        row.refresh_from_db()
        made = Location.objects.filter(warehouse=house, zone__code="P1")
        assert (row.state, made.count(), made.order_by("walk_order")[0].capacity_units) == ("applied", 24, 40)
        assert f"/places/made/{row.pk}/0/labels.pdf" in desk.get(f"/intake/{row.pk}/").content.decode()
        assert desk.get(f"/places/made/{row.pk}/0/labels.pdf").content.startswith(b"%PDF")
        desk.post(f"/intake/{row.pk}/undo/")
        drain_exchanges(LANE, 60)
        assert made.count() == 0

    def test_what_is_in_the_way_is_named_and_nothing_is_made(self, desk: Client, house: Warehouse) -> None:
        LocationFactory(warehouse=house, code="B01-01-11", aisle="B01")
        page = desk.post("/places/racks/", self.WISHES).content.decode()
        assert "1 个编码已存在" in page
        assert Import.objects.count() == 0
