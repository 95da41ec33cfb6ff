"""[M53] What a waybill declares of an order's goods, from their master data; what is missing is told before a call."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from inventory.states import BatteryKind
from picking.selectors.customs import DeclaredLine, declared_goods

CENT, MILLIGRAM = Decimal("0.01"), Decimal("0.001")
NAME_LENGTH = 100
MISSING = {
    "weight": ("没有重量", "no weight"),
    "name_zh": ("没有中文报关名", "no declared name in Chinese"),
    "name_en": ("没有英文报关名", "no declared name in English"),
    "value": ("没有申报价值", "no declared value"),
    "hs_code": ("没有 HS 编码", "no HS code"),
}


@dataclass(frozen=True)
class Lack:
    """One thing that a SKU's master data do not tell: a key of MISSING."""

    sku: str
    what: str


def declarations(order_id: int, *, needs_hs_code: bool) -> tuple[list[dict[str, Any]], list[Lack]]:
    """The declared products of an order, a row a line, and what is missing; nothing is sent while anything is."""
    lines = declared_goods(order_id)
    lacks = [Lack(code, what) for line in lines for code, what in _lacks(line, needs_hs_code)]
    return [_row(line) for line in lines], list(dict.fromkeys(lacks))


def words(lacks: list[Lack], limit: int = 5) -> list[str]:
    """The same for people, as [Chinese, English]."""
    told = [(f"{lack.sku} {MISSING[lack.what][0]}", f"{lack.sku}: {MISSING[lack.what][1]}") for lack in lacks[:limit]]
    more = [(f"另 {len(lacks) - limit} 项", f"{len(lacks) - limit} more")] if len(lacks) > limit else []
    both = told + more
    return ["；".join(zh for zh, _en in both), "; ".join(en for _zh, en in both)]


def _lacks(line: DeclaredLine, needs_hs_code: bool) -> list[tuple[str, str]]:
    found = []
    for part in line.parts:
        if not part.weight_grams:
            found.append((part.sku_code, "weight"))
        if not part.name_zh.strip():
            found.append((part.sku_code, "name_zh"))
        if not part.name_en.strip() or not part.name_en.isascii():
            found.append((part.sku_code, "name_en"))
        if needs_hs_code and not part.hs_code:
            found.append((part.sku_code, "hs_code"))
    if _value(line) <= 0:
        found += [(part.sku_code, "value") for part in line.parts]
    return found


def _value(line: DeclaredLine) -> Decimal:
    """US dollars of one unit of the line: its goods' declared values, else what the buyer paid for it."""
    values = [part.value_usd for part in line.parts]
    if values and all(value is not None for value in values):
        return sum((part.units * (part.value_usd or 0) for part in line.parts), Decimal(0))
    return line.price_usd


def _row(line: DeclaredLine) -> dict[str, Any]:
    grams = sum(part.units * (part.weight_grams or 0) for part in line.parts)
    row: dict[str, Any] = {
        "product_id": int(line.product_id),
        "product_num": line.quantity,
        "sku_code": line.seller_sku,
        "category_cn_desc": "、".join(dict.fromkeys(part.name_zh for part in line.parts))[:NAME_LENGTH],
        "category_en_desc": ", ".join(dict.fromkeys(part.name_en for part in line.parts))[:NAME_LENGTH],
        "product_declare_amount": str(_value(line).quantize(CENT, ROUND_HALF_UP)),
        "product_weight": str((Decimal(grams) / 1000).quantize(MILLIGRAM)),
        **marks(line),
    }
    if line.platform_line.isdigit():
        row["child_order_id"] = int(line.platform_line)
    codes = list(dict.fromkeys(part.hs_code for part in line.parts if part.hs_code))
    return {**row, "hs_code": codes[0]} if codes else row


def marks(line: DeclaredLine) -> dict[str, bool]:
    """What the carrier must know of a line before it takes it: one of its goods is enough, but "only battery" means
    that nothing else is in it.
    """
    batteries = {part.battery for part in line.parts}
    return {
        "contains_battery": batteries != {BatteryKind.NONE},
        "only_battery": batteries == {BatteryKind.ALONE},
        "aneroid_markup": any(part.is_solid_cosmetic for part in line.parts),
        "breakable": any(part.is_fragile for part in line.parts),
        "contains_special_goods": any(part.is_special_goods for part in line.parts),
    }
