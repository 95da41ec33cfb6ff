"""Every desk page: who may see it, in both languages, without inline style or script, in a fixed number of queries."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import Location, Sku
from picking.models import Order
from tests.factories.core import PersonFactory, ShopFactory
from tests.factories.inventory import BarcodeFactory, LocationFactory, SkuFactory, StockedWarehouseFactory
from tests.factories.picking import WaveRuleFactory
from tests.floor import stock
from tests.reports import rows
from tests.reports.rows import Scanner
from tests.reports.test_work_items import make_item
from wms.aliexpress.models import ShopAccount
from wms.core.models import Assignment, Person, Warehouse
from wms.core.states import Role
from wms.notices.models import Notice

LISTS = ["/", "/board/", "/errors/?days=30", "/errors/scans/", "/work/", "/orders/", "/waves/", "/stock/"]


def fill(house: Warehouse, count: int) -> None:
    """`count` of everything that lists show."""
    now = timezone.now()
    scanner = Scanner(house)
    for index in range(count):
        order = rows.picked(house, now, sku=SkuFactory())
        rows.parcel(order, state="closed", closed_at=now)
        held = rows.order(house, state="held", hold_code="order.sku_unbound", due_at=now + timedelta(minutes=index))
        make_item(house, held.pk, subject_label=held.number)
        sku = SkuFactory()
        stock(LocationFactory(warehouse=house), sku, 3)
        scanner.scans(
            1, wrong=True, sku_code=sku.code, scanned_sku_code=order.items.first().sku.code, location_code="A1"
        )
        rows.wave(house, state="released")


@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_as_often_for_many_rows_as_for_few(house: Warehouse, desk: Client, address: str) -> None:
    from django.core.cache import cache

    counts = []
    for _ in range(2):
        fill(house, 4)
        desk.get(address)
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 45


@pytest.mark.parametrize("address", [*LISTS, "/find/?q=1", "/errors/report.csv", "/errors/scans/?export=csv"])
def test_a_picker_may_not_see_the_desk(house: Warehouse, client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    picker = PersonFactory()
    Assignment.objects.create(person=picker, warehouse=house, role=Role.PICKER)
    client.force_login(picker)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", LISTS)
def test_a_foreign_warehouse_is_not_there(desk: Client, address: str) -> None:
    other = StockedWarehouseFactory(code="OTHER")
    assert desk.get(address, {"w": other.code}).status_code == 404


def test_foreign_orders_and_places_are_not_there(house: Warehouse, desk: Client) -> None:
    other = StockedWarehouseFactory()
    order, place = rows.order(other), LocationFactory(warehouse=other)
    assert desk.get(f"/orders/{order.pk}/").status_code == 404
    assert desk.get(f"/stock/places/{place.pk}/").status_code == 404
    assert list(desk.get("/orders/").context["page"]) == []
    assert desk.get("/find/", {"q": order.number}).status_code == 200  # nothing found: no page to go to


def pages_of(house: Warehouse) -> list[str]:
    order, sku = Order.objects.filter(state="picked").first(), Sku.objects.first()
    place = Location.objects.filter(warehouse=house, kind="storage").first()
    item = make_item(house, 77, is_urgent=True)
    assert order is not None
    assert sku is not None
    assert place is not None
    details = [f"/orders/{order.pk}/", f"/stock/{sku.pk}/", f"/stock/places/{place.pk}/", f"/work/{item.pk}/"]
    return [*LISTS, *details, "/find/?q=nothing"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_speak_one_language_and_carry_no_inline_style_or_script(
    house: Warehouse, manager: Person, desk: Client, language: str
) -> None:
    fill(house, 1)
    desk.cookies["language"] = language
    for address in pages_of(house):
        html = desk.get(address).content.decode()
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\bsrc=)", html), address
        if "<html" in html:
            assert f'lang="{"en" if language == "en" else "zh-CN"}"' in html
            assert ("准拣" in html) is (language != "en"), address
            assert ("Zhunjian" in html) is (language == "en"), address


def test_the_sign_in_page_greets_and_refuses_in_words(house: Warehouse, manager: Person, client: Client) -> None:
    manager.set_password("a long enough one")
    manager.save()
    page = client.get("/signin/?next=/errors/")
    assert 'name="password"' in page.content.decode()
    refused = client.post("/signin/", {"username": manager.username, "password": "wrong"})
    assert refused.status_code == 401
    assert 'role="alert"' in refused.content.decode()
    signed = client.post(
        "/signin/", {"username": manager.username, "password": "a long enough one", "next": "/errors/"}
    )
    assert (signed.status_code, signed.headers["Location"]) == (302, "/errors/")


def test_m20_the_board_says_what_oversold_orders_may_cost(house: Warehouse, desk: Client) -> None:
    ShopAccount.objects.create(shop=ShopFactory(warehouse=house), app_key="1")
    assert "超卖没货" not in desk.get("/").content.decode()
    for amount in (100, 1000):
        rows.order(house, state="waiting", amount=amount)
    for address in ("/", "/board/"):
        assert "2 单超卖没货，可能赔 US$ 230.00" in desk.get(address).content.decode(), address


def test_the_board_refreshes_with_the_bell_beside_it(house: Warehouse, desk: Client, manager: Person) -> None:
    for number, severity in enumerate([2, 3]):
        item = make_item(house, number)
        notice = Notice.objects.create(item=item, kind=item.kind, severity=severity, warehouse=house)
        notice.addressees.add(manager)
    Notice.objects.create(item=make_item(house, 3), kind="pick.short", severity=3, warehouse=house)
    whole, part = desk.get("/").content.decode(), desk.get("/board/").content.decode()
    assert 'hx-trigger="every 10s"' in whole
    assert "<html" not in part
    assert re.search(r'class="bell is-hot" id="bell"[^>]*hx-swap-oob="true".*?<b>2</b>', part, re.DOTALL)


def test_search_leads_to_the_page(house: Warehouse, desk: Client) -> None:
    order = rows.picked(house, timezone.now())
    parcel = rows.parcel(order)
    sku, place = SkuFactory(code="MC-15P-BLK"), LocationFactory(warehouse=house)
    barcode = BarcodeFactory(sku=sku, value="06900000100011", kind="gtin")
    wave = rows.wave(house)
    found = {
        order.number: f"/orders/{order.pk}/",
        f"{order.number[:4]} {order.number[4:]}": f"/orders/{order.pk}/",
        parcel.number: f"/orders/{order.pk}/",
        sku.code.lower(): f"/stock/{sku.pk}/",
        "6900000100011": f"/stock/{sku.pk}/",
        barcode.value: f"/stock/{sku.pk}/",
        place.code: f"/stock/places/{place.pk}/",
        place.barcode: f"/stock/places/{place.pk}/",
        wave.number: f"/waves/{wave.pk}/",
    }
    for text, address in found.items():
        assert desk.get("/find/", {"q": text}).headers.get("Location") == address, text


def test_orders_are_filtered_by_the_address(house: Warehouse, desk: Client) -> None:
    yanwen = rows.order(house, carrier="YANWEN", state="held")
    other = rows.order(house, carrier="CAINIAO", state="promised")
    assert list(desk.get("/orders/?carrier=YANWEN").context["page"]) == [yanwen]
    assert list(desk.get("/orders/?state=promised&state=waved").context["page"]) == [other]
    assert list(desk.get("/orders/", {"text": other.number[-6:]}).context["page"]) == [other]
    assert list(desk.get("/orders/", {"shop": house.shops.get().pk}).context["page"]) == [other, yanwen]
    promised = [
        rows.order(house, **facts) for facts in ({"is_choice": True}, {"promise_days": 5}, {"has_subsidy": True})
    ]
    assert set(desk.get("/orders/?promise=true").context["page"]) == set(promised)


def test_an_orders_page_tells_its_whole_way(house: Warehouse, desk: Client) -> None:
    now = timezone.now()
    order = rows.picked(house, now)
    rows.stepped(order, "picked", now - timedelta(minutes=9), was="picking")
    Scanner(house, "李明霞").scans(1, wrong=True, order_number=order.number, sku_code="BLK")
    parcel = rows.parcel(order)
    Scanner(house, "陈伟").scans(1, stage="pack", work=parcel.work_key)
    rows.mismatch(parcel, "wrong", now, order.items.first().sku)
    page = desk.get(f"/orders/{order.pk}/")
    kinds = [event.kind for event, *_ in page.context["events"]]
    assert kinds == ["scan", "scan", "state"]
    html = page.content.decode()
    for text in ("李明霞", "陈伟", parcel.number, "错货"):
        assert text in html, text


def test_waves_can_be_made_on_demand(house: Warehouse, desk: Client) -> None:
    WaveRuleFactory(warehouse=house)
    answer = desk.post("/waves/generate/", follow=True)
    assert "现在没有可进波次的订单" in answer.content.decode()
    assert desk.get("/waves/generate/").status_code == 405


def test_an_orders_history_speaks_in_words(house: Warehouse, desk: Client) -> None:
    order = rows.order(house, state="held", hold_code="order.sku_unbound")
    order.history.create(became="held", code="order.imported", source="platform", reference="order 8190")
    order.history.create(was="promised", became="held", code="order.sku_unbound", source="platform")
    order.history.create(was="held", became="held", code="order.cancel_requested", source="platform")
    page = desk.get(f"/orders/{order.pk}/")
    assert '<span class="k">平台</span>' in page.content.decode()
    assert "order 8190" not in page.content.decode()
    found = [(words, detail) for _, words, detail in page.context["events"]]
    assert found == [("要求取消", ""), ("挂起", "订单有未绑定的 SKU"), ("挂起", "订单到达")]
