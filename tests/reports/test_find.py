"""The search box: one thing is opened, several are offered, with their pictures."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from inventory.operations import AsnLine, open_asn
from tests.factories.core import PersonFactory
from tests.factories.inventory import (
    BarcodeFactory,
    HandlingUnitFactory,
    LocationFactory,
    LotFactory,
    SkuFactory,
    StockedWarehouseFactory,
)
from tests.floor import CAUSE
from tests.reports import rows
from wms.core.models import Assignment, Warehouse
from wms.core.states import Role
from wms.core.transactions import unit_of_work
from wms.scan import codes


def leads(desk: Client, text: str) -> str:
    return desk.get("/find/", {"q": text}).headers.get("Location", "")


def labels(desk: Client, text: str) -> list[tuple[str, str]]:
    return [(thing.kind, thing.label) for thing in desk.get("/find/", {"q": text}).context["found"]]


@pytest.mark.parametrize("text", ["6900000100011", "06900000100011", "]C10106900000100011"])
def test_a_gtin_of_any_length_is_one(house: Warehouse, desk: Client, text: str) -> None:
    sku = SkuFactory()
    BarcodeFactory(sku=sku, value="06900000100011", kind="gtin")
    assert leads(desk, text) == f"/stock/{sku.pk}/"


def test_a_code_of_two_skus_gives_the_choice_with_pictures(house: Warehouse, desk: Client) -> None:
    skus = [SkuFactory(code=code, picture="img/products/buds.svg") for code in ("ONE", "TWO")]
    for sku in skus:
        BarcodeFactory(sku=sku, value="SHARED")
    assert labels(desk, "shared") == [("sku", "ONE"), ("sku", "TWO")]
    html = desk.get("/find/?q=shared").content.decode()
    assert html.count("buds.svg") == 2
    for sku in skus:
        assert f'href="/stock/{sku.pk}/"' in html


def test_an_order_is_found_by_its_last_digits_when_nothing_has_that_name(house: Warehouse, desk: Client) -> None:
    first, second, foreign = rows.order(house), rows.order(house), rows.order(StockedWarehouseFactory())
    for order, number in ((first, "8190550000001234"), (second, "8190550000011234"), (foreign, "8190550000021234")):
        order.number = number
        order.save()
    assert leads(desk, "00001234") == f"/orders/{first.pk}/"
    assert labels(desk, "1234") == [("order", second.number), ("order", first.number)]
    assert labels(desk, "234") == []


def test_lots_totes_asns_and_badges_lead_to_their_pages(house: Warehouse, desk: Client) -> None:
    sku = SkuFactory(code="CREAM", with_lots=True)
    LotFactory(sku=sku, code="LOT 7", received_on=datetime.date(2026, 1, 1))
    assert leads(desk, "LOT 7") == "/stock/balances/?lot=LOT+7&text=CREAM"
    tote = HandlingUnitFactory(warehouse=house)
    assert leads(desk, tote.barcode) == leads(desk, tote.code.lower()) == f"/stock/places/{tote.location_id}/"
    with unit_of_work():
        lines = [AsnLine(sku=sku, expected_units=1)]
        receipt = open_asn(cause=CAUSE, warehouse=house, number="IN-2026-7", lines=lines).receipt
    for text in ("in-2026-7", codes.make("document", "IN-2026-7")):
        assert leads(desk, text) == f"/inbound/{receipt.pk}/", text
    person = PersonFactory(badge="U000777")
    Assignment.objects.create(person=person, warehouse=house, role=Role.PICKER)
    for text in ("U000777", codes.make("badge", "000777")):
        assert leads(desk, text) == f"/people/{person.pk}/", text


def test_an_operator_finds_no_people(house: Warehouse, client: Client) -> None:
    picker, operator = PersonFactory(badge="U000777"), PersonFactory()
    Assignment.objects.create(person=picker, warehouse=house, role=Role.PICKER)
    Assignment.objects.create(person=operator, warehouse=house, role=Role.OPERATOR)
    client.force_login(operator)
    assert labels(client, "U000777") == []


def test_a_foreign_place_is_not_found(house: Warehouse, desk: Client) -> None:
    place = LocationFactory(warehouse=StockedWarehouseFactory(), code="Z99-01-01")
    assert labels(desk, place.code) == labels(desk, place.barcode or "") == []
