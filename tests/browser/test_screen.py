"""What a person sees and hears: regions swap, the scan line stays, a stop takes the whole face."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import OpenPage, drained, tones
from tests.browser.fake_floor import FakeFloor
from tests.browser.wedge import Wedge
from wms.core.messages import Said

WRONG = Said("wrong", "不是这件", "未计数，可以放心换", "把透明款放回 A03-02-16")
STALE = Said("stop", "任务已变", "什么都没变", "看新的一步")
VERSUS = {
    "wanted": {"picture": "/static/img/products/case-black.svg", "name": "手机壳", "variant": "黑色", "code": "MC-BLK"},
    "scanned": {"picture": "", "name": "手机壳", "variant": "透明", "code": "MC-CLR"},
}


def face(page: Page) -> set[str]:
    """Which of the faces the body wears."""
    return set(page.get_attribute("body", "class").split()) & {"is-stop", "is-hazard"}


def test_an_answer_swaps_the_regions_and_never_the_scan_line(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    page.evaluate("document.querySelector('[data-scan]').wasHere = true")
    wedge.scan("LA030215K")
    drained(page)
    assert page.inner_text(".sign-code") == "A03-02-02"
    assert page.inner_text("[data-prompt]") == "扫商品码 2"
    assert page.get_attribute("input[name=raw]", "aria-label") == "扫商品码 2"
    assert page.evaluate("document.querySelector('[data-scan]').wasHere") is True
    assert page.locator("[data-region]").count() == 3
    assert tones(page) == ["ok"]


def test_a_wrong_scan_turns_the_whole_face_and_shows_both_things(
    handheld: BrowserContext, open_page: OpenPage, floor: FakeFloor
) -> None:
    page = open_page(context=handheld)
    floor.refuse["6901234567885"] = ("pick.wrong_item", WRONG, {"versus": VERSUS})
    wedge = Wedge(page)
    wedge.scan("6901234567885")
    drained(page)
    assert face(page) == {"is-stop"}
    assert page.inner_text("main h1") == "不是这件"
    assert page.locator(".versus b").all_inner_texts() == ["黑色", "透明"]
    assert page.get_attribute(".versus img", "alt") == "手机壳 黑色"
    assert page.inner_text(".pic-none") == "MC-CLR"  # no picture: its code, never a broken image
    assert page.inner_text(".stop-do") == "把透明款放回 A03-02-16"
    assert page.locator(".rf-back").count() == 0  # only the right scan leads on
    assert tones(page) == ["wrong"]
    assert (
        page.evaluate("document.querySelector('main').scrollHeight - document.querySelector('main').clientHeight") <= 0
    )
    wedge.scan("6901234567892")
    drained(page)
    assert face(page) == set()


def test_a_stale_scan_shows_the_step_that_is_now_due(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    floor.refuse["LA030215K"] = ("scan.stale", STALE, {})
    wedge.scan("LA030215K")
    drained(page)
    assert face(page) == set()
    assert page.inner_text("[role=alert] b") == "任务已变"
    assert page.is_visible(".sign-code")
    assert tones(page) == ["wrong"]


@pytest.mark.parametrize(("tone", "expected"), [("stop", ("is-hazard", "hazard")), ("wrong", ("is-stop", "wrong"))])
def test_amber_is_for_the_platforms_stop_alone(
    page: Page, wedge: Wedge, floor: FakeFloor, tone: str, expected: tuple[str, str]
) -> None:
    floor.data = {"hazard": True}
    floor.refuse["LA030215K"] = ("pack.cancelled", Said(tone, "平台已取消", "", "逐件扫进拦截箱"), {})
    wedge.scan("LA030215K")
    drained(page)
    assert (face(page), tones(page)) == ({expected[0]}, [expected[1]])


def test_the_server_may_name_the_sound(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    floor.data = {"sound": "order"}
    wedge.scan("LA030215K")
    drained(page)
    assert tones(page) == ["order"]


@pytest.mark.parametrize("pin", ["1111", "1234"])
def test_signing_in_takes_badge_and_pin_by_finger(open_page: OpenPage, floor: FakeFloor, pin: str) -> None:
    page = open_page("/rf/signin/")
    Wedge(page).scan("U000123K")
    page.wait_for_selector("[data-pin-step]", state="visible")
    for digit in pin:
        page.click(f"[data-pad-key='{digit}']")
    if pin == "1234":
        page.wait_for_url("**/rf/fake/")
        assert page.evaluate("JSON.parse(localStorage.getItem('person')).person") == "token-b"
    else:
        page.wait_for_selector("[data-said]", state="visible")
        assert page.inner_text("[data-said-text]") == "PIN 不对 · 还可试 4 次 · 重新输入"
        assert page.locator("[data-pin-dots] .is-in").count() == 0
        assert page.is_visible("[data-pin-step]")
    assert floor.sign_ins == [{"badge": "U000123K", "pin": pin}]


def test_a_badge_scanned_in_place_of_the_pin_begins_anew(open_page: OpenPage, floor: FakeFloor) -> None:
    page = open_page("/rf/signin/")
    wedge = Wedge(page)
    wedge.scan("U000123K")
    wedge.scan("U000456L")
    page.wait_for_function("document.querySelector('[data-badge]').textContent === 'U000456L'")
    assert page.locator("[data-pin-dots] .is-in").count() == 0
    assert floor.sign_ins == []


@pytest.mark.parametrize("stall_after", [1, 2, 3])
def test_a_pin_card_whose_keys_come_late_is_read_whole(open_page: OpenPage, floor: FakeFloor, stall_after: int) -> None:
    """The keys before the pause are taken as typed, those after it as a scan: together they are the PIN, no badge."""
    page = open_page("/rf/signin/")
    wedge = Wedge(page)
    wedge.scan("U000123K")
    wedge.scan("1234", stall_after=stall_after)
    page.wait_for_url("**/rf/fake/")
    assert floor.sign_ins == [{"badge": "U000123K", "pin": "1234"}]
