"""Chromium itself reports what the policy forbids: walked over desk, handheld and station, it has nothing to report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import watch
from tests.browser.real_floor import RealFloor, real_floor
from tests.factories.core import PersonFactory
from tests.inventory.floor import house
from wms.core.models import Assignment
from wms.core.states import DeviceKind, Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LISTEN = (
    "document.addEventListener('securitypolicyviolation',"
    " (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));"
)
DESK = ("/", "/orders/", "/stock/", "/skus/", "/waves/", "/work/", "/people/", "/devices/", "/floor-map/")
FLOOR = ("/rf/", "/rf/putaway/", "/rf/lookup/", "/rf/diag/")


@pytest.fixture
def floor(
    browser: Browser, live_server: Any, complaints: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[RealFloor]:
    yield from real_floor(browser, live_server, complaints, monkeypatch)


def walk(page: Page, url: str, paths: tuple[str, ...]) -> list[str]:
    """Open each page; returns those that were not there, so that the walk cannot grow empty unseen."""
    page.add_init_script(LISTEN)
    gone = []
    for path in paths:
        answer = page.goto(url + path)
        if answer is None or answer.status != 200:
            gone.append(path)
    return gone


def test_a_page_that_breaks_the_policy_is_heard(floor: RealFloor, complaints: list[str]) -> None:
    page = floor.context().new_page()
    watch(page, complaints)
    page.add_init_script(LISTEN)
    page.goto(floor.url + "/signin/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=color:red>')")
    page.wait_for_function("true")
    heard = [text for text in complaints if text.startswith("policy: style-src")]
    complaints.clear()
    assert heard != []


def test_desk_handheld_and_station_keep_to_the_policy(
    floor: RealFloor, complaints: list[str], settings: Any, client: Any
) -> None:
    here = house()
    boss = PersonFactory()
    for role in (Role.MANAGER, Role.ADMINISTRATOR, Role.OPERATOR):
        Assignment.objects.create(person=boss, warehouse=here.warehouse, role=role)
    client.force_login(boss)
    desk = floor.context(DeviceKind.STATION)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    desk.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": floor.url}])
    page = desk.new_page()
    watch(page, complaints)
    assert walk(page, floor.url, DESK) == []
    for role, start, kind, paths in (
        (Role.STOCK_KEEPER, "/rf/putaway/", DeviceKind.HANDHELD, FLOOR),
        (Role.PACKER, "/station/pack/", DeviceKind.STATION, ("/station/", "/station/pack/")),
    ):
        seat = floor.seat(here.warehouse, role, start, kind)
        assert walk(seat.page, floor.url, paths) == []
    assert complaints == []
