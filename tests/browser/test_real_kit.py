"""The real kit, its real receiving screen and a real scanner: whatever happens on the way, each scan has one effect."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route

from inventory.models import MoveTask, StockMovement
from tests.browser.conftest import drained, ready, tones
from tests.browser.real_floor import RealFloor, Seat, announce, received
from tests.browser.test_scan_queue import kept, queued
from tests.inventory.floor import House, house
from tests.inventory.rf.conftest import code_of
from wms.core.models import ScanEvent
from wms.core.states import Role
from wms.ops.ledger import differences
from wms.scan.codes import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
ASN = make("document", "IN-1122-03")
COUNTED, PUT = ("ok", "receive.counted"), ("ok", "receive.put")


@pytest.fixture
def small(running: RealFloor) -> House:
    return house()


def receiving(running: RealFloor, small: House, units: int, *, worker: bool = False) -> Seat:
    """A stock keeper who has scanned the ASN: the next scan is an item."""
    announce(small, units)
    seat = running.seat(small.warehouse, Role.STOCK_KEEPER, "/rf/receive/", worker=worker)
    seat.wedge.scan(ASN)
    drained(seat.page)
    assert seat.receipts == [("ok", "receive.begun")]
    return seat


def in_hand() -> int:
    """How many units the open work has counted."""
    return MoveTask.objects.get().quantity


def test_a_burst_of_fifty_counts_fifty_and_moves_them_once(running: RealFloor, small: House) -> None:
    seat = receiving(running, small, 60)
    for _ in range(50):
        seat.wedge.scan(small.sku.code)
    drained(seat.page)
    assert seat.receipts[1:] == [COUNTED] * 50
    assert (in_hand(), received()) == (50, [])
    seat.wedge.scan(code_of(small.tote))
    drained(seat.page)
    assert seat.receipts[51:] == [PUT]
    assert seat.numbers == list(range(1, 53))
    assert (received(), small.row(small.tote), differences()) == ([50], (50, 0), [])


def body_of_next(page: Page, raw: str) -> dict[str, Any]:
    """Let the page make a scan's body, and keep it from being sent."""
    caught: list[dict[str, Any]] = []

    def catch(route: Route) -> None:
        caught.append(route.request.post_data_json)
        route.abort()

    page.route("**/scan", catch)
    page.evaluate("(raw) => window.rfScan(raw)", raw)
    while not caught:
        page.wait_for_timeout(20)
    page.context.set_offline(True)  # the page's own next try must not be the one that lands
    page.unroute("**/scan")
    return caught[0]


def test_the_same_scan_twenty_times_at_once_has_one_effect(running: RealFloor, small: House) -> None:
    seat = receiving(running, small, 5)
    seat.wedge.scan(small.sku.code)
    drained(seat.page)
    body = body_of_next(seat.page, code_of(small.tote))
    sender = seat.page.context.new_page()
    seat.page.context.set_offline(False)
    sender.goto(running.url + "/rf/ping")
    answers = sender.evaluate(
        "(body) => Promise.all(Array.from({length: 20}, () => fetch('/rf/receive/scan', {method: 'POST',"
        " headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})"
        ".then((response) => response.json())))",
        body,
    )
    assert [(answer["verdict"], answer["code"]) for answer in answers] == [PUT] * 20
    seat.page.evaluate("window.dispatchEvent(new Event('online'))")
    drained(seat.page)  # the page's own copy, the twenty-first, gets the same answer
    assert seat.receipts == [("ok", "receive.begun"), COUNTED, PUT]
    assert ScanEvent.objects.filter(scan_id=body["id"]).count() == 1
    assert (received(), small.row(small.tote), differences()) == ([1], (1, 0), [])


def test_the_plug_pulled_and_the_page_reloaded_loses_and_doubles_nothing(running: RealFloor, small: House) -> None:
    seat = receiving(running, small, 9, worker=True)
    page = seat.page
    page.wait_for_function("navigator.serviceWorker.controller")
    page.reload()  # now the service worker has the page and its parts
    ready(page)
    seat.wedge.scan(small.sku.code)
    drained(page)
    running.is_cut = True  # Chromium lets a loading page through its own emulation
    page.context.set_offline(True)
    for _ in range(3):
        seat.wedge.scan(small.sku.code)
    queued(page, 3)
    assert page.inner_text("[data-offline] [data-count]") == "3"
    assert tones(page)[-1] == "queued"
    page.reload()
    ready(page)
    queued(page, 3)
    seat.wedge.scan(code_of(small.tote))
    queued(page, 4)
    assert (kept(page), in_hand(), received()) == (4, 1, [])
    running.is_cut = False
    page.context.set_offline(False)
    drained(page)
    assert kept(page) == 0
    assert seat.receipts == [("ok", "receive.begun"), COUNTED, COUNTED, COUNTED, COUNTED, PUT]
    assert seat.numbers == [1, 2, 3, 4, 5, 6]
    assert (received(), small.row(small.tote), differences()) == ([4], (4, 0), [])


def test_an_answer_lost_after_the_server_has_acted_has_one_effect(running: RealFloor, small: House) -> None:
    seat = receiving(running, small, 5)
    seat.wedge.scan(small.sku.code)
    drained(seat.page)
    lost: list[str] = []

    def lose(route: Route) -> None:
        answer = route.fetch()
        lost.append(answer.json()["code"])
        if len(lost) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    seat.page.route("**/scan", lose)
    seat.wedge.scan(code_of(small.tote))
    drained(seat.page)
    assert lost == ["receive.put", "receive.put"]
    assert seat.receipts == [("ok", "receive.begun"), COUNTED, PUT]
    assert (received(), small.row(small.tote), differences()) == ([1], (1, 0), [])
    assert "1" in seat.page.inner_text(".msg-ok")


def test_nothing_counts_after_a_refusal_inside_a_burst(running: RealFloor, small: House) -> None:
    seat = receiving(running, small, 9)
    page = seat.page
    held: list[Route] = []
    page.route("**/scan", lambda route: held.append(route), times=1)
    burst = [small.sku.code, small.sku.code, "NOBODY-KNOWS", small.sku.code, code_of(small.tote)]
    for raw in burst:
        seat.wedge.scan(raw)
    queued(page, 5)  # all were made before the first was answered
    held[0].continue_()
    drained(page)
    broken = ("refused", "scan.chain_broken")
    assert seat.receipts[1:] == [COUNTED, COUNTED, ("refused", "scan.unknown"), broken, broken]
    assert (in_hand(), StockMovement.objects.count()) == (2, 0)
    assert page.evaluate("document.body.classList.contains('is-stop')")
    assert page.inner_text("main h1") == "不认识的码"
    assert page.inner_text("[data-aftermath]") == "后面扫的不算，从这里重新扫"
    assert tones(page)[-1] == "wrong"
    seat.wedge.scan(code_of(small.tote))
    drained(page)
    assert not page.evaluate("document.body.classList.contains('is-stop')")
    assert (received(), small.row(small.tote), differences()) == ([2], (2, 0), [])
