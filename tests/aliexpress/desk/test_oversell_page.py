"""[M20] 30 % of an order's amount, at most US$200, while its goods are missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from picking.models import Order, OrderHistory
from tests.aliexpress.desk.conftest import Desk
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


def test_the_page_lists_what_is_at_stake_and_what_happened(desk: Desk) -> None:
    order(desk, "81905521", "100")
    order(desk, "81905522", "100", state="shipped")
    now = desk.get("/oversold/")
    assert [row["order"].number for row in now.context["rows"]] == ["81905521"]
    assert "US$ 30.00" in desk.said(now)
    past = desk.get("/oversold/", show="past")
    assert {row["order"].number for row in past.context["rows"]} == {"81905521", "81905522"}
