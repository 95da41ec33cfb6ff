"""[M51] Orders over the wire: none lost, none twice, whatever the list does meanwhile."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from inventory.operations import declare_loss
from picking.models import Order
from tests.aliexpress.wire.conftest import BLACK, Wire
from tests.floor import CAUSE
from wms.aliexpress import evidence, order_reading
from wms.aliexpress.models import Evidence
from wms.aliexpress.payloads.orders import order_page
from wms.aliexpress.session import Session
from wms.core.models import Exchange, WorkItem
from wms.core.transactions import run

UNREADABLE = "order.unreadable"


def open_items(kind: str) -> list[WorkItem]:
    return list(WorkItem.objects.filter(kind=kind).exclude(state="resolved"))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_reading, "PAGE_SIZES", (4, 3, 5))


def test_an_order_comes_in_once_and_takes_its_stock(wire: Wire) -> None:
    sku = wire.sell(BLACK, 10)
    number = wire.buy(units=3)

    assert wire.pull().complete
    assert wire.pull().complete

    order = wire.order(number)
    assert (Order.objects.count(), order.state, order.channel_state) == (1, "promised", "WAIT_SELLER_SEND_GOODS")
    assert wire.sums(sku) == (10, 3, 0)
    assert abs(order.placed_at - timezone.now()) < timedelta(minutes=1)
    assert [row.facts["number"] for row in Exchange.objects.all()] == [number], "its details are asked for once"


def test_the_list_that_brought_an_order_is_found_by_its_number_and_those_that_repeat_it_are_not(wire: Wire) -> None:
    wire.sell(BLACK, 10)
    number = wire.buy()

    wire.pull()
    wire.pull()

    (row,) = evidence.find(account_ids=[wire.account.pk], order=number)
    assert number in str(row.response)


def test_the_details_bring_the_masked_address_and_are_kept_encrypted(wire: Wire) -> None:
    wire.sell(BLACK, 10)
    number = wire.buy(country="ES", name="Ana Ruiz")
    wire.pull()

    (asked,) = wire.drain("orders")

    order = wire.order(number)
    assert (asked.state, order.country, order.buyer_name) == ("done", "ES", "A***")
    assert "*" in order.recipient.address
    assert order.recipient.oaid
    kept = str(list(Evidence.objects.values_list("request", "response")))
    assert "Ruiz" not in kept
    assert order.recipient.oaid not in kept


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("rows", [1, -1, 3])
def test_pages_that_shift_hide_no_order(wire: Wire, rows: int) -> None:
    wire.sell(BLACK, 30)
    numbers = {wire.buy() for _ in range(11)}
    wire.faults(shifting_pages=rows)

    pulled = wire.pull()

    assert {order.number for order in Order.objects.all()} == numbers
    assert (pulled.complete, Order.objects.count()) == (True, 11)


@pytest.mark.usefixtures("small_pages")
def test_a_list_that_never_stands_still_is_not_called_complete(wire: Wire) -> None:
    wire.sell(BLACK, 30)
    numbers = {wire.buy() for _ in range(11)}
    wire.faults(shifting_pages=-2)
    assert not wire.pull().complete

    wire.faults(shifting_pages=False)

    assert wire.pull().complete
    assert {order.number for order in Order.objects.all()} == numbers


@pytest.mark.usefixtures("small_pages")
def test_pages_that_repeat_the_page_before_are_no_complete_pull(wire: Wire) -> None:
    """What stands on them was never told: to call that complete would let stock go, and in the end lose the orders."""
    wire.sell(BLACK, 30)
    numbers = {wire.buy() for _ in range(11)}
    wire.faults(repeated_pages=True)
    assert not wire.pull().complete

    wire.faults(repeated_pages=False)

    assert wire.pull().complete
    assert {order.number for order in Order.objects.all()} == numbers


@pytest.mark.usefixtures("small_pages")
def test_an_order_that_is_told_twice_is_one(wire: Wire) -> None:
    sku = wire.sell(BLACK, 30)
    numbers = {wire.buy() for _ in range(6)}
    wire.faults(duplicate_orders=3)

    assert wire.pull().complete
    assert {order.number for order in Order.objects.all()} == numbers
    assert wire.sums(sku) == (30, 6, 0)


@pytest.mark.usefixtures("small_pages")
def test_first_come_first_promised_over_all_pages(wire: Wire) -> None:
    """The list is told newest first; the last unit belongs to whom came first."""
    sku = wire.sell(BLACK, 30)
    numbers = [wire.buy(units=5) for _ in range(6)]
    with wire.sandbox.world.change():
        for at, number in enumerate(numbers):
            wire.sandbox.world.orders[number]["created"] -= 600 - 60 * at
    lose = partial(declare_loss, cause=CAUSE, location=wire.shelf, sku=sku, lot=None, quantity=20, reason="lost")
    run(lose)

    wire.pull()

    assert [wire.order(number).state for number in numbers] == ["promised"] * 2 + ["waiting"] * 4


def test_a_list_too_long_for_one_window_is_read_in_halves(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.sell(BLACK, 30)
    numbers = {wire.buy() for _ in range(7)}
    with wire.sandbox.world.change():
        for at, number in enumerate(sorted(numbers)):
            wire.sandbox.world.orders[number]["updated"] -= at * 86_400
    monkeypatch.setattr(order_reading, "PAGE_SIZES", (2, 3, 4))
    monkeypatch.setattr(order_reading, "MAX_PAGES", 2)
    monkeypatch.setattr(order_reading, "SMALLEST_SLICE", timedelta(days=8))

    assert wire.pull().complete
    assert {order.number for order in Order.objects.all()} == numbers


def test_an_older_message_changes_nothing(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    sku = wire.sell(BLACK, 10)
    number = wire.buy(units=2, stage="unpaid")
    early: list[dict[str, Any]] = []

    def keep(body: dict[str, Any], **more: Any) -> Any:
        early.append(body)
        return order_page(body, **more)

    with monkeypatch.context() as patch:
        patch.setattr(order_reading, "order_page", keep)
        wire.pull()
    with wire.sandbox.world.change():
        wire.sandbox.world.orders[number] |= {
            "status": "WAIT_SELLER_SEND_GOODS", "updated": wire.sandbox.world.now() + 2,
        }  # fmt: skip
    wire.pull()
    assert (wire.order(number).state, wire.order(number).hold_code) == ("promised", "")

    late = order_page(early[0], now=timezone.now()).orders[0]
    reading = order_reading.OrderPull(wire.account, None, {}, timezone.now())  # type: ignore[arg-type]
    reading._take_in([late])

    assert late.channel_state == "PLACE_ORDER_SUCCESS"
    assert (wire.order(number).channel_state, wire.order(number).state) == ("WAIT_SELLER_SEND_GOODS", "promised")
    assert wire.sums(sku) == (10, 2, 0)


def test_an_unpaid_order_has_its_stock_and_waits(wire: Wire) -> None:
    sku = wire.sell(BLACK, 10)
    number = wire.buy(units=2, stage="unpaid")

    wire.pull()

    order = wire.order(number)
    assert (order.state, order.hold_code, wire.sums(sku)) == ("held", "channel.unpaid", (10, 2, 0))


def test_an_unpaid_order_that_closes_gives_its_stock_back(wire: Wire) -> None:
    sku = wire.sell(BLACK, 10)
    number = wire.buy(units=2, stage="unpaid")
    wire.pull()
    wire.ask("cancel", order_id=number)

    wire.pull()

    assert wire.at_platform(number)["status"] == "FINISH"
    assert (wire.order(number).state, wire.sums(sku)) == ("cancelled", (10, 0, 0))


def test_a_cancellation_stops_the_order_and_is_accepted(wire: Wire) -> None:
    sku = wire.sell(BLACK, 10)
    number = wire.buy(units=2)
    wire.pull()
    wire.ask("cancel", order_id=number)
    wire.pull()
    assert (wire.order(number).state, wire.sums(sku)) == ("cancelled", (10, 0, 0))

    wire.drain("orders", tries=2)

    assert wire.at_platform(number)["status"] == "FINISH"
    assert {row.state for row in Exchange.objects.all()} == {"done"}


def test_a_row_that_cannot_be_read_is_a_persons_work_and_holds_nothing_up(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.sell(BLACK, 10)
    bad, good = wire.buy(), wire.buy()

    def spoil(body: dict[str, Any], **more: Any) -> Any:
        for row in body["result"]["target_list"]:
            if str(row["order_id"]) == bad:
                row["gmt_create"] = "whenever"
        return order_page(body, **more)

    with monkeypatch.context() as patch:
        patch.setattr(order_reading, "order_page", spoil)
        assert wire.pull().complete
        assert wire.pull().complete

    (item,) = open_items(UNREADABLE)
    assert (item.facts["order"], item.is_urgent, item.warehouse) == (bad, True, wire.warehouse)
    assert [order.number for order in Order.objects.all()] == [good]

    wire.pull()

    assert (open_items(UNREADABLE), Order.objects.filter(number=bad).exists()) == ([], True)


def test_an_unknown_seller_sku_enters_and_is_held(wire: Wire) -> None:
    wire.sell(BLACK, 10)
    wire.faults(unknown_sku=True)
    number = wire.buy()

    wire.pull()

    order = wire.order(number)
    assert (order.state, order.lines.get().binding) == ("held", None)
    assert order.hold_code


@pytest.mark.parametrize(
    "fault", ["html_garbage", "http_500", "truncated_json", "reset_mid_body", "lost_answer", "ip_whitelist"]
)
def test_a_list_that_does_not_come_through_is_asked_again(wire: Wire, fault: str) -> None:
    wire.sell(BLACK, 10)
    number = wire.buy()
    wire.faults(**{fault: {"value": True, "methods": "order.get"}})
    assert not wire.pull().complete
    assert wire.account.orders_seen_until is None

    wire.faults(**{fault: False})

    assert wire.pull().complete
    assert (Order.objects.count(), wire.order(number).state) == (1, "promised")


def test_a_pull_looks_back_over_what_the_last_one_could_not_see(wire: Wire) -> None:
    """Details lag and clocks differ: what is told with a time of a minute before the mark still comes in."""
    wire.sell(BLACK, 10)
    wire.pull()
    number = wire.buy()
    with wire.sandbox.world.change():
        order = wire.sandbox.world.orders[number]
        order["created"], order["updated"] = order["created"] - 60, order["updated"] - 60

    wire.pull()

    assert wire.order(number).state == "promised"


def declare_elsewhere(wire: Wire, number: str) -> None:
    """The seller ships by hand in the platform's own pages."""
    request = {"out_ref": number, "service_name": "CPAM", "logistics_no": "RB123456785CN", "send_type": "all"}
    Session(wire.account, CAUSE, slot="interactive").call("aliexpress.solution.order.fulfill", request)


def test_what_was_sent_before_we_knew_it_is_never_sent_again(wire: Wire) -> None:
    sku = wire.sell(BLACK, 10)
    sent, finished, closed, waiting = (wire.buy() for _ in range(4))
    wire.ask("settings", accept_seconds=0)
    declare_elsewhere(wire, finished)
    wire.wait_at_platform(finished, "FINISH")
    wire.ask("settings", accept_seconds=9999)
    declare_elsewhere(wire, sent)
    wire.ask("cancel", order_id=closed)
    Session(wire.account, CAUSE, slot="interactive").call(
        "aliexpress.trade.seller.order.acceptcancel", {"param_order_cancel_request": {"order_id": int(closed)}}
    )

    assert wire.pull().complete

    assert [order.number for order in Order.objects.all()] == [waiting]
    assert wire.sums(sku) == (10, 1, 0)


def test_an_order_that_somebody_sends_by_hand_is_held_and_not_sent_again(wire: Wire) -> None:
    wire.sell(BLACK, 10)
    number = wire.buy()
    wire.pull()
    declare_elsewhere(wire, number)

    wire.pull()

    order = wire.order(number)
    assert (order.channel_state, order.state, order.hold_code) == ("WAIT_BUYER_ACCEPT_GOODS", "held", "channel.sent")
