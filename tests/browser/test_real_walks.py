"""Real walks in Chromium: a pick walk that another device takes over, a sign-in, a revoked device, the bench."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from inventory.models import StockMovement
from packing.models import Parcel, ParcelMismatch, Waybill
from picking.models import PickList, PickTask
from tests.browser.conftest import drained, ready, tones, watch
from tests.browser.real_floor import PIN, BufferedWedge, RealFloor, Seat, announce
from tests.browser.test_scan_queue import kept
from tests.factories.packing import picked_order
from tests.inventory.floor import house
from tests.packing.conftest import label, sku
from tests.picking.conftest import make_floor
from wms.core.models import BadgeLock, Device, ScanEvent, ScanReceipt, WorkItem
from wms.core.states import DeviceKind, Role
from wms.ops.ledger import differences
from wms.scan.codes import make
from wms.scan.session import enrolment_link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def scan(seat: Seat, *texts: str) -> None:
    for text in texts:
        seat.wedge.scan(text)
        drained(seat.page)


def is_red(page: Page) -> bool:
    return page.evaluate("document.body.classList.contains('is-stop')")


def test_the_device_that_lost_its_walk_is_told_so_and_takes_nothing(running: RealFloor) -> None:
    floor = make_floor()
    floor.put("A01-01-01", 0, 9)
    floor.order((0, 2))
    floor.wave()
    cart, tote, item = floor.carts[0].barcode, floor.totes[0].barcode, floor.skus[0].code
    first = running.seat(floor.warehouse, Role.PICKER, "/rf/pick/")
    scan(first, cart, tote, str(floor.places["A01-01-01"].barcode), item)
    second = running.seat(floor.warehouse, Role.PICKER, "/rf/pick/")
    scan(second, cart)
    assert second.receipts == [("ok", "pick.taken_over")]
    scan(first, item)
    assert first.receipts[-1] == ("stale", "scan.stale")
    assert "任务已变" in first.page.inner_text("main")
    assert (tones(first.page)[-1], PickTask.objects.get().scanned) == ("wrong", 1)
    taken = StockMovement.objects.count()
    scan(second, item, tote)
    assert [code for _, code in second.receipts] == ["pick.taken_over", "pick.units_complete", "pick.walk_done"]
    assert (PickTask.objects.get().picked, PickList.objects.get().state) == (2, "picked")
    assert list(StockMovement.objects.order_by("pk").values_list("quantity", flat=True))[taken:] == [2]
    assert differences() == []


def test_a_badge_and_its_pin_open_the_floor_and_a_wrong_pin_does_not(running: RealFloor, complaints: list[str]) -> None:
    warehouse = house().warehouse
    device = running.device(warehouse)
    person = running.person(warehouse, Role.STOCK_KEEPER)
    page = running.context().new_page()
    watch(page, complaints)
    page.goto(running.url + enrolment_link(device))
    page.click("button[type=submit]")
    page.wait_for_url("**/rf/signin/")
    ready(page)
    wedge = BufferedWedge(page)
    wedge.scan(make("badge", person.badge[1:]) if person.badge else "")
    wedge.scan("0000")
    page.wait_for_selector("[data-said]", state="visible")
    assert "还可试 4 次" in page.inner_text("[data-said]")
    assert (BadgeLock.objects.get().failures, page.evaluate("localStorage.getItem('person')")) == (1, None)
    wedge.scan(PIN)
    page.wait_for_url("**/rf/")
    ready(page)
    device.refresh_from_db()
    assert (device.person_id, BadgeLock.objects.get().failures) == (person.pk, 0)
    page.goto(running.url + "/rf/receive/")
    ready(page)
    assert person.name in page.content()


def test_a_revoked_device_stops_its_person_and_counts_nothing(running: RealFloor) -> None:
    small = house()
    announce(small, 5)
    seat = running.seat(small.warehouse, Role.STOCK_KEEPER, "/rf/receive/")
    scan(seat, make("document", "IN-1122-03"), small.sku.code)
    before = (ScanReceipt.objects.count(), ScanEvent.objects.count())
    Device.objects.filter(pk=seat.device.pk).update(is_active=False)
    seat.wedge.scan(small.sku.code)
    seat.page.wait_for_selector("body.is-stop")
    assert seat.page.inner_text("main h1") == "设备已停用 · 什么都没变"
    assert (ScanReceipt.objects.count(), ScanEvent.objects.count()) == before
    assert (kept(seat.page), StockMovement.objects.count()) == (1, 0)


def test_the_bench_locks_on_a_wrong_unit_and_shows_the_label_after_the_right_one(running: RealFloor) -> None:
    small = house()
    black, clear = sku("MC-15P-BLK"), sku("MC-15P-CLR")
    order = picked_order(small.warehouse, {black: 1})
    seat = running.seat(small.warehouse, Role.PACKER, "/station/pack/", DeviceKind.STATION)
    before = StockMovement.objects.count()
    scan(seat, order.slots.get().handling_unit.barcode, label(clear))
    page = seat.page
    assert seat.receipts == [("ok", "pack.opened"), ("refused", "pack.wrong_unit")]
    assert (is_red(page), page.inner_text("main h1")) == (True, "这件不是本单的")
    shown = page.inner_text("main")
    assert black.code in shown
    assert clear.code in shown
    assert (Parcel.objects.get().is_blocked, ParcelMismatch.objects.get().kind) == (True, "wrong")
    assert WorkItem.objects.get(kind="pack.mismatch").facts["order"] == order.number
    assert (Waybill.objects.count(), StockMovement.objects.count()) == (0, before)
    scan(seat, label(black))
    assert seat.receipts[-1] == ("ok", "pack.complete")
    waybill = Waybill.objects.get()
    frame = page.wait_for_selector("iframe.label-frame")
    assert frame is not None
    assert frame.get_attribute("data-print") == waybill.number
    answer = page.request.get(running.url + str(frame.get_attribute("src")))
    assert (answer.status, answer.headers["content-type"], is_red(page)) == (200, "application/pdf", False)
    page.wait_for_selector("html[data-prints]", state="attached")
    scan(seat, waybill.number)
    order.refresh_from_db()
    assert page.evaluate("window.prints") == 1
    assert (seat.receipts[-1], order.state) == (("ok", "pack.closed"), "packed")
    assert differences() == []
