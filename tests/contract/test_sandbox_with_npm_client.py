"""npm aliexpress-api-sdk 1.1.0 drives tokens, orders and stock of the sandbox."""

import json

import pytest

from wms.aliexpress.sandbox import catalogue, tokens

PRODUCT = catalogue.PRODUCTS["DEMO"][0]
LIST = "aliexpress.solution.order.get"
BATCH = "aliexpress.solution.batch.product.inventory.update"
PAGE = {"param0": json.dumps({"current_page": 1, "page_size": 20, "order_status_list": ["WAIT_SELLER_SEND_GOODS"]})}


@pytest.mark.parametrize("path", ["/rest", "/rest/auth/token/create"])
def test_code_becomes_tokens_and_tokens_are_refreshed(npm_client, sandbox, path):
    code = tokens.issue_code(sandbox.world, "DEMO")
    (made,) = npm_client(sandbox, {"path": path, "method": "/auth/token/create", "params": {"code": code}})
    assert made["code"] == "0"
    assert made["body"]["seller_id"] == sandbox.world.shops["DEMO"].seller_id
    refresh = {"path": "/rest", "method": "/auth/token/refresh"}
    params = {"refresh_token": made["body"]["refresh_token"]}
    newer, used = npm_client(sandbox, refresh | {"params": params}, refresh | {"params": params})
    assert newer["body"]["access_token"] != made["body"]["access_token"]
    assert newer["body"]["refresh_token"] != made["body"]["refresh_token"]
    assert used["code"] == "IllegalRefreshToken"
    assert made["request_id"] != newer["request_id"] != used["request_id"]


@pytest.mark.parametrize("is_get", [False, True])
def test_orders_are_listed_in_both_shapes(npm_client, sandbox, shop, is_get):
    shop.stock(MC_15P_BLK=5)
    number = shop.order(("MC-15P-BLK", 2))
    call = {"path": "/sync", "method": LIST, "token": shop.token, "params": PAGE, "get": is_get}
    wrapped, plain = npm_client(sandbox, call, call | {"simplify": True})
    rows = wrapped["body"]["aliexpress_solution_order_get_response"]["result"]["target_list"]["order_dto"]
    assert [row["order_id"] for row in rows] == [number]
    assert plain["body"]["result"]["target_list"][0]["product_list"][0]["sku_code"] == "MC-15P-BLK"
    assert plain["request_id"]


def test_stock_is_updated(npm_client, sandbox, shop):
    skus = [{"sku_code": "MC-15P-BLK", "inventory": 7}, {"sku_code": "MC-15P-CLR", "inventory": 0}]
    wanted = json.dumps([{"product_id": PRODUCT.product_id, "multiple_sku_update_list": skus}])
    params = {"mutiple_product_update_list": wanted}
    call = {"path": "/sync", "method": BATCH, "token": shop.token, "params": params, "simplify": True}
    (answer,) = npm_client(sandbox, call)
    assert answer["body"]["update_success"] is True
    assert shop.state()["front"]["MC-15P-BLK"] == 7


def test_chinese_text_signs_alike(npm_client, sandbox, shop):
    params = PAGE | {"note": "面单 №1 & Посылка=+%"}
    (answer,) = npm_client(sandbox, {"path": "/sync", "method": LIST, "token": shop.token, "params": params})
    assert "aliexpress_solution_order_get_response" in answer["body"]


def test_wrong_secret_and_dead_token_are_refused(npm_client, sandbox, shop):
    call = {"path": "/sync", "method": LIST, "token": shop.token, "params": PAGE}
    (refused,) = npm_client(sandbox, call, secret="another")
    assert refused["body"]["error_response"]["code"] == "IncompleteSignature"
    (dead,) = npm_client(sandbox, call | {"token": "50000dead"})
    assert dead["body"]["error_response"]["code"] == "IllegalAccessToken"
    assert sandbox.gateway.traffic.as_dict()["refusals"] == {"IllegalAccessToken": 1, "IncompleteSignature": 1}


def test_an_own_carriers_parcels_are_declared_in_parts_and_whole(npm_client, sandbox, shop):
    shop.stock(MC_15P_BLK=5)
    number = shop.order(("MC-15P-BLK", 2))
    told = {"out_ref": str(number), "service_name": "OTHER_CN_LOCAL", "tracking_website": "https://t.example/"}
    calls = [
        {**told, "logistics_no": "ZJ-00001", "send_type": "part"},
        {**told, "logistics_no": "ZJ-00002", "send_type": "all"},
        {**told, "logistics_no": "ZJ-00003", "send_type": "all"},
        {**told, "logistics_no": "ZJ-00004", "send_type": "part"},
    ]
    call = {"path": "/sync", "method": "aliexpress.solution.order.fulfill", "token": shop.token, "simplify": True}
    answers = [answer["body"]["result"] for answer in npm_client(sandbox, *(call | {"params": one} for one in calls))]
    assert [answer["result_success"] for answer in answers] == [True, True, False, False]
    assert [answer.get("result_error_code") for answer in answers] == [None, None, "-999", "-999"]
    kept = sandbox.world.orders[str(number)]["shipments"]
    assert [(row["logistics_no"], row["send_type"]) for row in kept] == [("ZJ-00001", "part"), ("ZJ-00002", "all")]


def test_an_order_is_offered_the_services_that_carry_its_weight(npm_client, sandbox, shop):
    shop.stock(MC_15P_BLK=5)
    number = shop.order(("MC-15P-BLK", 1))
    call = {"path": "/sync", "token": shop.token, "simplify": True}
    listed = call | {"method": "aliexpress.logistics.redefining.getonlinelogisticsservicelistbyorderid"}
    asked = [{"order_id": str(number), "goods_weight": weight} for weight in ("0.120", "2.500")]
    light, heavy = npm_client(sandbox, *(listed | {"params": one} for one in asked))
    offered = [{row["logistics_service_id"] for row in told["body"]["result_list"]} for told in (light, heavy)]
    assert offered[0] - offered[1] == {"CAINIAO_ECONOMY", "YANWEN_JYT", "CPAM"}
