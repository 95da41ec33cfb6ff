"""The queue: kept before sent, in order, deleted only after the answer, whatever the network and the server do."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import OpenPage, drained, open_floor, ready, tones
from tests.browser.fake_floor import FakeFloor, RunningFloor
from tests.browser.wedge import Wedge
from wms.core.messages import Said

WRONG = Said("wrong", "不是这件", "未计数，可以放心换", "放回 A03-02-16")


STORE_HELD = """
const openNow = indexedDB.open.bind(indexedDB);
const held = [];
IDBFactory.prototype.open = (name, version) => {
    const request = {};
    held.push(() => {
        const opening = openNow(name, version);
        opening.onupgradeneeded = () => { request.result = opening.result; request.onupgradeneeded(); };
        opening.onsuccess = () => { request.result = opening.result; request.onsuccess(); };
    });
    return request;
};
window.releaseStore = () => held.forEach((open) => open());
"""


def waiting(page: Page) -> int:
    return int(page.get_attribute("html", "data-waiting"))


KEPT = """new Promise((resolve) => {
    const opening = indexedDB.open('zhunjian-floor');
    opening.onsuccess = () => {
        const counting = opening.result.transaction('scans').objectStore('scans').count();
        counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
    };
})"""


def queued(page: Page, count: int) -> None:
    """Wait until so many scans wait and lie in the store: a page that goes away before that may take one along."""
    page.wait_for_selector(f"html[data-waiting='{count}']", state="attached")
    page.wait_for_function(f"(async () => (await {KEPT}) === {count})()")


def kept(page: Page) -> int:
    """How many scans lie in the device's own store."""
    return page.evaluate(KEPT)


def test_a_lost_answer_is_asked_for_again_with_the_same_id(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    lost: list[str] = []

    def lose_first(body: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        if lost:
            return None
        lost.append(body["id"])
        floor._judge(body)
        return 0, {}

    floor.faults.append(lose_first)
    wedge.scan("LA030215K")
    wedge.scan("T0000123Z")
    drained(page)
    assert [post["raw"] for post in floor.posts] == ["LA030215K", "LA030215K", "T0000123Z"]
    assert floor.posts[0]["id"] == floor.posts[1]["id"] == lost[0]
    assert floor.accepted == ["LA030215K", "T0000123Z"]


def test_offline_scans_survive_a_reload_and_arrive_in_order(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.scan("LA030200A")
    drained(page)
    page.wait_for_function("navigator.serviceWorker.controller")
    page.reload()  # now the service worker has the page and its parts
    ready(page)
    page.context.set_offline(True)
    floor.faults.append(lambda body: (0, {}))  # a page that is just loading may slip through Chromium's emulation
    wanted = [f"LA03020{number}B" for number in range(1, 6)]
    for text in wanted:
        wedge.scan(text)
    queued(page, 5)
    assert page.is_visible("[data-offline]")
    assert page.inner_text("[data-offline] [data-count]") == "5"
    assert tones(page)[-1] == "queued"
    page.reload()
    ready(page)
    queued(page, 5)
    assert floor.accepted == ["LA030200A"]
    wedge.scan("LA030206B")
    queued(page, 6)
    floor.posts.clear()
    floor.faults.clear()
    page.context.set_offline(False)
    drained(page)
    assert floor.accepted == ["LA030200A", *wanted, "LA030206B"]
    assert kept(page) == 0
    ids = [post["id"] for post in floor.posts]
    assert [post["after"] for post in floor.posts] == [None, *ids[:-1]]


def test_without_a_service_worker_the_queue_survives_as_well(
    browser: Browser, running_floor: RunningFloor, complaints: list[str]
) -> None:
    context = browser.new_context(service_workers="block", viewport={"width": 320, "height": 480})
    page = open_floor(context, running_floor.url + "/rf/fake/", complaints)
    context.set_offline(True)
    wedge = Wedge(page)
    wedge.scan("LA030215K")
    wedge.scan("T0000123Z")
    queued(page, 2)
    context.set_offline(False)
    page.goto("about:blank")
    page.goto(running_floor.url + "/rf/fake/")
    drained(page)
    assert running_floor.floor.accepted == ["LA030215K", "T0000123Z"]
    context.close()


def test_nobody_is_told_that_nothing_waits_before_the_store_was_read(
    small_handheld: BrowserContext, open_page: OpenPage, floor: FakeFloor
) -> None:
    first = open_page()
    small_handheld.set_offline(True)
    Wedge(first).scan("LA030215K")
    queued(first, 1)
    first.close()
    small_handheld.set_offline(False)
    small_handheld.add_init_script(STORE_HELD)
    second = open_page()
    second.evaluate("document.body.dispatchEvent(new CustomEvent('floor:shown'))")  # draws, as a clock does
    assert second.get_attribute("html", "data-waiting") is None
    second.evaluate("releaseStore()")
    drained(second)
    assert floor.accepted == ["LA030215K"]


def test_a_closed_tab_leaves_its_scans_to_the_next_one(
    small_handheld: BrowserContext, open_page: OpenPage, floor: FakeFloor
) -> None:
    first = open_page()
    first.context.set_offline(True)
    Wedge(first).scan("LA030215K")
    queued(first, 1)
    first.close()
    small_handheld.set_offline(False)
    second = open_page()
    drained(second)
    assert floor.accepted == ["LA030215K"]
    Wedge(second).scan("T0000123Z")
    drained(second)
    assert floor.accepted == ["LA030215K", "T0000123Z"]
    # The closing tab may still have sent its scan, unheard: the same id then came twice and counted once.
    assert {(post["raw"], post["seq"]) for post in floor.posts} == {("LA030215K", 1), ("T0000123Z", 1)}
    assert len({post["run"] for post in floor.posts}) == len({post["id"] for post in floor.posts}) == 2


def test_two_open_tabs_number_their_scans_apart(open_page: OpenPage, floor: FakeFloor) -> None:
    first, second = open_page(), open_page()
    Wedge(first).scan("LA030215K")
    drained(first)
    Wedge(second).scan("LA030216L")
    drained(second)
    Wedge(first).scan("LA030217M")
    drained(first)
    assert floor.accepted == ["LA030215K", "LA030216L", "LA030217M"]
    assert [post["seq"] for post in floor.posts] == [1, 1, 2]


def test_one_scan_at_a_time_is_on_its_way(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    floor.gate.clear()
    for number in range(4):
        wedge.scan(f"LA03020{number}B")
    queued(page, 4)
    assert floor.arrived == 1
    floor.gate.set()
    drained(page)
    assert [post["raw"] for post in floor.posts] == [f"LA03020{number}B" for number in range(4)]
    assert [post["after"] for post in floor.posts[1:]] == [post["id"] for post in floor.posts[:3]]


def test_a_refused_scan_breaks_the_chain_and_its_reason_stays_in_sight(
    page: Page, wedge: Wedge, floor: FakeFloor
) -> None:
    floor.gate.clear()
    floor.refuse["6901234567885"] = ("pick.wrong_item", WRONG, {})
    for text in ("LA030215K", "6901234567885", "T0000123Z", "T0000124Y"):
        wedge.scan(text)
    queued(page, 4)
    floor.gate.set()
    drained(page)
    assert floor.accepted == ["LA030215K"]
    assert page.inner_text("main h1") == "不是这件"
    assert page.inner_text("[data-aftermath]") == "后面扫的不算，从这里重新扫"
    assert tones(page) == ["ok", "wrong"]
    wedge.scan("6901234567892")
    drained(page)
    assert floor.accepted == ["LA030215K", "6901234567892"]
    assert not page.evaluate("document.body.classList.contains('is-stop')")


def test_signed_out_pauses_and_keeps_the_queue_with_its_own_persons(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    signed_out = {
        "verdict": "refused",
        "code": "person.signed_out",
        "tone": "stop",
        "text": "扫工牌继续",
        "act": "扫工牌",
    }
    floor.faults.append(lambda body: (401, signed_out))
    wedge.scan("LA030215K")
    page.wait_for_selector("body.is-stop")
    assert page.inner_text("main h1") == "扫工牌继续"
    assert page.inner_text("[data-prompt]") == "扫工牌"
    assert (waiting(page), kept(page), len(floor.posts)) == (1, 1, 1)
    floor.faults.clear()
    wedge.scan("U000123K")
    page.wait_for_url("**/rf/signin/")
    ready(page)
    page.keyboard.type("1234", delay=120)
    page.wait_for_url("**/rf/fake/")
    ready(page)
    drained(page)
    wedge.scan("T0000123Z")
    drained(page)
    assert floor.sign_ins == [{"badge": "U000123K", "pin": "1234"}]
    assert floor.accepted == ["LA030215K", "T0000123Z"]
    assert [post["person"] for post in floor.posts] == ["token-a", "token-a", "token-b"]


def test_three_server_errors_and_the_scan_is_given_up(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    moments: list[float] = []

    def break_on_it(body: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        if body["raw"] != "LABOOM" or body.get("give_up"):
            return None
        moments.append(time.monotonic())
        return 500, {}

    floor.faults.append(break_on_it)
    wedge.scan("LABOOM")
    wedge.scan("T0000123Z")
    page.wait_for_selector("html[data-waiting='0']", state="attached", timeout=40000)
    assert [post["raw"] for post in floor.posts] == ["LABOOM"] * 4 + ["T0000123Z"]
    assert [bool(post.get("give_up")) for post in floor.posts] == [False, False, False, True, False]
    assert all(later - earlier >= 9.9 for earlier, later in pairwise(moments))
    assert [answer["code"] for answer in floor.judged.values()] == ["scan.parked", "scan.chain_broken"]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_that_answers_for_a_dead_server_counts_as_no_network(
    page: Page, wedge: Wedge, floor: FakeFloor, status: int
) -> None:
    answers = [(status, {})] * 3
    floor.faults.append(lambda body: answers.pop() if answers else None)
    wedge.scan("LA030215K")
    drained(page)
    assert floor.accepted == ["LA030215K"]
    assert not any(post.get("give_up") for post in floor.posts)


def test_somebody_elses_page_never_ends_a_scan(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    answers: list[tuple[int, dict[str, Any]]] = [(200, {"login": "hotel"}), (404, {}), (403, {})]
    floor.faults.append(lambda body: answers.pop() if answers else None)
    wedge.scan("LA030215K")
    drained(page)
    assert floor.accepted == ["LA030215K"]
    assert len(floor.posts) == 4


def test_a_number_that_is_gone_for_good_starts_a_new_run(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.scan("LA030215K")
    drained(page)
    floor.last_seq.clear()  # the server was set back to a backup
    for text in ("T0000123Z", "T0000124Y"):
        wedge.scan(text)
    drained(page)
    assert floor.accepted == ["LA030215K", "T0000123Z", "T0000124Y"]
    posts = [(post["seq"], post["run"] == floor.posts[0]["run"]) for post in floor.posts]
    assert posts[:3] == [(1, True), (2, True), (1, False)]
    assert not posts[-1][1]  # also when it was numbered before the first had its answer


def test_a_refusal_at_the_door_is_shown_and_blocks_nothing(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    no_rights = {
        "verdict": "refused",
        "code": "person.no_rights",
        "tone": "stop",
        "text": "没有权限",
        "act": "找仓库经理",
    }
    floor.faults.append(lambda body: (403, no_rights) if body["raw"] == "LA030215K" else None)
    wedge.scan("LA030215K")
    drained(page)
    assert page.inner_text("main h1") == "没有权限"
    wedge.scan("T0000123Z")
    drained(page)
    assert floor.accepted == ["T0000123Z"]


def test_an_old_page_from_the_cache_shows_the_last_answer(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    page.wait_for_function("navigator.serviceWorker.controller")
    page.reload()
    ready(page)
    time.sleep(1.1)  # the answer's clock has whole seconds
    wedge.scan("LA030215K")
    drained(page)
    assert page.inner_text("[data-prompt]") == "扫商品码 2"
    page.context.set_offline(True)
    page.reload()
    ready(page)
    assert page.inner_text("[data-prompt]") == "扫商品码 2"
    wedge.scan("T0000123Z")
    queued(page, 1)
    page.context.set_offline(False)
    drained(page)
    assert floor.posts[-1]["seen"] == {"work": "fake:1", "step": "item", "version": 2}


def test_a_slow_answer_says_so_on_the_scan_line(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    floor.delay_seconds = 2.0
    wedge.scan("LA030215K")
    page.wait_for_function("document.querySelector('[data-prompt]').textContent === '处理中'")
    drained(page)
    assert page.inner_text("[data-prompt]") == "扫商品码 2"


def test_the_retry_button_sends_at_once(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    floor.faults.append(lambda body: (503, {}))
    wedge.scan("LA030215K")
    page.wait_for_selector("[data-offline]", state="visible")
    while len(floor.posts) < 4:  # by now the next try would be four seconds away
        page.wait_for_timeout(50)
    floor.faults.clear()
    started = time.monotonic()
    page.click("[data-local=retry]")
    drained(page)
    assert time.monotonic() - started < 2
    assert floor.accepted == ["LA030215K"]
