"""The demo, started once as a user starts it, and a Chromium that others' judges look at it with."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, drained, ready
from tests.browser.wedge import Wedge
from tests.running import Demo
from tests.servers import free_port
from tests.tools import install

HERE = Path(__file__).parent
MILLISECONDS_TO_WAIT = 20_000
SECONDS_A_PAGE = 120  # a hang, not a measure


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def node() -> str:
    return install(HERE)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo"))
    yield running
    running.end()


@dataclass
class Seat:
    """A browser of its own, at the desk, on a handheld or at a bench."""

    demo: Demo
    context: BrowserContext
    port: int  # where Lighthouse finds the browser

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def open(self, path: str) -> Page:
        self.page.goto(self.demo.url + path)
        return self.page

    def sign_in_at_desk(self, language: str = "zh-hans") -> None:
        """As the one who may see every page."""
        access = next(row for row in self.demo.access["sign_ins"] if row["username"] == "admin")
        page = self.open("/signin/")
        page.fill("input[name=username]", access["username"])
        page.fill("input[name=password]", access["password"])
        page.press("input[name=password]", "Enter")
        page.wait_for_selector("nav")
        self.context.add_cookies([{"name": "language", "value": language, "url": self.demo.url}])

    def sign_in_on_floor(self, surface: str, role: str) -> Wedge:
        """Enrol the browser as a device of `surface` (rf, station), then scan a badge of `role` and key its PIN."""
        device = self.demo.new_device("station" if surface == "station" else "handheld")
        person = next(row for row in self.demo.access["badges"] if role in row["roles"])
        return self.begin_on_floor(surface, device["where"], person)

    def begin_on_floor(self, surface: str, link: str, person: dict[str, Any]) -> Wedge:
        """Open an enrolment link, then scan the badge and the PIN of one of access.json's people."""
        page = self.open(link)
        page.click("button[type=submit]")
        page.wait_for_url(f"**/{surface}/signin/")
        ready(page)
        wedge = Wedge(page)
        wedge.scan(person["badge"])
        wedge.scan(person["pin"])
        page.wait_for_url(f"**/{surface}/")
        return wedge

    def scan(self, wedge: Wedge, text: str) -> None:
        ready(self.page)
        wedge.scan(text)
        drained(self.page)


OpenSeat = Callable[[int, int, str], Seat]


@pytest.fixture
def open_seat(demo: Demo, playwright: Playwright, tmp_path: Path) -> Iterator[OpenSeat]:
    """Give a browser by its width, height and colour scheme; all of them are closed at the test's end."""
    opened: list[Seat] = []

    def open_one(width: int, height: int, scheme: str) -> Seat:
        port = free_port()
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / f"profile-{port}"),
            executable_path=CHROMIUM,
            headless=True,
            args=[*ARGUMENTS, f"--remote-debugging-port={port}"],
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="zh-CN",
        )
        context.set_default_timeout(MILLISECONDS_TO_WAIT)
        opened.append(Seat(demo, context, port))
        return opened[-1]

    yield open_one
    for one in opened:
        one.context.close()


@pytest.fixture
def seat(open_seat: OpenSeat, request: pytest.FixtureRequest) -> Seat:
    """`request.param`: width, height, colour scheme."""
    return open_seat(*request.param)


def lighthouse(node: str, seat: Seat, surface: str, *paths: str) -> dict[str, dict[str, Any]]:
    """Scores and faults by path. Raises when it was led to another page than asked."""
    urls = [seat.demo.url + path for path in paths]
    command = [node, str(HERE / "lighthouse.mjs"), str(seat.port), surface, *urls]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS_A_PAGE * len(paths), check=False, cwd=HERE
    )
    assert done.returncode == 0, done.stderr
    judged = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["url"] for row in judged] == urls
    return {row["url"].removeprefix(seat.demo.url): row for row in judged}
