"""An order's goods as a customs declaration needs them: each line with what one unit of it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from picking.models import Order, OrderItem
from picking.selectors.orders import declared_lines


@dataclass(frozen=True)
class DeclaredPart:
    """One SKU in a line: so many `units` of it in one unit of the line. Names are the declared ones, else its own."""

    sku_code: str
    units: Decimal
    name_zh: str
    name_en: str
    value_usd: Decimal | None
    weight_grams: int | None
    hs_code: str
    battery: str
    is_solid_cosmetic: bool
    is_fragile: bool
    is_special_goods: bool


@dataclass(frozen=True)
class DeclaredLine:
    """`price_usd`: what the buyer paid for one unit; 0 when nobody knows, or it was no dollars."""

    platform_line: str
    product_id: str
    seller_sku: str
    quantity: int
    price_usd: Decimal
    parts: tuple[DeclaredPart, ...]


def declared_goods(order_id: int) -> list[DeclaredLine]:
    """The lines that we ship; refunded goods are left out. Three queries, whatever the number of lines."""
    order = Order.objects.only("amount", "currency").get(pk=order_id)
    parts: dict[int, list[OrderItem]] = {}
    for item in OrderItem.objects.filter(order=order_id, is_refunded=False).select_related("sku").order_by("pk"):
        parts.setdefault(item.line_id, []).append(item)
    lines = [line for line in declared_lines(order_id) if line.pk in parts]
    units = sum(line.quantity for line in lines)
    is_dollars = order.currency == "USD"
    share = order.amount / units if units and is_dollars else Decimal(0)
    return [
        DeclaredLine(
            platform_line=line.platform_line,
            product_id=line.product_id,
            seller_sku=line.seller_sku,
            quantity=line.quantity,
            price_usd=line.amount / line.quantity if line.amount and is_dollars else share,
            parts=tuple(_part(item, line.quantity) for item in parts[line.pk]),
        )
        for line in lines
    ]


def _part(item: OrderItem, quantity: int) -> DeclaredPart:
    sku = item.sku
    return DeclaredPart(
        sku_code=sku.code,
        units=Decimal(item.quantity) / quantity,
        name_zh=sku.customs_name_zh or sku.name_zh,
        name_en=sku.customs_name_en or sku.name_en,
        value_usd=sku.customs_value_usd,
        weight_grams=sku.weight_grams,
        hs_code=sku.hs_code,
        battery=sku.battery,
        is_solid_cosmetic=sku.is_solid_cosmetic,
        is_fragile=sku.is_fragile,
        is_special_goods=sku.is_special_goods,
    )
