"""The README's ten-minute walk, as somebody goes it who has only what the terminal printed and the demo's labels."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from tests.browser.conftest import ready
from tests.browser.wedge import Wedge
from tests.demo.conftest import OpenSeat, Seat

NO_PRINTER = "window.print = () => undefined;"  # headless Chromium falls over a real one


@dataclass
class Worker:
    """Somebody with a device in hand; `desk` is where he reads labels that hang nowhere."""

    seat: Seat
    wedge: Wedge
    desk: Seat

    def begin(self, path: str) -> None:
        self.seat.open(path)
        ready(self.seat.page)

    def scan(self, *codes: str) -> str:
        """What the screen shows after the last of them."""
        for code in codes:
            self.seat.scan(self.wedge, code)
        return self.seat.page.inner_text("main")

    def labels(self, title: str, text: str = "") -> list[str]:
        """The codes of the first sheet that is called so."""
        page = self.desk.open(f"/demo/labels/?text={quote(text)}")
        sheet = page.locator("section.panel", has=page.locator("h2", has_text=title)).first
        return [code.get_attribute("data-code") or "" for code in sheet.locator("[data-code]").all()]


def worker(desk: Seat, seat: Seat, surface: str, name: str) -> Worker:
    """Enrol a browser by a link that the desk makes for a new device, and sign somebody in there."""
    kind, code = ("station", "PC-README") if surface == "station" else ("handheld", "PDA-README")
    page = desk.open("/devices/new/")
    page.select_option("#id_kind", kind)
    page.fill("#id_code", code)
    page.fill("#id_name", code)
    if surface == "station":
        page.select_option("#id_station", index=1)
    page.click("form.sheetform button.btn-main")
    page.click("form[action$='/link/'] button")
    link = urlsplit(page.inner_text(".secret-text"))
    person = next(row for row in desk.demo.access["badges"] if row["name"] == name)
    return Worker(seat, seat.begin_on_floor(surface, link.path, person), desk)


def receive_and_put_away(one: Worker, printed: dict[str, str]) -> None:
    goods, tote = printed["SKU MC-15P-BLK"], printed["Tote"]
    one.begin("/rf/receive/")
    one.scan(printed["ASN"], goods, goods)
    assert "2 件到 T0000121" in one.scan(tote)
    one.begin("/rf/putaway/")
    one.scan(tote)
    assert "放到" in one.scan(goods)
    proposed = one.seat.page.inner_text(".sign-code").replace("\n", "")
    shown = one.scan(one.labels("找到的", proposed)[0])
    assert proposed in shown
    one.begin("/rf/lookup/")
    assert proposed in one.scan(goods)


def pick_a_line(one: Worker, printed: dict[str, str]) -> None:
    """The walk that somebody has left half done is taken over, a wrong item is stopped."""
    one.begin("/rf/pick/")
    cart, place, item, tote, *_ = one.labels("李明霞")
    assert cart == printed["Cart"]
    before = one.seat.page.inner_text(".rf-top, header")
    if "扫库位" in one.seat.page.inner_text("[data-prompt]"):
        one.scan(place)
    assert "不是这件" in one.scan(printed["SKU MC-15P-BLK"])
    while "扫商品" in one.seat.page.inner_text("[data-prompt]"):
        one.scan(item)
    one.scan(tote)
    assert one.seat.page.inner_text(".rf-top, header") != before


def pack_and_hand_over(one: Worker) -> None:
    one.begin("/station/pack/")
    tote, *units = one.labels("打包台")
    one.scan(tote, *units)
    one.seat.page.wait_for_selector("iframe[data-print]", state="attached")
    label = one.seat.page.get_attribute("iframe[data-print]", "data-print") or ""
    assert f"封好了，放到交接区 · {label}" in one.scan(label)
    one.begin("/station/handover/")
    shown = one.scan(label)
    assert "包已上交接单" in shown
    assert not one.seat.page.evaluate("document.body.classList.contains('is-stop')"), shown


def test_the_readmes_walk(open_seat: OpenSeat) -> None:
    desk = open_seat(1280, 800, "light")
    desk.sign_in_at_desk()
    printed = desk.demo.access["barcodes"]
    hand = worker(desk, open_seat(320, 480, "light"), "rf", "李明霞")
    receive_and_put_away(hand, printed)
    pick_a_line(hand, printed)
    bench = open_seat(1280, 800, "light")
    bench.context.add_init_script(NO_PRINTER)
    pack_and_hand_over(worker(desk, bench, "station", "陈伟"))
    scans = desk.open("/errors/scans/").inner_text("main")
    assert "李明霞" in scans
