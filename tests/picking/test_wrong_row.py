"""The same wrong scan three times in a row: a lead's badge lets the walk go on, and is kept."""

from __future__ import annotations

import pytest

from picking.models import PickEvent
from tests.factories.core import PersonFactory
from tests.picking.conftest import Floor, Picker
from tests.picking.walks import begin, place, triple
from wms.core.models import Assignment, Person, ScanEvent
from wms.core.states import Role
from wms.scan.codes import make


def person(floor: Floor, role: str) -> Person:
    made: Person = PersonFactory()
    Assignment.objects.create(person=made, warehouse=floor.warehouse, role=role)
    return made


def badge(who: Person) -> str:
    return make("badge", who.badge or "")


@pytest.fixture
def at_item(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    begin(floor, picker, ((0, 2),))
    picker.scan(place(floor, "A01-01-01"))


@pytest.mark.usefixtures("at_item")
def test_the_third_of_a_kind_asks_for_a_lead(floor: Floor, picker: Picker) -> None:
    for step in ("item", "item", "lead"):
        assert triple(picker.scan(floor.skus[1].code)) == ("refused", "pick.wrong_item", step)
    assert picker.scan(floor.skus[0].code)["step"] == "lead"
    picker_badge = badge(person(floor, Role.PICKER))
    assert triple(picker.scan(picker_badge)) == ("refused", "pick.not_a_lead", "lead")
    lead = person(floor, Role.MANAGER)
    assert triple(picker.scan(badge(lead))) == ("ok", "pick.lead_seen", "item")
    event = PickEvent.objects.get(kind="lead")
    assert (event.facts["lead"], event.facts["code"], event.facts["scans"]) == (lead.pk, "pick.wrong_item", 3)
    assert ScanEvent.objects.filter(code="pick.lead_seen").count() == 1
    assert triple(picker.scan(floor.skus[0].code)) == ("ok", "pick.unit_counted", "item")


@pytest.mark.usefixtures("at_item")
def test_a_right_scan_begins_the_row_anew(floor: Floor, picker: Picker) -> None:
    picker.scan(floor.skus[1].code)
    picker.scan(floor.skus[1].code)
    picker.scan(floor.skus[0].code)
    assert triple(picker.scan(floor.skus[1].code)) == ("refused", "pick.wrong_item", "item")


def test_another_kind_of_wrong_begins_a_row_of_its_own(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    begin(floor, picker, ((0, 1),))
    for _ in range(2):
        picker.scan(place(floor, "A01-02-01"))
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[1].code)
    assert triple(picker.scan(floor.skus[1].code)) == ("refused", "pick.wrong_item", "item")
