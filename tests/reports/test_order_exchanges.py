"""The order's page tells each exchange with the platform about it, under the platform's own request ID."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tests.factories.core import ShopFactory
from tests.reports import rows
from wms.aliexpress.models import Evidence, EvidenceKey, ShopAccount
from wms.core.models import Shop, Warehouse


def keep(shop: Shop, number: str, request_id: str) -> None:
    account, _ = ShopAccount.objects.get_or_create(shop=shop, defaults={"app_key": "k", "app_secret": "s"})
    now = timezone.now()
    row = Evidence.objects.create(
        account=account,
        request_id=request_id,
        method="aliexpress.trade.order.get",
        sent_at=now,
        answered_at=now + timedelta(milliseconds=35),
        outcome="ok",
        source="task",
    )
    EvidenceKey.objects.create(evidence=row, kind=EvidenceKey.Kind.ORDER, value=number)


def test_an_exchange_and_its_request_id_stand_on_its_orders_page_alone(house: Warehouse, desk: Client) -> None:
    order, other = rows.order(house), rows.order(house)
    keep(order.shop, order.number, "210141f6-mine")
    keep(ShopFactory(warehouse=house), order.number, "210141f6-of-another-shop")
    page = desk.get(f"/orders/{order.pk}/").content.decode()
    assert "req 210141f6-mine" in page
    assert "与平台交换：已应答" in page
    assert "aliexpress.trade.order.get · 35 ms" in page
    assert "210141f6-of-another-shop" not in page
    assert "210141f6" not in desk.get(f"/orders/{other.pk}/").content.decode()
