"""Stock writes, and the rule's own whole-state message.

`aliexpress.inventory.state.push` is an imitation of ours of the rule's message (Inventory Data Schema v2.3, [M10]); the
public catalogue names no method for it. One JSON parameter `inventory_state_request`:
    {schema_version: "2.3" (or "2.1", without threshold and version), request_no,
     items: [{spu_id, seller_sku, warehouse_code, available_quantity,
     reserved_quantity, in_transit_quantity, available_stock_threshold, stock_version}]}
with all figures JSON integers >= 0 (ERR_INVALID_QUANTITY, also for "0"), none left out (ERR_MISSING_FIELD), the triple
known (ERR_SKU_NOT_FOUND) and sent once (ERR_DUPLICATE_SKU). At most 20 products of 200 items. Answered item by item; a
refused item changes nothing and does not hold up the others. `aliexpress.inventory.state.query` (same parameter,
items of triples only) reads back what the platform holds now: available_quantity is what the front shows, lowered by
orders since the push. The platform compares no versions: what arrives last holds.
"""

import json
from typing import Any

from wms.aliexpress.sandbox.catalogue import CatalogueSku
from wms.aliexpress.sandbox.gateway import Call, method
from wms.aliexpress.sandbox.methods import given
from wms.aliexpress.sandbox.wire import Items, invalid, missing, not_yours

MAX_PRODUCTS = 20
MAX_SKUS = 200
MAX_QUANTITY = 999_999
TRIPLE = ("spu_id", "seller_sku", "warehouse_code")
FIGURES = ("available_quantity", "reserved_quantity", "in_transit_quantity", "available_stock_threshold")
WHOLE_STATE = (*TRIPLE, *FIGURES, "stock_version")


def is_quantity(value: object, high: int = MAX_QUANTITY) -> bool:
    """A JSON integer within bounds."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= high


def refusal_of(call: Call, sku_code: str) -> tuple[str, str] | None:
    """What a switched-on fault says about this SKU."""
    if call.faults.strikes_sku("unknown_sku", call.method, sku_code):
        return "ERR_SKU_NOT_FOUND", "The SKU does not exist"
    if call.faults.strikes_sku("partial_failure", call.method, sku_code):
        return "ERR_SKU_LOCKED", "The SKU takes part in a promotion, its stock cannot be changed now"
    return None


def _product_refusal(call: Call, product_id: object, skus: list) -> tuple[str, str] | None:
    product = call.world.products.get(product_id) if isinstance(product_id, int) else None
    if product is None or product.shop != call.shop.code:
        return "F00-00-10001-001", "The product does not exist or is not yours"
    known = {sku.sku_code for sku in product.skus}
    for row in skus:
        if not isinstance(row, dict) or str(row.get("sku_code")) not in known:
            return "F00-00-10007-008", "sku_code not found in this product"
        if not is_quantity(row.get("inventory")):
            return "F00-00-10007-010", "inventory must be a number from 0 to 999999"
        refusal = refusal_of(call, row["sku_code"])
        if refusal:
            return refusal
    codes = [row["sku_code"] for row in skus]
    if len(set(codes)) < len(codes):
        return "F00-00-10007-007", "duplicate sku_code"
    return None


@method("aliexpress.solution.batch.product.inventory.update", is_write=True)
def batch_update(call: Call) -> dict:
    """Absolute figures for up to 20 products x 200 SKUs; each product succeeds or fails as a whole."""
    products = given.decoded(call, "mutiple_product_update_list", list)
    if not 0 < len(products) <= MAX_PRODUCTS or not all(isinstance(product, dict) for product in products):
        raise invalid("mutiple_product_update_list")
    done, failed = [], []
    with call.world.change():
        for product in products:
            skus = product.get("multiple_sku_update_list")
            if not isinstance(skus, list) or not 0 < len(skus) <= MAX_SKUS:
                raise invalid("multiple_sku_update_list")
        for product in products:
            refusal = _product_refusal(call, product.get("product_id"), product["multiple_sku_update_list"])
            answer = {"product_id": product.get("product_id")}
            if refusal:
                failed.append({**answer, "error_code": refusal[0], "error_message": refusal[1]})
                continue
            for row in product["multiple_sku_update_list"]:
                call.world.push_number(call.shop.code, row["sku_code"], row["inventory"])
            done.append(answer)
    return {
        "update_success": not failed,
        "update_error_code": "PART_FAILED" if failed else None,
        "update_error_message": "Some products were not updated" if failed else None,
        "update_successful_list": Items("synchronize_product_response_dto", done),
        "update_failed_list": Items("synchronize_product_response_dto", failed),
    }


def _edit(call: Call, wanted: dict[str, Any]) -> dict:
    product = call.world.products.get(given.integer(call.parameters, "product_id"))
    if product is None or product.shop != call.shop.code:
        raise not_yours()
    by_attribute = {sku.sku_attribute: sku for sku in product.skus}
    refused = None
    for attribute, units in wanted.items():
        sku = by_attribute.get(attribute)
        if sku is None:
            refused = ("16009999", f"SKU {attribute} not found")
        elif not is_quantity(units):
            refused = ("16009999", "stock must be a number from 0 to 999999")
        else:
            refused = refused or refusal_of(call, sku.sku_code)
    if refused is None:
        with call.world.change():
            for attribute, units in wanted.items():
                call.world.push_number(call.shop.code, by_attribute[attribute].sku_code, units)
    return {
        "result": {
            "success": refused is None,
            "product_id": product.product_id,
            "modify_count": 0 if refused else len(wanted),
            "error_code": refused and refused[0],
            "error_message": refused and refused[1],
        }
    }


@method("aliexpress.postproduct.redefining.editmutilpleskustocks", is_write=True)
def edit_many(call: Call) -> dict:
    """CN: absolute figures by SKU attribute string, all or none."""
    wanted = given.decoded(call, "sku_stocks", dict)
    if not 0 < len(wanted) <= MAX_SKUS:
        raise invalid("sku_stocks")
    return _edit(call, {key: int(v) if str(v).isdigit() else v for key, v in wanted.items()})


@method("aliexpress.postproduct.redefining.editsingleskustock", is_write=True)
def edit_one(call: Call) -> dict:
    """CN: one absolute figure."""
    return _edit(call, {given.text(call, "sku_id"): given.integer(call.parameters, "ipm_sku_stock")})


SCHEMAS = {"2.3": WHOLE_STATE, "2.1": (*TRIPLE, *FIGURES[:3])}
"""What a message of each version must hold: Choice overseas warehouses speak 2.1, without threshold and version."""


def _items(call: Call) -> tuple[dict, list[dict]]:
    message = given.decoded(call, "inventory_state_request", dict)
    if message.get("schema_version") not in SCHEMAS:
        raise invalid("schema_version")
    items = message.get("items")
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise invalid("items")
    products = [json.dumps(item.get("spu_id")) for item in items]
    if len(set(products)) > MAX_PRODUCTS or max(products.count(spu) for spu in set(products)) > MAX_SKUS:
        raise invalid("items")
    return message, items


def _by_triple(call: Call, item: dict) -> CatalogueSku | None:
    if not all(isinstance(item.get(name), str | int) for name in TRIPLE):
        return None
    sku = call.world.catalogue.get((call.shop.code, item["seller_sku"]))
    is_known = sku is not None and str(sku.product_id) == str(item["spu_id"])
    return sku if is_known and item["warehouse_code"] in call.world.warehouses[call.shop.code] else None


def _judge(call: Call, item: dict, seen: set, fields: tuple[str, ...]) -> tuple[str, str] | None:
    absent = [name for name in fields if item.get(name) is None]
    if absent:
        return "ERR_MISSING_FIELD", f"Missing: {', '.join(absent)}"
    wrong = [name for name in FIGURES if name in fields and not is_quantity(item[name])]
    if wrong or ("stock_version" in fields and not is_quantity(item["stock_version"], 2**63)):
        return "ERR_INVALID_QUANTITY", f"Not a whole number >= 0: {', '.join(wrong or ['stock_version'])}"
    if _by_triple(call, item) is None:
        return "ERR_SKU_NOT_FOUND", "The triple of SPU, seller SKU and warehouse is not known"
    triple = (item["seller_sku"], item["warehouse_code"])
    if triple in seen:
        return "ERR_DUPLICATE_SKU", "The triple is in this request more than once"
    seen.add(triple)
    return refusal_of(call, item["seller_sku"])


@method("aliexpress.inventory.state.push", is_write=True)
def push_state(call: Call) -> dict:
    """Whole states of SKUs at warehouses; see the head of this file."""
    message, items = _items(call)
    if not isinstance(message.get("request_no"), str) or not message["request_no"]:
        raise missing("request_no")
    rows: list[dict] = []
    fields = SCHEMAS[message["schema_version"]]
    seen: set[tuple] = set()
    with call.world.change():
        for item in items:
            refusal = _judge(call, item, seen, fields)
            if refusal is None:
                state = {name: item[name] for name in (*FIGURES, "stock_version") if name in fields}
                call.world.push_state(call.shop.code, item["seller_sku"], item["warehouse_code"], state)
            row = {name: item.get(name) for name in (*TRIPLE, "stock_version") if name in fields} | {
                "success": refusal is None
            }
            if refusal:
                row |= {"error_code": refusal[0], "error_message": refusal[1]}
            rows.append(row)
    return {
        "result": {
            "success": all(row["success"] for row in rows),
            "schema_version": message["schema_version"],
            "request_no": message["request_no"],
            "items": Items("inventory_state_item_result", rows),
        }
    }


@method("aliexpress.inventory.state.query")
def query_state(call: Call) -> dict:
    """What the platform holds for triples; a triple that never had a state shows 0 and no version."""
    _message, items = _items(call)
    rows = []
    with call.world.lock:
        for item in items:
            row = {name: item.get(name) for name in TRIPLE}
            sku = _by_triple(call, item)
            if sku is None:
                rows.append({**row, "success": False, "error_code": "ERR_SKU_NOT_FOUND"})
                continue
            held = call.world.sku(call.shop.code, sku.sku_code)["warehouses"].get(item["warehouse_code"], {})
            figures = {name: held.get(name, 0) for name in FIGURES}
            rows.append({**row, "success": True, **figures, "stock_version": held.get("stock_version")})
    return {"result": {"success": True, "items": Items("inventory_state_item", rows)}}
