"""Single calls about orders and parcels, with the platform losing answers, taking its time and saying no."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import pytest

from packing.models import Waybill
from packing.operations.label import request_waybill
from packing.operations.record import record_look
from picking.models import Order
from tests.aliexpress.wire.conftest import BLACK, LAMP, Wire
from tests.floor import CAUSE
from wms.aliexpress import exchanges
from wms.aliexpress.carrier import AliExpressCarrier, on_handed_over
from wms.aliexpress.models import Evidence, Recipient, ShopAccount
from wms.aliexpress.sandbox.methods import orders as imitation
from wms.core.models import Exchange, WorkItem
from wms.core.transactions import run

CREATE, FULFIL = "logistics.order.createorder", "solution.order.fulfill"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "LABEL_RETRY_SECONDS", 0.05)
    monkeypatch.setattr(exchanges, "CANCEL_RETRY_SECONDS", 0.05)


@pytest.fixture
def number(wire: Wire) -> str:
    """An order of two, promised."""
    wire.sell(BLACK, 10)
    number = wire.buy(units=2)
    wire.pull()
    wire.drain("orders")
    Exchange.objects.all().delete()
    return number


def of(rows: list[Exchange], handler: str) -> list[Exchange]:
    return [row for row in rows if row.handler == handler]


def created(wire: Wire) -> tuple[int, int]:
    """(waybills at the platform, orders with more than one)"""
    told = wire.platform()
    return told["waybills"], told["orders_with_several_waybills"]


def test_a_waybill_is_created_and_its_label_follows(wire: Wire, number: str) -> None:
    waybill = wire.ask_waybill(wire.parcel(number))

    rows = wire.drain("interactive", tries=2)

    waybill.refresh_from_db()
    assert [row.state for row in rows] == ["done", "done"]
    assert (waybill.state, bytes(waybill.label_pdf)[:5]) == ("ready", b"%PDF-")
    assert wire.at_platform(number)["waybills"] == [waybill.number]
    kept = Evidence.objects.get(method__endswith="getprintinfo")
    assert kept.response["result"]["body"].startswith("sha256:")


@pytest.mark.parametrize(
    "fault",
    [
        {"lost_answer": {"value": True, "methods": CREATE, "times": 1}},
        {"reset_mid_body": {"value": True, "methods": CREATE, "times": 1}},
        {"truncated_json": {"value": True, "methods": CREATE, "times": 1}},
        {"html_garbage": {"value": True, "methods": CREATE, "times": 1}},
        {"tracking_late": {"value": 0.6, "methods": CREATE, "times": 1}},
    ],
)
def test_a_create_without_a_clear_answer_is_looked_up_before_a_second(
    wire: Wire, number: str, fault: dict[str, Any]
) -> None:
    waybill = wire.ask_waybill(wire.parcel(number))
    wire.faults(**fault)
    (row,) = wire.drain("interactive")
    assert (row.state, row.is_suspect) == ("pending", True)

    time.sleep(0.6)  # until the platform has given the number that it gives late
    wire.drain("interactive", tries=4)

    waybill.refresh_from_db()
    assert (waybill.state, created(wire)) == ("ready", (1, 0))
    assert wire.at_platform(number)["waybills"] == [waybill.number]


def test_a_create_that_is_applied_after_we_gave_up_makes_no_second_waybill(
    wire: Wire, number: str, settings: Any
) -> None:
    """The platform applies the write half a second after our deadline; the sweep asks again later than that."""
    settings.ALIEXPRESS_DEADLINE_SECONDS = 0.5
    waybill = wire.ask_waybill(wire.parcel(number))
    wire.faults(late_apply={"value": 1, "methods": CREATE, "times": 1})
    (row,) = wire.drain("interactive")
    assert (row.state, row.is_suspect, created(wire)) == ("pending", True, (0, 0))
    assert row.next_at > row.created_at

    time.sleep(1)
    wire.drain("interactive", tries=3)

    waybill.refresh_from_db()
    assert (waybill.state, created(wire)) == ("ready", (1, 0))


def test_a_suspect_create_is_not_looked_up_before_it_can_have_been_applied(
    wire: Wire, number: str, settings: Any
) -> None:
    """Twice the deadline first (PROTOCOLS 3): looked up at once, a late write would make a second waybill."""
    settings.ALIEXPRESS_DEADLINE_SECONDS, settings.OUTBOX_RETRY_LADDER_SECONDS = 0.5, [0.0, 0.1]
    wire.ask_waybill(wire.parcel(number))
    wire.faults(lost_answer={"value": True, "methods": CREATE, "times": 1})

    (row,) = wire.drain("interactive")

    assert (row.next_at - row.created_at).total_seconds() >= 1.0


def test_an_earlier_parcels_waybill_is_not_taken_for_the_new_one(wire: Wire, number: str) -> None:
    first = wire.parcel(number)
    old = wire.ask_waybill(first)
    wire.drain("interactive", tries=2)
    Waybill.objects.filter(pk=old.pk).update(state="void")
    type(first).objects.filter(pk=first.pk).update(state="cancelled")
    old.refresh_from_db()
    wire.faults(html_garbage={"value": True, "methods": CREATE, "times": 1})

    new = wire.ask_waybill(wire.parcel(number))
    wire.drain("interactive", tries=4)

    new.refresh_from_db()
    assert (new.state, new.number != old.number) == ("ready", True)
    assert wire.at_platform(number)["waybills"] == [old.number, new.number]


def test_a_label_that_is_not_ready_is_asked_for_again(wire: Wire, number: str) -> None:
    waybill = wire.ask_waybill(wire.parcel(number))
    wire.faults(label_not_ready=2)
    wire.drain("interactive", tries=2)
    waybill.refresh_from_db()
    assert (waybill.state, waybill.failure) == ("created", "LABEL_NOT_READY")

    wire.drain("interactive", tries=3)

    waybill.refresh_from_db()
    assert (waybill.state, bytes(waybill.label_pdf)[:5], created(wire)) == ("ready", b"%PDF-", (1, 0))


def test_a_refused_waybill_shows_at_the_parcel_and_asking_again_works(wire: Wire, number: str) -> None:
    parcel = wire.parcel(number)
    stand_in = Recipient.objects.get().oaid
    Recipient.objects.update(oaid="another")
    waybill = wire.ask_waybill(parcel)
    version = type(parcel).objects.get(pk=parcel.pk).work_version
    (row,) = wire.drain("interactive")
    waybill.refresh_from_db()
    assert (row.state, waybill.state, waybill.failure, waybill.number) == ("done", "failed", "4001", "")
    parcel = type(parcel).objects.select_related("order__shop").get(pk=parcel.pk)
    assert parcel.work_version == version + 1
    assert created(wire) == (0, 0)

    Recipient.objects.update(oaid=stand_in)
    run(partial(request_waybill, cause=CAUSE, parcel=parcel))
    wire.drain("interactive", tries=2)

    waybill.refresh_from_db()
    assert (waybill.state, waybill.failure, created(wire)) == ("ready", "", (1, 0))


def test_an_expired_token_is_renewed_and_the_waybill_still_made_once(wire: Wire, number: str) -> None:
    waybill = wire.ask_waybill(wire.parcel(number))
    before = wire.account.access_token
    wire.ask("expire_tokens", shop="DEMO")

    wire.drain("interactive", tries=2)

    waybill.refresh_from_db()
    wire.account.refresh_from_db()
    assert (waybill.state, created(wire), wire.account.access_token != before) == ("ready", (1, 0), True)


def look(wire: Wire, number: str) -> Any:
    parcel = wire.parcel(number)
    ask = partial(AliExpressCarrier().look, cause=CAUSE, parcel=parcel)
    run(ask)
    wire.drain("interactive")
    parcel.refresh_from_db()
    return parcel


def test_the_last_look_finds_the_order_standing(wire: Wire, number: str) -> None:
    parcel = look(wire, number)

    assert (parcel.look_state, parcel.looked_at is not None) == ("fine", True)


def test_the_last_look_finds_the_buyers_wish_before_any_pull(wire: Wire, number: str) -> None:
    wire.ask("cancel", order_id=number)

    parcel = look(wire, number)

    assert parcel.look_state == "cancelled"
    assert wire.order(number).cancel_requested_at is not None


def test_a_look_that_nobody_answered_is_said_to_have_failed(wire: Wire, number: str) -> None:
    wire.faults(http_500={"value": True, "methods": "findorderbyid", "times": 1})

    parcel = look(wire, number)

    assert (parcel.look_state, wire.order(number).cancel_requested_at) == ("failed", None)


def test_a_look_that_was_repeated_in_vain_may_still_come_through(wire: Wire, number: str) -> None:
    wire.faults(http_500={"value": True, "methods": "findorderbyid", "times": 1})
    parcel = look(wire, number)

    wire.drain("interactive")

    parcel.refresh_from_db()
    assert parcel.look_state == "fine"
    run(partial(record_look, cause=CAUSE, parcel_id=parcel.pk, is_cancelled=False, seen_at=parcel.looked_at))
    parcel.refresh_from_db()
    assert parcel.look_state == "fine"


def handed_over(wire: Wire, number: str) -> str:
    """A parcel with a waybill leaves; the waybill's number."""
    parcel = wire.parcel(number)
    waybill = wire.ask_waybill(parcel)
    wire.drain("interactive", tries=2)
    waybill.refresh_from_db()
    facts = {"order_id": parcel.order_id, "carrier": waybill.carrier, "waybill": waybill.number}
    run(partial(on_handed_over, str(parcel.pk), facts))
    return waybill.number


def test_a_parcel_that_left_is_declared_with_its_number(wire: Wire, number: str) -> None:
    tracking = handed_over(wire, number)

    (row,) = wire.drain("orders")

    assert (row.state, row.outcome) == ("done", "")
    told = wire.at_platform(number)
    assert (told["status"], told["shipments"]) == ("WAIT_BUYER_ACCEPT_GOODS", [tracking])


@pytest.mark.parametrize("fault", ["lost_answer", "reset_mid_body", "truncated_json"])
def test_a_declaration_whose_answer_was_lost_is_found_to_be_ours(wire: Wire, number: str, fault: str) -> None:
    tracking = handed_over(wire, number)
    wire.faults(**{fault: {"value": True, "methods": FULFIL, "times": 1}})

    rows = wire.drain("orders", tries=2)

    assert [(row.state, row.outcome) for row in rows] == [("done", "already_declared")]
    assert wire.at_platform(number)["shipments"] == [tracking]


def test_a_shipment_that_somebody_else_declared_is_a_persons_work(wire: Wire, number: str) -> None:
    handed_over(wire, number)
    with wire.sandbox.world.change():
        order = wire.sandbox.world.orders[number]
        order |= {"is_shipped_whole": True, "status": "WAIT_BUYER_ACCEPT_GOODS"}

    (row,) = wire.drain("orders")

    assert (row.state, row.outcome, row.result["refused"]) == ("parked", "-999", "-999")
    assert WorkItem.objects.get(kind="exchange_parked").facts["code"] == "-999"


def cancelled(wire: Wire, number: str) -> Exchange:
    wire.ask("cancel", order_id=number)
    wire.pull()
    return Exchange.objects.get(handler=exchanges.ANSWER_CANCEL)


def test_a_wish_is_accepted_when_the_goods_are_intercepted(wire: Wire, number: str) -> None:
    cancelled(wire, number)

    (row,) = wire.drain("orders")

    assert (row.state, wire.order(number).state, wire.at_platform(number)["status"]) == ("done", "cancelled", "FINISH")


def test_a_wish_waits_while_the_goods_are_still_on_their_way(wire: Wire, number: str) -> None:
    cancelled(wire, number)
    Order.objects.filter(number=number).update(state="picked")

    (row,) = wire.drain("orders")
    assert (row.state, row.outcome, wire.at_platform(number)["status"]) == ("pending", "order.still_here", "IN_CANCEL")

    Order.objects.filter(number=number).update(state="cancelled")
    (row,) = wire.drain("orders")
    assert (row.state, wire.at_platform(number)["status"]) == ("done", "FINISH")


def test_a_wish_that_came_too_late_is_refused(wire: Wire, number: str) -> None:
    cancelled(wire, number)
    Order.objects.filter(number=number).update(state="shipped")

    (row,) = wire.drain("orders")

    assert (row.state, wire.at_platform(number)["status"]) == ("done", "WAIT_SELLER_SEND_GOODS")


def test_an_answer_to_a_wish_that_was_lost_is_not_given_twice(wire: Wire, number: str) -> None:
    cancelled(wire, number)
    wire.faults(lost_answer={"value": True, "methods": "acceptcancel", "times": 1})

    rows = wire.drain("orders", tries=2)

    assert [(row.state, row.outcome) for row in rows] == [("done", "nothing_asked")]
    assert wire.at_platform(number)["status"] == "FINISH"


def test_an_answer_that_the_platform_does_not_take_is_given_again(
    wire: Wire, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTP 200 with success false is no success: the buyer would wait for ever."""
    cancelled(wire, number)
    with monkeypatch.context() as patch:
        patch.setattr(imitation, "seller_answers_cancel", lambda *_args: False)
        (row,) = wire.drain("orders")
    assert (row.state, row.outcome) == ("pending", "ORDER_STATUS_ERROR")

    (row,) = wire.drain("orders")
    assert (row.state, wire.at_platform(number)["status"]) == ("done", "FINISH")


def test_a_ban_met_by_a_waybill_is_nobodys_failure(wire: Wire, number: str) -> None:
    wire.ask_waybill(wire.parcel(number))
    wire.faults(api_call_limit={"value": 2, "methods": CREATE})

    (row,) = wire.drain("interactive")

    assert (row.state, row.attempts, row.is_suspect, row.outcome) == ("pending", 0, False, "ApiCallLimit")
    assert created(wire) == (0, 0)


def test_another_orders_goods_are_never_declared_on_a_waybill(wire: Wire, number: str) -> None:
    wire.sell(LAMP, 3)
    other = wire.buy(LAMP)
    wire.pull()
    waybill = wire.ask_waybill(wire.parcel(number))

    wire.drain("interactive", tries=2)

    waybill.refresh_from_db()
    assert (wire.at_platform(number)["waybills"], wire.at_platform(other)["waybills"]) == ([waybill.number], [])


def test_a_label_in_an_archive_is_a_label(wire: Wire, number: str) -> None:
    wire.faults(label_zip=True)
    waybill = wire.ask_waybill(wire.parcel(number))
    wire.drain("interactive", tries=2)
    waybill.refresh_from_db()
    assert (waybill.state, bytes(waybill.label_pdf)[:4]) == ("ready", b"%PDF")


def test_a_number_told_under_a_waybill_that_was_voided_is_changed_into_the_new_one(wire: Wire, number: str) -> None:
    new = handed_over(wire, number)
    old = "LA123456785CN"
    parcel = wire.order(number).parcels.get()
    Waybill.objects.create(parcel=parcel, carrier="CAINIAO_STANDARD", number=old, state="void")
    with wire.sandbox.world.change():
        order = wire.sandbox.world.orders[number]
        told = {"service_name": "CAINIAO_STANDARD", "logistics_no": old, "send_type": "all", "sub_order": None,
                "tracking_website": "", "at": order["updated"]}  # fmt: skip
        order |= {"is_shipped_whole": True, "status": "WAIT_BUYER_ACCEPT_GOODS", "shipments": [told]}

    (row,) = wire.drain("orders")

    assert (row.state, wire.at_platform(number)["shipments"]) == ("done", [new])
    assert wire.calls("aliexpress.logistics.sellermodifiedshipmentfortop") == 1


def test_global_sellers_declare_by_their_own_method(wire: Wire, number: str) -> None:
    ShopAccount.objects.update(method_profile="sku_stocks")
    tracking = handed_over(wire, number)
    (row,) = wire.drain("orders")
    assert (row.state, wire.at_platform(number)["shipments"]) == ("done", [tracking])
    assert (wire.calls("aliexpress.logistics.sellershipmentfortop"), wire.calls(f"aliexpress.{FULFIL}")) == (1, 0)
