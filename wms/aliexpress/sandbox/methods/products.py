"""Product lists and details, under the overseas names and the CN names."""

from decimal import Decimal

from wms.aliexpress.sandbox import clock
from wms.aliexpress.sandbox.catalogue import PRODUCTS, CatalogueProduct, CatalogueSku
from wms.aliexpress.sandbox.gateway import Call, method
from wms.aliexpress.sandbox.methods import given
from wms.aliexpress.sandbox.wire import Items, missing, not_yours

LISTED_SINCE = 1_767_225_600.0
MAX_PAGE = 99


def _row(product: CatalogueProduct) -> dict:
    prices = sorted((sku.price_usd for sku in product.skus), key=Decimal)
    return {
        "product_id": product.product_id,
        "subject": product.name_en,
        "currency_code": "USD",
        "product_min_price": prices[0],
        "product_max_price": prices[-1],
        "image_u_r_ls": f"//example.invalid/{product.spu_code}.jpg",
        "gmt_create": clock.pacific(LISTED_SINCE),
        "gmt_modified": clock.pacific(LISTED_SINCE),
        "freight_template_id": 1000,
        "src": "isv",
        "ws_display": "expire_offline",
    }


def _list(call: Call, parameter: str, item: str) -> dict:
    query = given.query(call, parameter)
    status = query.get("product_status_type")
    if not status:
        raise missing("product_status_type")
    page, size = given.integer(query, "current_page", 1, 1), given.integer(query, "page_size", 20, 1, MAX_PAGE)
    found = [p for p in PRODUCTS[call.shop.code] if status == "onSelling" and _matches(p, query)]
    rows = [_row(product) for product in found[(page - 1) * size : page * size]]
    return {
        "result": {
            "success": True,
            "current_page": page,
            "total_page": -(-len(found) // size),
            "product_count": len(found),
            "aeop_a_e_product_display_d_t_o_list": Items(item, rows),
        }
    }


def _matches(product: CatalogueProduct, query: dict) -> bool:
    listed = query.get("excepted_product_ids")
    excepted = [str(number) for number in listed] if isinstance(listed, list) else []
    return (
        str(product.product_id) not in excepted
        and str(query.get("product_id") or product.product_id) == str(product.product_id)
        and str(query.get("subject") or "").lower() in product.name_en.lower()
        and (not query.get("sku_code") or any(sku.sku_code == query["sku_code"] for sku in product.skus))
    )


@method("aliexpress.solution.product.list.get")
def product_list(call: Call) -> dict:
    """Pages of products without SKUs or stock."""
    return _list(call, "aeop_a_e_product_list_query", "item_display_dto")


@method("aliexpress.postproduct.redefining.findproductinfolistquery")
def product_list_cn(call: Call) -> dict:
    """The same under the CN name."""
    return _list(call, "aeop_a_e_product_list_query", "aeop_ae_product_display_sample_dto")


def _sku(call: Call, sku: CatalogueSku, prefix: str) -> dict:
    stock = call.world.front(call.shop.code, sku.sku_code)
    properties = []
    for pair, name in zip(sku.sku_attribute.split(";"), (sku.variant_en, sku.variant_zh), strict=True):
        kind, _, value = pair.partition(":")
        properties.append(
            {"sku_property_id": int(kind), "property_value_id": int(value), "property_value_definition_name": name}
        )
    return {
        "id": sku.sku_attribute,
        "sku_id": sku.platform_sku_id,
        "sku_code": sku.sku_code,
        "ipm_sku_stock": stock,
        "sku_stock": stock > 0,
        "sku_price": sku.price_usd,
        "currency_code": "USD",
        "barcode": sku.gtin,
        "ean_code": sku.gtin,
        "aeop_s_k_u_property_list": Items(f"{prefix}_sku_property", properties),
    }


def _info(call: Call, prefix: str) -> dict:
    product = call.world.products.get(given.integer(call.parameters, "product_id"))
    if product is None or product.shop != call.shop.code:
        raise not_yours()
    biggest = max(product.skus, key=lambda sku: sku.weight_grams)
    titles = [{"locale": "en_US", "subject": product.name_en}, {"locale": "zh_CN", "subject": product.name_zh}]
    return {
        "result": {
            "success": True,
            **_row(product),
            "multi_language_subject_list": Items(f"{prefix}_subject", titles),
            "category_id": 200000000 + product.product_id % 9973,
            "product_status_type": "onSelling",
            "reduce_strategy": "place_order_withhold",
            "product_price": biggest.price_usd,
            "gross_weight": f"{biggest.weight_grams / 1000:.3f}",
            "package_length": -(-biggest.length_mm // 10),
            "package_width": -(-biggest.width_mm // 10),
            "package_height": -(-biggest.height_mm // 10),
            "package_type": False,
            "lot_num": 1,
            "delivery_time": 5,
            "aeop_ae_product_s_k_us": Items(
                f"{prefix}_ae_product_sku", [_sku(call, sku, prefix) for sku in product.skus]
            ),
        }
    }


@method("aliexpress.solution.product.info.get")
def product_info(call: Call) -> dict:
    """One product with its SKUs and the stock that the front shows right now."""
    return _info(call, "global_aeop")


@method("aliexpress.offer.product.query")
def product_info_cn(call: Call) -> dict:
    """The same under the CN name; the platform's SKU number is spelt `sku_Id` here."""
    answer = _info(call, "aeop")
    for row in answer["result"]["aeop_ae_product_s_k_us"].rows:
        row["sku_Id"] = row.pop("sku_id")
    return answer
