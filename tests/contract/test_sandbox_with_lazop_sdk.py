"""PyPI lazop-sdk 1.0.3 drives tokens, orders and stock of the sandbox."""

import json

import pytest

from tests.aliexpress.sandbox.test_signature import SECRET, VECTORS
from wms.aliexpress.sandbox import catalogue, signature, tokens

PRODUCT = catalogue.PRODUCTS["DEMO"][0]


@pytest.fixture
def client(lazop, sandbox):
    """Calls by path on /rest, or by dotted name on /sync with access_token."""

    def call(entry, api, token=None, verb="POST", **params):
        world = sandbox.world
        request = lazop.LazopRequest(api, verb)
        for name, value in params.items():
            request.add_api_param(name, value)
        return lazop.LazopClient(sandbox.url + entry, world.app_key, world.app_secret, 10).execute(request, token)

    return call


@pytest.mark.parametrize("name", [name for name, (_, p, _s) in VECTORS.items() if "sha256" in p["sign_method"]])
def test_its_signature_is_ours(lazop, name):
    api, parameters, expected = VECTORS[name]
    assert lazop.sign(SECRET, api, parameters) == signature.compute(SECRET, api, parameters) == expected


@pytest.mark.parametrize("verb", ["POST", "GET"])
def test_code_becomes_tokens_and_tokens_are_refreshed(client, sandbox, verb):
    code = tokens.issue_code(sandbox.world, "SIM")
    made = client("/rest", "/auth/token/create", verb=verb, code=code)
    assert made.code == "0"
    assert made.body["seller_id"] == sandbox.world.shops["SIM"].seller_id
    newer = client("/rest", "/auth/token/refresh", verb=verb, refresh_token=made.body["refresh_token"])
    assert newer.code == "0"
    assert newer.body["refresh_token"] != made.body["refresh_token"]
    assert newer.body["refresh_token_valid_time"] == made.body["refresh_token_valid_time"]
    assert newer.request_id != made.request_id


def test_orders_are_listed(client, shop):
    shop.stock(MC_15P_BLK=5)
    number = shop.order(("MC-15P-BLK", 2))
    query = json.dumps({"current_page": 1, "page_size": 20})
    answer = client("/sync", "", shop.token, method="aliexpress.solution.order.get", param0=query)
    rows = answer.body["aliexpress_solution_order_get_response"]["result"]["target_list"]["order_dto"]
    assert [row["order_id"] for row in rows] == [number]


def test_stock_is_updated(client, shop):
    skus = [{"sku_code": "MC-15P-BLK", "inventory": 7}]
    wanted = json.dumps([{"product_id": PRODUCT.product_id, "multiple_sku_update_list": skus}])
    method = "aliexpress.solution.batch.product.inventory.update"
    answer = client("/sync", "", shop.token, method=method, simplify="true", mutiple_product_update_list=wanted)
    assert answer.body["update_success"] is True
    assert answer.request_id
    assert shop.state()["front"]["MC-15P-BLK"] == 7
