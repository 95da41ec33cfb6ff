"""A bulk tote on the bench: any unit is scanned, the next order by the clock gets it; what is left over goes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inventory.models import Allocation, HandlingUnit, Sku, StockBalance
from inventory.states import HandlingUnitState
from packing.models import BenchTote, Parcel, ParcelMismatch, Waybill
from packing.states import ParcelState
from picking.models import Order, PutBack
from picking.operations.cancel import request_cancel
from picking.selectors.ready import picked_orders
from picking.states import OrderState
from tests.packing.conftest import Bench, make_bench
from tests.picking.conftest import CAUSE, Floor, make_floor, make_picker
from tests.picking.test_bulk import begin
from tests.picking.walks import place
from wms.core.models import Shop, WorkItem
from wms.core.transactions import unit_of_work
from wms.ops.ledger import differences
from wms.scan.codes import make

pytestmark = pytest.mark.django_db
MISSING, PARK = make("command", "MISSING"), make("command", "PARK")
Cancel = Callable[[int], None]


@pytest.fixture
def floor() -> Floor:
    """Four single-unit orders in one tote: of SKU 0 a late one, an early one and a Choice one; one of SKU 1."""
    made = make_floor()
    Shop.objects.filter(pk=made.shop.pk).update(channel=Shop.Channel.MANUAL)
    made.shop.refresh_from_db()
    made.rule.is_bulk = True
    made.rule.save()
    made.warehouse.certified_until_on = timezone.localdate() + timedelta(days=9)
    made.warehouse.save()
    made.put("A01-01-01", 0, 5)
    made.put("A01-03-01", 1, 5)
    now = timezone.now()
    for sku, hours, is_choice in ((0, 9, False), (0, 3, False), (0, 20, True), (1, 5, False)):
        made.order((sku, 1), due_at=now + timedelta(hours=hours), is_choice=is_choice)
    made.wave()
    picker = make_picker(made)
    begin(made, picker)
    for code, sku, units in (("A01-01-01", 0, 3), ("A01-03-01", 1, 1)):
        picker.scan(place(made, code))
        for _ in range(units):
            picker.scan(made.skus[sku].code)
        picker.scan(made.totes[0].barcode)
    return made


@pytest.fixture
def bench(floor: Floor) -> Bench:
    return make_bench(floor.warehouse)


@pytest.fixture
def cancel() -> Cancel:
    def ask(number: int) -> None:
        with unit_of_work():
            request_cancel(cause=CAUSE, order=orders()[number])

    return ask


def orders() -> list[Order]:
    return list(Order.objects.order_by("pk"))


def short(answer: dict[str, Any]) -> tuple[str, str, str]:
    return answer["verdict"], answer["step"], answer["code"]


def seal(scanner: Any) -> dict[str, Any]:
    """Scan the label of the parcel on the bench."""
    answer: dict[str, Any] = scanner.scan(Waybill.objects.latest("pk").number)
    return answer


def test_choice_goes_first_then_the_clock_until_the_tote_is_done(floor: Floor, bench: Bench) -> None:
    scanner = bench.at()
    opened = scanner.scan(floor.totes[0].barcode)
    assert (short(opened), opened["data"]["left"]) == (("ok", "unit", "pack.tote_opened"), 4)
    first, second, choice, other = orders()
    for order, sku in ((choice, 0), (second, 0), (other, 1)):
        taken = scanner.scan(floor.skus[sku].code)
        assert short(taken) == ("ok", "close", "pack.unit_taken")
        assert taken["data"]["order"] == order.number
        assert short(seal(scanner)) == ("ok", "unit", "pack.closed")
    scanner.scan(floor.skus[0].code)
    assert short(seal(scanner)) == ("ok", "open", "pack.tote_done")
    first.refresh_from_db()
    assert first.state == OrderState.PACKED
    assert Parcel.objects.filter(state=ParcelState.CLOSED).count() == 4
    assert HandlingUnit.objects.get(pk=floor.totes[0].pk).state == HandlingUnitState.FREE
    assert differences() == []


def test_a_unit_whose_order_the_channel_stops_is_taken_but_gets_no_waybill(floor: Floor, bench: Bench) -> None:
    Order.objects.filter(pk=orders()[2].pk).update(hold_code="channel.frozen")
    scanner = bench.at()
    scanner.scan(floor.totes[0].barcode)
    assert short(scanner.scan(floor.skus[0].code)) == ("ok", "label", "pack.unit_taken")
    assert (Parcel.objects.get().look_state, Waybill.objects.count()) == ("fine", 0)


def test_the_list_of_the_bench_shows_the_tote_once(floor: Floor) -> None:
    ready = picked_orders(floor.warehouse.pk, limit=12)
    assert [(row.tote, row.orders, row.is_choice) for row in ready] == [(floor.totes[0].code, 4, True)]


def test_a_cancelled_unit_is_told_when_it_is_left_over_and_goes_back(
    floor: Floor, bench: Bench, cancel: Cancel
) -> None:
    cancel(3)
    scanner = bench.at()
    scanner.scan(floor.totes[0].barcode)
    assert short(scanner.scan(floor.skus[1].code)) == ("refused", "unit", "pack.unit_left_over")
    for _ in range(2):
        scanner.scan(floor.skus[0].code)
        seal(scanner)
    scanner.scan(floor.skus[0].code)
    last = seal(scanner)
    assert (short(last), last["data"]["facts"]["left"]) == (("ok", "open", "pack.tote_left_over"), 1)
    assert PutBack.objects.get().handling_unit_id == floor.totes[0].pk
    assert differences() == []


def test_cancelled_with_its_parcel_on_the_bench_the_unit_stays_in_the_tote(
    floor: Floor, bench: Bench, cancel: Cancel
) -> None:
    scanner = bench.at()
    scanner.scan(floor.totes[0].barcode)
    scanner.scan(floor.skus[1].code)
    cancel(3)
    assert short(seal(scanner)) == ("stale", "intercept", "scan.stale")
    assert short(scanner.scan(floor.totes[0].barcode)) == ("ok", "unit", "pack.intercepted")
    assert PutBack.objects.count() == 0
    assert HandlingUnit.objects.get(pk=floor.totes[0].pk).state == HandlingUnitState.IN_USE
    assert short(scanner.scan(floor.skus[1].code)) == ("refused", "unit", "pack.unit_left_over")
    assert differences() == []


def test_a_stray_unit_is_stopped_and_the_manager_called(floor: Floor, bench: Bench) -> None:
    scanner = bench.at()
    scanner.scan(floor.totes[0].barcode)
    assert short(scanner.scan(floor.skus[3].code)) == ("refused", "unit", "pack.no_order_waits")
    assert WorkItem.objects.get(kind="pack.mismatch").subject_label == floor.totes[0].code
    assert Parcel.objects.count() == 0


def test_units_that_are_not_in_the_tote_are_declared_and_their_orders_wait(floor: Floor, bench: Bench) -> None:
    scanner = bench.at()
    scanner.scan(floor.totes[0].barcode)
    scanner.scan(floor.skus[1].code)
    seal(scanner)
    answer = scanner.scan(MISSING)
    assert (short(answer), answer["data"]["facts"]["units"]) == (("ok", "open", "pack.tote_empty"), 3)
    assert [order.state for order in orders()] == ["held", "held", "held", "packed"]
    assert ParcelMismatch.objects.filter(kind="missing").count() == 3
    assert HandlingUnit.objects.get(pk=floor.totes[0].pk).state == HandlingUnitState.FREE
    assert differences() == []


def test_no_order_of_an_empty_tote_stays_picked_because_another_lost_its_unit(floor: Floor, bench: Bench) -> None:
    hours = {0: 2, 1: 3, 2: 4}  # a loss takes the weakest unit first: here that of the last order, not of the first
    for number, due in hours.items():
        order = orders()[number]
        Order.objects.filter(pk=order.pk).update(is_choice=False)
        keys = [str(pk) for pk in order.items.values_list("pk", flat=True)]
        Allocation.objects.filter(demand_id__in=keys).update(priority=0, due_at=timezone.now() + timedelta(hours=due))
    scanner = bench.at()
    scanner.scan(floor.totes[0].barcode)
    scanner.scan(floor.skus[1].code)
    seal(scanner)
    answer = scanner.scan(MISSING)
    assert (short(answer), answer["data"]["facts"]["units"]) == (("ok", "open", "pack.tote_empty"), 3)
    assert [order.state for order in orders()] == ["held", "held", "held", "packed"]
    assert not StockBalance.objects.filter(location__handling_unit=floor.totes[0], on_hand__gt=0).exists()
    assert HandlingUnit.objects.get(pk=floor.totes[0].pk).state == HandlingUnitState.FREE
    assert differences() == []


def test_a_tote_set_aside_is_worked_off_at_another_bench(floor: Floor, bench: Bench) -> None:
    scanner = bench.at()
    scanner.scan(floor.totes[0].barcode)
    assert short(scanner.scan(PARK)) == ("ok", "open", "pack.tote_left")
    scanner.scan(floor.totes[0].barcode)
    other = make_bench(floor.warehouse, "wu").at()
    assert short(other.scan(floor.totes[0].barcode)) == ("ok", "unit", "pack.tote_opened")
    assert BenchTote.objects.filter(tote=floor.totes[0]).count() == 1
    assert scanner.scan(floor.skus[0].code)["verdict"] == "stale"


def test_an_order_of_the_tote_can_still_be_opened_by_its_number(floor: Floor, bench: Bench) -> None:
    scanner = bench.at()
    assert short(scanner.scan(orders()[3].number)) == ("ok", "verify", "pack.opened")
    scanner.scan(floor.skus[1].code)
    assert short(seal(scanner)) == ("ok", "open", "pack.closed")
    assert picked_orders(floor.warehouse.pk, limit=12)[0].orders == 3


def test_a_unit_that_tracks_serials_says_its_number_before_its_label(bench: Bench, floor: Floor) -> None:
    Sku.objects.filter(pk=floor.skus[1].pk).update(tracks_serials=True)
    scanner = bench.at()
    scanner.scan(floor.totes[0].barcode)
    asked = scanner.scan(floor.skus[1].code)
    assert (asked["step"], asked["code"], Waybill.objects.count()) == ("serial", "pack.unit_taken_serial", 0)
    done = scanner.scan("SN-0001")
    assert (done["step"], done["code"], done["data"]["order"]) == ("close", "pack.complete", orders()[3].number)
    assert scanner.scan(Waybill.objects.get().number)["step"] == "unit"
