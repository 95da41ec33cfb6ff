"""Look up: whatever is scanned, what it is, where it lies, how much, what happened. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inventory.models import InboundReceipt, SerialNumber, StockCount, StockMovement
from inventory.operations import block_location, change_condition
from inventory.operations.serials import capture_serial, ship_serials
from tests.factories.core import WarehouseFactory
from tests.factories.inventory import BarcodeFactory, HandlingUnitFactory, LotFactory, SkuFactory
from tests.floor import CAUSE, stock
from tests.inventory.floor import House, do
from tests.inventory.rf.conftest import Hand, code_of, cost, hand_at, shelf_at
from wms.core.models import Assignment, Device
from wms.core.states import Role
from wms.scan.codes import make

FOUND = ("ok", "lookup.found", "any")


def test_an_item_shows_the_three_numbers_its_places_and_its_last_movements(
    small: House, hand: Hand, asn: Callable[..., InboundReceipt]
) -> None:
    small.stock(5)
    small.stock(2, at=small.tote)
    small.placed("A", 3)
    asn(60)
    hand.at("lookup")
    assert hand.scan(small.sku.code) == FOUND
    numbers = {key: hand.data[key] for key in ("kind", "sku", "available", "reserved", "in_transit")}
    assert numbers == {"kind": "sku", "sku": small.sku.code, "available": 4, "reserved": 3, "in_transit": 60}
    assert all(text in hand.html for text in (small.shelf.code, small.tote.code, "待校验") if text != "待校验")
    assert "已校验" in hand.html
    assert "调整" in hand.html
    assert StockMovement.objects.count() == 2


def test_the_page_shows_the_last_thing_again_after_a_reload(small: House, hand: Hand) -> None:
    hand.at("lookup")
    hand.scan(small.sku.code)
    page = hand.client.get("/rf/lookup/")
    assert page.context["view"]["data"]["sku"] == small.sku.code
    other = hand_at(small.warehouse, Role.PICKER)
    assert other.client.get("/rf/lookup/").context["view"]["data"] == {}


def test_what_was_taken_away_since_is_not_shown_and_not_counted(small: House, hand: Hand) -> None:
    """Racks and imports can be undone: the screen of who has just looked at them still opens."""
    sku, shelf = SkuFactory(), shelf_at(small.warehouse, "B09-01-01")
    hand.at("lookup")
    hand.scan(sku.code)
    sku.delete()
    assert hand.at("lookup").client.get("/rf/lookup/").context["view"]["data"] == {}
    hand.scan(code_of(shelf))
    shelf.delete()
    assert hand.command("COUNT")[:2] == ("refused", "scan.unknown_command")
    assert not StockCount.objects.exists()


def test_a_handheld_that_went_to_another_warehouse_shows_nothing_of_the_old_one(small: House, hand: Hand) -> None:
    hand.at("lookup")
    hand.scan(code_of(small.shelf))
    there = WarehouseFactory()
    Device.objects.filter(pk=hand.device.pk).update(warehouse=there)
    Assignment.objects.update(warehouse=there)
    assert hand.client.get("/rf/lookup/").context["view"]["data"] == {}


def test_a_place_shows_what_lies_there_in_which_condition(small: House, hand: Hand) -> None:
    small.stock(5)
    do(
        lambda: change_condition(
            cause=CAUSE, location=small.shelf, sku=small.sku, lot=None, quantity=2, to_condition="damaged", reason="x"
        )
    )
    do(lambda: block_location(cause=CAUSE, location=small.shelf, is_blocked=True, reason="rack bent"))
    hand.at("lookup")
    assert hand.scan(code_of(small.shelf)) == FOUND
    assert (hand.data["place"], hand.data["units"]) == (small.shelf.code, 5)
    assert "破损" in hand.html
    assert "库位已冻结" in hand.html


def test_an_empty_tote_a_cart_an_asn_and_a_lot(small: House, hand: Hand, asn: Callable[..., InboundReceipt]) -> None:
    cart = HandlingUnitFactory(warehouse=small.warehouse, cart=True)
    tea = SkuFactory(with_lots=True)
    stock(small.shelf, tea, 4, LotFactory(sku=tea, code="L-4711"))
    asn(7)
    hand.at("lookup")
    assert hand.scan(code_of(small.tote)) == FOUND
    assert "空的" in hand.html
    assert hand.scan(cart.barcode) == FOUND
    assert hand.data["tote"] == cart.code
    assert hand.scan(make("document", "IN-1122-03")) == FOUND
    assert hand.data["receipt"] == "IN-1122-03"
    assert hand.scan("L-4711") == FOUND
    assert (hand.data["kind"], hand.data["lot"], hand.data["sku"]) == ("lot", "L-4711", tea.code)
    assert small.shelf.code in hand.html


def test_an_ambiguous_code_shows_its_choices_and_a_tap_decides(small: House, hand: Hand) -> None:
    other = SkuFactory(variant_zh="透明")
    BarcodeFactory(sku=small.sku, value="SAME")
    BarcodeFactory(sku=other, value="SAME")
    hand.at("lookup")
    assert hand.scan("SAME") == ("ok", "lookup.choices", "any")
    assert hand.data["choices"] == [small.sku.code, other.code]
    assert f'data-command="{other.code}"' in hand.html
    assert hand.scan(other.code) == FOUND
    assert (hand.data["kind"], hand.data["sku"]) == ("sku", other.code)


def test_an_unknown_code_says_so_and_goods_without_a_product_too(small: House, hand: Hand) -> None:
    hand.at("lookup")
    assert hand.scan("6901234567892") == ("refused", "scan.unknown", "any")
    assert hand.scan(SkuFactory().code) == FOUND
    assert "没有平台商品" in hand.html
    assert "本仓没有" in hand.html


def test_a_stock_keeper_may_have_a_place_counted_a_picker_not(small: House, hand: Hand) -> None:
    picker = hand_at(small.warehouse, Role.PICKER)
    picker.at("lookup")
    picker.scan(code_of(small.shelf))
    assert picker.command("COUNT") == ("refused", "scan.unknown_command", "any")
    hand.at("lookup")
    hand.scan(small.sku.code)
    assert hand.command("COUNT") == ("refused", "scan.unknown_command", "any")
    hand.scan(code_of(small.shelf))
    assert hand.command("COUNT") == ("ok", "lookup.count_opened", "any")
    assert StockCount.objects.get().location == small.shelf


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_speaks_both_languages(small: House, language: str) -> None:
    hand = hand_at(small.warehouse, Role.PICKER, language=language)
    small.stock(1)
    hand.at("lookup")
    hand.scan(small.sku.code)
    wanted = {"zh-hans": ["可售", "已占用", "在途", small.sku.name_zh], "en": ["Available", "Reserved", "In transit"]}
    assert all(word in hand.html for word in wanted[language])


def test_a_scan_costs_few_queries(small: House, hand: Hand) -> None:
    small.stock(3)
    small.stock(3, at=small.other_shelf)
    hand.at("lookup").scan(small.sku.code)
    for raw in (small.sku.code, code_of(small.shelf), code_of(small.tote)):
        assert cost(lambda raw=raw: hand.scan(raw)) <= 18


def test_a_serial_number_tells_its_order_its_parcel_and_what_happened(small: House, hand: Hand) -> None:
    held = {"holder": "parcel:1", "order_number": "8190552133470001", "document": "P-0001"}
    do(
        lambda: capture_serial(
            cause=CAUSE, warehouse=small.warehouse, sku=small.sku, number="SN-0001", is_of_sku=True, **held
        )
    )
    do(lambda: ship_serials(cause=CAUSE, holder="parcel:1"))
    hand.at("lookup")
    assert hand.scan("sn-0001") == FOUND
    numbers = {key: hand.data[key] for key in ("kind", "serial", "state", "order")}
    assert numbers == {"kind": "serial", "serial": "SN-0001", "state": "shipped", "order": "8190552133470001"}
    assert all(text in hand.html for text in ("已发出", "核对装箱", "P-0001", small.sku.code))


def test_a_serial_of_another_warehouse_is_not_told(small: House, hand: Hand) -> None:
    SerialNumber.objects.create(sku=small.sku, number="SN-0001", warehouse=WarehouseFactory())
    hand.at("lookup")
    assert hand.scan("SN-0001") == ("refused", "scan.unknown", "any")
