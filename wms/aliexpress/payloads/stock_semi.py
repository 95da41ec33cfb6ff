"""Semi-managed sellers: absolute figures by warehouse, one product a call, SKUs by the platform's number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wms.aliexpress.gateway import PushItem
from wms.aliexpress.payloads.envelope import Unreadable, flag_of, integer_of, part_of, rows_of, text_of

SEMI_QUERY = "aliexpress.pop.choice.product.query"


@dataclass(frozen=True)
class SemiManaged:
    """One number a SKU and warehouse; refused as a whole, or warehouse by warehouse where the answer says so."""

    method: str = "aliexpress.pop.choice.product.stocks.update"
    reads: str = SEMI_QUERY
    carries: tuple[str, ...] = ("available",)
    products_a_call: int = 1
    products_a_read: int = 1
    names_skus_by: str = "number"

    def request(self, items: Sequence[PushItem]) -> dict[str, Any]:
        skus: dict[str, list[dict[str, Any]]] = {}
        for item in items:
            told = {"warehouse_code": item.warehouse_code, "sellable_quantity": item.available}
            skus.setdefault(item.platform_sku_id, []).append(told)
        rows = [
            {"sku_id": int(number), "pop_choice_sku_warehouse_stock_list": stocks} for number, stocks in skus.items()
        ]
        return {"product_id": items[0].product_id, "pop_choice_sku_stock_list": rows}

    def refused(self, body: dict[str, Any], items: Sequence[PushItem]) -> dict[int, str]:
        result = part_of(body, "result")
        told = _codes_by_place(result)
        if told:
            return {item.binding_id: told[_place(item)] for item in items if _place(item) in told}
        if flag_of(result.get("success")):
            return {}
        return dict.fromkeys((item.binding_id for item in items), text_of(result.get("error_code")) or "refused")


def semi_shown(body: dict[str, Any], items: Sequence[PushItem]) -> dict[int, int]:
    """{binding id: units that the front shows} of a product's answer, warehouse by warehouse. Raises Unreadable."""
    result = part_of(body, "result")
    if not flag_of(result.get("success", True)):
        raise Unreadable(text_of(result.get("error_code")) or "product_refused")
    shown = {}
    for sku in rows_of(result.get("pop_choice_sku_list")):
        for stock in rows_of(sku.get("pop_choice_sku_warehouse_stock_list")):
            place = (text_of(sku.get("sku_id")), text_of(stock.get("warehouse_code")))
            shown[place] = integer_of(stock.get("sellable_quantity"), "sellable_quantity")
    return {item.binding_id: shown[_place(item)] for item in items if _place(item) in shown}


def _codes_by_place(result: dict[str, Any]) -> dict[tuple[str, str], str]:
    codes = {}
    for sku in rows_of(result.get("pop_choice_sku_stock_result_list")):
        for stock in rows_of(sku.get("pop_choice_sku_warehouse_stock_result_list")):
            if not flag_of(stock.get("success")):
                place = (text_of(sku.get("sku_id")), text_of(stock.get("warehouse_code")))
                codes[place] = text_of(stock.get("error_code")) or "refused"
    return codes


def _place(item: PushItem) -> tuple[str, str]:
    return item.platform_sku_id, item.warehouse_code
