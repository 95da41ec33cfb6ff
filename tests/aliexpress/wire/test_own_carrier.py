"""The seller's own carriers on the wire: no waybill of the platform's, declared with website, changed, told once."""

from __future__ import annotations

from functools import partial

import pytest

from packing.models import OwnCarrier, Waybill
from tests.aliexpress.wire.conftest import BLACK, Wire
from tests.floor import CAUSE
from wms.aliexpress.carrier import on_handed_over, on_renumbered
from wms.aliexpress.operations.shipments import declare_shipment
from wms.core.models import Exchange
from wms.core.transactions import run

FULFIL, MODIFY = "aliexpress.solution.order.fulfill", "aliexpress.logistics.sellermodifiedshipmentfortop"
CREATE = "aliexpress.logistics.order.createorder"
OTHER, SITE, NUMBER, NEW = "OTHER_CN_LOCAL", "https://track.example/", "ZJ-00001", "ZJ-00002"


@pytest.fixture
def number(wire: Wire) -> str:
    """An order that goes by a carrier of the seller's own."""
    wire.sell(BLACK, 10)
    number = wire.buy(units=2, carrier=OTHER)
    wire.pull()
    Exchange.objects.all().delete()
    OwnCarrier.objects.create(
        warehouse=wire.warehouse, service=OTHER, name="Ours", number_pattern=r"ZJ-\d{5}", tracking_website=SITE
    )
    return number


def leave(wire: Wire, number: str, tracking: str = NUMBER) -> None:
    facts = {"order_id": wire.order(number).pk, "carrier": OTHER, "waybill": tracking}
    run(partial(on_handed_over, "1", facts))


def shipments(wire: Wire, number: str) -> list[tuple[str, str, str]]:
    rows = wire.sandbox.world.orders[number]["shipments"]
    return [(row["logistics_no"], row["send_type"], row["tracking_website"]) for row in rows]


def test_the_platform_makes_no_waybill_and_the_bench_asks_for_the_number(wire: Wire, number: str) -> None:
    parcel = wire.parcel(number)
    waybill = wire.ask_waybill(parcel)

    (row,) = wire.drain("interactive")

    waybill.refresh_from_db()
    parcel.refresh_from_db()
    assert (row.state, waybill.state, waybill.is_own, waybill.carrier) == ("done", "number", True, OTHER)
    assert (parcel.awaits_number, wire.calls(CREATE)) == (True, 0)


def test_a_shipment_is_declared_with_its_website(wire: Wire, number: str) -> None:
    leave(wire, number)

    (row,) = wire.drain("orders")

    assert (row.state, row.outcome) == ("done", "")
    assert shipments(wire, number) == [(NUMBER, "all", SITE)]


def test_parts_follow_each_other_and_the_last_one_closes_the_order(wire: Wire, number: str) -> None:
    for tracking, send_type in ((NUMBER, "part"), (NEW, "all")):
        declare = partial(declare_shipment, order_id=wire.order(number).pk, parcel_id=1, service=OTHER)
        run(partial(declare, cause=CAUSE, number=tracking, send_type=send_type))
        wire.drain("orders")
        expected = "SELLER_PART_SEND_GOODS" if send_type == "part" else "WAIT_BUYER_ACCEPT_GOODS"
        assert wire.at_platform(number)["status"] == expected
    assert shipments(wire, number) == [(NUMBER, "part", SITE), (NEW, "all", SITE)]


def test_a_part_told_twice_is_found_to_be_ours(wire: Wire, number: str) -> None:
    declare = partial(declare_shipment, order_id=wire.order(number).pk, parcel_id=1, service=OTHER)
    run(partial(declare, cause=CAUSE, number=NUMBER, send_type="part"))
    wire.faults(lost_answer={"value": True, "methods": "fulfill", "times": 1})

    (row,) = wire.drain("orders", tries=2)

    assert (row.state, row.outcome) == ("done", "already_declared")
    assert shipments(wire, number) == [(NUMBER, "part", SITE)]


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_declared_number_is_changed_once(wire: Wire, number: str, *, is_lost: bool) -> None:
    leave(wire, number)
    wire.drain("orders")
    facts = {"order_id": wire.order(number).pk, "carrier": OTHER, "old": NUMBER, "waybill": NEW}
    run(partial(on_renumbered, "1", facts))
    if is_lost:
        wire.faults(lost_answer={"value": True, "methods": "modified", "times": 1})

    rows = wire.drain("orders", tries=2)

    assert [(row.state, row.outcome) for row in rows] == [("done", ""), ("done", "already_changed" if is_lost else "")]
    assert shipments(wire, number) == [(NEW, "all", SITE)]
    assert wire.at_platform(number)["status"] == "WAIT_BUYER_ACCEPT_GOODS"


def test_a_number_that_the_platform_never_had_is_a_persons_work(wire: Wire, number: str) -> None:
    facts = {"order_id": wire.order(number).pk, "carrier": OTHER, "old": "ZJ-99999", "waybill": NEW}
    run(partial(on_renumbered, "1", facts))

    (row,) = wire.drain("orders")

    assert (row.state, row.outcome, shipments(wire, number)) == ("parked", "-999", [])


def test_without_its_website_the_other_carrier_is_refused_by_name(wire: Wire, number: str) -> None:
    OwnCarrier.objects.update(tracking_website="")
    leave(wire, number)

    (row,) = wire.drain("orders")

    assert (row.state, row.result["refused"], shipments(wire, number)) == ("parked", "-999", [])
    assert "tracking_website" in row.result["text"]
    assert not Waybill.objects.exists()
