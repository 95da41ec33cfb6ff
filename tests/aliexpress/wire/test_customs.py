"""What a waybill declares [M53]: from master data, and told before any call when something is missing."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from inventory.models import Sku
from packing.operations.label import request_waybill
from picking.models import Order
from picking.selectors.customs import DeclaredLine, DeclaredPart
from tests.aliexpress.wire.conftest import BLACK, Wire
from tests.floor import CAUSE
from wms.aliexpress.customs import marks
from wms.aliexpress.errors import CountryWrong
from wms.aliexpress.models import LogisticsRule
from wms.aliexpress.operations.logistics import save_rule
from wms.aliexpress.payloads.services import SERVICES
from wms.core.models import Exchange, WorkItem
from wms.core.states import WorkItemState
from wms.core.transactions import run

CREATE = "aliexpress.logistics.order.createorder"


@pytest.fixture
def sku(wire: Wire) -> Sku:
    return wire.sell(BLACK, 10)


@pytest.fixture
def number(wire: Wire, sku: Sku) -> str:
    number = wire.buy(units=2, country="ES")
    wire.pull()
    wire.drain("orders")
    Exchange.objects.all().delete()
    return number


def know(sku: Sku, **facts: Any) -> None:
    Sku.objects.filter(pk=sku.pk).update(**facts)


def declared(wire: Wire) -> list[dict[str, Any]]:
    (waybill,) = wire.sandbox.world.records["waybill"].values()
    rows: list[dict[str, Any]] = waybill["declared"]
    return rows


def rule(wire: Wire, countries: str) -> None:
    run(partial(save_rule, cause=CAUSE, shop=wire.shop, preferred=[], hs_countries=countries))


def test_the_declaration_is_the_skus_own(wire: Wire, sku: Sku, number: str) -> None:
    told = {"customs_name_zh": "手机壳", "customs_name_en": "Phone case", "hs_code": "392690"}
    know(sku, **told, customs_value_usd=Decimal("3.50"), weight_grams=42)
    wire.ask_waybill(wire.parcel(number))

    wire.drain("interactive")

    (row,) = declared(wire)
    assert (row["category_cn_desc"], row["category_en_desc"], row["hs_code"]) == ("手机壳", "Phone case", "392690")
    assert (row["product_declare_amount"], row["product_weight"], row["product_num"]) == ("3.50", "0.042", 2)
    (line,) = wire.sandbox.world.orders[number]["lines"]
    assert (row["child_order_id"], row["sku_code"]) == (line["child_id"], BLACK)


def test_without_declared_data_its_own_names_and_the_price_paid_stand(wire: Wire, sku: Sku, number: str) -> None:
    wire.ask_waybill(wire.parcel(number))

    wire.drain("interactive")

    (row,) = declared(wire)
    assert (row["category_cn_desc"], row["category_en_desc"]) == (sku.name_zh, sku.name_en)
    (line,) = wire.sandbox.world.orders[number]["lines"]
    assert Decimal(row["product_declare_amount"]) == Decimal(str(line["price"]))
    assert "hs_code" not in row


MARKS = ("contains_battery", "only_battery", "aneroid_markup", "breakable", "contains_special_goods")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, (False, False, False, False, False)),
        ({"battery": "inside", "is_fragile": True}, (True, False, False, True, False)),
        ({"battery": "alone", "is_solid_cosmetic": True, "is_special_goods": True}, (True, True, True, False, True)),
    ],
)
def test_battery_and_special_goods_are_declared_in_the_platforms_words(
    wire: Wire, sku: Sku, number: str, facts: dict[str, Any], told: tuple[bool, ...]
) -> None:
    know(sku, **facts)
    wire.ask_waybill(wire.parcel(number))

    wire.drain("interactive")

    (row,) = declared(wire)
    assert tuple(row[name] for name in MARKS) == told


def test_of_a_bundle_one_marked_piece_is_enough_and_only_batteries_alone_are_only_batteries() -> None:
    def line(*parts: DeclaredPart) -> DeclaredLine:
        return DeclaredLine("1", "2", "SET", 1, Decimal(5), parts)

    def part(battery: str, is_fragile: bool = False) -> DeclaredPart:
        return DeclaredPart("A", Decimal(1), "名", "Name", None, 10, "", battery, False, is_fragile, False)

    assert marks(line(part("alone"), part("alone")))["only_battery"]
    mixed = marks(line(part("alone"), part("none", is_fragile=True)))
    assert (mixed["contains_battery"], mixed["only_battery"], mixed["breakable"]) == (True, False, True)


@pytest.mark.parametrize(
    ("facts", "countries", "missing"),
    [
        ({"weight_grams": None}, "", "no weight"),
        ({"customs_name_en": "手机壳"}, "", "no declared name in English"),
        ({"hs_code": ""}, "FR, ES", "no HS code"),
    ],
)
def test_what_is_missing_is_told_before_any_call_until_it_is_there(
    wire: Wire, sku: Sku, number: str, facts: dict[str, Any], countries: str, missing: str
) -> None:
    know(sku, **facts)
    rule(wire, countries)
    parcel = wire.parcel(number)
    waybill = wire.ask_waybill(parcel)
    wire.drain("interactive")

    waybill.refresh_from_db()
    parcel.refresh_from_db()
    assert (waybill.state, waybill.failure, parcel.state) == ("failed", "pack.customs_missing", "verified")
    assert (wire.calls(SERVICES), wire.calls(CREATE)) == (0, 0)
    item = WorkItem.objects.get(kind="pack.customs_missing")
    assert item.facts["missing"][1] == f"{BLACK}: {missing}"

    know(sku, weight_grams=42, customs_name_en="Phone case", hs_code="392690")
    parcel = type(parcel).objects.select_related("order__shop").get(pk=parcel.pk)
    run(partial(request_waybill, cause=CAUSE, parcel=parcel))
    wire.drain("interactive")

    waybill.refresh_from_db()
    item.refresh_from_db()
    assert (waybill.number != "", item.state) == (True, WorkItemState.RESOLVED)


def test_another_country_needs_no_hs_code_and_a_star_means_all(wire: Wire, sku: Sku, number: str) -> None:
    rule(wire, "FR")
    Order.objects.filter(number=number).update(country="ES")
    first = wire.ask_waybill(wire.parcel(number))
    wire.drain("interactive")
    first.refresh_from_db()
    assert first.number

    rule(wire, "fr *")
    assert LogisticsRule.objects.get(shop=wire.shop).needs_hs_code("ES")
    assert not LogisticsRule(hs_countries="").needs_hs_code("")
    with pytest.raises(CountryWrong):
        rule(wire, "Spain")


def test_nobody_knows_a_value_where_the_price_was_no_dollars(wire: Wire, sku: Sku, number: str) -> None:
    Order.objects.filter(number=number).update(currency="EUR")
    waybill = wire.ask_waybill(wire.parcel(number))

    wire.drain("interactive")

    waybill.refresh_from_db()
    assert (waybill.failure, wire.calls(CREATE)) == ("pack.customs_missing", 0)
    assert WorkItem.objects.get(kind="pack.customs_missing").facts["missing"][0] == f"{BLACK} 没有申报价值"
