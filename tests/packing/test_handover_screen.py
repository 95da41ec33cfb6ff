"""The handover: parcels leave one by one, each in the transaction of its own scan [M1][M4]."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inventory.models import HandlingUnit, Sku, SkuStock, StockMovement
from inventory.states import HandlingUnitState, Reason
from packing.models import Manifest, Parcel, Waybill
from packing.operations import handover
from packing.operations.handover import lock_for_handover
from picking.models import Order
from picking.operations.cancel import request_cancel
from tests.factories.packing import picked_order
from tests.floor import CAUSE
from tests.packing.conftest import Bench, label
from wms.core.models import Message
from wms.core.transactions import unit_of_work
from wms.scan.codes import make
from wms.scan.errors import StaleScan

pytestmark = pytest.mark.django_db
CLOSE = make("command", "CLOSE")


def sealed(bench: Bench, sku: Sku, **changes: str) -> tuple[Order, str]:
    """An order that went through the bench; its waybill's number."""
    order = picked_order(bench.warehouse, {sku: 1}, **changes)
    scanner = bench.at()
    scanner.scan(order.slots.get().handling_unit.barcode)
    scanner.scan(label(sku))
    number = Waybill.objects.get(parcel__order=order).number
    assert scanner.scan(number)["code"] == "pack.closed"
    return order, number


def test_a_parcel_leaves_with_its_scan_and_the_stock_with_it(bench: Bench, black: Sku) -> None:
    order, number = sealed(bench, black)
    scanner = bench.at("handover")
    answer = scanner.scan(number)
    assert (answer["verdict"], answer["code"], answer["data"]["count"]) == ("ok", "handover.scanned", 1)
    order.refresh_from_db()
    parcel = Parcel.objects.get(order=order)
    assert (order.state, parcel.state) == ("shipped", "handed_over")
    stock = SkuStock.objects.get(sku=black, warehouse=bench.warehouse)
    assert (stock.on_hand_sellable, stock.reserved) == (0, 0)
    assert StockMovement.objects.filter(reason=Reason.SHIP, sku=black).count() == 1
    told = Message.objects.filter(topic="parcel.handed_over")
    assert all(row.facts["waybill"] == number for row in told)
    scanner.scan(CLOSE)
    assert HandlingUnit.objects.get(pk=parcel.carton_id).state == HandlingUnitState.RETIRED


def test_of_two_benches_that_begin_a_manifest_at_once_the_later_one_takes_the_next_number(
    bench: Bench, black: Sku, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        sealed(bench, black)
    first, second = Waybill.objects.order_by("pk").values_list("number", flat=True)
    looked = handover.facts_to_leave
    monkeypatch.setattr(handover, "facts_to_leave", lambda *known: replace(looked(*known), before=0))
    scanner = bench.at("handover")
    scanner.scan(first)
    scanner.scan(CLOSE)
    assert scanner.scan(second)["code"] == "handover.scanned"
    assert [row.number[-5:] for row in Manifest.objects.all()] == ["-0001", "-0002"]


def test_parcels_of_one_carrier_share_a_manifest_and_another_carriers_is_refused(bench: Bench, black: Sku) -> None:
    _, first = sealed(bench, black)
    _, second = sealed(bench, black)
    other, foreign = sealed(bench, black, carrier="CAINIAO_ECONOMY")
    scanner = bench.at("handover")
    scanner.scan(first)
    assert scanner.scan(second)["data"]["count"] == 2
    answer = scanner.scan(foreign)
    assert (answer["verdict"], answer["code"]) == ("refused", "handover.other_carrier")
    other.refresh_from_db()
    assert (other.state, Manifest.objects.get().lines.count()) == ("packed", 2)


def test_a_manifest_that_was_touched_since_it_was_read_is_not_added_to(bench: Bench, black: Sku) -> None:
    _, first = sealed(bench, black)
    order, _ = sealed(bench, black)
    bench.at("handover").scan(first)
    read, parcel = Manifest.objects.get(), Parcel.objects.get(order=order)
    Manifest.objects.update(work_version=read.work_version + 1)
    with pytest.raises(StaleScan), unit_of_work():
        lock_for_handover(cause=CAUSE, order_id=order.pk, parcel_id=parcel.pk, manifest=read)


def test_the_same_parcel_twice_is_told(bench: Bench, black: Sku) -> None:
    _, number = sealed(bench, black)
    scanner = bench.at("handover")
    scanner.scan(number)
    assert scanner.scan(number)["code"] == "handover.twice"
    assert Manifest.objects.get().lines.count() == 1


def test_an_unsealed_parcel_does_not_leave(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    packer = bench.at()
    packer.scan(order.slots.get().handling_unit.barcode)
    packer.scan(label(black))
    number = Waybill.objects.get().number
    assert bench.at("handover").scan(number)["code"] == "handover.not_closed"
    assert Manifest.objects.count() == 0


def test_a_cancellation_before_the_scan_keeps_the_parcel_here(bench: Bench, black: Sku) -> None:
    order, number = sealed(bench, black)
    with unit_of_work():
        request_cancel(cause=CAUSE, order=order, reason="buyer")
    answer = bench.at("handover").scan(number)
    assert (answer["verdict"], answer["code"], answer["tone"]) == ("refused", "handover.cancelled", "stop")
    assert Parcel.objects.get().state == "closed"


def test_a_sealed_parcel_that_was_cancelled_is_taken_apart_at_a_bench(bench: Bench, black: Sku) -> None:
    order, number = sealed(bench, black)
    with unit_of_work():
        request_cancel(cause=CAUSE, order=order, reason="buyer")
    scanner = bench.at()
    opened = scanner.scan(number)
    assert (opened["code"], opened["step"]) == ("pack.resumed", "intercept")
    free = HandlingUnit.objects.get(pk=Parcel.objects.get().tote_id)
    done = scanner.scan(free.barcode)
    assert done["code"] == "pack.intercepted"
    order.refresh_from_db()
    assert (order.state, Waybill.objects.get().state) == ("cancelled", "void")


def test_closing_ends_the_manifest_and_its_sheet_names_each_parcel(bench: Bench, black: Sku) -> None:
    _, number = sealed(bench, black)
    scanner = bench.at("handover")
    scanner.scan(number)
    manifest = Manifest.objects.get()
    response = bench.client.get(f"/packing/manifests/{manifest.pk}.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    answer = scanner.scan(CLOSE)
    assert (answer["code"], answer["work"]) == ("handover.closed", None)
    manifest.refresh_from_db()
    assert manifest.state == "closed"
    assert scanner.scan(CLOSE)["code"] == "handover.empty"


def test_an_unknown_label_changes_nothing(bench: Bench, black: Sku) -> None:
    sealed(bench, black)
    assert bench.at("handover").scan("LP00000000000000")["code"] == "scan.unknown"
    assert Manifest.objects.count() == 0
