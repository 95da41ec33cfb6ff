"""The voice is a setting of the device, and never sounds together with a tone (design/UI.md section 7)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, drained
from tests.browser.fake_floor import FakeFloor
from tests.browser.wedge import Wedge
from wms.core.messages import Said

pytestmark = pytest.mark.browser
PLACE = "A03，02，15"
HEARD = """
window.heard = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  cancel: () => window.heard.push("silence"), speak: (said) => window.heard.push(said.text) } });
document.addEventListener("floor:tone", (event) => window.heard.push(event.detail));
"""


@pytest.fixture
def talking(open_page: OpenPage, floor: FakeFloor, small_handheld) -> Page:  # type: ignore[no-untyped-def]
    """A page whose answers bring something to say, and that writes down all that is heard, in order."""
    floor.data = {"speech": PLACE}
    floor.refuse["WRONG"] = ("pick.wrong_item", Said("wrong", "不是这件", "未计数", "放回"), {})
    small_handheld.add_init_script(HEARD)
    return open_page()


def scan(page: Page, text: str) -> list[str]:
    """What is heard of one scan, up to the words, if there are any."""
    page.evaluate("window.heard = []")
    Wedge(page).scan(text)
    drained(page)
    return list(page.evaluate("window.heard"))


def test_a_device_is_silent_until_its_voice_is_switched_on(talking: Page) -> None:
    assert PLACE not in scan(talking, "RIGHT")
    talking.evaluate("localStorage.setItem('voice', 'on')")
    scan(talking, "RIGHT AGAIN")
    talking.wait_for_function("window.heard.includes('A03，02，15')")


def test_what_is_being_said_ends_before_a_tone_and_goes_on_after_it(talking: Page) -> None:
    talking.evaluate("localStorage.setItem('voice', 'on')")
    assert scan(talking, "WRONG")[:2] == ["silence", "wrong"]
    talking.wait_for_function("window.heard.includes('A03，02，15')")
    assert talking.evaluate("window.heard")[:3] == ["silence", "wrong", PLACE]
