"""The catalogue and how the platform shows it."""

import subprocess
import sys
from decimal import Decimal

import pytest

from wms.aliexpress.sandbox import catalogue

LIST = "aliexpress.solution.product.list.get"
LIST_CN = "aliexpress.postproduct.redefining.findproductinfolistquery"


def test_catalogue_is_sound():
    everything = [*catalogue.skus("DEMO"), *catalogue.skus("SIM")]
    assert (len(catalogue.PRODUCTS["DEMO"]), len(catalogue.skus("DEMO"))) == (16, 40)
    assert (len(catalogue.PRODUCTS["SIM"]), len(catalogue.skus("SIM"))) == (12, 24)
    for field in ("sku_code", "platform_sku_id", "gtin", "sku_attribute"):
        per_shop = [(sku.shop, getattr(sku, field)) for sku in everything]
        assert len(set(per_shop)) == len(everything), field
    assert len({sku.gtin for sku in everything}) == len(everything)
    for sku in everything:
        assert len(str(sku.product_id)) == 16
        assert sku.platform_sku_id > 2**53
        assert 0 < len(sku.sku_code) <= 20
        assert len(sku.gtin) == 13
        assert sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(sku.gtin)) % 10 == 0
        assert Decimal(sku.price_usd) > 0
        assert min(sku.weight_grams, sku.length_mm, sku.width_mm, sku.height_mm) > 0


def test_gtin_check_digit_is_the_standards():
    assert catalogue.gtin13("400638133393") == "4006381333931"


def test_codes_of_the_written_walks_are_sold():
    codes = {sku.sku_code for sku in catalogue.skus("DEMO")}
    assert {"MC-15P-BLK", "LED-5M-RGB", "LED-5M-WRM", "NL-48W-WHT", "CB-100W-2M", "BT-ANC-WHT", "HC-L-A"} <= codes


def test_catalogue_imports_without_server_or_framework():
    script = (
        "import sys; from wms.aliexpress.sandbox import catalogue; "
        "print(sorted(m for m in ('django', 'http.server', 'socketserver') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("method", "item"), [(LIST, "item_display_dto"), (LIST_CN, "aeop_ae_product_display_sample_dto")]
)
def test_list_pages_products_without_stock(gateway, method, item):
    seen = []
    for page in (1, 2):
        query = {"product_status_type": "onSelling", "current_page": page, "page_size": 10}
        answer = gateway.sync(method, simplify=False, aeop_a_e_product_list_query=query)
        result = answer[method.replace(".", "_") + "_response"]["result"]
        assert (result["product_count"], result["total_page"]) == (16, 2)
        seen += [row["product_id"] for row in result["aeop_a_e_product_display_d_t_o_list"][item]]
    assert seen == [product.product_id for product in catalogue.PRODUCTS["DEMO"]]


def test_list_filters_by_code_and_wants_a_status(gateway):
    query = {"product_status_type": "onSelling", "sku_code": "NL-48W-PNK"}
    rows = gateway.sync(LIST, aeop_a_e_product_list_query=query)["result"]["aeop_a_e_product_display_d_t_o_list"]
    assert [(row["subject"], row["product_min_price"]) for row in rows] == [("Nail lamp 48 W", "18.60")]
    offline = gateway.sync(LIST, aeop_a_e_product_list_query={"product_status_type": "offline"})["result"]
    assert offline["product_count"] == 0
    refused = gateway.sync(LIST, aeop_a_e_product_list_query={"page_size": 10})
    assert refused["error_response"]["code"] == "MissingParameter"
    too_wide = gateway.sync(LIST, aeop_a_e_product_list_query=query | {"page_size": 100})
    assert too_wide["error_response"]["code"] == "InvalidParameter"


def test_camel_case_keys_inside_json_are_ignored(gateway):
    query = {"product_status_type": "onSelling", "pageSize": 1}
    rows = gateway.sync(LIST, aeop_a_e_product_list_query=query)["result"]["aeop_a_e_product_display_d_t_o_list"]
    assert len(rows) == 16


def test_info_has_all_skus_with_barcodes_and_attribute_strings(gateway):
    product = catalogue.PRODUCTS["DEMO"][0]
    answer = gateway.sync("aliexpress.solution.product.info.get", simplify=False, product_id=str(product.product_id))
    result = answer["aliexpress_solution_product_info_get_response"]["result"]
    assert result["reduce_strategy"] == "place_order_withhold"
    assert result["product_id"] == product.product_id
    rows = result["aeop_ae_product_s_k_us"]["global_aeop_ae_product_sku"]
    assert [(row["sku_code"], row["id"], row["ean_code"], row["sku_price"]) for row in rows] == [
        (sku.sku_code, sku.sku_attribute, sku.gtin, sku.price_usd) for sku in product.skus
    ]
    subjects = result["multi_language_subject_list"]["global_aeop_subject"]
    assert {"locale": "zh_CN", "subject": "磁吸手机壳 iPhone 15 Pro"} in subjects


def test_foreign_and_unknown_products_are_refused_alike(sim):
    foreign = catalogue.PRODUCTS["DEMO"][0].product_id
    for number in (foreign, 1):
        refused = sim.sync("aliexpress.offer.product.query", product_id=str(number))["error_response"]
        assert refused["sub_code"] == "isv.insufficient-permission"
