"""Scans that lock much: they lock it in the one order (PROTOCOLS 1), whatever place is older than which."""

from __future__ import annotations

import pytest

from inventory.models import Location
from tests.lock_watch import lock_watch
from tests.picking.conftest import Floor, Picker
from tests.picking.test_bulk import begin as begin_bulk
from tests.picking.test_bulk import bulk  # noqa: F401  a fixture
from tests.picking.walks import begin, decide, place

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def at_the_younger_place(floor: Floor, picker: Picker) -> Floor:
    """The picker stands where two units should lie; a third lies at a place that has been stocked before."""
    floor.put("A02-01-01", 0, 1)
    older = Location.objects.filter(pk=floor.places["A02-01-01"].pk)
    older.update(is_blocked=True)
    floor.put("A01-01-01", 0, 2)
    begin(floor, picker, ((0, 2),))
    older.update(is_blocked=False)
    picker.scan(place(floor, "A01-01-01"))
    return floor


def test_a_short_is_settled_with_an_older_place_locked_first(at_the_younger_place: Floor, picker: Picker) -> None:
    picker.command("SHORT")
    with lock_watch() as watch:
        assert decide(picker, "NOSTOCK")["verdict"] == "ok"
    assert watch.too_late == []


def test_a_part_goes_into_the_tote_and_the_rest_is_damaged(at_the_younger_place: Floor, picker: Picker) -> None:
    picker.scan(at_the_younger_place.skus[0].code)
    picker.command("SHORT")
    decide(picker, "DAMAGED")
    with lock_watch() as watch:
        answer = picker.scan(at_the_younger_place.totes[0].barcode)
    assert (answer["verdict"], watch.too_late) == ("ok", [])


def test_several_takes_are_undone_at_once(bulk: Floor, picker: Picker) -> None:  # noqa: F811
    begin_bulk(bulk, picker)
    picker.scan(place(bulk, "A01-01-01"))
    for _ in range(3):
        picker.scan(bulk.skus[0].code)
    picker.scan(bulk.totes[0].barcode)
    with lock_watch() as watch:
        assert picker.command("UNDO")["code"] == "scan.undone"
    assert watch.too_late == []
