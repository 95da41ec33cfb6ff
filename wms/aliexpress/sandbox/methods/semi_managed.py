"""Semi-managed ("POP choice") sellers: their warehouses, their products, absolute stock by warehouse.

Names and parameters are the public ones; the bodies of the answers are ours, for none was found in public.
"""

from wms.aliexpress.sandbox.catalogue import PRODUCTS, CatalogueProduct
from wms.aliexpress.sandbox.gateway import Call, method
from wms.aliexpress.sandbox.methods import given
from wms.aliexpress.sandbox.methods.stock import is_quantity, refusal_of
from wms.aliexpress.sandbox.wire import Items, invalid, not_yours

MAX_SKUS = 200
MAX_PAGE = 20


def _product(call: Call) -> CatalogueProduct:
    product = call.world.products.get(given.integer(call.parameters, "product_id"))
    if product is None or product.shop != call.shop.code:
        raise not_yours()
    return product


@method("aliexpress.pop.choice.info.query")
def info(call: Call) -> dict:
    """The warehouses that a semi-managed seller ships from."""
    rows = [{"warehouse_code": code, "country": "CN"} for code in sorted(call.world.warehouses[call.shop.code])]
    return {"result": {"success": True, "warehouse_list": Items("pop_choice_warehouse", rows)}}


@method("aliexpress.pop.choice.products.list")
def product_list(call: Call) -> dict:
    """Pages of products."""
    page = given.integer(call.parameters, "current_page", 1, 1)
    size = given.integer(call.parameters, "page_size", MAX_PAGE, 1, MAX_PAGE)
    found = PRODUCTS[call.shop.code]
    rows = [{"product_id": p.product_id, "subject": p.name_en} for p in found[(page - 1) * size : page * size]]
    return {
        "result": {
            "success": True, "current_page": page, "total_page": -(-len(found) // size), "total_count": len(found),
            "product_list": Items("pop_choice_product", rows),
        }
    }  # fmt: skip


@method("aliexpress.pop.choice.product.query")
def product(call: Call) -> dict:
    """One product: what the front shows of each SKU at each warehouse now."""
    found = _product(call)
    rows = []
    with call.world.lock:
        for sku in found.skus:
            held = call.world.sku(call.shop.code, sku.sku_code)["warehouses"]
            stocks = [
                {"warehouse_code": code, "sellable_quantity": state["available_quantity"]}
                for code, state in sorted(held.items())
                if code
            ]
            rows.append(
                {
                    "sku_id": sku.platform_sku_id,
                    "sku_code": sku.sku_code,
                    "pop_choice_sku_warehouse_stock_list": Items("pop_choice_sku_warehouse_stock", stocks),
                }
            )
    skus = Items("pop_choice_sku", rows)
    return {"result": {"success": True, "product_id": found.product_id, "pop_choice_sku_list": skus}}


@method("aliexpress.pop.choice.product.stocks.update", is_write=True)
def update(call: Call) -> dict:
    """Absolute figures by SKU number and warehouse; each place is taken or refused by itself."""
    found = _product(call)
    wanted = given.decoded(call, "pop_choice_sku_stock_list", list)
    if not 0 < len(wanted) <= MAX_SKUS or not all(isinstance(row, dict) for row in wanted):
        raise invalid("pop_choice_sku_stock_list")
    by_number = {str(sku.platform_sku_id): sku for sku in found.skus}
    rows, is_fine = [], True
    with call.world.change():
        for row in wanted:
            places = row.get("pop_choice_sku_warehouse_stock_list")
            if not isinstance(places, list) or not places or not all(isinstance(place, dict) for place in places):
                raise invalid("pop_choice_sku_warehouse_stock_list")
        for row in wanted:
            sku = by_number.get(str(row.get("sku_id")))
            told = []
            for place in row["pop_choice_sku_warehouse_stock_list"]:
                code, units = place.get("warehouse_code"), place.get("sellable_quantity")
                refusal = _refusal(call, sku.sku_code if sku else None, code, units)
                if refusal is None and sku is not None:
                    call.world.push_state(call.shop.code, sku.sku_code, code, {"available_quantity": units})
                is_fine = is_fine and refusal is None
                answer = {"warehouse_code": code, "success": refusal is None}
                told.append(answer | ({"error_code": refusal[0], "error_message": refusal[1]} if refusal else {}))
            places = Items("pop_choice_sku_warehouse_stock_result", told)
            rows.append({"sku_id": row.get("sku_id"), "pop_choice_sku_warehouse_stock_result_list": places})
    return {
        "result": {
            "success": is_fine,
            "product_id": found.product_id,
            "pop_choice_sku_stock_result_list": Items("pop_choice_sku_stock_result", rows),
        }
    }


def _refusal(call: Call, sku_code: str | None, warehouse: object, units: object) -> tuple[str, str] | None:
    if sku_code is None:
        return "SKU_NOT_FOUND", "sku_id does not belong to the product"
    if warehouse not in call.world.warehouses[call.shop.code]:
        return "WAREHOUSE_NOT_FOUND", "warehouse_code is not known"
    if not is_quantity(units):
        return "QUANTITY_INVALID", "sellable_quantity must be a number from 0 to 999999"
    return refusal_of(call, sku_code)
