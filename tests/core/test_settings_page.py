"""Figures at the desk: set with a reason inside their bounds, for a warehouse or one of its shops, and set back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.core.people.conftest import person_with, signed_in
from tests.factories.core import ShopFactory, WarehouseFactory
from wms.core.figures import FIGURES, figure
from wms.core.models import AuditEntry, FigureOverride, Shop, Warehouse
from wms.core.states import Role

pytestmark = pytest.mark.django_db
ADDRESS = "/settings/sync_threshold_seconds/"


@pytest.fixture
def shop() -> Shop:
    return ShopFactory(code="FRONT", warehouse=WarehouseFactory(code="SZ"))


@pytest.fixture
def desk(shop: Shop) -> Client:
    return signed_in(person_with((Role.ADMINISTRATOR, shop.warehouse), name="周敏"))


def test_every_figure_stands_on_the_page_with_its_bounds(desk: Client) -> None:
    rows = desk.get("/settings/").context["rows"]
    assert [row.figure.name for row in rows] == list(FIGURES)
    assert {row.origin for row in rows} == {"default"}


def test_the_units_are_words_of_the_pages_language(desk: Client) -> None:
    units = {"zh-hans": {"秒", "分钟", "小时", "天", "次/秒"}, "en": {"s", "min", "h", "days", "/s"}}
    for language, words in units.items():
        desk.cookies["language"] = language
        shown = desk.get("/settings/").content.decode()
        assert [word for word in words if f'<td class="nb">{word}</td>' not in shown] == []
        other = units["en" if language != "en" else "zh-hans"]
        assert [word for word in other if f'<td class="nb">{word}</td>' in shown] == []


def test_a_warehouses_figure_is_set_and_set_back(desk: Client, shop: Shop) -> None:
    assert desk.post(ADDRESS, {"value": "12.5", "reason": "高峰期"}).status_code == 302
    assert figure("sync_threshold_seconds", warehouse=shop.warehouse) == Decimal("12.5")
    html = desk.get("/settings/").content.decode()
    for text in ("12.5", "周敏", "高峰期"):
        assert text in html
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject) == ("settings.set", "figure:sync_threshold_seconds@SZ")
    assert (entry.before, entry.after) == ({"value": "30"}, {"value": "12.5", "reason": "高峰期"})
    assert desk.post(ADDRESS, {"reset": "yes", "reason": "结束"}).status_code == 302
    assert figure("sync_threshold_seconds", warehouse=shop.warehouse) == Decimal(30)
    assert not FigureOverride.objects.exists()


def test_a_shops_figure_goes_before_the_warehouses(desk: Client, shop: Shop) -> None:
    desk.post(ADDRESS, {"value": "20", "reason": "house"})
    desk.post(f"{ADDRESS}?shop={shop.pk}", {"value": "10", "reason": "shop"})
    assert figure("sync_threshold_seconds", warehouse=shop.warehouse, shop=shop) == 10
    assert figure("sync_threshold_seconds", warehouse=shop.warehouse) == 20
    rows: Any = {row.figure.name: row for row in desk.get(f"/settings/?shop={shop.pk}").context["rows"]}
    assert (rows["sync_threshold_seconds"].origin, rows["sync_threshold_seconds"].shown) == ("shop", "10")


@pytest.mark.parametrize("value", ["4", "31", "", "viel", "NaN", "1e9", "12.00001"])
def test_outside_its_bounds_a_figure_is_refused_with_the_bounds(desk: Client, shop: Shop, value: str) -> None:
    answer = desk.post(ADDRESS, {"value": value, "reason": "x"})
    assert answer.status_code == 400
    assert "库存同步延迟阈值 须在 5 到 30 秒之间" in answer.content.decode()
    assert not FigureOverride.objects.exists()


def test_a_figure_needs_a_reason(desk: Client) -> None:
    assert desk.post(ADDRESS, {"value": "12", "reason": "  "}).status_code == 400
    assert not AuditEntry.objects.exists()


def test_what_is_not_there_is_a_404(desk: Client) -> None:
    foreign = ShopFactory()
    for address in ("/settings/nothing/", f"/settings/?shop={foreign.pk}", f"{ADDRESS}?shop={foreign.pk}"):
        assert desk.get(address).status_code == 404


def test_only_administrators_set_figures(desk: Client, shop: Shop) -> None:
    place: Warehouse = shop.warehouse
    assert signed_in(person_with((Role.MANAGER, place))).get("/settings/").status_code == 403


def test_a_large_figure_is_shown_with_separators_and_may_be_typed_so(desk: Client) -> None:
    address = "/settings/adjust_second_person_units/"
    assert desk.post(address, {"value": "1,250", "reason": "x"}).status_code == 302
    rows: Any = {row.figure.name: row for row in desk.get("/settings/").context["rows"]}
    row = rows["adjust_second_person_units"]
    assert (row.shown, row.bounds, row.value) == ("1,250", "0 – 100,000", Decimal(1250))
    assert 'value="1250"' in desk.get(address).content.decode()
