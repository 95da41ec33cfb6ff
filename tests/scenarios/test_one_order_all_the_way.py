"""Goods come in, a buyer buys them, and they leave: every arrow by a scan, every message over the real wire."""

from __future__ import annotations

from inventory.models import StockMovement
from packing.models import Manifest
from tests.scenarios.conftest import BLACK, CLEAR, House, document
from wms.core.models import Exchange, ScanEvent, WorkItem
from wms.scan.codes import make


def receive_and_shelve(house: House, number: str, code: str, units: int, place: str) -> None:
    keeper, tote = house.keeper, house.totes[0].barcode
    keeper.at("receive")
    assert keeper.scan(document(number))[:2] == ("ok", "receive.begun")
    assert keeper.scan(house.labels[code])[:2] == ("ok", "receive.counted")
    assert keeper.key(units)[:2] == ("ok", "receive.counted")
    assert keeper.scan(tote)[:2] == ("ok", "receive.put")
    keeper.at("putaway")
    assert keeper.scan(tote)[:2] == ("ok", "putaway.begun")
    assert keeper.scan(house.labels[code])[:2] == ("ok", "putaway.item")
    shelf = str(house.places[place].barcode)
    assert keeper.scan(shelf)[:2] == ("ok", "putaway.place")
    assert keeper.scan(shelf)[:2] == ("ok", "putaway.emptied")


def test_from_asn_to_a_shipment_that_the_platform_knows(house: House) -> None:
    house.announce("IN-1", **{BLACK: 10})
    receive_and_shelve(house, "IN-1", BLACK, 10, "A01-01-01")
    house.settle()
    assert house.front()[BLACK] == 10

    number = house.buy(**{BLACK: 3})
    assert house.front()[BLACK] == 7
    house.pull()
    assert (house.order(number).state, house.sums(BLACK)) == ("promised", (10, 3, 0))
    house.agrees()

    (wave,) = house.wave()
    assert (wave.orders, house.order(number).state) == (1, "waved")
    assert house.walk(house.picker) == [
        "pick.started", "pick.ready", "pick.at_place", "pick.unit_counted", "pick.unit_counted", "pick.units_complete",
        "pick.walk_done",
    ]  # fmt: skip
    assert (house.order(number).state, house.lies("A01-01-01", BLACK)) == ("picked", 7)

    house.seal(number)
    assert (house.order(number).state, house.at_platform(number)["waybills"]) == ("packed", [house.label_of(number)])
    assert house.hand_over(number)["code"] == "handover.scanned"
    assert house.bench.at("handover").scan(make("command", "CLOSE"))["code"] == "handover.closed"
    house.settle()

    told = house.at_platform(number)
    assert (told["status"], told["shipments"]) == ("WAIT_BUYER_ACCEPT_GOODS", [house.label_of(number)])
    assert (house.order(number).state, Manifest.objects.get().state) == ("shipped", "closed")
    assert (house.sums(BLACK), house.front()[BLACK], house.oversold()) == ((7, 0, 0), 7, 0)
    assert not ScanEvent.objects.exclude(verdict="ok").exists()
    assert not WorkItem.objects.exclude(state="resolved").exists()
    assert not Exchange.objects.exclude(state="done").exists()
    house.agrees()


def test_two_buyers_share_a_cart_and_each_gets_his_own(house: House) -> None:
    house.put("A01-01-01", BLACK, 5)
    house.put("A02-02-01", CLEAR, 5)
    house.settle()
    first, second = house.buy(**{BLACK: 2, CLEAR: 1}), house.buy(**{BLACK: 1, CLEAR: 2})
    house.pull()
    (wave,) = house.wave()
    assert (wave.orders, wave.lists) == (2, 1)
    house.walk(house.picker)
    for number in (first, second):
        house.seal(number)
        assert house.hand_over(number)["code"] == "handover.scanned"
    house.settle()
    left = (
        StockMovement.objects.filter(reason="ship").order_by("sku_id", "quantity").values_list("sku__code", "quantity")
    )
    assert list(left) == [(BLACK, 1), (BLACK, 2), (CLEAR, 1), (CLEAR, 2)]
    assert [house.at_platform(number)["status"] for number in (first, second)] == ["WAIT_BUYER_ACCEPT_GOODS"] * 2
    house.agrees()
