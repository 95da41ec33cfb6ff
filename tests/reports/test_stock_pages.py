"""What stands behind a movement and a count: the scan, the order, the last price."""

from __future__ import annotations

import re
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from inventory.models import Location, StockMovement
from picking.models import Order
from tests.factories.core import PersonFactory
from tests.factories.inventory import LocationFactory, SkuFactory
from tests.floor import stock
from tests.reports import rows
from wms.core.models import Assignment, Warehouse
from wms.core.states import Role
from wms.reports.selectors.stock import last_prices


def test_a_movement_leads_to_its_order(house: Warehouse, desk: Client) -> None:
    sku, place = SkuFactory(), LocationFactory(warehouse=house)
    stock(place, sku, 3)
    known = StockMovement.objects.latest("pk")
    order = rows.order(house)
    item = rows.line(order, sku)
    outer = StockMovement.objects.create(
        warehouse=house,
        sku=sku,
        quantity=1,
        source_location=place,
        target_location=known.source_location,
        reason="ship",
        demand_type="order_item",
        demand_id=str(item.pk),
        source="command",
    )
    page = desk.get(f"/stock/movements/{outer.pk}/")
    assert page.context["order"] == Order.objects.get(pk=order.pk)
    assert page.context["scan"] is None
    assert desk.get(f"/stock/movements/{known.pk}/").context["order"] is None


def test_the_last_price_is_of_lines_of_this_sku_alone(house: Warehouse) -> None:
    sku, bundled = SkuFactory(), SkuFactory()
    for amount, quantity in (("10.00", 2), ("9.00", 3)):
        item = rows.line(rows.order(house), sku, quantity)
        item.line.amount = Decimal(amount)
        item.line.save()
    bundle = rows.line(rows.order(house), bundled, 4)
    bundle.line.amount, bundle.line.quantity = Decimal("8.00"), 2
    bundle.line.save()
    assert last_prices({sku.pk, bundled.pk}) == {sku.pk: Decimal("3")}


def test_a_skus_picture_is_brought_from_its_page(house: Warehouse, desk: Client) -> None:
    bare, pictured = SkuFactory(), SkuFactory(picture="0" * 32 + ".webp")
    for sku, words in ((bare, "添加图片"), (pictured, "更换图片")):
        page = desk.get(reverse("reports:sku", args=[sku.pk])).content.decode()
        assert re.search(rf'href="/intake/new/pictures/\?w=SZ">.*{words}</a>', page)
    picker = PersonFactory()
    Assignment.objects.create(person=picker, warehouse=house, role=Role.PICKER)
    desk.force_login(picker)
    assert "/intake/new/pictures/" not in desk.get(reverse("reports:sku", args=[bare.pk])).content.decode()


def test_who_moved_goods_and_where_they_came_from_is_said_in_words(house: Warehouse, desk: Client) -> None:
    sku, place = SkuFactory(), LocationFactory(warehouse=house)
    stock(place, sku, 3)
    StockMovement.objects.create(
        warehouse=house,
        sku=sku,
        quantity=1,
        source_location=place,
        target_location=Location.objects.get(warehouse=house, kind="customer"),
        reason="ship",
        source="command",
    )
    for address in (reverse("reports:sku", args=[sku.pk]), reverse("inventory:movements")):
        page = desk.get(address).content.decode()
        assert f"{place.code} → 买家" in page
        assert "命令行" in page
        assert "CUSTOMER" not in page
