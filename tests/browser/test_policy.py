"""Chromium itself reports what the policy forbids: walked over desk, handheld and station, it has nothing to report."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import watch
from tests.browser.real_floor import RealFloor
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


def walk(page: Page, url: str, paths: tuple[str, ...]) -> list[str]:
    """Open each page; returns those that were not there, so that the walk cannot grow empty unseen."""
    page.add_init_script(LISTEN)
    gone = []
    for path in paths:
        answer = page.goto(url + path)
        if answer is None or answer.status != 200:
            gone.append(path)
    return gone


def test_a_page_that_breaks_the_policy_is_heard(running: RealFloor, complaints: list[str]) -> None:
    page = running.context().new_page()
    watch(page, complaints)
    page.add_init_script(LISTEN)
    page.goto(running.url + "/signin/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=color:red>')")
    page.wait_for_function("true")
    heard = [text for text in complaints if text.startswith("policy: style-src")]
    complaints.clear()
    assert heard != []


def test_desk_handheld_and_station_keep_to_the_policy(running: RealFloor, complaints: list[str]) -> None:
    here = house()
    boss = PersonFactory()
    for role in (Role.MANAGER, Role.ADMINISTRATOR, Role.OPERATOR):
        Assignment.objects.create(person=boss, warehouse=here.warehouse, role=role)
    page = running.desk(boss)
    assert walk(page, running.url, DESK) == []
    for role, start, kind, paths in (
        (Role.STOCK_KEEPER, "/rf/putaway/", DeviceKind.HANDHELD, FLOOR),
        (Role.PACKER, "/station/pack/", DeviceKind.STATION, ("/station/", "/station/pack/")),
    ):
        seat = running.seat(here.warehouse, role, start, kind)
        assert walk(seat.page, running.url, paths) == []
    assert complaints == []
