"""The kit of the desk's lists, tried on the list of orders: paging, sorting, chips, views, files, selection."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from picking.models import Order
from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from tests.reports import rows
from wms.core.desk import keyset
from wms.core.desk.chips import Address
from wms.core.desk.lists import MOST_CHOSEN, SIZES, Column
from wms.core.models import Assignment, Person, SavedView, Warehouse
from wms.core.refusals import InvalidInput
from wms.core.states import Role
from wms.reports.lists.orders import OrderList

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def house(db: None) -> Warehouse:
    return StockedWarehouseFactory(code="SZ")


def manager_of(house: Warehouse) -> Person:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=house, role=Role.MANAGER)
    return person


@pytest.fixture
def desk(house: Warehouse, client: Client) -> Client:
    client.force_login(manager_of(house))
    return client


def walk(desk: Client, address: str) -> list[list[Any]]:
    """Every page from the first to the last, then back to the first: the same pages, the other way."""
    pages, here = [], address
    shown = desk.get(here).context["shown"]
    while True:
        pages.append(list(shown.page))
        if not shown.next_url:
            break
        shown = desk.get(f"/orders/{shown.next_url}").context["shown"]
    back = [list(shown.page)]
    while shown.previous_url:
        shown = desk.get(f"/orders/{shown.previous_url}").context["shown"]
        back.append(list(shown.page))
    assert back[::-1] == pages
    return pages


@pytest.mark.parametrize("sort", ["placed", "-placed", "wave", "-wave", "carrier", "-carrier", "nonsense", ""])
def test_pages_hold_every_row_once_and_lead_back(
    house: Warehouse, desk: Client, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr("wms.core.desk.lists.SIZES", (3, *SIZES))
    waves = [rows.wave(house), rows.wave(house)]
    for index in range(8):  # equal carriers and times, and orders without a wave
        wave = waves[index // 5] if index % 3 else None
        rows.order(house, carrier=f"C{index % 2}", placed_at=NOON + timedelta(hours=index // 2), wave=wave)
    pages = walk(desk, f"/orders/?size=3&sort={sort}")
    assert [len(page) for page in pages] == [3, 3, 2]
    found = [order for page in pages for order in page]
    assert {order.pk for order in found} == set(Order.objects.values_list("pk", flat=True))
    name = {"wave": "wave.number", "carrier": "carrier"}.get(sort.lstrip("-"), "placed_at")
    values = [Column("", "", cell=name).of(order) for order in found]
    known = [value for value in values if value is not None]
    falls = sort.startswith("-") or sort in {"nonsense", ""}  # the list's own order: the newest first
    assert known == sorted(known, reverse=falls)
    assert values == [*known, *[None] * (len(values) - len(known))]  # those without a value come last


def test_a_page_deep_down_is_reached_without_counting_or_skipping(house: Warehouse, desk: Client) -> None:
    for _ in range(60):
        rows.order(house)
    deep = desk.get("/orders/").context["shown"].next_url
    with CaptureQueriesContext(connection) as asked:
        desk.get(f"/orders/{deep}")
    statements = [query["sql"] for query in asked if "picking_order" in query["sql"]]
    assert not any("OFFSET" in sql for sql in statements)
    assert all("LIMIT" in sql for sql in statements if "COUNT" in sql)


def test_the_count_stops_at_its_limit(house: Warehouse, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "COUNT_LIMIT", 3)
    for _ in range(5):
        rows.order(house)
    page = desk.get("/orders/")
    assert (page.context["page"].total, page.context["page"].is_capped) == (3, True)
    assert "超过 3 条" in page.content.decode()


@pytest.mark.parametrize("cursor", ["x", "WzFd:1abc:def", "a" * 500])
def test_a_cursor_that_nobody_made_leads_to_the_first_page(house: Warehouse, desk: Client, cursor: str) -> None:
    order = rows.order(house)
    assert list(desk.get("/orders/", {"after": cursor}).context["page"]) == [order]


def test_chips_show_name_and_value_and_lead_on(house: Warehouse, desk: Client) -> None:
    rows.order(house, carrier="YANWEN", state="held")
    page = desk.get("/orders/?state=held&state=waved&carrier=YANWEN&size=25")
    chips = {chip.name: chip for chip in page.context["shown"].chips}
    assert (chips["state"].is_on, chips["state"].words) == (True, "挂起 · 已入波次")
    assert (chips["carrier"].is_on, chips["carrier"].words) == (True, "YANWEN")
    assert not chips["shop"].is_on
    option = next(option for option in chips["state"].options if option.text == "挂起")
    assert option.url == "?carrier=YANWEN&size=25&state=waved"
    html = page.content.decode()
    assert re.search(r'<summary class="chip on">\s*状态 <b>挂起 · 已入波次</b>', html)
    assert len(page.context["page"]) == 1


def test_a_filter_that_nobody_can_read_narrows_nothing_and_is_told(house: Warehouse, desk: Client) -> None:
    order = rows.order(house)
    page = desk.get("/orders/?state=nonsense&since=2026-99-99")
    assert list(page.context["page"]) == [order]
    assert page.context["shown"].unreadable == ["状态", "下单自"]
    assert "未按此筛选" in page.content.decode()


def test_days_are_the_warehouses_days(house: Warehouse, desk: Client) -> None:
    early = rows.order(house, placed_at=datetime(2026, 2, 28, 16, 30, tzinfo=UTC))  # 00:30 of 1 March in Shanghai
    rows.order(house, placed_at=datetime(2026, 2, 28, 15, 30, tzinfo=UTC))
    assert list(desk.get("/orders/?since=2026-03-01&until=2026-03-01").context["page"]) == [early]


def test_an_address_keeps_what_it_is_not_told_to_change() -> None:
    address = Address(QueryDict("a=1&a=2&sort=-x&after=cursor&export=csv"))
    assert address.but(sort=None) == "?a=1&a=2"
    assert address.but(a=[]) == "?sort=-x"
    assert address.filters == "a=1&a=2&sort=-x"


def test_a_view_is_kept_opened_by_default_and_forgotten(house: Warehouse, desk: Client) -> None:
    kept = {"name": "  挂起的  单 ", "query": "state=held&size=25", "is_default": "on", "next": "/orders/"}
    assert desk.post("/lists/orders/views/", kept).headers["Location"] == "/orders/?state=held&size=25"
    view = SavedView.objects.get()
    assert (view.name, view.query, view.is_default, view.is_shared) == ("挂起的 单", "state=held&size=25", True, False)
    assert desk.get("/orders/").headers["Location"] == "?state=held&size=25"
    assert desk.get("/orders/?view=none").status_code == 200
    desk.post("/lists/orders/views/", {"name": "另一个", "query": "size=100", "is_default": "on", "next": "/orders/"})
    assert [row.name for row in SavedView.objects.filter(is_default=True)] == ["另一个"]
    assert desk.post(f"/lists/views/{view.pk}/drop/", {"next": "/orders/"}).headers["Location"] == "/orders/?view=none"
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_a_shared_view_is_seen_by_colleagues_and_dropped_only_by_its_owner(
    house: Warehouse, desk: Client, client: Client
) -> None:
    desk.post(
        "/lists/orders/views/", {"name": "燕文", "query": "carrier=YANWEN", "is_shared": "on", "is_default": "on"}
    )
    desk.post("/lists/orders/views/", {"name": "我的", "query": "size=25"})
    other = Client()
    other.force_login(manager_of(house))
    page = other.get("/orders/")
    assert page.status_code == 200  # the default of a colleague is nobody else's
    assert [tab["view"].name for tab in page.context["shown"].view_tabs] == ["燕文"]
    other.post(f"/lists/views/{SavedView.objects.get(name='燕文').pk}/drop/")
    assert SavedView.objects.count() == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_view_without_a_fitting_name_is_not_kept(desk: Client, name: str) -> None:
    answer = desk.post("/lists/orders/views/", {"name": name, "query": "a=1", "next": "/orders/"}, follow=True)
    assert "最多 40 字" in answer.content.decode()
    assert SavedView.objects.count() == 0


def test_a_view_never_leads_to_another_site(desk: Client) -> None:
    answer = desk.post("/lists/orders/views/", {"name": "x", "query": "a=1", "next": "https://example.com/orders/"})
    assert answer.headers["Location"] == "/?a=1"


def test_a_file_holds_the_filtered_rows_in_the_lists_order_and_no_formula(house: Warehouse, desk: Client) -> None:
    first = rows.order(house, carrier="=1+1", country="-2", placed_at=NOON)
    second = rows.order(house, carrier="@x", placed_at=NOON + timedelta(hours=1))
    rows.order(house, carrier="OTHER", state="held")
    answer = desk.get("/orders/?state=promised&sort=placed&export=csv")
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == [first.number, second.number]
    assert [line[3] for line in lines[1:]] == ["'=1+1", "'@x"]
    assert lines[1][lines[0].index("下单")] == "2026-03-01T20:00:00.000+08:00"
    one = desk.get(f"/orders/?export=csv&pk={second.pk}").getvalue().decode("utf-8-sig").splitlines()
    assert len(one) == 2
    book = zipfile.ZipFile(io.BytesIO(desk.get("/orders/?state=promised&export=xlsx").getvalue()))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "&#x27;=1+1" in sheet or "'=1+1" in sheet


def test_a_file_speaks_the_language_of_who_asked_for_it(desk: Client) -> None:
    """It is streamed when the page's language has been put away."""
    for language, word in (("en", "State"), ("zh-hans", "状态")):
        desk.cookies["language"] = language
        assert word in desk.get("/orders/?export=csv").getvalue().decode("utf-8-sig").splitlines()[0].split(",")


def test_a_workbook_that_would_be_too_long_is_refused_in_words(
    house: Warehouse, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wms.core.desk.lists.MOST_XLSX_ROWS", 1)
    rows.order(house)
    rows.order(house)
    answer = desk.get("/orders/?export=xlsx&size=25")
    assert answer.headers["Location"] == "?size=25"
    assert "超过 100,000 行" in desk.get("/orders/").content.decode()


def chosen_of(house: Warehouse, posted: str, query: str = "") -> list[Order]:
    request = RequestFactory().post(f"/x/?{query}", posted, content_type="application/x-www-form-urlencoded")
    return list(OrderList(request, house).chosen().order_by("pk"))


def test_an_act_gets_the_ticked_rows_or_all_of_the_filter_and_never_another_warehouses(
    house: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = [rows.order(house, state=state) for state in ("held", "held", "promised")]
    foreign = rows.order(StockedWarehouseFactory())
    assert chosen_of(house, f"pk={here[0].pk}&pk={foreign.pk}&pk=x") == [here[0]]
    assert chosen_of(house, "every=1", "state=held") == here[:2]
    with pytest.raises(InvalidInput):
        chosen_of(house, "")
    assert MOST_CHOSEN >= 1000
    monkeypatch.setattr("wms.core.desk.lists.MOST_CHOSEN", 2)
    with pytest.raises(InvalidInput):
        chosen_of(house, "every=1")
