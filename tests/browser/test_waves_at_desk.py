"""A wave's whole way in Chromium [M30]: rule, trial, schedule, why not, release, map, walk, report."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from picking.models import PickTask, Wave, WaveRule
from picking.tasks import generate
from tests.browser.conftest import drained
from tests.browser.real_floor import RealFloor, Seat
from tests.core.people.conftest import person_with
from tests.picking.conftest import Floor, make_floor
from wms.core.states import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def floor() -> Floor:
    """Two orders of one SKU each and one of two, and no rule that is switched on."""
    floor = make_floor()
    WaveRule.objects.update(is_active=False)
    floor.put("A01-01-01", 0, 9)
    floor.put("A02-02-01", 1, 9)
    return floor


def scan(seat: Seat, *texts: str) -> None:
    for text in texts:
        seat.wedge.scan(text)
        drained(seat.page)


@pytest.fixture
def desk(running: RealFloor, floor: Floor) -> Page:
    return running.desk(person_with((Role.MANAGER, floor.warehouse)))


def test_a_rule_is_tried_kept_and_its_wave_released_drawn_walked_and_reported(
    running: RealFloor, floor: Floor, desk: Page
) -> None:
    floor.order((0, 2))
    floor.order((1, 2))
    mixed = floor.order((0, 1), (1, 1))

    desk.goto(running.url + "/waves/rules/new/")
    desk.fill("[name=name_zh]", "多件波次")
    desk.fill("[name=name_en]", "Several units")
    desk.uncheck("[name=classes][value=mixed]")
    desk.check("[name=is_held_first]")
    desk.wait_for_selector("#trial .expl")
    assert "没有规则接它" in desk.inner_text("#trial .expl")
    assert not Wave.objects.exists()
    desk.click("button[form=rule]")
    desk.wait_for_url("**/waves/rules/")

    generate()
    desk.goto(f"{running.url}/orders/{mixed.pk}/")
    assert "没有规则接它" in desk.inner_text(".note")
    assert desk.get_attribute(".note a", "href") == "/waves/rules/new/"

    wave = Wave.objects.get()
    seat = running.seat(floor.warehouse, Role.PICKER, "/rf/pick/")
    scan(seat, floor.carts[0].barcode)
    assert seat.receipts == [("refused", "pick.no_work")]  # held first: nobody gets it
    desk.goto(f"{running.url}/waves/{wave.pk}/")
    desk.click("form[action$='let-go/'] button")
    desk.click("a[href*='floor-map/?wave']")
    assert desk.locator("svg.floor-map .stopn").all_text_contents() == ["1", "2"]

    totes = [str(tote.barcode) for tote in floor.totes[:2]]
    scan(seat, floor.carts[0].barcode, *totes)
    for task in PickTask.objects.select_related("slot", "location", "sku"):
        scan(seat, str(task.location.barcode), task.sku.code, task.sku.code, totes[task.slot.position - 1])
    assert seat.receipts[-1] == ("ok", "pick.walk_done")
    desk.goto(f"{running.url}/waves/{wave.pk}/")
    assert "2 / 2" in desk.inner_text(".figs")
    desk.goto(running.url + "/errors/")
    assert "0 / 2 行" in desk.inner_text(".figs")
