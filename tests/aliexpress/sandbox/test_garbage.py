"""Whatever a caller sends, the gateway answers in its own words and changes nothing."""

import itertools
import json

import pytest

from tests.aliexpress.sandbox.gateway_client import GatewayClient
from wms.aliexpress.sandbox import catalogue
from wms.aliexpress.sandbox.gateway import METHODS, Gateway
from wms.aliexpress.sandbox.server import Sandbox
from wms.aliexpress.sandbox.wire import Request

JUNK = (
    "", "x", "0", "-1", "{}", "[]", "null", "[1]", "[null]", '["x"]', '[{"x":1}]', '{"order_id":"x"}', "1e9", "true",
    '{"order_id":[1]}', '{"items":[{}],"schema_version":"2.3","request_no":"r"}', '{"current_page":{},"page_size":1}',
    '{"current_page":1,"page_size":1,"order_status_list":{"a":1}}',
    '[{"product_id":[1],"multiple_sku_update_list":[1]}]',
    '{"current_page":1,"page_size":1,"create_date_start":[1]}', '{"14:201;5:100014001":null}', "\ud800", "９",
    '{"items":[{"spu_id":{},"seller_sku":{},"warehouse_code":[]}],"schema_version":"2.3","request_no":"r"}',
    '[{"sku_id":[1],"pop_choice_sku_warehouse_stock_list":[{"warehouse_code":[],"sellable_quantity":"0"}]}]',
    '{"trade_order_id":1,"sub_trade_order_list":[1]}', '{"product_status_type":[1],"sku_code":{}}',
    '{"product_status_type":"onSelling","excepted_product_ids":5,"subject":[1]}',
    '{"current_page":1,"page_size":1,"order_status":{}}', '{"current_page":1,"page_size":1,"order_status_list":[{}]}',
)  # fmt: skip
PARAMETERS = {
    "aliexpress.solution.product.list.get": ("aeop_a_e_product_list_query",),
    "aliexpress.postproduct.redefining.findproductinfolistquery": ("aeop_a_e_product_list_query",),
    "aliexpress.solution.product.info.get": ("product_id",),
    "aliexpress.offer.product.query": ("product_id",),
    "aliexpress.solution.batch.product.inventory.update": ("mutiple_product_update_list",),
    "aliexpress.postproduct.redefining.editmutilpleskustocks": ("product_id", "sku_stocks"),
    "aliexpress.postproduct.redefining.editsingleskustock": ("product_id", "sku_id", "ipm_sku_stock"),
    "aliexpress.inventory.state.push": ("inventory_state_request",),
    "aliexpress.inventory.state.query": ("inventory_state_request",),
    "aliexpress.solution.order.get": ("param0",),
    "aliexpress.trade.seller.orderlist.get": ("param_aeop_order_query",),
    "aliexpress.trade.new.redefining.findorderbyid": ("param1",),
    "aliexpress.solution.order.info.get": ("param1",),
    "aliexpress.solution.order.receiptinfo.get": ("param1",),
    "aliexpress.trade.seller.order.decrypt": ("orderId", "oaid"),
    "aliexpress.trade.seller.order.acceptcancel": ("param_order_cancel_request",),
    "aliexpress.trade.seller.order.refusecancel": ("param_order_cancel_request",),
    "aliexpress.logistics.redefining.listlogisticsservice": (),
    "aliexpress.logistics.redefining.getonlinelogisticsservicelistbyorderid": ("order_id", "goods_weight"),
    "aliexpress.logistics.createwarehouseorder": ("trade_order_id", "address_d_t_os", "declare_product_d_t_os"),
    "aliexpress.logistics.order.createorder": ("trade_order_id", "address_d_t_os", "declare_product_d_t_os"),
    "aliexpress.logistics.querylogisticsorderdetail": ("trade_order_id", "current_page"),
    "aliexpress.logistics.redefining.getprintinfo": ("international_logistics_id",),
    "cainiao.global.handover.commit": ("user_info", "order_code_list", "type", "client"),
    "cainiao.global.handover.parcel.query": ("user_info", "order_code", "client"),
    "cainiao.global.handover.pdf.get": ("user_info", "handover_content_id", "type", "client"),
    "aliexpress.solution.order.fulfill": ("out_ref", "service_name", "logistics_no", "send_type"),
    "aliexpress.logistics.sellershipmentfortop": ("out_ref", "service_name", "logistics_no", "send_type"),
    "aliexpress.logistics.sellermodifiedshipmentfortop": (
        "out_ref",
        "old_logistics_no",
        "new_service_name",
        "new_logistics_no",
        "send_type",
    ),
    "aliexpress.logistics.order.shipment": ("param_aeop_seller_shipment_sub_trade_order_request",),
    "aliexpress.pop.choice.info.query": (),
    "aliexpress.pop.choice.products.list": ("current_page", "page_size"),
    "aliexpress.pop.choice.product.query": ("product_id",),
    "aliexpress.pop.choice.product.stocks.update": ("product_id", "pop_choice_sku_stock_list"),
    "/auth/token/create": ("code", "uuid"),
    "/auth/token/security/create": ("code",),
    "/auth/token/createWithOpenId": ("code",),
    "/auth/token/refresh": ("refresh_token",),
    "/auth/token/security/refresh": ("refresh_token",),
}
RIGHT = {
    "product_id": str(catalogue.PRODUCTS["DEMO"][0].product_id),
    "address_d_t_os": '{"sender":{},"receiver":{"name":"x"}}',
    "declare_product_d_t_os": '[{"product_id":1,"product_num":1}]',
    "warehouse_carrier_service": "CPAM",
    "service_name": "CPAM",
    "logistics_no": "RB123456785CN",
    "send_type": "some",
    "ipm_sku_stock": "1",
    "sku_id": "none",
}


def test_every_method_is_covered():
    assert set(PARAMETERS) == set(METHODS)


@pytest.fixture(scope="module")
def gateway():
    with Sandbox(seed=2, poll_seconds=0.01) as running:
        client = GatewayClient(running)
        client.stock(MC_15P_BLK=3)
        client.number = client.order(("MC-15P-BLK", 1))
        yield client


@pytest.mark.parametrize("name", PARAMETERS)
def test_junk_is_answered_and_changes_nothing(gateway, name, monkeypatch):
    monkeypatch.setattr("wms.aliexpress.sandbox.signature.matches", lambda *_: True)
    before = gateway.control("GET", "state")[1]["shops"]
    right = RIGHT | {"trade_order_id": str(gateway.number), "out_ref": str(gateway.number)}
    for parameter, junk in itertools.product(PARAMETERS[name], JUNK):
        texts = {key: right[key] for key in PARAMETERS[name] if key in right} | {parameter: junk}
        request = Request("/sync", "", gateway.system(method=name, session=gateway.token) | texts)
        answer = Gateway.answer(gateway.sandbox.gateway, request)
        assert "error_response" in answer or f"{name.replace('.', '_')}_response" in answer
        json.dumps(answer)
    assert gateway.control("GET", "state")[1]["shops"] == before
