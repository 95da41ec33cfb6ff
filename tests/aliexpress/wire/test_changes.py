"""What changes at the platform after an order came in reaches it where it is."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from packing.errors import StoppedByChannel
from packing.models import Waybill
from packing.operations.label import request_waybill
from picking.models import Order
from tests.aliexpress.wire.conftest import BLACK, CLEAR, Wire
from tests.floor import CAUSE
from wms.aliexpress.carrier import AliExpressCarrier
from wms.aliexpress.sandbox import order_views
from wms.core.models import WorkItem
from wms.core.transactions import run

STOPPED = "order.stopped_by_channel"


@pytest.fixture
def number(wire: Wire) -> str:
    for code in (BLACK, CLEAR):
        wire.sell(code, 9)
    lines = [{"sku": BLACK, "quantity": 2}, {"sku": CLEAR, "quantity": 1}]
    number = str(wire.ask("orders", shop="DEMO", lines=lines)["order_id"])
    wire.pull()
    wire.drain("orders")
    return number


def later(wire: Wire, number: str, call: str, **body: Any) -> None:
    """Something happens to an order, in another second than the thing before: times are told to the second."""
    order = wire.sandbox.world.orders[number]
    told = order["updated"]
    wire.ask(call, order_id=number, **body)
    order["updated"] = max(order["updated"], told + 2)


def open_kinds() -> list[str]:
    return sorted(WorkItem.objects.exclude(state="resolved").values_list("kind", flat=True))


def at_the_bench(wire: Wire, number: str) -> None:
    Order.objects.filter(number=number).update(state="packing")


def look(wire: Wire, number: str) -> Order:
    parcel = wire.order(number).parcels.first() or wire.parcel(number)
    run(partial(AliExpressCarrier().look, cause=CAUSE, parcel=parcel))
    wire.drain("interactive")
    return wire.order(number)


def test_a_freeze_before_the_wave_holds_and_its_end_lets_go(wire: Wire, number: str) -> None:
    later(wire, number, "freeze")
    wire.pull()
    assert (wire.order(number).state, wire.order(number).hold_code) == ("held", "channel.frozen")
    later(wire, number, "freeze", thaw=True)
    wire.pull()
    assert (wire.order(number).state, wire.order(number).hold_code) == ("promised", "")


def test_a_freeze_at_the_bench_stops_the_label_until_it_is_let_go(wire: Wire, number: str) -> None:
    at_the_bench(wire, number)
    later(wire, number, "freeze")
    wire.pull()
    order = wire.order(number)
    assert (order.state, order.hold_code, open_kinds()) == ("packing", "channel.frozen", [STOPPED])
    parcel = wire.parcel(number)
    with pytest.raises(StoppedByChannel):
        run(partial(request_waybill, cause=CAUSE, parcel=parcel))
    assert Waybill.objects.count() == 0

    later(wire, number, "freeze", thaw=True)
    wire.pull()
    assert (wire.order(number).hold_code, open_kinds()) == ("", [])
    parcel.refresh_from_db()
    run(partial(request_waybill, cause=CAUSE, parcel=parcel))
    assert Waybill.objects.count() == 1


def test_the_last_look_finds_a_freeze_that_no_pull_has_told_yet(wire: Wire, number: str) -> None:
    at_the_bench(wire, number)
    later(wire, number, "freeze")
    assert look(wire, number).hold_code == "channel.frozen"
    later(wire, number, "freeze", thaw=True)
    assert look(wire, number).hold_code == ""
    codes = list(wire.order(number).history.order_by("pk").values_list("code", flat=True))
    assert codes[-2:] == ["channel.frozen", "order.channel_lets_go"]


def test_a_hold_of_ours_is_not_overwritten(wire: Wire, number: str) -> None:
    Order.objects.filter(number=number).update(state="picking", hold_code="pick.short")
    later(wire, number, "freeze")
    wire.pull()
    assert wire.order(number).hold_code == "pick.short"


def test_a_refunded_line_is_taken_out_before_the_wave_and_told_after_it(wire: Wire, number: str) -> None:
    later(wire, number, "refund", line=2)
    wire.pull()
    order = wire.order(number)
    assert [(line.seller_sku, line.skip_reason) for line in order.lines.all()] == [(BLACK, ""), (CLEAR, "refunded")]
    assert [item.sku.code for item in order.items.select_related("sku")] == [BLACK]
    assert (order.state, open_kinds()) == ("promised", [])

    at_the_bench(wire, number)
    later(wire, number, "refund", line=1)
    wire.pull()
    order = wire.order(number)
    assert (order.cancel_reason, order.cancel_requested_at is not None, open_kinds()) == ("refunded", True, [])


@pytest.mark.parametrize("currency", ["XXX", ""])
def test_an_unknown_currency_holds_with_work_and_goes_on_when_it_is_put_right(
    wire: Wire, currency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.sell(BLACK, 9)
    right = order_views.money
    monkeypatch.setattr(order_views, "money", lambda amount: {**right(amount), "currency_code": currency})
    number = wire.buy()
    wire.pull()
    order = wire.order(number)
    assert (order.state, order.hold_code, open_kinds()) == ("held", "channel.currency", ["channel.currency"])

    monkeypatch.setattr(order_views, "money", right)
    wire.sandbox.world.orders[number]["updated"] += 1
    wire.pull()
    assert (wire.order(number).state, wire.order(number).hold_code, open_kinds()) == ("promised", "", [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"product_list": []}, "channel.no_lines"),
        ({"product_count": 0}, "channel.quantity"),
        ({"product_count": -2}, "channel.quantity"),
        ({"product_count": "many"}, "channel.quantity"),
    ],
)
@pytest.mark.parametrize("seconds", [0, 1])
def test_what_cannot_be_an_order_is_held_with_work_and_goes_on_when_it_is_put_right(
    wire: Wire, change: dict[str, Any], code: str, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sku = wire.sell(BLACK, 9)
    right_row, right_line = order_views.list_row, order_views._list_line
    monkeypatch.setattr(order_views, "list_row", lambda *given: {**right_row(*given), **_of(change, "product_list")})
    monkeypatch.setattr(
        order_views, "_list_line", lambda *given: {**right_line(*given), **_of(change, "product_count")}
    )
    number = wire.buy()
    wire.pull()
    order = wire.order(number)
    assert (order.state, order.hold_code, open_kinds()) == ("held", code, [code])
    assert wire.sums(sku)[1:] == (0, 0)

    monkeypatch.setattr(order_views, "list_row", right_row)
    monkeypatch.setattr(order_views, "_list_line", right_line)
    wire.sandbox.world.orders[number]["updated"] += seconds
    wire.pull()
    assert (wire.order(number).state, wire.order(number).hold_code, open_kinds()) == ("promised", "", [])
    assert wire.sums(sku)[1:] == (1, 0)


def _of(change: dict[str, Any], name: str) -> dict[str, Any]:
    return {name: change[name]} if name in change else {}


def test_an_address_that_changes_after_its_waybill_stops_that_label(wire: Wire, number: str) -> None:
    parcel = wire.parcel(number)
    at_the_bench(wire, number)
    waybill = wire.ask_waybill(parcel)
    wire.drain("interactive", tries=2)
    later(wire, number, "address", country="FR")
    wire.pull()
    wire.drain("orders")
    waybill.refresh_from_db()
    assert (waybill.outdated_at is not None, open_kinds()) == (True, ["pack.address_changed"])
    assert wire.order(number).country == "FR"


def test_an_address_that_changes_before_its_waybill_is_the_new_one(wire: Wire, number: str) -> None:
    wire.sandbox.world.orders[number]["buyer"]["city"] = "Elsewhere"
    at_the_bench(wire, number)
    look(wire, number)
    assert wire.order(number).buyer_city == "Elsewhere"
