"""Stock writes: absolute figures, whole states [M10], refusals that change nothing."""

import pytest

from wms.aliexpress.sandbox import catalogue

BATCH = "aliexpress.solution.batch.product.inventory.update"
MANY = "aliexpress.postproduct.redefining.editmutilpleskustocks"
PUSH = "aliexpress.inventory.state.push"
QUERY = "aliexpress.inventory.state.query"
CASE, LED, LAMP = catalogue.PRODUCTS["DEMO"][:3]
BLK, CLR = CASE.skus[0], CASE.skus[1]


def item(sku=BLK, **changed):
    base = {
        "spu_id": sku.product_id,
        "seller_sku": sku.sku_code,
        "warehouse_code": "SZ-LH-01",
        "available_quantity": 8,
        "reserved_quantity": 2,
        "in_transit_quantity": 20,
        "available_stock_threshold": 1,
        "stock_version": 41,
    }
    return {key: value for key, value in (base | changed).items() if value is not Ellipsis}


def push(gateway, *items, **changed):
    message = {"schema_version": "2.3", "request_no": "r-1", "items": list(items)} | changed
    return gateway.sync(PUSH, inventory_state_request=message)


def query(gateway, *items):
    message = {"schema_version": "2.3", "items": list(items)}
    return gateway.sync(QUERY, inventory_state_request=message)["result"]["items"]


def front(gateway):
    return {code: units for code, units in gateway.state()["front"].items() if units}


def batch(*products):
    return [
        {"product_id": product, "multiple_sku_update_list": [{"sku_code": c, "inventory": n} for c, n in skus]}
        for product, skus in products
    ]


def test_batch_sets_absolute_figures_and_the_product_shows_them(gateway):
    wanted = batch((CASE.product_id, [("MC-15P-BLK", 7), ("MC-15P-CLR", 0)]), (LED.product_id, [("LED-5M-RGB", 3)]))
    answer = gateway.sync(BATCH, simplify=False, mutiple_product_update_list=wanted)
    payload = answer["aliexpress_solution_batch_product_inventory_update_response"]
    assert payload["update_success"] is True
    assert payload["update_failed_list"] == {}
    assert payload["update_successful_list"]["synchronize_product_response_dto"] == [
        {"product_id": CASE.product_id},
        {"product_id": LED.product_id},
    ]
    assert front(gateway) == {"MC-15P-BLK": 7, "LED-5M-RGB": 3}
    gateway.order(("MC-15P-BLK", 2))
    info = gateway.sync("aliexpress.solution.product.info.get", product_id=str(CASE.product_id))["result"]
    shown = {sku["sku_code"]: (sku["ipm_sku_stock"], sku["sku_stock"]) for sku in info["aeop_ae_product_s_k_us"]}
    assert shown["MC-15P-BLK"] == (5, True)
    assert shown["MC-15P-CLR"] == (0, False)


@pytest.mark.parametrize(
    "skus",
    [
        [("MC-15P-BLK", "7")],
        [("MC-15P-BLK", -1)],
        [("MC-15P-BLK", 1_000_000)],
        [("MC-15P-BLK", 7.5)],
        [("MC-15P-BLK", True)],
        [("NO-SUCH", 1)],
        [("MC-15P-BLK", 4), ("MC-15P-BLK", 5)],
        [("MC-15P-BLK", 4), ("LED-5M-RGB", 5)],
    ],
)
def test_batch_refuses_a_product_whole_and_takes_the_others(gateway, skus):
    gateway.stock(MC_15P_BLK=1)
    wanted = batch((CASE.product_id, skus), (LAMP.product_id, [("NL-48W-WHT", 9)]))
    answer = gateway.sync(BATCH, mutiple_product_update_list=wanted)
    assert answer["update_success"] is False
    assert [row["product_id"] for row in answer["update_failed_list"]] == [CASE.product_id]
    assert answer["update_failed_list"][0]["error_code"].startswith("F00-00-")
    assert front(gateway) == {"MC-15P-BLK": 1, "NL-48W-WHT": 9}


def test_batch_of_another_shop_is_refused(gateway, sim):
    answer = sim.sync(BATCH, mutiple_product_update_list=batch((CASE.product_id, [("MC-15P-BLK", 7)])))
    assert answer["update_success"] is False
    assert front(gateway) == {}


def test_batch_takes_at_most_20_products_of_200_skus(gateway):
    many = batch(*[(CASE.product_id, [("MC-15P-BLK", 1)])] * 21)
    assert gateway.sync(BATCH, mutiple_product_update_list=many)["error_response"]["code"] == "InvalidParameter"
    wide = batch((CASE.product_id, [("MC-15P-BLK", 1)] * 201))
    assert gateway.sync(BATCH, mutiple_product_update_list=wide)["error_response"]["code"] == "InvalidParameter"
    assert front(gateway) == {}


def test_cn_edit_is_by_attribute_string_all_or_none(gateway):
    good = {BLK.sku_attribute: 5, CLR.sku_attribute: 6}
    answer = gateway.sync(MANY, product_id=str(CASE.product_id), sku_stocks=good)["result"]
    assert (answer["success"], answer["modify_count"]) == (True, 2)
    bad = {BLK.sku_attribute: 9, "14:0;5:0": 1}
    answer = gateway.sync(MANY, product_id=str(CASE.product_id), sku_stocks=bad)["result"]
    assert (answer["success"], answer["modify_count"], answer["error_code"]) == (False, 0, "16009999")
    assert front(gateway) == {"MC-15P-BLK": 5, "MC-15P-CLR": 6}
    single = "aliexpress.postproduct.redefining.editsingleskustock"
    gateway.sync(single, product_id=str(CASE.product_id), sku_id=BLK.sku_attribute, ipm_sku_stock="0")
    assert front(gateway) == {"MC-15P-CLR": 6}


def test_whole_state_is_taken_and_read_back(gateway):
    answer = push(gateway, item(), item(CLR, available_quantity=0))["result"]
    assert answer["success"] is True
    assert answer["request_no"] == "r-1"
    assert [(row["seller_sku"], row["success"], row["stock_version"]) for row in answer["items"]] == [
        ("MC-15P-BLK", True, 41),
        ("MC-15P-CLR", True, 41),
    ]
    assert front(gateway) == {"MC-15P-BLK": 8}
    gateway.order(("MC-15P-BLK", 3))
    held, absent = query(gateway, item(), item(warehouse_code="ES-03"))
    assert held["available_quantity"] == 5, "the platform lowers its own figure [M25]"
    assert (held["reserved_quantity"], held["in_transit_quantity"], held["available_stock_threshold"]) == (2, 20, 1)
    assert held["stock_version"] == 41
    assert absent["available_quantity"] == 0
    assert "stock_version" not in absent


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"available_quantity": "0"}, "ERR_INVALID_QUANTITY"),
        ({"reserved_quantity": "2"}, "ERR_INVALID_QUANTITY"),
        ({"in_transit_quantity": -1}, "ERR_INVALID_QUANTITY"),
        ({"available_quantity": 1.0}, "ERR_INVALID_QUANTITY"),
        ({"available_quantity": True}, "ERR_INVALID_QUANTITY"),
        ({"available_stock_threshold": "1"}, "ERR_INVALID_QUANTITY"),
        ({"stock_version": "41"}, "ERR_INVALID_QUANTITY"),
        ({"available_quantity": ...}, "ERR_MISSING_FIELD"),
        ({"reserved_quantity": ...}, "ERR_MISSING_FIELD"),
        ({"in_transit_quantity": None}, "ERR_MISSING_FIELD"),
        ({"available_stock_threshold": ...}, "ERR_MISSING_FIELD"),
        ({"stock_version": ...}, "ERR_MISSING_FIELD"),
        ({"warehouse_code": ...}, "ERR_MISSING_FIELD"),
        ({"warehouse_code": "NOWHERE"}, "ERR_SKU_NOT_FOUND"),
        ({"seller_sku": "NO-SUCH"}, "ERR_SKU_NOT_FOUND"),
        ({"seller_sku": ["MC-15P-BLK"]}, "ERR_SKU_NOT_FOUND"),
        ({"spu_id": LED.product_id}, "ERR_SKU_NOT_FOUND"),
    ],
)
def test_refused_item_changes_nothing_and_holds_up_no_other(gateway, changed, code):
    push(gateway, item(available_quantity=3))
    answer = push(gateway, item(**changed), item(CLR))["result"]
    assert answer["success"] is False
    refused, taken = answer["items"]
    assert (refused["success"], refused["error_code"]) == (False, code)
    assert refused["error_message"]
    assert taken["success"] is True
    assert front(gateway) == {"MC-15P-BLK": 3, "MC-15P-CLR": 8}


def test_triple_counts_once_in_a_request(gateway):
    first, second = push(gateway, item(), item(available_quantity=1))["result"]["items"]
    assert first["success"] is True
    assert second["error_code"] == "ERR_DUPLICATE_SKU"
    assert front(gateway) == {"MC-15P-BLK": 8}


@pytest.mark.parametrize(
    "changed",
    [{"schema_version": "2.2"}, {"request_no": ""}, {"items": []}, {"items": ["x"]}, {"items": None}],
)
def test_senseless_message_is_refused_whole(gateway, changed):
    assert push(gateway, item(), **changed)["error_response"]["type"] == "ISV"
    assert front(gateway) == {}


def test_message_holds_at_most_20_products_and_200_items_of_each(gateway):
    wide = push(gateway, *[item()] * 201)
    assert wide["error_response"]["code"] == "InvalidParameter"
    many = push(gateway, *[item(spu_id=number) for number in range(21)])
    assert many["error_response"]["code"] == "InvalidParameter"
    assert front(gateway) == {}


def test_warehouses_add_up_and_orders_take_from_the_fullest(gateway):
    push(gateway, item(available_quantity=3), item(warehouse_code="ES-03", available_quantity=5))
    assert front(gateway) == {"MC-15P-BLK": 8}
    gateway.order(("MC-15P-BLK", 6))
    here, there = query(gateway, item(), item(warehouse_code="ES-03"))
    assert (here["available_quantity"], there["available_quantity"]) == (2, 0)


def test_single_figure_and_whole_state_replace_each_other(gateway):
    push(gateway, item(available_quantity=3))
    gateway.sync(BATCH, mutiple_product_update_list=batch((CASE.product_id, [("MC-15P-BLK", 7)])))
    assert front(gateway) == {"MC-15P-BLK": 7}
    push(gateway, item(available_quantity=2))
    assert front(gateway) == {"MC-15P-BLK": 2}
    assert gateway.state()["pushes"]["MC-15P-BLK"] == 3


def test_platform_compares_no_versions(gateway):
    push(gateway, item(available_quantity=5, stock_version=50))
    push(gateway, item(available_quantity=9, stock_version=49))
    assert front(gateway) == {"MC-15P-BLK": 9}


def test_further_warehouses_can_be_made_known(gateway):
    assert push(gateway, item(warehouse_code="XM-01"))["result"]["success"] is False
    gateway.control("POST", "warehouses", {"shop": "DEMO", "codes": ["XM-01"]})
    assert push(gateway, item(warehouse_code="XM-01"))["result"]["success"] is True
