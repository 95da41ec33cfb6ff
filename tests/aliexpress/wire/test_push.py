"""[M51] The push door: signed over the raw bytes, once each, and never more than a pull of what has changed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tests.aliexpress.wire.conftest import BLACK, Wire
from wms.aliexpress.models import Evidence, PushMessage, PushVerdict
from wms.aliexpress.operations import pushes
from wms.aliexpress.operations.pushes import MAX_BYTES, MAX_FORGED, signature_of
from wms.aliexpress.sandbox import pushes as imitation
from wms.core.models import Exchange

DOOR = "/aliexpress/push/"
PULL, WINDOW = "aliexpress.pull_order", "aliexpress.pull_window"
LIST = "aliexpress.solution.order.get"


def message(wire: Wire, number: str | int, **changed: Any) -> bytes:
    told = {
        "data": {"orderId": int(number), "orderStatus": "OrderCreated", "buyerId": 4711},
        "message_type": 53,
        "seller_id": wire.account.seller_id,
        "site": "ae_global",
        "timestamp": 1719389200,
    }
    return json.dumps({**told, **changed}).encode()


def send(wire: Wire, body: bytes, signature: str | None = None) -> int:
    if signature is None:
        signature = signature_of(wire.account.app_key, wire.account.app_secret, body)
    answer = Client().post(DOOR, body, content_type="application/json", headers={"Authorization": signature})
    return answer.status_code


def test_the_published_vector() -> None:
    body = (
        b'{"seller_id":"1234","message_type":53,"data":{"orderId":1105933950463697,"orderStatus":"OrderShipped"},'
        b'"timestamp":1719389200,"site":"ae_global"}'
    )
    expected = "1e4b07d51bf02053ce7da54c018c5984a402cee1964431fa31729907ba3b4e6b"
    assert signature_of("123456", "helloworld", body) == expected


def test_a_push_brings_its_order_in_by_the_list_and_nothing_of_its_own(wire: Wire) -> None:
    wire.sell(BLACK, 5)
    number, other = wire.buy(units=2), wire.buy()
    assert send(wire, message(wire, number, data={"orderId": int(number), "quantity": 99})) == 200
    assert Exchange.objects.get().handler == PULL

    wire.drain("orders")

    order = wire.order(number)
    assert (order.state, order.lines.get().quantity) == ("promised", 2)
    assert wire.shop.orders.filter(number=other).exists()  # placed in the same seconds: told by the same list
    assert Exchange.objects.get(handler=PULL).state == "done"


def test_a_push_about_a_known_order_takes_over_what_has_changed(wire: Wire) -> None:
    wire.sell(BLACK, 5)
    number = wire.buy()
    wire.pull()
    wire.ask("cancel", order_id=number)
    send(wire, message(wire, number))
    wire.drain("orders", tries=2)
    assert wire.order(number).cancel_requested_at is not None


def test_the_same_message_again_is_one_message(wire: Wire) -> None:
    body = message(wire, 3000000000000001)
    assert [send(wire, body) for _ in range(3)] == [200, 200, 200]
    assert PushMessage.objects.get().times == 3
    assert Exchange.objects.filter(handler=PULL).count() == 1


@pytest.mark.parametrize("how", ["none", "other_secret", "other_key", "of_reformatted_json", "not_ascii"])
def test_a_forged_one_is_401_kept_and_triggers_nothing(wire: Wire, how: str) -> None:
    body = message(wire, 3000000000000001)
    key, secret = wire.account.app_key, wire.account.app_secret
    signature = {
        "none": "",
        "other_secret": signature_of(key, "guess", body),
        "other_key": signature_of("1", secret, body),
        "of_reformatted_json": signature_of(key, secret, body.replace(b" ", b"")),
        "not_ascii": "签名",
    }[how]
    assert send(wire, body, signature) == 401
    kept = PushMessage.objects.get()
    assert (kept.verdict, kept.is_genuine, kept.account) == (PushVerdict.FORGED, False, None)
    assert not Exchange.objects.exists()


def test_a_forged_copy_of_a_genuine_one_does_not_stand_in_its_way(wire: Wire) -> None:
    body = message(wire, 3000000000000001)
    assert send(wire, body, "0" * 64) == 401
    assert send(wire, body) == 200
    assert Exchange.objects.filter(handler=PULL).count() == 1


def test_forged_ones_are_kept_up_to_a_bound(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushes, "MAX_FORGED", 5)
    for number in range(9):
        send(wire, message(wire, number), "no")
    assert PushMessage.objects.count() == 5
    assert MAX_FORGED == 500


def test_what_is_too_large_is_not_read(wire: Wire) -> None:
    body = message(wire, 1, padding="x" * MAX_BYTES)
    assert send(wire, body) == 413
    assert PushMessage.objects.get().verdict == PushVerdict.TOO_LARGE
    assert Client().generic("POST", DOOR, b"", headers={"Content-Length": ""}).status_code == 411
    assert Client().get(DOOR).status_code == 405


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"seller_id": "999"}, PushVerdict.UNKNOWN_SELLER),
        ({"seller_id": None}, PushVerdict.UNKNOWN_SELLER),
    ],
)
def test_genuine_but_to_no_shop_of_ours_is_kept_and_asks_nothing(
    wire: Wire, changed: dict[str, Any], verdict: PushVerdict
) -> None:
    assert send(wire, message(wire, 1, **changed)) == 200
    assert PushMessage.objects.get().verdict == verdict
    assert not Exchange.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"data": {"orderId": "1; DROP"}},
        {"data": {"orderId": "9" * 41}},
        {"data": []},
        {"data": {"trackingNo": "LP1"}, "message_type": 18},
    ],
)
def test_one_that_names_no_order_is_kept_and_brings_in_all_that_changed(wire: Wire, changed: dict[str, Any]) -> None:
    wire.sell(BLACK, 5)
    wire.pull()
    number = wire.buy()
    assert send(wire, message(wire, 1, **changed)) == 200
    kept = PushMessage.objects.get()
    assert (kept.verdict, kept.order_number, kept.account) == (PushVerdict.OTHER, "", wire.account)

    rows = wire.drain("orders")

    assert (rows[0].handler, rows[0].state) == (WINDOW, "done")
    assert wire.order(number).state == "promised"


def test_many_that_name_no_order_are_one_pull_and_one_that_has_begun_since_is_enough(wire: Wire) -> None:
    for topic in range(3):
        send(wire, message(wire, 1, data={}, message_type=topic))
    assert PushMessage.objects.count() == 3
    assert Exchange.objects.get().handler == WINDOW
    wire.pull()
    before = wire.calls(LIST)
    (row,) = wire.drain("orders")
    assert (row.state, wire.calls(LIST)) == ("done", before)


def test_a_window_that_cannot_be_read_is_tried_again(wire: Wire) -> None:
    wire.faults(http_500=True)
    send(wire, message(wire, 1, data={}))
    (row,) = wire.drain("orders")
    assert (row.state, row.outcome) == ("pending", "orders.unread")
    wire.faults(http_500=False)
    (row,) = wire.drain("orders")
    assert row.state == "done"


def test_signed_garbage_is_kept_as_such(wire: Wire) -> None:
    for body in (b"x", b"[1]", b"\xff\xfe", b"{" * 5000):
        assert send(wire, body) == 200
    assert {m.verdict for m in PushMessage.objects.all()} == {PushVerdict.UNREADABLE}


def test_a_foreign_order_ends_quietly(wire: Wire) -> None:
    send(wire, message(wire, 3999999999999999))
    (row,) = wire.drain("orders")
    assert (row.state, row.result["refused"]) == ("done", "isv.insufficient-permission")
    assert wire.shop.orders.count() == 0


def test_what_a_push_told_is_masked_and_its_pull_is_evidence(wire: Wire) -> None:
    wire.sell(BLACK, 5)
    number = wire.buy()
    send(wire, message(wire, number, data={"orderId": int(number), "contact_person": "Ola Nowak"}))
    wire.drain("orders")
    assert "Nowak" not in str(PushMessage.objects.get().body)
    assert Evidence.objects.filter(keys__value=number).exists()
    assert Evidence.objects.filter(method=LIST).exists()


@pytest.mark.parametrize("faults", [{}, {"duplicated_pushes": 3}, {"reordered_pushes": True}])
def test_the_sandboxs_own_pushes_are_genuine_and_change_each_order_once(
    wire: Wire, live_server: Any, faults: dict[str, Any]
) -> None:
    wire.sell(BLACK, 9)
    wire.faults(**faults)
    wire.ask("push_url", url=f"{live_server.url}{DOOR}")
    numbers = [wire.buy() for _ in range(3)]
    wire.ask("cancel", order_id=numbers[0])
    wanted = 4 * faults.get("duplicated_pushes", 1)
    ends = time.monotonic() + 20
    while wire.sandbox.pusher.sent < wanted and time.monotonic() < ends:
        time.sleep(0.02)
    assert set(wire.sandbox.pusher.answers) == {200}
    wire.ask("push_url", url="")
    connections.close_all()

    wire.drain("orders", tries=4)

    assert {order.number for order in wire.shop.orders.all()} == set(numbers)
    assert wire.order(numbers[0]).cancel_requested_at is not None
    assert [wire.order(number).cancel_requested_at for number in numbers[1:]] == [None, None]


def test_the_sandbox_signs_by_the_same_rule(wire: Wire) -> None:
    body = b'{"x":1}'
    world = wire.sandbox.world
    assert imitation.sign(world, body) == signature_of(world.app_key, world.app_secret, body)
