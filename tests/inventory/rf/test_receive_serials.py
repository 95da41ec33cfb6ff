"""Receive where the warehouse takes serial numbers in: each unit says its own, and the bench takes no other."""

from __future__ import annotations

from functools import partial

import pytest

from inventory.models import InboundReceipt, MoveTask, SerialNumber
from inventory.operations.serials import capture_serial
from inventory.serial_errors import SerialNotReceived
from tests.factories.inventory import BarcodeFactory, SkuFactory
from tests.floor import CAUSE
from tests.inventory.desk import at_desk
from tests.inventory.floor import House, do
from tests.inventory.rf.conftest import Hand, code_of
from tests.inventory.rf.test_receive_screen import Asn, began
from wms.core.models import Warehouse

GTIN = "06901234567892"


@pytest.fixture
def receipt(small: House, asn: Asn) -> InboundReceipt:
    """Three units of a SKU that tracks serials, at a warehouse that takes them in."""
    Warehouse.objects.filter(pk=small.warehouse.pk).update(has_serials_at_receipt=True)
    small.warehouse.refresh_from_db()
    small.sku.tracks_serials = True
    small.sku.save()
    BarcodeFactory(sku=small.sku, value=GTIN, kind="gtin")
    return asn(3)


def test_each_unit_says_its_number_and_the_tote_brings_them_in(
    small: House, hand: Hand, receipt: InboundReceipt
) -> None:
    began(hand)
    assert hand.scan(small.sku.code) == ("ok", "receive.serial_asked", "serial")
    assert hand.scan("sn-0001") == ("ok", "receive.serial_named", "into")
    assert hand.scan(f"]C101{GTIN}21SN-0002") == ("ok", "receive.counted", "into")
    assert SerialNumber.objects.count() == 0
    assert hand.scan(code_of(small.tote)) == ("ok", "receive.put", "item")
    found = {row.number: (row.state, row.document, row.events.get().kind) for row in SerialNumber.objects.all()}
    received = ("in_stock", receipt.number, "received")
    assert found == {"SN-0001": received, "SN-0002": received}
    assert small.row(small.tote) == (2, 0)


def test_no_pack_no_typed_number_and_no_known_serial_is_counted(
    small: House, hand: Hand, receipt: InboundReceipt
) -> None:
    other = SkuFactory(tracks_serials=True)
    SerialNumber.objects.create(sku=other, number="OTHER-1", warehouse=small.warehouse)
    SerialNumber.objects.create(sku=small.sku, number="HERE-1", warehouse=small.warehouse)
    BarcodeFactory(sku=small.sku, value="PACK", kind="other", pack_quantity=2)
    began(hand)
    assert hand.scan("PACK") == ("refused", "serial.each", "item")
    hand.scan(small.sku.code)
    hand.scan("SN-0001")
    assert hand.key("3")[1] == "serial.each"
    hand.scan(small.sku.code)
    for text, code in (
        ("SN-0001", "serial.twice"),
        ("HERE-1", "serial.here"),
        ("OTHER-1", "serial.other_sku"),
        (small.sku.code, "serial.is_barcode"),
        (code_of(small.tote), "scan.wrong_kind"),
    ):
        assert hand.scan(text) == ("refused", code, "serial")
    task = MoveTask.objects.get()
    assert (task.quantity, task.serials) == (2, ["SN-0001"])
    assert hand.command("UNDO") == ("ok", "receive.serial_undone", "into")
    assert hand.scan(code_of(small.tote))[1] == "receive.put"
    assert SerialNumber.objects.filter(document=receipt.number).count() == 1


def test_the_bench_takes_only_what_was_received(small: House, receipt: InboundReceipt) -> None:
    held = {"holder": "parcel:1", "order_number": "1", "document": "P-1"}
    take = partial(capture_serial, cause=CAUSE, warehouse=small.warehouse, sku=small.sku, **held)
    with pytest.raises(SerialNotReceived):
        do(lambda: take(number="SN-0001"))
    assert not SerialNumber.objects.exists()
    numbers = "sn-0001\n\nSN-0002\r\nsn-0001"
    answer = at_desk(small.warehouse).post("/serials/new/", {"sku": GTIN, "numbers": numbers, "note": "count"})
    assert answer.status_code == 302
    assert sorted(SerialNumber.objects.values_list("number", "state")) == [
        ("SN-0001", "in_stock"),
        ("SN-0002", "in_stock"),
    ]
    assert do(lambda: take(number="SN-0001")).state == "packed"


def test_a_list_with_a_known_number_enters_nothing(small: House, receipt: InboundReceipt) -> None:
    SerialNumber.objects.create(sku=small.sku, number="SN-0002", warehouse=small.warehouse)
    desk = at_desk(small.warehouse)
    answer = desk.post("/serials/new/", {"sku": small.sku.code, "numbers": "SN-0001\nSN-0002"})
    assert (answer.status_code, "这个序列号已在库" in answer.content.decode()) == (409, True)
    assert desk.post("/serials/new/", {"sku": "NOTHING", "numbers": "SN-0001"}).status_code == 400
    assert SerialNumber.objects.count() == 1
