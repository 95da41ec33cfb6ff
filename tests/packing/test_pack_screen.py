"""The bench's walk: open, verify each unit, label, scan the label; and everything that stops it [M33][M4]."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp

from inventory.models import Allocation, HandlingUnit, Sku, SkuStock, StockBalance
from inventory.operations.handling_units import open_carton
from inventory.states import AllocationState, Condition, HandlingUnitState
from packing.models import Parcel, ParcelMismatch, Waybill
from picking.models import Order, PutBack
from picking.operations.cancel import request_cancel
from picking.states import OrderState
from tests.factories.packing import picked_order
from tests.floor import CAUSE
from tests.packing.conftest import Bench, label, make_bench
from wms.core.models import PrintJob, ScanEvent, WorkItem
from wms.core.transactions import unit_of_work
from wms.scan.codes import make

pytestmark = pytest.mark.django_db
UNDO, MISSING, PARK, RETRY, REPRINT = (
    make("command", name) for name in ("UNDO", "MISSING", "PARK", "RETRY", "REPRINT")
)


def tote_of(order: Order) -> str:
    return order.slots.get().handling_unit.barcode


def triple(answer: dict) -> tuple[str, str, str]:
    return answer["verdict"], answer["step"], answer["code"]


def test_an_order_goes_through_the_bench_unit_by_unit(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 2, clear: 1})
    scanner = bench.at()
    assert triple(scanner.scan(tote_of(order))) == ("ok", "verify", "pack.opened")
    assert triple(scanner.scan(label(black))) == ("ok", "verify", "pack.verified")
    assert triple(scanner.scan(label(clear))) == ("ok", "verify", "pack.verified")
    done = scanner.scan(label(black))
    assert triple(done) == ("ok", "close", "pack.complete")
    assert done["tone"] == "done"
    waybill = Waybill.objects.get()
    assert (waybill.state, done["data"]["waybill"]) == ("ready", waybill.number)
    closed = scanner.scan(waybill.number)
    assert triple(closed) == ("ok", "open", "pack.closed")
    parcel = Parcel.objects.get()
    order.refresh_from_db()
    assert (parcel.state, order.state) == ("closed", "packed")
    assert HandlingUnit.objects.get(pk=parcel.tote_id).state == HandlingUnitState.FREE
    held = StockBalance.objects.filter(location=parcel.carton.location)
    assert {(row.sku_id, row.on_hand, row.allocated) for row in held} == {(black.pk, 2, 2), (clear.pk, 1, 1)}


def test_an_order_that_is_not_picked_is_told_with_its_state(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    Order.objects.filter(pk=order.pk).update(state=OrderState.PICKING)
    told = bench.at().scan(order.number)
    assert (told["code"], told["data"]["note"]) == ("pack.nothing_to_pack", f"{order.number} 拣货中 · 什么都没变")


def test_a_scan_that_no_step_takes_is_shown_as_it_was_read(bench: Bench) -> None:
    told = bench.at().scan("NOBODY-KNOWS-THIS")
    assert (told["code"], "NOBODY-KNOWS-THIS" in told["html"]) == ("scan.unknown", True)


def test_the_label_is_a_pdf_whose_barcode_is_the_waybill(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    answer = scanner.scan(label(black))
    response = bench.client.get(answer["data"]["label_url"])
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    picture = pypdfium2.PdfDocument(response.content)[0].render(scale=203 / 72).to_pil()
    assert Waybill.objects.get().number in {found.text for found in zxingcpp.read_barcodes(picture)}
    job = PrintJob.objects.get()
    assert (job.kind, job.state, job.copy, job.title) == ("waybill", "printed", 1, Waybill.objects.get().number)


def test_a_foreign_warehouses_bench_never_sees_the_label(bench: Bench, black: Sku) -> None:
    from tests.factories.inventory import StockedWarehouseFactory

    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    url = scanner.scan(label(black))["data"]["label_url"]
    other = make_bench(StockedWarehouseFactory(), "wang")
    assert other.client.get(url).status_code == 404


def test_a_wrong_unit_blocks_the_parcel_and_calls_the_manager(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    answer = scanner.scan(label(clear))
    assert (answer["verdict"], answer["code"], answer["tone"]) == ("refused", "pack.wrong_unit", "stop")
    assert answer["data"]["is_blocked"] is True
    assert ParcelMismatch.objects.get().kind == "wrong"
    item = WorkItem.objects.get(kind="pack.mismatch")
    assert (item.is_urgent, item.stage, item.facts["order"]) == (True, "pick", order.number)
    event = ScanEvent.objects.get(code="pack.wrong_unit")
    assert (event.is_wrong, event.sku_code, event.scanned_sku_code) == (True, "MC-15P-BLK", "MC-15P-CLR")
    right = scanner.scan(label(black))
    assert (right["code"], right["data"]["is_blocked"]) == ("pack.complete", False)


def test_the_wrong_unit_is_told_to_which_order_it_belongs(bench: Bench, black: Sku, clear: Sku) -> None:
    other = picked_order(bench.warehouse, {clear: 1})
    second = make_bench(bench.warehouse, "wang")
    second.at().scan(tote_of(other))
    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    assert scanner.scan(label(clear))["data"]["facts"]["belongs_to"] == other.number


def test_one_too_many_blocks_too(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1, clear: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    scanner.scan(label(black))
    answer = scanner.scan(label(black))
    assert (answer["verdict"], answer["code"]) == ("refused", "pack.too_many")
    assert (Parcel.objects.get().is_blocked, ParcelMismatch.objects.get().kind) == (True, "extra")


def test_undo_takes_the_last_scan_back_by_a_counter_row(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1, clear: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    scanner.scan(label(black))
    answer = scanner.scan(UNDO)
    assert (answer["code"], answer["data"]["lines"][0]["verified"]) == ("pack.undone", 0)
    assert Parcel.objects.get().units.count() == 2
    assert scanner.scan(UNDO)["code"] == "scan.nothing_to_undo"


@pytest.mark.parametrize("of_another_sku", [True, False])
def test_a_tote_with_something_else_in_it_is_not_free_when_its_parcel_is_sealed(
    bench: Bench, black: Sku, clear: Sku, of_another_sku: bool
) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    tote = order.slots.get().handling_unit
    if of_another_sku:
        StockBalance.objects.create(location=tote.location, sku=clear, on_hand=1)
    else:
        StockBalance.objects.filter(location=tote.location, sku=black).update(on_hand=2)
    scanner = bench.at()
    scanner.scan(tote.barcode)
    scanner.scan(label(black))
    assert scanner.scan(Waybill.objects.get().number)["code"] == "pack.closed"
    tote.refresh_from_db()
    assert tote.state == HandlingUnitState.IN_USE


def test_another_parcels_label_blocks_closing(bench: Bench, black: Sku) -> None:
    first, second = (picked_order(bench.warehouse, {black: 1}) for _ in range(2))
    scanner = bench.at()
    scanner.scan(tote_of(first))
    scanner.scan(label(black))
    scanner.scan(PARK)
    foreign = Waybill.objects.get().number
    scanner.scan(tote_of(second))
    scanner.scan(label(black))
    answer = scanner.scan(foreign)
    assert (answer["verdict"], answer["code"], answer["step"]) == ("refused", "pack.wrong_label", "close")
    assert answer["data"]["facts"]["belongs_to"] == first.number
    parcel = Parcel.objects.get(order=second)
    assert (parcel.state, parcel.is_blocked) == ("labelled", True)
    own = Waybill.objects.get(parcel=parcel).number
    assert scanner.scan(own)["code"] == "pack.closed"


def test_an_interrupted_parcel_is_opened_elsewhere_by_its_label(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    scanner.scan(label(black))
    number = Waybill.objects.get().number
    elsewhere = make_bench(bench.warehouse, "wang").at()
    assert triple(elsewhere.scan(number)) == ("ok", "close", "pack.resumed")
    assert elsewhere.scan(number)["code"] == "pack.closed"
    assert scanner.scan(number)["code"] == "scan.stale"


def test_it_opens_by_order_number_too_and_only_what_is_picked(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    waiting = picked_order(bench.warehouse, {black: 1})
    Order.objects.filter(pk=waiting.pk).update(state="picking")
    scanner = bench.at()
    assert scanner.scan(waiting.number)["code"] == "pack.nothing_to_pack"
    assert scanner.scan(order.number)["code"] == "pack.opened"


def test_missing_units_are_lost_by_the_books_and_go_back_to_picking(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 2, clear: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    scanner.scan(label(black))
    carton = open_carton(cause=CAUSE, warehouse=bench.warehouse, code="P-EARLIER")
    Parcel.objects.update(carton=carton)
    answer = scanner.scan(MISSING)
    assert triple(answer) == ("ok", "open", "pack.missing")
    assert HandlingUnit.objects.get(pk=carton.pk).state == HandlingUnitState.RETIRED
    order.refresh_from_db()
    assert (order.state, order.hold_code) == ("held", "pick.short")
    assert {(row.sku.code, row.quantity) for row in ParcelMismatch.objects.select_related("sku")} == {
        ("MC-15P-BLK", 1),
        ("MC-15P-CLR", 1),
    }
    stock = SkuStock.objects.get(sku=black, warehouse=bench.warehouse)
    assert (stock.on_hand_sellable, stock.reserved) == (1, 2)
    assert Allocation.objects.filter(sku=black, state=AllocationState.TAKEN).get().quantity == 1


def test_a_cancellation_while_verifying_voids_and_goes_back(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 2})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    scanner.scan(label(black))
    with unit_of_work():
        request_cancel(cause=CAUSE, order=order, reason="buyer")
    bench.look(scanner)
    answer = scanner.scan(tote_of(order))
    assert triple(answer) == ("ok", "open", "pack.intercepted")
    order.refresh_from_db()
    assert (order.state, Parcel.objects.get().state) == ("cancelled", "cancelled")
    balance = StockBalance.objects.get(sku=black, on_hand__gt=0)
    assert (balance.condition, balance.on_hand, balance.allocated) == (Condition.PUT_BACK, 2, 0)
    assert PutBack.objects.get().handling_unit == order.slots.get().handling_unit


def test_a_scan_made_before_the_cancellation_was_seen_is_refused_with_the_hazard(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 2})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    with unit_of_work():
        request_cancel(cause=CAUSE, order=order, reason="buyer")
    answer = scanner.scan(label(black))
    assert (answer["verdict"], answer["step"]) == ("stale", "intercept")
    assert answer["data"]["hazard"] is True


def test_a_cancellation_after_the_label_voids_it_first(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    scanner.scan(label(black))
    number = Waybill.objects.get().number
    with unit_of_work():
        request_cancel(cause=CAUSE, order=order, reason="buyer")
    bench.look(scanner)
    assert scanner.scan(number)["code"] == "scan.wrong_kind"
    carton = Parcel.objects.get().carton
    assert carton is not None  # it is there with the label, and nothing was ever sealed in it
    assert scanner.scan(tote_of(order))["code"] == "pack.intercepted"
    assert Waybill.objects.get().state == "void"
    assert HandlingUnit.objects.get(pk=carton.pk).state == HandlingUnitState.RETIRED


def test_a_bench_holds_one_parcel_and_sets_it_aside(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    assert triple(scanner.scan(PARK)) == ("ok", "open", "pack.parked")
    assert triple(scanner.scan(tote_of(order))) == ("ok", "verify", "pack.resumed")


def test_unknown_goods_are_unknown_and_change_nothing(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    answer = scanner.scan("4006381333931")
    assert (answer["verdict"], answer["code"]) == ("refused", "scan.unknown")
    assert (Parcel.objects.get().is_blocked, ParcelMismatch.objects.count()) == (False, 0)


def test_a_scan_at_the_bench_costs_at_most_18_queries(
    bench: Bench, black: Sku, clear: Sku, django_assert_max_num_queries: object
) -> None:
    order = picked_order(bench.warehouse, {black: 2, clear: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    with django_assert_max_num_queries(18 + 4):  # type: ignore[operator]  4 are BEGIN, COMMIT and savepoints
        assert scanner.scan(label(black))["code"] == "pack.verified"
