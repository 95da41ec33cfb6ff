"""Labels from the desk: what they say is what the floor's resolvers understand; only one's own warehouse prints."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.core.paper.thermal import page_texts, scan_all
from tests.factories.core import PersonFactory
from tests.factories.inventory import HandlingUnitFactory, LocationFactory, SkuFactory
from tests.inventory.floor import House, house
from wms.core.models import Assignment
from wms.core.states import Role


def at_desk(small: House, role: str = Role.MANAGER) -> Client:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=small.warehouse, role=role)
    client = Client()
    client.force_login(person)
    return client


def test_a_location_s_label_scans_as_its_barcode_with_its_check_digits_beside_it(small: House) -> None:
    place = LocationFactory(warehouse=small.warehouse, code="A03-02-15", check_digits="47")
    answer = at_desk(small).get("/inventory/labels/locations.pdf", {"code": place.code, "dpi": "300"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert scan_all(answer.content, 300) == [[place.barcode]]
    assert "47" in page_texts(answer.content)[0]


def test_without_a_code_every_place_of_the_warehouse_is_printed_and_no_other(small: House) -> None:
    house()
    answer = at_desk(small).get("/inventory/labels/locations.pdf")
    assert scan_all(answer.content, 203) == [[place.barcode] for place in (small.dock, small.shelf, small.other_shelf)]


def test_copies_of_a_sku_s_label_scan_as_its_code(small: House) -> None:
    sku = SkuFactory(code="MC-15P-BLK", name_zh="磁吸手机壳", variant_zh="黑色")
    answer = at_desk(small).get("/inventory/labels/skus.pdf", {"code": sku.code, "copies": "3", "size": "60x40"})
    assert scan_all(answer.content, 203) == [["MC-15P-BLK"]] * 3


def test_totes_and_carts(small: House) -> None:
    cart = HandlingUnitFactory(warehouse=small.warehouse, cart=True)
    answer = at_desk(small, Role.STOCK_KEEPER).get("/inventory/labels/totes.pdf", {"code": cart.code})
    assert scan_all(answer.content, 203) == [[cart.barcode]]


@pytest.mark.parametrize(
    "path", ["skus.pdf?code=NO-SUCH", "skus.pdf?copies=0", "locations.pdf?dpi=200", "totes.pdf?size=1x1"]
)
def test_a_wish_that_cannot_be_printed_is_answered_in_words(small: House, path: str) -> None:
    answer = at_desk(small).get(f"/inventory/labels/{path}")
    assert answer.status_code in {400, 409}
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode().strip()


def test_a_foreign_warehouse_is_not_there_and_a_picker_prints_nothing(small: House) -> None:
    other = house()
    assert at_desk(small).get("/inventory/labels/totes.pdf", {"w": other.warehouse.code}).status_code == 404
    assert at_desk(small).get("/inventory/labels/totes.pdf", {"code": other.tote.code}).status_code == 400
    assert at_desk(small, Role.PICKER).get("/inventory/labels/totes.pdf").status_code == 403
    assert Client().get("/inventory/labels/totes.pdf").status_code == 302
