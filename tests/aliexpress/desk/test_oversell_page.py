"""[M20] 30 % of an order's amount, at most US$200, while its goods are missing."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from picking.models import Order, OrderHistory, OrderItem, OrderLine
from tests.aliexpress.desk.conftest import Desk, sku_of
from tests.factories.inventory import BarcodeFactory
from wms.aliexpress.selectors.exposure import exposure, rule_of
from wms.core.models import FigureOverride


def order(desk: Desk, number: str, amount: str, *, state: str = "waiting", currency: str = "USD", **more: Any) -> Order:
    now = timezone.now()
    made = Order.objects.create(
        shop=desk.shop, warehouse=desk.warehouse, number=number, amount=Decimal(amount), currency=currency, state=state,
        placed_at=now, due_at=now, platform_modified_at=now, **more,
    )  # fmt: skip
    OrderHistory.objects.create(order=made, was="held", became="waiting", source="task")
    return made


@pytest.mark.parametrize(
    ("amount", "currency", "penalty"),
    [("10.00", "USD", "3.00"), ("0.05", "USD", "0.02"), ("666.66", "USD", "200.00"), ("9000", "USD", "200.00")],
)
def test_m20_the_penalty_of_one_order(desk: Desk, amount: str, currency: str, penalty: str) -> None:
    assert rule_of(desk.warehouse).penalty(Decimal(amount), currency) == Decimal(penalty)


def test_m20_exposure_sums_orders_without_goods_and_names_other_currencies(desk: Desk) -> None:
    order(desk, "1", "100")
    order(desk, "2", "5000")
    order(desk, "3", "100", state="shipped")
    order(desk, "4", "100", currency="CNY")
    order(desk, "5", "100", is_manual=True)
    told = exposure(desk.warehouse, [desk.account.pk])
    assert (told.orders, told.usd, told.unpriced) == (3, Decimal("230.00"), 1)
    FigureOverride.objects.create(name="oversell_cap_usd", warehouse=desk.warehouse, value=50)
    assert exposure(desk.warehouse, [desk.account.pk]).usd == Decimal("80.00")


def test_m20_the_cap_is_for_an_order_however_many_parts_of_it_wait(desk: Desk) -> None:
    for part, amount in enumerate(("600", "300", "100"), start=1):
        order(desk, "1", amount, part=part)
    order(desk, "1", "500", part=4, state="shipped")
    told = exposure(desk.warehouse, [desk.account.pk])
    assert (told.orders, told.usd) == (1, Decimal("200.00"))
    shown = {row.part: row.penalty for row in desk.get("/oversold/").context["page"]}
    assert shown == {1: Decimal("120.00"), 2: Decimal("60.00"), 3: Decimal("20.00")}


def numbers(answer: Any) -> list[str]:
    return [row.number for row in answer.context["page"]]


def test_the_page_lists_what_is_at_stake_and_what_happened(desk: Desk) -> None:
    order(desk, "81905521", "100")
    order(desk, "81905522", "100", state="shipped")
    now = desk.get("/oversold/")
    assert numbers(now) == ["81905521"]
    assert "US$ 30.00" in desk.said(now)
    past = desk.get("/oversold/", show="past")
    assert set(numbers(past)) == {"81905521", "81905522"}
    assert "Got its goods" in desk.said(past)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"text": "8190 5521"}, ["81905521"]),
        ({"text": "5521"}, ["81905521"]),
        ({"text": "6900000100011"}, ["81905522"]),
        ({"text": "TEE"}, ["81905522"]),
        ({"end": "found"}, ["81905522"]),
        ({"end": "cancelled"}, []),
        ({"choice": "true"}, ["81905521"]),
        ({"sort": "-short"}, ["81905522", "81905521"]),
        ({"sort": "short"}, ["81905521", "81905522"]),
        ({"sort": "-amount"}, ["81905521", "81905522"]),
    ],
)
def test_incidents_are_found_by_number_goods_and_end(desk: Desk, query: dict[str, str], found: list[str]) -> None:
    sku = sku_of(desk.sells("TEE", 0))
    BarcodeFactory(sku=sku, value="06900000100011", kind="gtin")
    order(desk, "81905521", "100", is_choice=True)
    shipped = order(desk, "81905522", "90", state="shipped")
    line = OrderLine.objects.create(order=shipped, platform_line="1", quantity=1)
    OrderItem.objects.create(order=shipped, line=line, sku=sku, quantity=1)
    assert numbers(desk.get("/oversold/", show="past", **query)) == found


def test_pages_follow_each_other_by_since_when(desk: Desk) -> None:
    for number in range(26):
        order(desk, f"8190{number:04d}", "1")
    first = desk.get("/oversold/", show="past", sort="short", size="25")
    rest = desk.client.get(f"/oversold/{first.context['shown'].next_url}")
    assert [*numbers(first), *numbers(rest)] == [f"8190{number:04d}" for number in range(26)]


def test_many_incidents_ask_no_more_queries_than_one(desk: Desk) -> None:
    order(desk, "1", "100")
    desk.get("/oversold/")  # what a process asks once
    with CaptureQueriesContext(connection) as alone:
        desk.get("/oversold/")
    for number in range(2, 40):
        order(desk, str(number), "100")
    with CaptureQueriesContext(connection) as many:
        assert len(numbers(desk.get("/oversold/"))) == 39
    assert len(many) == len(alone)


def test_the_file_has_stakes_and_ends(desk: Desk) -> None:
    order(desk, "81905521", "100")
    text = desk.get("/oversold/", export="csv").getvalue().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1][:4] == ["81905521", "Shop one", "USD 100.00", "30.00"]
