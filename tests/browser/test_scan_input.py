"""Whatever a scanner does to the keyboard, each scan arrives once, whole and in order."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import OpenPage, drained, ready, tones
from tests.browser.fake_floor import FakeFloor
from tests.browser.wedge import Wedge


def raws(floor: FakeFloor) -> list[str]:
    return [post["raw"] for post in floor.posts]


def test_a_burst_of_fifty_arrives_fifty_times_in_order(
    handheld: BrowserContext, open_page: OpenPage, floor: FakeFloor
) -> None:
    page = open_page(context=handheld)
    wedge = Wedge(page)
    wanted = [f"L{number:06d}" for number in range(50)]
    for text in wanted:
        wedge.scan(text)
    drained(page)
    assert raws(floor) == wanted
    assert [post["seq"] for post in floor.posts] == list(range(1, 51))
    assert len({post["id"] for post in floor.posts}) == 50


def test_the_same_code_twenty_times_is_twenty_scans(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    for _ in range(20):
        wedge.scan("6901234567892")
    drained(page)
    assert raws(floor) == ["6901234567892"] * 20
    assert len({post["id"] for post in floor.posts}) == 20


@pytest.mark.parametrize("suffix", ["enter", "tab", "none"])
def test_each_suffix_ends_a_scan(page: Page, wedge: Wedge, floor: FakeFloor, suffix: str) -> None:
    for text in ("LA030215K", "T0000123Z"):
        wedge.scan(text, suffix=suffix)
        time.sleep(0.5)  # a scanner without suffix is told apart by its silence only
    drained(page)
    assert raws(floor) == ["LA030215K", "T0000123Z"]
    assert page.evaluate("document.activeElement.name") == "raw"


def test_a_scan_that_stalls_is_never_cut_in_two(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.scan("T0000123Z")
    wedge.scan("6901234567892", stall_after=11)
    drained(page)
    assert raws(floor) == ["T0000123Z", "6901234567892"]


def test_a_scan_whose_suffix_was_lost_is_not_swallowed_by_the_next(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.scan("T0000123Z")
    wedge.scan("LA030215K", suffix="none")
    time.sleep(0.5)
    wedge.scan("6901234567892")
    drained(page)
    assert raws(floor) == ["T0000123Z", "LA030215K", "6901234567892"]


def test_a_scanner_set_to_no_suffix_is_learnt_anew(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.scan("T0000123Z")
    for text in ("LA030215K", "LA030216L", "LA030217M"):
        wedge.scan(text, suffix="none")
        time.sleep(0.5)
    wedge.scan("LA030218N", suffix="none")
    page.wait_for_function("document.querySelector('.rf-done').textContent.includes('6')")
    assert page.evaluate("localStorage.getItem('scan-suffix')") == "none"  # no longer the wait for a suffix
    assert raws(floor) == ["T0000123Z", "LA030215K", "LA030216L", "LA030217M", "LA030218N"]


def test_a_late_suffix_neither_scans_again_nor_clicks(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    page.evaluate("localStorage.setItem('scan-suffix', 'none')")
    page.reload()
    ready(page)
    wedge.scan("LA030215K", suffix="none")
    drained(page)
    wedge.scan("", suffix="enter")
    wedge.scan("", suffix="tab")
    drained(page)
    assert raws(floor) == ["LA030215K"]
    assert page.evaluate("document.activeElement.name") == "raw"


def test_a_device_that_commits_whole_texts_is_heard(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.commit("6901234567892", enter=False)
    time.sleep(0.5)
    wedge.commit("LA030215K")
    wedge.commit("T0000123Z")
    drained(page)
    assert raws(floor) == ["6901234567892", "LA030215K", "T0000123Z"]


def test_full_width_text_is_kept_as_it_came(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.commit("ＬＡ０３０２１５Ｋ")
    drained(page)
    assert raws(floor) == ["ＬＡ０３０２１５Ｋ"]


def test_a_scan_counts_with_the_focus_lost(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    page.evaluate("document.activeElement.blur(); document.body.click()")
    wedge.scan("LA030215K")
    drained(page)
    assert raws(floor) == ["LA030215K"]


def test_the_group_separator_of_a_wedge_is_ascii_29(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.scan("]C10106901234567892\x1d10LOT7")
    drained(page)
    assert raws(floor) == ["]C10106901234567892\x1d10LOT7"]


def test_an_input_method_is_stopped_here_and_nothing_is_sent(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.compose("la030215")
    page.wait_for_selector("body.is-stop")
    assert page.inner_text("main h1") == "输入法没关"
    assert tones(page)[-1] == "wrong"
    wedge.commit("拉0302")
    time.sleep(0.2)
    assert floor.posts == []
    wedge.scan("LA030215K")
    drained(page)
    assert raws(floor) == ["LA030215K"]
    assert not page.evaluate("document.body.classList.contains('is-stop')")


def test_a_wrapper_may_hand_over_scans(page: Page, floor: FakeFloor) -> None:
    page.evaluate("window.rfScan('LA030215K', {symbology: ']C0'})")
    drained(page)
    assert [(post["raw"], post["symbology"]) for post in floor.posts] == [("LA030215K", "]C0")]


def test_what_a_hand_types_is_shown_and_sent_as_keyed(page: Page, floor: FakeFloor) -> None:
    for key in "LA0302":
        page.keyboard.press(key)
        time.sleep(0.1)
    assert page.input_value("input[name=raw]") == "LA0302"
    page.keyboard.press("Backspace")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    drained(page)
    assert [(post["raw"], post["symbology"]) for post in floor.posts] == [("LA0305", "keyed")]
    assert page.input_value("input[name=raw]") == ""


def test_a_burst_drops_what_was_left_typed_before_it(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    page.keyboard.press("z")
    time.sleep(0.15)
    wedge.scan("LA030215K")
    drained(page)
    assert raws(floor) == ["LA030215K"]


def test_a_number_key_acts_only_when_it_stands_alone(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.scan("1234567890128")
    drained(page)
    assert raws(floor) == ["1234567890128"]
    time.sleep(0.1)
    page.keyboard.press("1")
    page.wait_for_function("document.querySelector('.rf-done').textContent.includes('3')")
    assert [(post["raw"], post["symbology"]) for post in floor.posts[1:]] == [("XSHORTA", "tap")]


def test_a_function_key_sends_its_command(page: Page, floor: FakeFloor) -> None:
    page.keyboard.press("F2")
    drained(page)
    assert raws(floor) == ["XUNDOB"]


def test_a_double_tap_is_one_command(page: Page, floor: FakeFloor) -> None:
    page.dblclick(".act >> nth=0")
    drained(page)
    assert raws(floor) == ["XSHORTA"]


def test_the_keyboard_button_lets_digits_be_typed(page: Page, floor: FakeFloor) -> None:
    page.click("[data-local=keyboard]")
    assert page.get_attribute("input[name=raw]", "inputmode") == "text"
    page.keyboard.type("115", delay=120)
    page.keyboard.press("Enter")
    drained(page)
    assert [(post["raw"], post["symbology"]) for post in floor.posts] == [("115", "keyed")]
    assert page.get_attribute("input[name=raw]", "inputmode") == "none"


def test_a_quantity_is_keyed_by_finger_or_key(page: Page, floor: FakeFloor) -> None:
    floor.pad = True
    page.reload()
    ready(page)
    for digit in ("1", "2", "0"):
        page.click(f"[data-pad-key='{digit}']")
    page.keyboard.press("Backspace")
    time.sleep(0.1)
    page.keyboard.press("Enter")
    drained(page)
    assert [(post["raw"], post["symbology"]) for post in floor.posts] == [("12", "keyed")]


def test_each_scan_says_what_was_on_the_screen(page: Page, wedge: Wedge, floor: FakeFloor) -> None:
    wedge.scan("LA030215K")
    drained(page)
    wedge.scan("LA030216L")
    drained(page)
    assert [post["seen"] for post in floor.posts] == [
        {"work": "fake:1", "step": "item", "version": 1},
        {"work": "fake:1", "step": "item", "version": 2},
    ]
    assert [post["after"] for post in floor.posts] == [None, None]
    assert {post["person"] for post in floor.posts} == {"token-a"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", post["captured_at"]) for post in floor.posts)
