"""Receive: the ASN, items by scans, the tote. Nothing is in the house before the tote's scan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from inventory.models import Allocation, HandlingUnit, InboundReceipt, Lot, MoveTask, StockMovement
from inventory.operations import take
from inventory.states import HandlingUnitState, ReceiptState
from tests.factories.inventory import BarcodeFactory, HandlingUnitFactory, SkuFactory
from tests.floor import CAUSE
from tests.inventory.floor import House, do, house
from tests.inventory.rf.conftest import Hand, code_of, cost, hand_at
from wms.core.models import ScanEvent, WorkItem
from wms.core.states import Role
from wms.ops.ledger import differences
from wms.scan.codes import make

Asn = Callable[..., InboundReceipt]
IN = make("document", "IN-1122-03")


def began(hand: Hand) -> Hand:
    hand.at("receive")
    assert hand.scan(IN) == ("ok", "receive.begun", "item")
    return hand


def test_the_whole_walk_from_asn_to_closed(small: House, hand: Hand, asn: Asn) -> None:
    receipt = asn(3)
    hand.at("receive")
    assert hand.scan(IN) == ("ok", "receive.begun", "item")
    assert hand.scan(small.sku.code) == ("ok", "receive.counted", "into")
    assert hand.scan(small.sku.code) == ("ok", "receive.counted", "into")
    assert StockMovement.objects.count() == 0
    assert hand.scan(code_of(small.tote)) == ("ok", "receive.put", "item")
    assert (hand.facts["units"], small.row(small.tote), small.sums()) == (2, (2, 0), (2, 0, 0, 1))
    assert small.tote.handling_unit.__class__.objects.get(pk=small.tote.handling_unit.pk).state == "in_use"
    assert hand.scan(small.sku.code) == ("ok", "receive.counted", "into")
    assert hand.scan(code_of(small.dock)) == ("ok", "receive.put", "item")
    assert hand.command("DONE") == ("ok", "receive.closed", "document")
    receipt.refresh_from_db()
    assert (receipt.state, small.sums(), differences()) == (ReceiptState.CLOSED, (3, 0, 0, 0), [])


def test_a_burst_of_fifty_scans_counts_fifty(small: House, hand: Hand, asn: Asn) -> None:
    asn(60)
    began(hand)
    bodies, after = [], None
    for _ in range(50):
        body = hand.handheld.body(small.sku.code, after=after)
        bodies.append(body)
        after = body["id"]
    answers = [hand.handheld.send(body) for body in bodies]
    assert [(a["verdict"], a["code"]) for a in answers] == [("ok", "receive.counted")] * 50
    assert [a["data"]["units"] for a in answers] == list(range(1, 51))
    assert hand.handheld.send(bodies[-1])["data"]["units"] == 50, "sent twice, counted once"
    assert hand.scan(code_of(small.tote)) == ("ok", "receive.put", "item")
    assert small.row(small.tote) == (50, 0)
    assert StockMovement.objects.count() == 1


def test_a_pack_barcode_counts_its_pack_and_a_typed_number_says_how_many(small: House, hand: Hand, asn: Asn) -> None:
    asn(40)
    BarcodeFactory(sku=small.sku, value="04006381333931", pack_quantity=12, kind="gtin")
    began(hand)
    assert hand.scan("4006381333931") == ("ok", "receive.counted", "into")
    assert hand.data["units"] == 12
    assert hand.key(30) == ("ok", "receive.counted", "into")
    assert hand.data["units"] == 30
    assert hand.key(0) == ("refused", "stock.quantity_not_positive", "into")
    assert hand.data["units"] == 30


def test_one_too_many_asks_for_the_same_scan_again_then_is_received_as_over(small: House, hand: Hand, asn: Asn) -> None:
    asn(1)
    began(hand)
    assert hand.scan(small.sku.code) == ("ok", "receive.counted", "into")
    assert hand.scan(small.sku.code) == ("refused", "receipt.too_many", "into")
    assert hand.data["units"] == 1
    assert hand.scan(small.sku.code) == ("ok", "receive.counted", "into")
    assert hand.scan(small.sku.code) == ("ok", "receive.counted", "into")
    assert hand.scan(code_of(small.tote)) == ("ok", "receive.put_over", "item")
    assert (hand.facts["units"], hand.facts["over"], small.sums()) == (3, 2, (3, 0, 0, 0))
    item = WorkItem.objects.get(kind="receipt.over")
    assert item.facts == {"expected": 1, "received": 3}
    assert differences() == []


def test_another_scan_between_forgets_the_question(small: House, hand: Hand, asn: Asn) -> None:
    asn(1)
    began(hand)
    hand.scan(small.sku.code)
    assert hand.scan(small.sku.code) == ("refused", "receipt.too_many", "into")
    assert hand.scan("NONSENSE") == ("refused", "scan.unknown", "into")
    assert hand.scan(small.sku.code) == ("refused", "receipt.too_many", "into")


def test_what_is_not_announced_or_not_known_is_not_received(small: House, hand: Hand, asn: Asn) -> None:
    asn(3)
    other = SkuFactory()
    began(hand)
    assert hand.scan(other.code) == ("refused", "receipt.not_expected", "item")
    assert hand.scan("6901234567892") == ("refused", "scan.unknown", "item")
    assert (MoveTask.objects.get().quantity, StockMovement.objects.count()) == (0, 0)
    assert ScanEvent.objects.filter(is_wrong=True).count() == 2


def test_another_item_waits_until_the_one_in_hand_is_put_down(small: House, hand: Hand, asn: Asn) -> None:
    asn(3)
    other = SkuFactory(variant_zh="透明")
    asn(3, other, number="IN-2")
    began(hand)
    hand.scan(small.sku.code)
    assert hand.scan(other.code) == ("refused", "floor.other_item", "into")
    assert (hand.facts["sku"], hand.facts["scanned_sku"]) == (small.sku.code, other.code)
    assert hand.facts["versus"]["scanned"]["code"] == other.code
    assert "透明" in hand.html
    assert hand.data["units"] == 1


def test_a_shelf_or_a_busy_tote_receives_nothing(small: House, hand: Hand, asn: Asn) -> None:
    asn(3)
    busy = HandlingUnitFactory(warehouse=small.warehouse)
    HandlingUnit.objects.filter(pk=busy.pk).update(state=HandlingUnitState.PUT_BACK)
    began(hand)
    hand.scan(small.sku.code)
    assert hand.scan(code_of(small.shelf)) == ("refused", "receive.not_a_dock", "into")
    assert hand.scan(busy.barcode) == ("refused", "receive.tote_in_use", "into")
    assert StockMovement.objects.count() == 0


def test_a_tote_with_somebodys_goods_receives_nothing(small: House, hand: Hand, asn: Asn) -> None:
    asn(3)
    small.stock(2)
    small.placed("A", 1)
    held = Allocation.objects.get(state="placed").pk
    do(lambda: take(cause=CAUSE, allocation_id=held, quantity=1, into=small.tote))
    began(hand)
    hand.scan(small.sku.code)
    assert hand.scan(code_of(small.tote)) == ("refused", "receive.tote_in_use", "into")


def test_a_new_lot_is_asked_for_with_its_expiry(small: House, hand: Hand, asn: Asn) -> None:
    milk = SkuFactory(with_expiry=True)
    asn(5, milk)
    began(hand)
    assert hand.scan(milk.code) == ("ok", "receive.counted", "lot")
    assert hand.key("L77") == ("ok", "receive.expiry_asked", "expiry")
    assert hand.key("hello") == ("refused", "lot.bad_date", "expiry")
    assert hand.key("301399") == ("refused", "lot.bad_date", "expiry")
    assert hand.key("301130") == ("ok", "receive.lot_named", "into")
    assert hand.scan(milk.code) == ("ok", "receive.counted", "into")
    assert hand.scan(code_of(small.tote)) == ("ok", "receive.put", "item")
    lot = Lot.objects.get()
    assert (lot.code, lot.expires_on) == ("L77", date(2030, 11, 30))
    assert StockMovement.objects.get().lot == lot


def test_a_barcode_is_neither_a_lot_nor_a_date(small: House, hand: Hand, asn: Asn) -> None:
    """A receiver who scans the goods once more at the wrong moment names no lot for ever, and no year 6901."""
    milk = SkuFactory(with_expiry=True)
    BarcodeFactory(sku=milk, value="06901121567899", kind="gtin")
    asn(5, milk)
    began(hand)
    hand.scan("6901121567899")
    assert hand.scan("6901121567899") == ("refused", "lot.is_barcode", "lot")
    assert hand.facts["sku"] == milk.code
    assert hand.scan(milk.code) == ("refused", "lot.is_barcode", "lot")
    assert hand.scan("L77") == ("ok", "receive.expiry_asked", "expiry")
    for wrong in ("6901121567899", "69011215", "2030113", "20301130990"):
        assert hand.scan(wrong) == ("refused", "lot.bad_date", "expiry")
    assert Lot.objects.count() == 0
    assert hand.scan("20301130") == ("ok", "receive.lot_named", "into")


def test_an_expired_lot_is_not_received(small: House, hand: Hand, asn: Asn) -> None:
    milk = SkuFactory(with_expiry=True)
    asn(5, milk)
    began(hand)
    hand.scan(milk.code)
    hand.key("L77")
    assert hand.key("200101") == ("refused", "lot.expired", "expiry")
    assert Lot.objects.count() == 0


def test_gs1_says_lot_and_expiry_by_itself(small: House, hand: Hand, asn: Asn) -> None:
    milk = SkuFactory(with_expiry=True)
    BarcodeFactory(sku=milk, value="04006381333931", kind="gtin")
    asn(5, milk)
    began(hand)
    first = "]d2010400638133393117301130" + "10L77"
    assert hand.scan(first) == ("ok", "receive.counted", "into")
    assert (hand.data["lot"], hand.data["units"]) == ("L77", 1)
    other = "]d2010400638133393117301130" + "10L78"
    assert hand.scan(other) == ("refused", "floor.other_lot", "into")
    assert hand.scan(first) == ("ok", "receive.counted", "into")
    assert hand.data["units"] == 2


def test_closing_short_asks_for_the_command_again(small: House, hand: Hand, asn: Asn) -> None:
    receipt = asn(3)
    began(hand)
    assert hand.command("DONE") == ("refused", "receive.still_missing", "item")
    receipt.refresh_from_db()
    assert (receipt.state, small.sums()) == (ReceiptState.EXPECTED, (0, 0, 0, 3))
    assert hand.command("DONE") == ("ok", "receive.closed_short", "document")
    receipt.refresh_from_db()
    assert (receipt.state, small.sums(), hand.facts["short"]) == (ReceiptState.CLOSED, (0, 0, 0, 0), 3)
    assert hand.scan("IN-1122-03") == ("refused", "receipt.closed", "document")


def test_putting_back_counts_nothing_and_leaving_keeps_the_asn_open(small: House, hand: Hand, asn: Asn) -> None:
    receipt = asn(3)
    began(hand)
    hand.scan(small.sku.code)
    assert hand.command("CANCEL") == ("ok", "floor.put_back", "item")
    assert hand.command("PARK") == ("ok", "receive.left", "document")
    receipt.refresh_from_db()
    assert (receipt.state, small.sums()) == (ReceiptState.EXPECTED, (0, 0, 0, 3))
    other = hand_at(small.warehouse, Role.RECEIVER, name="王磊")
    began(other)


def test_two_receivers_work_on_one_asn(small: House, hand: Hand, asn: Asn) -> None:
    asn(3)
    other = hand_at(small.warehouse, Role.RECEIVER, name="王磊")
    began(hand)
    began(other)
    assert hand.scan(small.sku.code) == ("ok", "receive.counted", "into")
    assert other.scan(small.sku.code) == ("ok", "receive.counted", "into")
    assert hand.scan(code_of(small.tote)) == ("ok", "receive.put", "item")
    assert other.scan(code_of(small.other_tote)) == ("ok", "receive.put", "item")
    assert small.sums() == (2, 0, 0, 1)


def test_another_device_goes_on_where_the_first_one_died(small: House, hand: Hand, asn: Asn) -> None:
    asn(3)
    began(hand)
    hand.scan(small.sku.code)
    page = hand.client.get("/rf/receive/")
    assert (page.context["step"], page.context["view"]["data"]["units"]) == ("into", 1)
    menu = hand.client.get("/rf/").content.decode()
    assert "IN-1122-03" in menu


def test_a_foreign_warehouses_asn_is_unknown(small: House, asn: Asn) -> None:
    asn(3)
    stranger = hand_at(house().warehouse, Role.RECEIVER)
    stranger.at("receive")
    assert stranger.scan(IN) == ("refused", "scan.unknown", "document")


def test_a_picker_may_not_receive(small: House) -> None:
    picker = hand_at(small.warehouse, Role.PICKER)
    assert picker.client.get("/rf/receive/").status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_step_speaks_both_languages(small: House, asn: Asn, language: str) -> None:
    milk = SkuFactory(with_expiry=True)
    asn(5, milk)
    hand = hand_at(small.warehouse, Role.RECEIVER, language=language)
    hand.at("receive")
    words = {"zh-hans": ["扫商品", "扫批号", "输到期日"], "en": ["Scan an item", "Scan the lot", "Type the expiry"]}
    hand.scan(IN)
    assert words[language][0] in hand.html
    hand.scan(milk.code)
    assert words[language][1] in hand.html
    hand.key("L1")
    assert words[language][2] in hand.html


def test_a_scan_costs_few_queries(small: House, hand: Hand, asn: Asn) -> None:
    """Each item scan stays below 18; the tote's scan, once a batch, books the whole batch into the ledger."""
    asn(9)
    began(hand)
    assert cost(lambda: hand.scan(small.sku.code)) <= 18
    assert cost(lambda: hand.scan(small.sku.code)) <= 18
    assert cost(lambda: hand.scan(code_of(small.tote))) <= 23
