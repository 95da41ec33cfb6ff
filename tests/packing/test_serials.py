"""Serial numbers at the bench: each unit of a SKU that tracks them says its own, and nothing is ever filled in."""

from __future__ import annotations

import pytest

from inventory.models import SerialEvent, SerialNumber, Sku
from packing.models import Parcel, ParcelMismatch, Waybill
from picking.models import Order
from picking.operations.cancel import request_cancel
from tests.factories.packing import picked_order
from tests.floor import CAUSE
from tests.packing.conftest import Bench, label, make_bench, sku
from tests.packing.test_changed_at_the_bench import empty_tote, refund
from tests.packing.test_pack_screen import MISSING, PARK, UNDO, tote_of, triple
from wms.core.transactions import unit_of_work
from wms.scan.testing import Handheld

pytestmark = pytest.mark.django_db
GTIN = "06901234567892"


@pytest.fixture
def buds(db: None) -> Sku:
    return sku("BT-ANC-WHT", tracks_serials=True)


def opened(bench: Bench, units: dict[Sku, int]) -> tuple[Order, Handheld]:
    order = picked_order(bench.warehouse, units)
    scanner = bench.at()
    scanner.scan(tote_of(order))
    return order, scanner


def sealed(bench: Bench, buds: Sku, number: str) -> Order:
    """An order of one unit that was verified with this number and sealed."""
    order, scanner = opened(bench, {buds: 1})
    scanner.scan(label(buds))
    scanner.scan(number)
    assert scanner.scan(Waybill.objects.get(parcel__order=order).number)["code"] == "pack.closed"
    return order


def handed_over(bench: Bench, order: Order) -> None:
    number = Waybill.objects.get(parcel__order=order).number
    assert bench.at("handover").scan(number)["verdict"] == "ok"


def serial(number: str) -> tuple[str, str, list[str]]:
    row = SerialNumber.objects.get(number=number)
    return row.state, row.order_number, [event.kind for event in row.events.all()]


def test_each_unit_says_its_serial_behind_its_barcode(bench: Bench, buds: Sku, black: Sku) -> None:
    order, scanner = opened(bench, {buds: 2, black: 1})
    asked = scanner.scan(label(buds))
    assert triple(asked) == ("ok", "serial", "pack.serial_asked")
    assert (asked["data"]["serial_of"], Parcel.objects.get().lines.get(sku=buds).verified) == ("BT-ANC-WHT", 0)
    assert triple(scanner.scan("sn-0001")) == ("ok", "verify", "pack.verified")
    scanner.scan(label(black))
    scanner.scan(label(buds))
    assert triple(scanner.scan("SN-0002")) == ("ok", "close", "pack.complete")
    parcel = Parcel.objects.get()
    assert (parcel.serial_units, parcel.serial_sku_id) == (2, None)
    assert serial("SN-0001") == ("packed", order.number, ["packed"])
    assert {unit.serial.number for unit in parcel.units.exclude(serial=None)} == {"SN-0001", "SN-0002"}


def test_the_serial_leaves_with_its_parcel(bench: Bench, buds: Sku) -> None:
    order = sealed(bench, buds, "SN-0001")
    handed_over(bench, order)
    assert serial("SN-0001") == ("shipped", order.number, ["packed", "shipped"])
    event = SerialEvent.objects.get(kind="shipped")
    parcel = Parcel.objects.get()
    assert (event.document, event.order_number, event.person) == (parcel.number, order.number, bench.person)


def test_one_gs1_code_says_unit_and_serial(bench: Bench, buds: Sku) -> None:
    buds.barcodes.create(value=GTIN, kind="gtin")
    _, scanner = opened(bench, {buds: 2})
    assert triple(scanner.scan(f"]C101{GTIN}21SN-0001")) == ("ok", "verify", "pack.verified")
    scanner.scan(label(buds))
    assert triple(scanner.scan(f"]C101{GTIN}21SN-0002")) == ("ok", "close", "pack.complete")
    assert {row.number for row in SerialNumber.objects.all()} == {"SN-0001", "SN-0002"}


def test_what_is_not_this_units_serial_is_refused_and_changes_nothing(bench: Bench, buds: Sku, black: Sku) -> None:
    handed_over(bench, sealed(bench, buds, "SHIPPED-1"))
    packed = sealed(bench, buds, "PACKED-1")
    black.barcodes.create(value=GTIN, kind="gtin")
    SerialNumber.objects.create(sku=buds, number="LOST-1", warehouse=bench.warehouse, state="lost")
    SerialNumber.objects.create(sku=black, number="OTHER-1", warehouse=bench.warehouse)
    order, scanner = opened(bench, {buds: 2})
    for text in (label(buds), "SN-0001", label(buds)):
        scanner.scan(text)
    refused = {
        "SHIPPED-1": "serial.shipped",
        "PACKED-1": "serial.elsewhere",
        "SN-0001": "serial.twice",
        "LOST-1": "serial.lost",
        "OTHER-1": "serial.other_sku",
        label(buds): "serial.is_barcode",
        "BT-ANC-WHT": "serial.is_barcode",
        f"]C101{GTIN}21SN-0009": "serial.other_sku",
        tote_of(order): "scan.wrong_kind",
        Waybill.objects.get(parcel__order=packed).number: "scan.wrong_kind",
        packed.number: "scan.wrong_kind",
        "X" * 41: "scan.unknown",
    }
    before = stands(order)
    assert {text: scanner.scan(text)["code"] for text in refused} == refused
    assert stands(order) == before
    assert not ParcelMismatch.objects.exists()
    assert triple(scanner.scan("SN-0002")) == ("ok", "close", "pack.complete")


def stands(order: Order) -> tuple[list[tuple[str, str, str]], int, tuple[int, int, bool]]:
    """All that a refused serial must not change."""
    parcel = Parcel.objects.get(order=order)
    rows = SerialNumber.objects.order_by("number").values_list("number", "state", "holder")
    counted = parcel.lines.get().verified, parcel.serial_units, parcel.is_blocked
    return list(rows), SerialEvent.objects.count(), counted


def test_no_label_closes_a_parcel_while_a_serial_is_asked(bench: Bench, buds: Sku) -> None:
    """ERPNext fills unscanned serials in; here the parcel waits."""
    _, scanner = opened(bench, {buds: 1})
    scanner.scan(label(buds))
    parcel = Parcel.objects.get()
    assert (parcel.state, Waybill.objects.count(), SerialNumber.objects.count()) == ("open", 0, 0)
    assert triple(scanner.scan(MISSING)) == ("refused", "serial", "scan.unknown_command")


def test_a_pack_of_units_is_not_one_serial(bench: Bench, buds: Sku) -> None:
    buds.barcodes.create(value="PACK-OF-2", kind="other", pack_quantity=2)
    _, scanner = opened(bench, {buds: 2})
    assert triple(scanner.scan("PACK-OF-2")) == ("refused", "verify", "serial.each")
    assert Parcel.objects.get().lines.get().verified == 0


def test_undo_takes_the_unit_in_hand_back_then_the_serial(bench: Bench, buds: Sku) -> None:
    _, scanner = opened(bench, {buds: 2})
    scanner.scan(label(buds))
    assert triple(scanner.scan(UNDO)) == ("ok", "verify", "pack.undone")
    scanner.scan(label(buds))
    scanner.scan("SN-0001")
    assert triple(scanner.scan(UNDO)) == ("ok", "verify", "pack.undone")
    parcel = Parcel.objects.get()
    assert (parcel.lines.get().verified, parcel.serial_units) == (0, 0)
    assert serial("SN-0001") == ("withdrawn", "", ["packed", "undone"])
    scanner.scan(label(buds))
    assert scanner.scan("SN-0001")["code"] == "pack.verified"


def test_parking_forgets_the_unit_in_hand(bench: Bench, buds: Sku) -> None:
    order, scanner = opened(bench, {buds: 1})
    scanner.scan(label(buds))
    scanner.scan(PARK)
    assert triple(scanner.scan(tote_of(order))) == ("ok", "verify", "pack.resumed")
    scanner.scan(label(buds))
    assert triple(scanner.scan("SN-0001")) == ("ok", "close", "pack.complete")


def test_an_intercepted_parcel_frees_its_serials(bench: Bench, buds: Sku) -> None:
    order, scanner = opened(bench, {buds: 2})
    scanner.scan(label(buds))
    scanner.scan("SN-0001")
    with unit_of_work():
        request_cancel(cause=CAUSE, order=order, reason="buyer")
    bench.look(scanner)
    assert scanner.scan(tote_of(order))["code"] == "pack.intercepted"
    assert serial("SN-0001") == ("in_stock", "", ["packed", "freed"])
    other, scanner = opened(bench, {buds: 1})
    scanner.scan(label(buds))
    assert scanner.scan("SN-0001")["code"] == "pack.complete"
    assert serial("SN-0001")[:2] == ("packed", other.number)


def test_a_parcel_that_misses_units_frees_its_serials(bench: Bench, buds: Sku) -> None:
    _, scanner = opened(bench, {buds: 2})
    scanner.scan(label(buds))
    scanner.scan("SN-0001")
    assert scanner.scan(MISSING)["code"] == "pack.missing"
    assert serial("SN-0001") == ("in_stock", "", ["packed", "freed"])
    assert (Parcel.objects.get().state, Parcel.objects.get().serial_units) == ("cancelled", 0)


def test_a_refunded_unit_comes_out_with_its_serial(bench: Bench, buds: Sku, black: Sku) -> None:
    order, scanner = opened(bench, {buds: 1, black: 1})
    scanner.scan(label(buds))
    scanner.scan("SN-0001")
    refund(order, "1")
    bench.look(scanner)
    assert scanner.scan(empty_tote(bench).barcode)["code"] == "pack.refund_out"
    assert serial("SN-0001") == ("in_stock", "", ["packed", "freed"])
    assert Parcel.objects.get().serial_units == 0
    assert triple(scanner.scan(label(black))) == ("ok", "close", "pack.complete")


def test_two_skus_may_have_one_number_when_the_code_names_the_sku(bench: Bench, buds: Sku, black: Sku) -> None:
    SerialNumber.objects.create(sku=black, number="SN-0001", warehouse=bench.warehouse)
    buds.barcodes.create(value=GTIN, kind="gtin")
    _, scanner = opened(bench, {buds: 1})
    assert triple(scanner.scan(f"]C101{GTIN}21SN-0001")) == ("ok", "close", "pack.complete")
    assert sorted(row.state for row in SerialNumber.objects.filter(number="SN-0001")) == ["in_stock", "packed"]


def test_another_bench_asks_the_serial_of_its_own_unit(bench: Bench, buds: Sku) -> None:
    first, scanner = opened(bench, {buds: 1})
    scanner.scan(label(buds))
    scanner.scan("SN-0001")
    second = make_bench(bench.warehouse, "wang")
    _, other = opened(second, {buds: 1})
    other.scan(label(buds))
    answer = other.scan("SN-0001")
    assert (answer["code"], answer["data"]["facts"]["order"]) == ("serial.elsewhere", first.number)


def test_the_rail_says_each_word_once(bench: Bench, buds: Sku) -> None:
    _, scanner = opened(bench, {buds: 1})
    html = scanner.scan(label(buds))["html"]
    rail = html[html.index('<ol class="rail') : html.index("</ol>")]
    assert [rail.count(word) for word in ("核对", "面单", "封箱")] == [1, 1, 1]
