"""PyPI aliexpress-sdk 0.1.2 (classic seller classes, MD5 over /router/rest) drives orders, stock and shipments."""

import json

import aliexpress
import pytest
from aliexpress.api.base import TopException, sign
from aliexpress.api.rest import (
    AliexpressSolutionBatchProductInventoryUpdateRequest,
    AliexpressSolutionOrderFulfillRequest,
    AliexpressSolutionOrderGetRequest,
)

from tests.aliexpress.sandbox.test_signature import SECRET, VECTORS
from wms.aliexpress.sandbox import catalogue, signature

PRODUCT = catalogue.PRODUCTS["DEMO"][0]
TRACKING = "LA123456785CN"


@pytest.fixture
def call(sandbox):
    """One typed request with its attributes set, answered by the sandbox."""

    def run(kind, token, secret=None, **attributes):
        request = kind("127.0.0.1", sandbox.port)
        request.set_app_info(aliexpress.appinfo(sandbox.world.app_key, secret or sandbox.world.app_secret))
        for name, value in attributes.items():
            assert name in vars(request), f"{kind.__name__} has no {name}"
            setattr(request, name, value)
        return request.getResponse(token, timeout=10)

    return run


@pytest.mark.parametrize("name", [name for name, (_, p, _s) in VECTORS.items() if p["sign_method"] == "md5"])
def test_its_signature_is_ours(name):
    api, parameters, expected = VECTORS[name]
    assert sign(SECRET, parameters) == signature.compute(SECRET, api, parameters, "md5") == expected


def test_orders_are_listed(call, shop):
    shop.stock(MC_15P_BLK=5)
    number = shop.order(("MC-15P-BLK", 2))
    answer = call(
        AliexpressSolutionOrderGetRequest, shop.token, param0=json.dumps({"current_page": 1, "page_size": 20})
    )
    rows = answer["aliexpress_solution_order_get_response"]["result"]["target_list"]["order_dto"]
    assert [(row["order_id"], row["product_list"]["order_product_dto"][0]["product_count"]) for row in rows] == [
        (number, 2)
    ]


def test_stock_is_updated(call, shop):
    skus = [{"sku_code": "MC-15P-BLK", "inventory": 7}]
    wanted = json.dumps([{"product_id": PRODUCT.product_id, "multiple_sku_update_list": skus}])
    answer = call(AliexpressSolutionBatchProductInventoryUpdateRequest, shop.token, mutiple_product_update_list=wanted)
    assert answer["aliexpress_solution_batch_product_inventory_update_response"]["update_success"] is True
    assert shop.state()["front"]["MC-15P-BLK"] == 7


def test_a_shipment_is_declared_once(call, shop):
    shop.stock(MC_15P_BLK=5)
    facts = {
        "out_ref": str(shop.order(("MC-15P-BLK", 1))), "service_name": "CAINIAO_STANDARD", "logistics_no": TRACKING,
        "send_type": "all", "description": "Посылка №1",
    }  # fmt: skip
    first, second = (call(AliexpressSolutionOrderFulfillRequest, shop.token, **facts) for _ in range(2))
    told = [answer["aliexpress_solution_order_fulfill_response"]["result"] for answer in (first, second)]
    assert [result["result_success"] for result in told] == [True, False]
    assert shop.state()["orders_by_status"] == {"WAIT_BUYER_ACCEPT_GOODS": 1}


def test_wrong_secret_and_dead_token_are_refused_by_the_classic_numbers(call, shop):
    query = json.dumps({"current_page": 1, "page_size": 20})
    for token, secret, code in ((shop.token, "another", 25), ("50000dead", None, 27)):
        with pytest.raises(TopException) as refused:
            call(AliexpressSolutionOrderGetRequest, token, secret, param0=query)
        assert refused.value.errorcode == code
