"""A shop operator's day in Chromium on the sandbox: mapping, sync health, Re-sync of one, some and all, evidence."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.aliexpress.wire.conftest import BLACK, CLEAR, LAMP, Wire, bare, wire
from tests.aliexpress.wire.test_live_push import drain, front, push
from tests.browser.real_floor import RealFloor
from tests.core.people.conftest import person_with
from tests.factories.inventory import SkuFactory
from tests.floor import CAUSE, stock
from wms.aliexpress.models import Evidence, ShopAccount, StockPush
from wms.aliexpress.product_pull import pull_products
from wms.aliexpress.signatures import verify
from wms.core.models import AuditEntry, WorkItem
from wms.core.outbox.news import drain_messages
from wms.core.states import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
__all__ = ["bare", "wire"]
FIGURES = "table.tbl tbody td:nth-child(-n+2)"
PUSH = "aliexpress.inventory.state.push"


class Shop:
    """Three products of one shop: two at the front, one on the shelf that nobody has mapped."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.skus = {code: wire.sell(code, units) for code, units in ((BLACK, 7), (CLEAR, 4))}
        self.skus[LAMP] = SkuFactory(code=LAMP)
        stock(wire.shelf, self.skus[LAMP], 3)
        push(wire)

    def found_on_the_shelf(self, *codes: str) -> None:
        """One unit more of each; what follows goes out at once."""
        for code in codes:
            stock(self.wire.shelf, self.skus[code], 1)
        drain_messages("messages", 5.0)
        drain(self.wire)

    def fronts(self) -> dict[str, int]:
        return {code: front(self.wire, code) for code in self.skus}


@pytest.fixture
def shop(wire: Wire) -> Shop:
    return Shop(wire)


@pytest.fixture
def desk(running: RealFloor, shop: Shop) -> Page:
    return running.desk(person_with((Role.OPERATOR, shop.wire.warehouse)))


def walk_to(desk: Page, place: int) -> None:
    """One row further by the keyboard, to this one from the top; a key that follows is no scanner's burst then."""
    desk.keyboard.press("j")
    desk.wait_for_selector(f"tr[data-row].is-now:nth-child({place})")


def choose_rows(desk: Page, count: int) -> None:
    """By the keyboard: down to each of the first rows, and a tick."""
    for place in range(1, count + 1):
        walk_to(desk, place)
        desk.keyboard.press("x")
        desk.wait_for_function("n => document.querySelector('[data-bulk-count]').textContent === n", arg=str(place))


def send(desk: Page, shop: Shop) -> list[str]:
    """What the page says will go, SKU and figure in turn; then it is sent."""
    asked = desk.locator(FIGURES).all_inner_texts()
    desk.click("button[form=resync]")
    desk.wait_for_url("**/sync/")
    drain(shop.wire)
    return [text.split()[0] for text in asked]


def download(desk: Page, selector: str) -> Path:
    with desk.expect_download() as begun:
        desk.click(selector)
    return Path(begun.value.path())


def test_a_day_from_the_mapping_to_the_proof(shop: Shop, desk: Page, live_server: Any, settings: Any) -> None:
    home = live_server.url
    number = verify_what_was_pulled(shop, desk, home)
    send_one_that_was_refused(shop, desk, home)
    send_two_that_were_chosen(shop, desk, home)
    settings.OUTBOX_RETRY_LADDER_SECONDS = (0,)
    send_all_after_an_outage(shop, desk, home)
    prove_what_was_said_about(number, desk, home)


def verify_what_was_pulled(shop: Shop, desk: Page, home: str) -> str:
    """Morning: the platform's products are pulled; what has our code is looked at and verified. An order comes."""
    wire = shop.wire
    pull_products(wire.account, cause=CAUSE)
    desk.goto(home + "/mapping/?standing=proposed")
    assert desk.locator("tr[data-row]").count() == 1
    choose_rows(desk, 1)
    desk.click("button[formaction*='/mapping/verify/']")
    desk.wait_for_selector("main [role=status]")
    assert wire.binding(LAMP).state == "verified"
    push(wire)
    number = wire.buy(BLACK)
    wire.pull()
    wire.drain("orders")
    drain_messages("messages", 5.0)
    drain(wire)
    assert shop.fronts() == {BLACK: 6, CLEAR: 4, LAMP: 3}
    return number


def send_one_that_was_refused(shop: Shop, desk: Page, home: str) -> None:
    """Noon: the platform refuses one SKU's data; its page tells the way, and it alone is sent anew."""
    shop.wire.faults(partial_failure=[CLEAR])
    shop.found_on_the_shelf(CLEAR)
    shop.wire.faults(partial_failure=None)
    desk.goto(home + "/sync/")
    desk.click("a.chip:has-text('ERR_SKU_LOCKED')")
    desk.wait_for_url("**/sync/skus/**")
    walk_to(desk, 1)
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/sync/sku/{shop.wire.binding(CLEAR).pk}/")
    assert "ERR_SKU_LOCKED" in desk.locator("ol.tl li").first.inner_text()
    desk.go_back()
    desk.click("tr[data-row] a.btn")
    assert send(desk, shop) == [CLEAR, "5"]
    assert shop.fronts() == {BLACK: 6, CLEAR: 5, LAMP: 3}


def send_two_that_were_chosen(shop: Shop, desk: Page, home: str) -> None:
    """Afternoon: two are chosen in the list, the nearest to zero goes first."""
    shop.wire.faults(partial_failure=[BLACK, LAMP])
    shop.found_on_the_shelf(BLACK, LAMP)
    shop.wire.faults(partial_failure=None)
    desk.goto(home + "/sync/skus/?trouble=ERR_SKU_LOCKED")
    choose_rows(desk, 2)
    desk.click("button[formaction*='/sync/skus/resync/']")
    assert send(desk, shop) == [LAMP, "4", BLACK, "7"]
    assert shop.fronts() == {BLACK: 7, CLEAR: 5, LAMP: 4}


def send_all_after_an_outage(shop: Shop, desk: Page, home: str) -> None:
    """Then nothing is answered for five ladders: one Re-sync of all closes the breaker."""
    shop.wire.faults(http_500={"value": 1, "methods": PUSH})
    shop.found_on_the_shelf(CLEAR)
    shop.wire.faults(http_500=None)
    assert ShopAccount.objects.get().opened_at is not None
    desk.goto(home + "/sync/")
    assert "已熔断" in desk.inner_text(".note-stop")
    desk.click(".note-stop a.btn")
    assert "会解除熔断" in desk.inner_text(".note-warn")
    sent = send(desk, shop)
    assert (sent[sent.index(CLEAR) + 1], shop.fronts()) == ("6", {BLACK: 7, CLEAR: 6, LAMP: 4})
    assert ShopAccount.objects.get().opened_at is None
    ours = [shop.wire.binding(code) for code in shop.skus]
    assert not StockPush.objects.filter(binding__in=ours, state="parked").exists()
    assert AuditEntry.objects.filter(action="stock_sync.resync").count() == 3
    assert not WorkItem.objects.filter(kind="stock_breaker").exclude(state="resolved").exists()


def prove_what_was_said_about(number: str, desk: Page, home: str) -> None:
    """Evening: one order's exchanges, as a list for a spreadsheet and as a signed file that is checked again."""
    desk.goto(home + "/evidence/")
    desk.fill("[name=text]", number)
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**text={number}*")
    kept = Evidence.objects.filter(keys__kind="order", keys__value=number)
    assert desk.locator("tr[data-row]").count() == kept.count() >= 1
    with download(desk, "a[href*='export=csv']").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["请求 ID"] for row in rows} == set(kept.values_list("request_id", flat=True))
    assert all(number in row["应答"] for row in rows)
    paper = download(desk, "a[href*='/evidence/bundle/']")
    verdict = verify(paper.read_bytes())
    told = (verdict.state, verdict.facts["subject"], verdict.facts["exchanges"])
    assert told == ("intact", f"order:{number}", kept.count())
    desk.goto(home + "/evidence/check/")
    desk.set_input_files("[name=file]", paper)
    desk.click("main form button")
    assert number in desk.inner_text(".note-ok")
