"""axe-core finds nothing to object to on the desk, the handhelds and the bench (WCAG 2 A and AA, best practices)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ready
from tests.demo.conftest import HERE, Seat

AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
RUN = "rules => axe.run(document, {resultTypes: ['violations'], ...(rules ? {runOnly: rules} : {})})"
FIRST = "/ /orders/ /stock/balances/ /waves/ /floor-map/ /sync/ /mapping/ /devices/ /settings/"
OTHERS = """
    /errors/ /errors/scans/ /work/ /waves/board/ /stock/ /find/?q=none /warehouses/negative/ /places/
    /places/new/ /places/racks/ /stock/movements/ /counts/ /counts/new/ /inbound/ /inbound/new/ /skus/ /skus/new/
    /zones/ /waves/rules/ /waves/rules/new/ /waves/preview/ /aliexpress/shops/ /reconciliation/ /sync/skus/ /onboarding/
    /evidence/ /oversold/ /intake/ /notices/ /notices/rules/ /notices/rules/new/ /prints/ /tokens/ /tokens/new/
    /orders/new/ /waves/walls/ /waves/carts/ /waves/carts/new/ /routing/ /api/v1/docs/ /me/ /people/ /people/new/
    /packing/manifests/ /devices/new/ /stations/ /warehouses/ /warehouses/new/ /stations/new/ /printers/new/ /logistics/
    /floor-map/floors/ /floor-map/floors/layout/ /waves/zones/ /audit/ /serials/ /serials/new/ /demo/labels/
"""
# Of each list the first row's own page, by what its address looks like.
FIRST_ROWS = {
    "/orders/": r"/orders/\d+/", "/orders/?state=shipped": r"/orders/\d+/", "/waves/": r"/waves/\d+/",
    "/stock/": r"/stock/\d+/", "/work/": r"/work/\d+/", "/packing/manifests/": r"/packing/manifests/\d+/",
    "/stock/movements/": r"/stock/movements/\d+/", "/routing/": r"/routing/\d+/", "/mapping/": r"/mapping/\d+/",
    "/aliexpress/shops/": r"/aliexpress/shops/\d+/methods/", "/devices/": r"/devices/\d+/",
}  # fmt: skip
UNKNOWN = "NOBODY-KNOWS-THIS"

pytestmark = pytest.mark.usefixtures("node")  # has axe-core installed


def objections(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe objects to on the page as it is now, one line a rule."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN, rules)["violations"]
    return [f"{page.url}: {row['id']} x{len(row['nodes'])}, {row['nodes'][0]['html'][:160]}" for row in found]


@pytest.mark.parametrize("seat", [(1280, 800, "light")], indirect=True)
def test_the_desk_and_its_door(seat: Seat) -> None:
    found = objections(seat.open("/signin/"))
    seat.sign_in_at_desk()
    for path in f"{FIRST} {OTHERS}".split():
        page = seat.open(path)
        assert page.url == seat.demo.url + path
        found += objections(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("seat", [(1280, 800, "light")], indirect=True)
def test_the_pages_of_single_things(seat: Seat) -> None:
    seat.sign_in_at_desk()
    found: list[str] = []
    for path, address in FIRST_ROWS.items():
        links = seat.open(path).eval_on_selector_all("main a", "found => found.map(each => each.getAttribute('href'))")
        first = next((link for link in links if re.fullmatch(address, (link or "").split("?")[0])), "")
        assert first, f"no row on {path}"
        found += objections(seat.open(first))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("seat", [(1440, 900, "dark")], indirect=True)
def test_the_desk_in_english_in_the_dark(seat: Seat) -> None:
    seat.sign_in_at_desk("en")
    found: list[str] = []
    for path in FIRST.split():
        found += objections(seat.open(path), ["color-contrast", "html-has-lang", "link-in-text-block"])
        found += beyond_the_edge(seat.page, 640)
    assert not found, "\n".join(found)


def beyond_the_edge(page: Page, width: int) -> list[str]:
    """A page that has to be scrolled sideways at this width: WCAG 1.4.10, 640 being 1280 zoomed to 200 %."""
    usual = page.viewport_size
    page.set_viewport_size({"width": width, "height": 400})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(usual)  # type: ignore[arg-type]
    return [f"{page.url}: {wide} wide at {width}"] if wide > width else []


@pytest.mark.parametrize(
    ("seat", "surface", "role", "screens"),
    [
        ((320, 480, "light"), "rf", "stock_keeper", ("receive", "putaway", "move", "lookup", "count")),
        ((240, 320, "dark"), "rf", "picker", ("pick", "put_wall", "put_back")),
        ((1280, 800, "light"), "station", "packer", ("pack", "handover")),
    ],
    indirect=["seat"],
)
def test_the_floors_screens_and_their_stops(seat: Seat, surface: str, role: str, screens: tuple[str, ...]) -> None:
    wedge = seat.sign_in_on_floor(surface, role)
    found = objections(seat.page)
    for screen in screens:
        page = seat.open(f"/{surface}/{screen}/")
        ready(page)
        found += objections(page)
        seat.scan(wedge, UNKNOWN)
        assert page.evaluate("document.body.classList.contains('is-stop')"), screen
        found += objections(page)
    if surface == "rf":
        page = seat.open("/rf/diag/")
        ready(page)
        found += objections(page)
    assert not found, "\n".join(found)
