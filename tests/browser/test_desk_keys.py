"""The desk's keyboard does what its help says, and a scanner's burst is none of its keys. The page's clock is held."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page

from tests.browser.real_floor import RealFloor
from tests.browser.wedge import HeldWedge
from tests.core.people.conftest import person_with
from tests.factories.inventory import SkuFactory, StockedWarehouseFactory
from wms.core.states import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PLACES = {"t": "/", "o": "/orders/", "w": "/waves/", "e": "/work/", "s": "/stock/", "p": "/people/", "d": "/devices/"}
PLACES["a"] = "/audit/"
CHOSEN = "Array.from(document.querySelectorAll('[data-tick]'), (tick) => tick.checked)"
NOW = "Array.from(document.querySelectorAll('tr[data-row]'), (row) => row.classList.contains('is-now'))"


@pytest.fixture
def wedge(running: RealFloor) -> HeldWedge:
    """The list of four SKUs in front of somebody who may go everywhere."""
    warehouse = StockedWarehouseFactory()
    SkuFactory.create_batch(4)
    page = running.desk(person_with((Role.MANAGER, warehouse), (Role.ADMINISTRATOR, warehouse)))
    page.goto(running.url + "/skus/")
    return HeldWedge(page)


def path(page: Page) -> str:
    return str(page.evaluate("location.pathname"))


def row(*marked: int) -> list[bool]:
    return [index in marked for index in range(4)]


def test_g_and_a_letter_lead_where_the_help_says(wedge: HeldWedge) -> None:
    skus = wedge.page
    skus.keyboard.down("Shift")  # the half of "?" that comes first
    wedge.press("?")
    skus.keyboard.up("Shift")
    rows = skus.locator("[data-keys] dt", has_text="g").all()
    words = {one.inner_text().split()[1]: one.locator("xpath=following-sibling::dd[1]").inner_text() for one in rows}
    wedge.press("?")
    assert not skus.locator("[data-keys]").is_visible()
    assert words.keys() == PLACES.keys()
    home = skus.url.removesuffix("/skus/")
    for letter, place in PLACES.items():
        wedge.press("g", letter)
        skus.wait_for_url(home + place)
        assert words[letter] in skus.inner_text(".side [aria-current]")


def test_rows_are_walked_chosen_and_opened(wedge: HeldWedge) -> None:
    skus = wedge.page
    wedge.press("j")
    assert skus.evaluate(NOW) == row(0)
    wedge.press("j", "j", "k", "x")
    assert (skus.evaluate(NOW), skus.evaluate(CHOSEN)) == (row(1), row(1))
    home = skus.url.removesuffix("/skus/")
    first, second = (link.get_attribute("href") or "" for link in skus.locator("tr[data-row] a").all()[:2])
    skus.locator("[data-tick]").nth(1).focus()  # the current row opens all the same
    wedge.press("Enter")
    skus.wait_for_url(home + second)
    skus.goto(home + "/skus/")
    wedge.press("j", "Enter")
    skus.wait_for_url(home + first)


def test_a_tick_with_shift_chooses_all_between_and_the_bar_counts(wedge: HeldWedge) -> None:
    skus = wedge.page
    bar, ticks = skus.locator("[data-bulk]"), skus.locator("[data-tick]")
    assert bar.is_hidden()
    ticks.nth(0).click()
    ticks.nth(2).click(modifiers=["Shift"])
    assert skus.evaluate(CHOSEN) == row(0, 1, 2)
    assert (bar.is_visible(), bar.locator("[data-bulk-count]").inner_text()) == (True, "3")
    export = parse_qs(skus.evaluate("document.querySelector('[data-bulk-export]').search").removeprefix("?"))
    assert [tick.get_attribute("value") in export["pk"] for tick in ticks.all()] == row(0, 1, 2)
    wedge.press("k", "x")  # from below: the last row
    assert bar.locator("[data-bulk-count]").inner_text() == "4"
    assert skus.locator("[data-tick-all]").is_checked()
    skus.locator("[data-tick-all]").click()
    assert (bar.is_hidden(), skus.evaluate(CHOSEN)) == (True, row())


def test_slash_finds_and_what_is_typed_there_is_no_key(wedge: HeldWedge) -> None:
    skus = wedge.page
    wedge.press("/")
    assert skus.evaluate("document.activeElement.matches('[data-find]')")
    wedge.press("j", "x", "?", "g", "o")
    assert skus.input_value("[data-find]") == "jx?go"
    assert (path(skus), skus.evaluate(NOW), skus.evaluate(CHOSEN)) == ("/skus/", row(), row())
    assert not skus.locator("[data-keys]").is_visible()


def test_a_scanners_burst_is_none_of_the_keys(wedge: HeldWedge) -> None:
    skus = wedge.page
    wedge.press("j")  # its link has the focus, which Enter would follow
    for text in ("j1", "k1", "x1", "go", "/1", "?1"):
        wedge.scan(text)
        assert (path(skus), skus.evaluate(NOW), skus.evaluate(CHOSEN)) == ("/skus/", row(0), row()), text
        assert not skus.locator("[data-keys]").is_visible()
        assert not skus.evaluate("document.activeElement.matches('[data-find]')")
    wedge.press("g")
    wedge.scan("o1")
    wedge.press("x")
    assert (path(skus), skus.evaluate(CHOSEN)) == ("/skus/", row(0))
