"""What a scan can mean among places and goods: every reading, of the actor's warehouse alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.operations import AsnLine, open_asn
from inventory.resolvers import carts, documents, handling_units, locations, lots, skus
from tests.factories.core import DeviceFactory, PersonFactory
from tests.factories.inventory import BarcodeFactory, HandlingUnitFactory, LocationFactory, LotFactory, SkuFactory
from tests.floor import CAUSE
from tests.inventory.floor import House, do, house
from wms.scan.barcode import KEYED, read
from wms.scan.codes import make
from wms.scan.screen import Actor


def actor_at(small: House) -> Actor:
    device = DeviceFactory(warehouse=small.warehouse)
    return Actor(PersonFactory(), device, small.warehouse, frozenset())


def found(resolver: object, raw: str, small: House, symbology: str = "") -> list[str]:
    return [candidate.label for candidate in resolver(read(raw, symbology), actor_at(small))]  # type: ignore[operator]


def test_a_place_by_its_barcode_in_its_own_warehouse_only(small: House) -> None:
    assert found(locations, small.shelf.barcode or "", small) == [small.shelf.code]
    assert found(locations, small.shelf.barcode or "", house()) == []
    assert found(locations, small.shelf.code, small) == []


def test_a_typed_place_needs_its_check_digits_where_it_has_some(small: House) -> None:
    place = LocationFactory(warehouse=small.warehouse, code="A03-02-15", check_digits="47")
    bare = LocationFactory(warehouse=small.warehouse, code="A03-02-16", check_digits="")
    for typed in ("A03-02-15 47", "a03021547", "A03-02-15-47"):
        assert found(locations, typed, small, KEYED) == [place.code], typed
    for typed in ("A03-02-15", "A03-02-15 48", "47"):
        assert found(locations, typed, small, KEYED) == [], typed
    assert found(locations, "A03-02-16", small, KEYED) == [bare.code]
    assert found(locations, "A03-02-15 47", small) == [], "scanned, not typed"


def test_two_warehouses_may_print_the_same_place(small: House) -> None:
    other = house()
    here = LocationFactory(warehouse=small.warehouse, code="A03-02-15", check_digits="47")
    there = LocationFactory(warehouse=other.warehouse, code="A03-02-15", check_digits="47")
    assert here.barcode != there.barcode
    assert found(locations, "A03-02-15 47", small, KEYED) == [here.code]
    assert found(locations, there.barcode or "", other) == [there.code]


def test_totes_and_carts_are_told_apart(small: House) -> None:
    tote = HandlingUnitFactory(warehouse=small.warehouse)
    cart = HandlingUnitFactory(warehouse=small.warehouse, cart=True)
    assert (found(handling_units, tote.barcode, small), found(carts, tote.barcode, small)) == ([tote.code], [])
    assert (found(handling_units, cart.barcode, small), found(carts, cart.barcode, small)) == ([], [cart.code])
    assert found(handling_units, tote.code, small, KEYED) == [tote.code]
    assert found(handling_units, tote.code, small) == []
    assert found(handling_units, tote.barcode, house()) == []


def test_one_barcode_on_two_items_and_an_item_s_code_on_another(small: House) -> None:
    one, two = SkuFactory(code="ONE"), SkuFactory(code="TWO")
    for sku in (one, two):
        BarcodeFactory(sku=sku, value="SAME")
    BarcodeFactory(sku=two, value="ONE")
    assert found(skus, "SAME", small) == ["ONE", "TWO"]
    assert sorted(found(skus, "ONE", small)) == ["ONE", "TWO"]
    assert found(skus, "TWO", small) == ["TWO"]


def test_an_item_that_is_no_longer_sold_is_not_meant(small: House) -> None:
    BarcodeFactory(sku=SkuFactory(is_active=False), value="OLD")
    assert found(skus, "OLD", small) == []


@pytest.mark.parametrize("printed", ["96385074", "0000096385074", "00000096385074"])
def test_a_gtin_of_any_length_is_one_number(small: House, printed: str) -> None:
    sku = SkuFactory()
    BarcodeFactory(sku=sku, value="00000096385074", kind="gtin", pack_quantity=6)
    (candidate,) = skus(read(printed), actor_at(small))
    assert (candidate.label, candidate.pack_quantity) == (sku.code, 6)


def test_a_lot_s_code_may_be_of_several_items_and_gs1_says_of_which(small: House) -> None:
    tea = SkuFactory(with_lots=True)
    BarcodeFactory(sku=tea, value="04006381333931", kind="gtin")
    LotFactory(sku=tea, code="L1")
    LotFactory(code="L1")
    assert found(lots, "L1", small) == ["L1", "L1"]
    (candidate,) = lots(read("]d20104006381333931" + "10L1"), actor_at(small))
    assert candidate.facts["sku_id"] == tea.pk


def test_an_asn_by_its_document_code_and_by_its_plain_number(small: House) -> None:
    line = AsnLine(sku=small.sku, expected_units=1)
    do(lambda: open_asn(cause=CAUSE, warehouse=small.warehouse, number="IN-1122-03", lines=[line]))
    assert found(documents, make("document", "IN-1122-03"), small) == ["IN-1122-03"]
    assert found(documents, "IN-1122-03", small) == ["IN-1122-03"]
    assert found(documents, "IN-1122-03", house()) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(raw=st.text(max_size=60), symbology=st.sampled_from(["", KEYED, "d2"]))
def test_no_text_breaks_a_resolver_or_means_what_it_is_not(small: House, raw: str, symbology: str) -> None:
    text, actor = read(raw, symbology), actor_at_once(small)
    for resolver in (locations, handling_units, carts, skus, lots, documents):
        for candidate in resolver(text, actor):
            row = candidate.facts["row"]
            assert text.upper, "nothing means nothing"
            assert getattr(row, "warehouse_id", small.warehouse.pk) == small.warehouse.pk


def actor_at_once(small: House) -> Actor:
    """One actor for all examples."""
    device = small.warehouse.devices.first() or DeviceFactory(warehouse=small.warehouse)
    return Actor(PersonFactory.build(), device, small.warehouse, frozenset())
