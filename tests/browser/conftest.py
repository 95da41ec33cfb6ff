"""Headless Chromium against the floor's pages: one browser a session, one page a test, console errors are failures."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from tests.browser.fake_floor import FakeFloor, RunningFloor
from tests.browser.wedge import Wedge

if TYPE_CHECKING:
    from tests.browser.real_floor import RealFloor

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NETWORK_NOISE = ("net::ERR_", "the server responded with a status of")  # what the test itself has caused
HANDHELDS = [(320, 480), (240, 320)]

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in item.path.as_posix() and "browser" in item.fixturenames:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    running = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
    yield running
    running.close()


@pytest.fixture
def running_floor() -> Iterator[RunningFloor]:
    running = RunningFloor()
    yield running
    running.stop()


@pytest.fixture
def floor(running_floor: RunningFloor) -> FakeFloor:
    return running_floor.floor


@pytest.fixture
def running(
    browser: Browser, live_server: Any, complaints: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[RealFloor]:
    """The product itself on a live server, with real devices in front of it."""
    from tests.browser.real_floor import real_floor  # which opens its pages by what stands here

    yield from real_floor(browser, live_server, complaints, monkeypatch)


@pytest.fixture(params=HANDHELDS, ids=["320x480", "240x320"])
def handheld(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    yield from _context(browser, *request.param)


@pytest.fixture
def small_handheld(browser: Browser) -> Iterator[BrowserContext]:
    yield from _context(browser, 320, 480)


def _context(browser: Browser, width: int, height: int) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", has_touch=True, is_mobile=True
    )
    context.set_default_timeout(5000)
    yield context
    context.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """Every script error and console error of the test's pages; the test fails when one is left."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def open_page(running_floor: RunningFloor, small_handheld: BrowserContext, complaints: list[str]) -> OpenPage:
    """Open the fake screen on the usual handheld, signed in, with its scripts running."""

    def opened(path: str = "/rf/fake/", context: BrowserContext | None = None) -> Page:
        return open_floor(context or small_handheld, running_floor.url + path, complaints)

    return opened


def open_floor(context: BrowserContext, url: str, complaints: list[str]) -> Page:
    context.add_init_script(
        "if (location.protocol === 'http:' && window === top && !localStorage.getItem('person'))"
        " localStorage.setItem('person', JSON.stringify({person: 'token-a'}));"
        "window.tones = []; document.addEventListener('floor:tone', (event) => window.tones.push(event.detail));"
    )
    page = context.new_page()
    watch(page, complaints)
    page.goto(url)
    ready(page)
    return page


def watch(page: Page, complaints: list[str]) -> None:
    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(noise in message.text for noise in NETWORK_NOISE):
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready=yes]", state="attached")


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def wedge(page: Page) -> Wedge:
    return Wedge(page)


def drained(page: Page) -> None:
    """Wait until every scan has its answer."""
    page.wait_for_selector("html[data-waiting='0']", state="attached", timeout=15000)


def tones(page: Page) -> list[Any]:
    return page.evaluate("window.tones")
