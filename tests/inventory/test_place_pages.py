"""Places and zones at the desk: the list, the forms, blocking, giving up, labels."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from inventory.master_errors import LocationCodeTaken, LocationCodeUnfit, LocationGivenUp, LocationInUse, ZoneCodeTaken
from inventory.models import Location, Zone
from inventory.operations import (
    block_location,
    create_location,
    edit_location,
    give_up_location,
    open_count,
    put_away,
    reopen_location,
    save_zone,
)
from tests.core.paper.thermal import scan_all
from tests.factories.inventory import LocationFactory, ZoneFactory
from tests.floor import CAUSE, stock
from tests.inventory.desk import at_desk
from tests.inventory.floor import House, do, house
from wms.core.models import AuditEntry
from wms.core.states import Role


def codes(small: House, query: str) -> list[str]:
    page = at_desk(small.warehouse).get(f"/places/?{query}").context["page"]
    return [row.code for row in page]


def test_the_list_narrows_to_blocked_empty_full_zone_aisle_and_given_up(small: House) -> None:
    zone = ZoneFactory(warehouse=small.warehouse, code="Q")
    full = LocationFactory(warehouse=small.warehouse, zone=zone, aisle="B07", capacity_units=3)
    stock(full, small.sku, 3)
    gone = LocationFactory(warehouse=small.warehouse)
    do(lambda: give_up_location(cause=CAUSE, location=gone, reason="rack removed"))
    do(lambda: block_location(cause=CAUSE, location=small.shelf, is_blocked=True, reason="wet"))
    everything = {small.dock.code, small.shelf.code, small.other_shelf.code, full.code}
    assert set(codes(small, "")) == everything
    assert codes(small, "full=true") == codes(small, f"zone={zone.pk}") == codes(small, "aisle=b07") == [full.code]
    assert set(codes(small, "empty=true")) == everything - {full.code}
    assert codes(small, "blocked=true") == [small.shelf.code]
    assert codes(small, "closed=true") == [gone.code]
    assert codes(small, f"text={full.code.lower()}") == codes(small, f"text={full.barcode}") == [full.code]
    assert codes(small, "kind=receiving_dock") == [small.dock.code]


def test_the_list_asks_as_often_for_many_places_as_for_few(small: House) -> None:
    desk, counts = at_desk(small.warehouse), []
    for _ in range(2):
        for _ in range(4):
            stock(LocationFactory(warehouse=small.warehouse, zone=ZoneFactory(warehouse=small.warehouse)), small.sku, 2)
        desk.get("/places/")
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/places/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_new_place_gets_its_barcode_and_its_page(small: House) -> None:
    form = {"code": " b01-02-03 ", "kind": "storage", "walk_order": "7", "x_mm": "0", "y_mm": "0", "bay": "2"}
    answer = at_desk(small.warehouse).post("/places/new/", form)
    place = Location.objects.get(warehouse=small.warehouse, code="B01-02-03")
    assert answer.headers["Location"] == f"/stock/places/{place.pk}/"
    assert (place.barcode or "").startswith("LB010203")
    assert AuditEntry.objects.filter(action="location.created", subject="location:B01-02-03").count() == 1
    again = at_desk(small.warehouse).post("/places/new/", form)
    assert again.status_code == 409
    assert "B01-02-03 已有" in again.content.decode()


@pytest.mark.parametrize("code", ["-", "A" * 17, "库位"])
def test_a_code_that_no_barcode_can_hold_is_refused(small: House, code: str) -> None:
    before = Location.objects.count()
    with pytest.raises(LocationCodeUnfit):
        do(lambda: create_location(cause=CAUSE, warehouse=small.warehouse, code=code))
    with pytest.raises(LocationCodeTaken):
        do(lambda: create_location(cause=CAUSE, warehouse=small.warehouse, code=small.shelf.code))
    assert Location.objects.count() == before


def test_a_field_that_cannot_be_read_is_named_and_what_was_typed_stays(small: House) -> None:
    form = {"code": "C01", "kind": "storage", "walk_order": "x", "x_mm": "0", "y_mm": "0", "check_digits": "1"}
    answer = at_desk(small.warehouse).post("/places/new/", form)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"walk_order", "check_digits"}
    assert 'value="C01"' in answer.content.decode()


def test_a_change_raises_the_master_data_version_and_is_kept(small: House) -> None:
    place = small.shelf
    assert do(lambda: edit_location(cause=CAUSE, location=place, capacity_units=40, walk_order=place.walk_order))
    place.refresh_from_db()
    assert (place.capacity_units, place.master_version) == (40, 2)
    entry = AuditEntry.objects.get(action="location.changed")
    assert (entry.before, entry.after) == ({"capacity_units": None}, {"capacity_units": 40})
    assert not do(lambda: edit_location(cause=CAUSE, location=place, capacity_units=40))
    place.refresh_from_db()
    assert place.master_version == 2


def test_the_form_changes_a_place_but_never_its_code(small: House) -> None:
    place = small.shelf
    zone = ZoneFactory(warehouse=small.warehouse)
    form = {"code": "X", "zone": str(zone.pk), "walk_order": "9", "x_mm": "1", "y_mm": "2", "capacity_units": ""}
    assert at_desk(small.warehouse).post(f"/places/{place.pk}/", form).status_code == 302
    fresh = Location.objects.get(pk=place.pk)
    assert (fresh.code, fresh.zone_id, fresh.walk_order, fresh.capacity_units) == (place.code, zone.pk, 9, None)
    foreign = ZoneFactory()
    assert at_desk(small.warehouse).post(f"/places/{place.pk}/", form | {"zone": str(foreign.pk)}).status_code == 400


def test_a_place_with_goods_is_not_given_up_and_one_is_told_what_lies_there(small: House) -> None:
    small.stock(7)
    with pytest.raises(LocationInUse) as refused:
        do(lambda: give_up_location(cause=CAUSE, location=small.shelf, reason="rack removed"))
    assert refused.value.facts["what"][1] == f"{small.sku.code} × 7"
    small.shelf.refresh_from_db()
    assert (small.shelf.is_active, small.shelf.is_blocked) == (True, False)
    do(lambda: open_count(cause=CAUSE, location=small.other_shelf, why="cycle"))
    answer = at_desk(small.warehouse).post(f"/places/{small.other_shelf.pk}/give-up/", {"reason": "x"}, follow=True)
    assert "有盘点没做完" in answer.content.decode()
    assert Location.objects.filter(pk=small.other_shelf.pk, is_active=True).exists()


def test_a_given_up_place_takes_no_goods_until_it_is_opened_again(small: House) -> None:
    small.stock(1, at=small.dock)
    do(lambda: give_up_location(cause=CAUSE, location=small.shelf, reason="rack removed"))
    with pytest.raises(LocationGivenUp):
        do(lambda: block_location(cause=CAUSE, location=small.shelf, is_blocked=False, reason="dry"))
    shelf = Location.objects.get(pk=small.shelf.pk)

    def shelve() -> object:
        return do(lambda: put_away(cause=CAUSE, sku=small.sku, lot=None, quantity=1, source=small.dock, target=shelf))

    with pytest.raises(Exception, match=r"location\.blocked"):
        shelve()
    do(lambda: reopen_location(cause=CAUSE, location=shelf, reason="rack is back"))
    assert shelve()
    with pytest.raises(IntegrityError):
        Location.objects.filter(pk=shelf.pk).update(is_active=False, is_blocked=False)


def test_blocking_many_asks_for_the_reason_first_then_blocks_all(small: House) -> None:
    desk, places = at_desk(small.warehouse), [small.shelf, small.other_shelf]
    chosen = {"pk": [place.pk for place in places]}
    asked = desk.post("/places/block/", chosen)
    assert asked.status_code == 200
    assert not Location.objects.filter(is_blocked=True).exists()
    assert desk.post("/places/block/", chosen | {"reason": "湿" * 121}).status_code == 400
    every = desk.post("/places/block/?q=none", {"every": "1"}).content.decode()
    assert ('name="every" value="1"' in every, 'name="pk"' in every) == (True, False)
    assert not Location.objects.filter(is_blocked=True).exists()
    desk.post("/places/block/", chosen | {"reason": "地面湿"})
    assert list(Location.objects.filter(is_blocked=True).values_list("blocked_reason", flat=True)) == ["地面湿"] * 2
    nothing = desk.post("/places/block/", {}, follow=True)
    assert "没有勾选" in nothing.content.decode()


def test_labels_of_the_chosen_places_and_of_no_other_warehouse(small: House) -> None:
    foreign = house().shelf
    chosen = {"pk": [small.shelf.pk, foreign.pk]}
    answer = at_desk(small.warehouse, Role.OPERATOR).post("/places/labels/", chosen)
    assert scan_all(answer.content, 203) == [[small.shelf.barcode]]


def test_zones_are_made_renamed_and_unique(small: House) -> None:
    desk = at_desk(small.warehouse)
    form = {"code": "p1", "kind": "pick_face", "name_zh": "拣货一区", "name_en": "Pick one"}
    assert desk.post("/zones/new/", form).headers["Location"] == "/zones/"
    zone = Zone.objects.get(code="P1")
    desk.post(f"/zones/{zone.pk}/", form | {"name_zh": "拣货区"})
    zone.refresh_from_db()
    assert zone.name_zh == "拣货区"
    with pytest.raises(ZoneCodeTaken):
        do(lambda: save_zone(cause=CAUSE, warehouse=small.warehouse, zone=None, **form))
    assert "拣货区" in desk.get("/zones/").content.decode()


@pytest.mark.parametrize("address", ["/places/new/", "/zones/new/", "/places/block/"])
def test_an_operator_reads_and_does_not_write(small: House, address: str) -> None:
    desk = at_desk(small.warehouse, Role.OPERATOR)
    assert desk.get("/places/").status_code == desk.get("/zones/").status_code == 200
    assert desk.post(address).status_code == 403
    assert at_desk(small.warehouse, Role.PICKER).get("/places/").status_code == 403


def test_a_foreign_place_is_not_there(small: House) -> None:
    desk, foreign = at_desk(small.warehouse), house().shelf
    assert desk.get(f"/places/{foreign.pk}/").status_code == 404
    assert desk.post(f"/places/{foreign.pk}/block/", {"reason": "x"}).status_code == 404
