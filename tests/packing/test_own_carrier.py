"""Parcels by the seller's own carrier: its number is scanned at the bench, checked, and the label scanned again."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from inventory.models import Sku
from packing.errors import CarrierNeedsWebsite, CarrierPatternWrong, NumberFormat, NumberTaken, ParcelNotDeclared
from packing.models import OwnCarrier, Parcel, Waybill
from packing.operations import own_carrier
from packing.operations.own_carrier import CarrierFacts, change_declared, save_carrier
from tests.factories.packing import picked_order
from tests.floor import CAUSE
from tests.packing.conftest import Bench, label
from wms.core.models import AuditEntry, Message, PrintJob, Warehouse
from wms.core.transactions import run
from wms.scan.codes import make
from wms.scan.testing import Handheld

pytestmark = pytest.mark.django_db
DHL, OTHER, THIRD = "1234567890", "9876543210", "5555555555"
RENUMBER, RETRY = make("command", "RENUMBER"), make("command", "RETRY")


def carrier(warehouse: Warehouse, **changes: Any) -> OwnCarrier:
    facts = {"service": "DHL", "name": "DHL Express", "number_pattern": r"\d{10}", **changes}
    return run(partial(save_carrier, cause=CAUSE, warehouse=warehouse, facts=CarrierFacts(**facts)))


def at_number(bench: Bench, sku: Sku) -> Handheld:
    """The bench in front of a parcel whose carrier's number is asked for."""
    order = picked_order(bench.warehouse, {sku: 1}, carrier="DHL")
    scanner = bench.at()
    scanner.scan(order.slots.get().handling_unit.barcode)
    assert scanner.scan(label(sku))["step"] == "number"
    return scanner


def sealed(bench: Bench, sku: Sku, number: str) -> Parcel:
    scanner = at_number(bench, sku)
    assert scanner.scan(number)["step"] == "close"
    assert scanner.scan(number)["code"] == "pack.closed"
    return Parcel.objects.latest("pk")


def test_the_number_is_asked_for_and_its_label_seals_the_parcel(bench: Bench, black: Sku) -> None:
    carrier(bench.warehouse)
    scanner = at_number(bench, black)

    numbered = scanner.scan(f" {DHL[:5]} {DHL[5:]}")
    assert (numbered["verdict"], numbered["step"], numbered["code"]) == ("ok", "close", "pack.numbered")
    assert (numbered["data"]["label_url"], PrintJob.objects.count()) == ("", 0)
    assert scanner.scan(DHL)["code"] == "pack.closed"

    waybill = Waybill.objects.get()
    assert (waybill.carrier, waybill.number, waybill.is_own, waybill.state) == ("DHL", DHL, True, "ready")


@pytest.mark.parametrize("text", ["12345", "1234567890A", "RB123456785CN"])
def test_another_barcode_is_not_taken_for_the_number(bench: Bench, black: Sku, text: str) -> None:
    carrier(bench.warehouse)
    scanner = at_number(bench, black)

    answer = scanner.scan(text)

    assert (answer["verdict"], answer["step"], answer["code"]) == ("refused", "number", "pack.number_format")
    assert (Waybill.objects.get().number, Parcel.objects.get().state) == ("", "verified")


def test_a_number_that_another_parcel_carries_is_refused_by_its_order(bench: Bench, black: Sku) -> None:
    carrier(bench.warehouse)
    first = sealed(bench, black, DHL)
    scanner = at_number(bench, black)

    answer = scanner.scan(DHL)

    assert (answer["verdict"], answer["code"]) == ("refused", "pack.number_taken")
    assert first.order.number in answer["text"]
    assert scanner.scan(OTHER)["code"] == "pack.numbered"


def test_a_number_taken_back_is_free_for_another_parcel(bench: Bench, black: Sku) -> None:
    carrier(bench.warehouse)
    scanner = at_number(bench, black)
    scanner.scan(DHL)

    dropped = scanner.scan(RENUMBER)
    assert (dropped["step"], dropped["code"]) == ("number", "pack.number_dropped")
    assert scanner.scan(OTHER)["step"] == "close"
    assert scanner.scan(OTHER)["code"] == "pack.closed"

    assert sealed(bench, black, DHL).waybills.get().number == DHL


def test_the_platforms_number_is_not_changed_at_the_bench(bench: Bench, black: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(order.slots.get().handling_unit.barcode)
    scanner.scan(label(black))

    assert scanner.scan(RENUMBER)["code"] == "pack.number_not_ours"


def test_a_carrier_switched_off_leaves_the_way_to_the_platform(bench: Bench, black: Sku) -> None:
    carrier(bench.warehouse)
    scanner = at_number(bench, black)
    carrier(bench.warehouse, is_active=False)
    assert scanner.scan(DHL)["code"] == "pack.carrier_gone"

    scanner.scan(RETRY)

    parcel = Parcel.objects.get()
    assert (parcel.awaits_number, parcel.state) == (False, "labelled")
    assert [(row.state, row.is_own) for row in Waybill.objects.all()] == [("ready", False)]


def test_a_number_that_was_declared_is_changed_and_told(bench: Bench, black: Sku) -> None:
    carrier(bench.warehouse)
    parcel = sealed(bench, black, DHL)
    change = partial(change_declared, cause=CAUSE, parcel_id=parcel.pk)
    with pytest.raises(ParcelNotDeclared):
        run(partial(change, text=OTHER))
    bench.at("handover").scan(DHL)
    Message.objects.all().delete()

    with pytest.raises(NumberFormat):
        run(partial(change, text="12"))
    run(partial(change, text=DHL))
    assert not Message.objects.filter(topic="parcel.renumbered").exists()
    run(partial(change, text=OTHER))

    assert [(row.number, row.state) for row in Waybill.objects.order_by("pk")] == [(DHL, "void"), (OTHER, "ready")]
    told = Message.objects.filter(topic="parcel.renumbered").first()
    assert told is not None
    assert (told.facts["old"], told.facts["waybill"], told.facts["carrier"]) == (DHL, OTHER, "DHL")


def test_a_carrier_is_written_over_and_audited(warehouse: Warehouse) -> None:
    carrier(warehouse)
    carrier(warehouse, number_pattern=r"[A-Z]\d{9}")

    assert OwnCarrier.objects.get().number_pattern == r"[A-Z]\d{9}"
    entries = AuditEntry.objects.filter(action="carrier.own").order_by("pk")
    assert entries[1].before == {"number_pattern": r"\d{10}"}


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another bench writes DHL between the look and the write of this one."""
    looked = own_carrier.order_of_number

    def look(service: str, number: str) -> str | None:
        found = looked(service, number)
        Waybill.objects.filter(number=THIRD).update(number=DHL)
        return found

    monkeypatch.setattr(own_carrier, "order_of_number", look)


def test_of_two_benches_with_one_number_at_once_the_later_one_is_told_whose_it_is(
    bench: Bench, black: Sku, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier(bench.warehouse)
    first = sealed(bench, black, THIRD)
    scanner = at_number(bench, black)
    at_once(monkeypatch)

    answer = scanner.scan(DHL)

    assert (answer["verdict"], answer["code"], answer["step"]) == ("refused", "pack.number_taken", "number")
    assert first.order.number in answer["text"]
    assert [(row.number, row.state) for row in Waybill.objects.order_by("pk")] == [(THIRD, "ready"), ("", "number")]
    assert scanner.scan(OTHER)["code"] == "pack.numbered"


def test_a_declared_number_is_not_changed_to_one_that_a_bench_takes_at_this_moment(
    bench: Bench, black: Sku, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier(bench.warehouse)
    sealed(bench, black, THIRD)
    parcel = sealed(bench, black, OTHER)
    bench.at("handover").scan(OTHER)
    at_once(monkeypatch)

    with pytest.raises(NumberTaken):
        run(partial(change_declared, cause=CAUSE, parcel_id=parcel.pk, text=DHL))

    assert [(row.number, row.state) for row in parcel.waybills.all()] == [(OTHER, "ready")]


@pytest.mark.parametrize("pattern", [r"(?:SF|YT)?\d{10,15}", r"[A-Z]{2}\d{9}CN", r"[+*?|(){}-]\d+", r"\+\*\?[0-9]{8}"])
def test_a_pattern_says_how_numbers_look(warehouse: Warehouse, pattern: str) -> None:
    assert carrier(warehouse, number_pattern=pattern).number_pattern == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        *("[A-Z", r"(\d+)+", r"(ab){3}x*y*z*", r"\d*\d*\d*x", r"(?:\d\d?){6}"),
        *(r"\d{0,40}\d{,40}\d{0,}x", "(A|A)" * 11 + "B", "A?" * 20 + "B", r"(?=\d+x)\d*", r"\d{99999999999}"),
    ],
)
def test_a_pattern_that_could_take_for_ever_is_refused(warehouse: Warehouse, pattern: str) -> None:
    with pytest.raises(CarrierPatternWrong):
        carrier(warehouse, number_pattern=pattern)
    assert not OwnCarrier.objects.exists()


def test_the_other_carriers_need_a_website(warehouse: Warehouse) -> None:
    with pytest.raises(CarrierNeedsWebsite):
        carrier(warehouse, service="OTHER_CN_LOCAL")
    assert carrier(warehouse, service="OTHER_CN_LOCAL", tracking_website="https://t.example/").pk
