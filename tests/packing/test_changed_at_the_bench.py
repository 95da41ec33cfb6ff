"""What the platform changes while an order is at a bench: a refunded line comes out, an outdated label never leaves."""

from __future__ import annotations

import re
from functools import partial

import pytest

from inventory.models import HandlingUnit, Sku, StockBalance
from inventory.states import Condition, HandlingUnitState
from packing.models import Manifest, Parcel, ParcelLine, Waybill
from packing.operations.readdress import record_address_change
from picking.models import Order, PutBack
from picking.operations.refund import refund_lines
from tests.factories.inventory import HandlingUnitFactory
from tests.factories.packing import picked_order
from tests.floor import CAUSE
from tests.packing.conftest import Bench, label
from tests.packing.test_pack_screen import REPRINT, UNDO, tote_of, triple
from wms.core.models import WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences
from wms.scan.testing import Handheld

pytestmark = pytest.mark.django_db


def refund(order: Order, *numbers: str) -> bool:
    """The lines with these numbers (from "1")."""
    fresh = Order.objects.get(pk=order.pk)
    return run(partial(refund_lines, cause=CAUSE, parts=[fresh], platform_lines=numbers))


def move_house(order: Order) -> int:
    return run(partial(record_address_change, cause=CAUSE, order_id=order.pk))


def verified(bench: Bench, order: Order, *goods: Sku) -> Handheld:
    scanner = bench.at()
    scanner.scan(tote_of(order))
    for sku in goods:
        scanner.scan(label(sku))
    return scanner


def empty_tote(bench: Bench) -> HandlingUnit:
    return HandlingUnitFactory(warehouse=bench.warehouse)


def test_refunded_before_the_bench_its_units_come_out_first(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 2, clear: 1})
    refund(order, "2")
    scanner, tote = bench.at(), empty_tote(bench)
    opened = scanner.scan(tote_of(order))
    assert triple(opened) == ("ok", "return", "pack.opened")
    assert opened["data"]["hazard"] is True
    assert re.search(r"× 1</b>.*MC-15P-CLR</span>", opened["html"], re.DOTALL)
    assert scanner.scan(tote_of(order))["code"] == "pack.tote_in_use"
    assert triple(scanner.scan(tote.barcode)) == ("ok", "verify", "pack.refund_out")
    there = StockBalance.objects.get(location=tote.location, on_hand__gt=0)
    assert (there.sku, there.condition, there.on_hand, there.allocated) == (clear, Condition.PUT_BACK, 1, 0)
    assert (PutBack.objects.get().handling_unit, WorkItem.objects.get(kind="put_back").subject_label) == (
        tote,
        tote.code,
    )
    scanner.scan(label(black))
    assert scanner.scan(label(black))["code"] == "pack.complete"
    assert scanner.scan(Waybill.objects.get().number)["code"] == "pack.closed"
    assert differences() == []


@pytest.mark.parametrize("done", [0, 1, 2])
def test_refunded_while_verifying_the_next_scan_meets_it(bench: Bench, black: Sku, clear: Sku, done: int) -> None:
    order = picked_order(bench.warehouse, {black: 1, clear: 2})
    scanner = verified(bench, order, *[clear, clear][:done])
    refund(order, "2")
    answer = scanner.scan(label(clear))
    assert (answer["verdict"], answer["step"]) == ("stale", "return")
    bench.look(scanner)
    assert triple(scanner.scan(empty_tote(bench).barcode)) == ("ok", "verify", "pack.refund_out")
    assert list(ParcelLine.objects.order_by("sku__code").values_list("quantity", "verified")) == [(1, 0), (0, 0)]
    assert scanner.scan(label(clear))["code"] == "pack.wrong_unit"
    assert scanner.scan(label(black))["code"] == "pack.complete"
    assert differences() == []


def test_what_came_out_is_not_taken_back_by_an_undo(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 2, clear: 2})
    scanner = verified(bench, order, black, clear, clear)
    refund(order, "2")
    bench.look(scanner)
    assert scanner.scan(empty_tote(bench).barcode)["code"] == "pack.refund_out"
    undone = [scanner.scan(UNDO)["code"] for _ in range(2)]
    assert undone == ["pack.undone", "scan.nothing_to_undo"]
    assert list(ParcelLine.objects.order_by("sku__code").values_list("quantity", "verified")) == [(2, 0), (0, 0)]
    assert [scanner.scan(label(black))["code"] for _ in range(2)] == ["pack.verified", "pack.complete"]


def test_refunded_with_its_label_made_the_label_is_void_and_another_asked_for(
    bench: Bench, black: Sku, clear: Sku
) -> None:
    order = picked_order(bench.warehouse, {black: 1, clear: 1})
    scanner = verified(bench, order, black, clear)
    first = Waybill.objects.get()
    refund(order, "2")
    bench.look(scanner)
    assert scanner.scan(empty_tote(bench).barcode)["code"] == "pack.refund_out"
    first.refresh_from_db()
    second = Waybill.objects.exclude(state="void").get()
    assert (first.state, second.pk == first.pk) == ("void", False)
    assert Parcel.objects.get().state in {"verified", "labelled"}


def test_all_lines_refunded_is_a_cancellation(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1, clear: 1})
    scanner = verified(bench, order, black)
    refund(order, "1", "2")
    bench.look(scanner)
    assert scanner.scan(tote_of(order))["code"] == "pack.intercepted"
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert differences() == []


def test_cancelled_after_a_refund_everything_goes_into_one_tote(bench: Bench, black: Sku, clear: Sku) -> None:
    from picking.operations.cancel import request_cancel

    order = picked_order(bench.warehouse, {black: 1, clear: 1})
    scanner = verified(bench, order, black)
    refund(order, "2")
    run(partial(request_cancel, cause=CAUSE, order=order))
    bench.look(scanner)
    tote = empty_tote(bench)
    assert scanner.scan(tote.barcode)["code"] == "pack.intercepted"
    there = StockBalance.objects.filter(location=tote.location, condition=Condition.PUT_BACK)
    assert {(row.sku, row.on_hand) for row in there} == {(black, 1), (clear, 1)}
    assert differences() == []


def test_a_refund_after_the_seal_is_a_persons_decision_and_changes_nothing(
    bench: Bench, black: Sku, clear: Sku
) -> None:
    order = picked_order(bench.warehouse, {black: 1, clear: 1})
    scanner = verified(bench, order, black, clear)
    scanner.scan(Waybill.objects.get().number)
    assert refund(order, "2") is False
    order.refresh_from_db()
    assert (order.refund_units, order.lines.exclude(skip_reason="").count()) == (0, 0)


def test_an_outdated_label_does_not_seal_and_reprint_makes_another(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = verified(bench, order, black)
    first = Waybill.objects.get().number
    assert move_house(order) == 1
    assert move_house(order) == 0
    bench.look(scanner)
    answer = scanner.scan(first)
    assert (answer["verdict"], answer["code"], answer["tone"]) == ("refused", "pack.address_changed", "stop")
    assert Parcel.objects.get().state == "labelled"
    item = WorkItem.objects.get(kind="pack.address_changed")
    assert (item.is_urgent, item.stage) == (True, "pack")
    assert scanner.scan(REPRINT)["code"] == "pack.label_anew"
    item.refresh_from_db()
    second = Waybill.objects.exclude(state="void").get()
    assert (item.state, second.number != first) == ("resolved", True)
    bench.look(scanner)
    assert scanner.scan(first)["code"] != "pack.closed"
    bench.look(scanner)
    assert scanner.scan(second.number)["code"] == "pack.closed"


def test_a_sealed_parcel_with_an_outdated_label_stays_here_and_gets_another_at_a_bench(
    bench: Bench, black: Sku
) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = verified(bench, order, black)
    first = Waybill.objects.get().number
    scanner.scan(first)
    move_house(order)
    assert bench.at("handover").scan(first)["code"] == "pack.address_changed"
    assert not Manifest.objects.exists()
    scanner = bench.at()
    assert scanner.scan(first)["code"] == "pack.resumed"
    second = Waybill.objects.exclude(state="void").get()
    bench.look(scanner)
    assert scanner.scan(second.number)["code"] == "pack.closed"
    assert bench.at("handover").scan(second.number)["code"] == "handover.scanned"
    order.refresh_from_db()
    assert (order.state, Waybill.objects.filter(state="void").count()) == ("shipped", 1)
    assert HandlingUnit.objects.filter(state=HandlingUnitState.IN_USE, kind="tote").count() == 0
    assert differences() == []
