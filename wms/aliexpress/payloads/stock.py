"""[M10] Stock messages: the rule's whole-state message, the methods with one number, reading back.

Each profile says what it can carry and how it is read back (whole states by triples, single numbers in the product's
own page); quantities are JSON integers >= 0, never texts.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wms.aliexpress.gateway import PushItem
from wms.aliexpress.payloads.envelope import Unreadable, flag_of, integer_of, part_of, rows_of, text_of

SCHEMA_VERSION, V21 = "2.3", "2.1"
V21_LACKS = frozenset({"available_stock_threshold", "stock_version"})
STATE_PUSH, STATE_QUERY = "aliexpress.inventory.state.push", "aliexpress.inventory.state.query"
BATCH_UPDATE = "aliexpress.solution.batch.product.inventory.update"


@dataclass(frozen=True)
class WholeState:
    """All three quantities, the threshold and the version, item by item (Inventory Data Schema v2.3)."""

    method: str = STATE_PUSH
    reads: str = STATE_QUERY
    carries: tuple[str, ...] = ("available", "reserved", "in_transit", "threshold", "version")
    products_a_call: int = 20
    products_a_read: int = 20
    names_skus_by: str = "code"

    def request(self, items: Sequence[PushItem]) -> dict[str, Any]:
        rows = [
            {
                "spu_id": int(item.product_id),
                "seller_sku": item.seller_sku,
                "warehouse_code": item.warehouse_code,
                "available_quantity": item.available,
                "reserved_quantity": item.reserved,
                "in_transit_quantity": item.in_transit,
                "available_stock_threshold": item.threshold,
                "stock_version": item.version,
            }
            for item in items
        ]
        return {"inventory_state_request": _envelope(rows)}

    def refused(self, body: dict[str, Any], items: Sequence[PushItem]) -> dict[int, str]:
        """{binding id: code} of what the platform did not take. Raises Unreadable when an item is not answered."""
        answers = _by_triple(body)
        refused = {}
        for item in items:
            row = answers.get((item.product_id, item.seller_sku, item.warehouse_code))
            if row is None:
                raise Unreadable("item_not_answered")
            if not flag_of(row.get("success")):
                refused[item.binding_id] = text_of(row.get("error_code")) or "refused"
        return refused


@dataclass(frozen=True)
class ChoiceOverseas(WholeState):
    """Choice goods in overseas warehouses (Inventory API v2.1, in real time): the three quantities, nothing else."""

    carries: tuple[str, ...] = ("available", "reserved", "in_transit")

    def request(self, items: Sequence[PushItem]) -> dict[str, Any]:
        message = super().request(items)["inventory_state_request"]
        rows = [{key: value for key, value in row.items() if key not in V21_LACKS} for row in message["items"]]
        return {"inventory_state_request": {**message, "schema_version": V21, "items": rows}}


@dataclass(frozen=True)
class BatchUpdate:
    """One number a SKU, what may be sold; refused product by product."""

    method: str = BATCH_UPDATE
    reads: str = "aliexpress.solution.product.info.get"
    carries: tuple[str, ...] = ("available",)
    products_a_call: int = 20
    products_a_read: int = 1
    names_skus_by: str = "code"

    def request(self, items: Sequence[PushItem]) -> dict[str, Any]:
        products: dict[str, list[dict[str, Any]]] = {}
        for item in items:
            products.setdefault(item.product_id, []).append({"sku_code": item.seller_sku, "inventory": item.available})
        rows = [{"product_id": int(pid), "multiple_sku_update_list": skus} for pid, skus in products.items()]
        return {"mutiple_product_update_list": rows}

    def refused(self, body: dict[str, Any], items: Sequence[PushItem]) -> dict[int, str]:
        if "update_success" not in body:
            raise Unreadable("update_success")
        failed = {
            text_of(row.get("product_id")): text_of(row.get("error_code")) or "refused"
            for row in rows_of(body.get("update_failed_list"))
        }
        if not failed and not flag_of(body["update_success"]):  # nobody by name: nothing says what was taken
            raise Unreadable(text_of(body.get("update_error_code")) or "update_failed")
        return {item.binding_id: failed[item.product_id] for item in items if item.product_id in failed}


@dataclass(frozen=True)
class SkuStocks:
    """CN sellers: one product a call, figures by the platform's SKU attribute string; all or none."""

    method: str = "aliexpress.postproduct.redefining.editmutilpleskustocks"
    reads: str = "aliexpress.offer.product.query"
    carries: tuple[str, ...] = ("available",)
    products_a_call: int = 1
    products_a_read: int = 1
    names_skus_by: str = "attribute"

    def request(self, items: Sequence[PushItem]) -> dict[str, Any]:
        stocks = {item.platform_sku_id: item.available for item in items}
        return {"product_id": items[0].product_id, "sku_stocks": stocks}

    def refused(self, body: dict[str, Any], items: Sequence[PushItem]) -> dict[int, str]:
        result = part_of(body, "result")
        if flag_of(result.get("success")):
            return {}
        return dict.fromkeys((item.binding_id for item in items), text_of(result.get("error_code")) or "refused")


def states_request(items: Sequence[PushItem]) -> dict[str, Any]:
    """The triples to be read back."""
    rows = [
        {"spu_id": int(item.product_id), "seller_sku": item.seller_sku, "warehouse_code": item.warehouse_code}
        for item in items
    ]
    return {"inventory_state_request": _envelope(rows)}


def shown_states(body: dict[str, Any], items: Sequence[PushItem]) -> dict[int, int]:
    """{binding id: shown units}; what the platform does not know is left out. Raises Unreadable."""
    told = _by_triple(body)
    shown = {}
    for item in items:
        row = told.get((item.product_id, item.seller_sku, item.warehouse_code))
        if row is not None and "available_quantity" in row:
            shown[item.binding_id] = integer_of(row["available_quantity"], "available_quantity")
    return shown


def _by_triple(body: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = rows_of((part_of(body, "result") if "result" in body else body).get("items"))
    return {
        (text_of(row.get("spu_id")), text_of(row.get("seller_sku")), text_of(row.get("warehouse_code"))): row
        for row in rows
    }


def _envelope(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"schema_version": SCHEMA_VERSION, "request_no": uuid.uuid4().hex[:24], "items": rows}
