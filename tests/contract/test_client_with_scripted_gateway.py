"""Our client against a gateway that is not our sandbox: recorded shapes, and signs checked by somebody else's code.

The answers follow what was captured of the real gateway and what its sellers' libraries keep as fixtures; the sign of
every request is computed again by PyPI lazop-sdk.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.aliexpress.test_stock_payload import BLACK, BLUE, LAMP
from wms.aliexpress import client
from wms.aliexpress.client import Answer
from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.orders import order_detail, order_page
from wms.aliexpress.payloads.products import product_page, product_skus
from wms.aliexpress.payloads.stock import BatchUpdate
from wms.aliexpress.payloads.tokens import token_pair

KEY, SECRET, TOKEN = "123456", "helloworld", "50000test"
LIST, DETAIL = "aliexpress.solution.order.get", "aliexpress.trade.new.redefining.findorderbyid"
PRODUCTS, PRODUCT = "aliexpress.solution.product.list.get", "aliexpress.solution.product.info.get"
BATCH, CREATE = "aliexpress.solution.batch.product.inventory.update", "/auth/token/create"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ORDER_ID, SKU_ID = 3031265788145237, 12000034567890123


@dataclass
class Script:
    """What each method answers next, and what was asked."""

    sign: Any
    url: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    wrong_signs: int = 0

    def judge(self, path: str, given: dict[str, str]) -> bytes:
        api = path.removeprefix("/rest") if path.startswith("/rest/") else ""
        told = given.pop("sign")
        self.wrong_signs += self.sign(SECRET, api, given) != told
        self.asked.append(given)
        answer = self.answers[api or given["method"]]
        return answer if isinstance(answer, bytes) else json.dumps(answer).encode()


@pytest.fixture
def script(lazop: Any) -> Iterator[Script]:
    made = Script(lazop.sign)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            path, _, query = self.path.partition("?")
            body = gzip.compress(made.judge(path, dict(parse_qsl(query) + parse_qsl(form))))
            self.send_response(200)
            for name, value in (
                ("Content-Type", "application/json;charset=utf-8"), ("Content-Encoding", "gzip"),
                ("EagleEye-TraceId", "2101"), ("Content-Length", str(len(body))),
            ):  # fmt: skip
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}/sync"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    while client._made:
        client._made.pop().close()
    assert made.wrong_signs == 0


def ask(script: Script, method: str, answer: Any, **parameters: str) -> Answer:
    script.answers[method] = answer
    return client.call(script.url, KEY, SECRET, method, parameters, token=TOKEN)


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency_code": "USD"}


LINE = {
    "child_id": ORDER_ID + 1, "order_id": ORDER_ID + 1, "product_id": 1005003574624824, "product_count": 2,
    "sku_code": "SKU-A", "total_product_amount": money("12.40"), "logistics_type": "CAINIAO_STANDARD",
    "send_goods_operator": "SELLER_SEND_GOODS", "tags": {}, "son_order_status": "WAIT_SELLER_SEND_GOODS",
    "extend_map": '{"orderBusinessModel":"SEMI_CHOICE_SELF"}',
}  # fmt: skip
ROW = {
    "order_id": ORDER_ID, "order_status": "WAIT_SELLER_SEND_GOODS", "gmt_create": "2026-11-01 01:30:00",
    "gmt_update": "2026-11-01 01:45:00", "pay_amount": money("12.40"), "buyer_signer_fullname": "O*** N***",
    "timeout_left_time": 432000000, "biz_type": "AE_COMMON", "fund_status": "PAY_SUCCESS",
}  # fmt: skip


def listed(order_item: str, line_item: str, rows: list[dict[str, Any]], *, is_simple: bool) -> dict[str, Any]:
    def many(name: str, values: list[Any]) -> Any:
        return values if is_simple else ({name: values} if values else {})

    orders = [{**row, "product_list": many(line_item, [LINE])} for row in rows]
    result = {
        "success": True, "total_count": len(rows), "total_page": 1 if rows else 0, "current_page": 1, "page_size": 20,
        "time_stamp": "2026-11-22 08:00:00", "target_list": many(order_item, orders),
    }  # fmt: skip
    return {"result": result, "request_id": "2101289517259949988748367"}


@pytest.mark.parametrize("is_simple", [True, False])
@pytest.mark.parametrize(
    "names", [("order_dto", "order_product_dto"), ("aeop_order_item_dto", "aeop_order_product_dto")]
)
def test_an_order_list_reads_alike_in_all_its_shapes(script: Script, names: tuple[str, str], is_simple: bool) -> None:
    body = listed(*names, [ROW], is_simple=is_simple)
    wrapped = body if is_simple else {"aliexpress_solution_order_get_response": body}

    answer = ask(script, LIST, wrapped, param0='{"current_page":1,"page_size":20}')

    (facts,) = order_page(answer.body, now=NOW).orders
    (line,) = facts.lines
    assert (facts.number, str(facts.amount), facts.is_choice) == (str(ORDER_ID), "12.40", True)
    assert (line.platform_line, line.product_id, line.seller_sku, line.quantity) == (
        str(ORDER_ID + 1), "1005003574624824", "SKU-A", 2
    )  # fmt: skip
    assert facts.placed_at == datetime(2026, 11, 1, 9, 30, tzinfo=UTC)  # of the hour that comes twice: the later one
    assert answer.request_id == "2101289517259949988748367"


@pytest.mark.parametrize("is_simple", [True, False])
def test_an_empty_list_is_no_order(script: Script, is_simple: bool) -> None:
    body = listed("order_dto", "order_product_dto", [], is_simple=is_simple)
    answer = ask(script, LIST, body if is_simple else {"aliexpress_solution_order_get_response": body})
    assert order_page(answer.body, now=NOW).orders == ()


def test_a_detail_as_it_was_captured(script: Script) -> None:
    """No `result`, an empty list as {}, money with cents, masked persons, a line of the platform's own warehouse."""
    children = [
        {"child_order_id": ORDER_ID + 1, "product_id": 1005003574624824, "sku_code": "SKU-A", "product_count": 2,
         "order_sort_id": 1, "order_status": "WAIT_SELLER_SEND_GOODS"},
        {"child_order_id": ORDER_ID + 2, "product_id": 1005003574624825, "sku_code": "SKU-B", "product_count": 1,
         "order_sort_id": 2, "logistics_warehouse_type": "cainiaoInternationalWarehouse"},
    ]  # fmt: skip
    target = {
        "id": ORDER_ID, "order_status": "WAIT_SELLER_SEND_GOODS", "gmt_create": "2026-11-01 01:30:00",
        "oaid": "oaid-1", "opr_log_dto_list": {}, "buyer_info": {"country": "PL", "login_id": "pl1001"},
        "order_amount": {"amount": "12.40", "cent": 1240, "cent_factor": 100, "currency_code": "USD"},
        "receipt_address": {"contact_person": "O*** N***", "detail_address": "ul. T****", "city": "Warszawa",
                            "country": "PL", "zip": "00-001", "mobile_no": "600***001", "phone_country": "+48"},
        "child_order_list": {"aeop_tp_child_order_dto": children}, "logistic_info_list": {},
    }  # fmt: skip
    envelope = {"target": target, "time_stamp": "2026-11-22 08:00:00", "request_id": "r"}
    answer = ask(script, DETAIL, {"aliexpress_trade_new_redefining_findorderbyid_response": envelope})

    detail = order_detail(answer.body)

    assert (detail.oaid, detail.country, detail.city, detail.state) == ("oaid-1", "PL", "Warszawa",
                                                                       "WAIT_SELLER_SEND_GOODS")  # fmt: skip
    assert detail.skipped_lines == (str(ORDER_ID + 2),)


def test_products_keep_every_digit_of_their_numbers(script: Script) -> None:
    sku = {
        "id": "14:366;5:100014064", "sku_id": SKU_ID, "sku_code": "SKU-A", "ipm_sku_stock": 7, "sku_price": "6.20",
        "ean_code": "6901234567892",
    }  # fmt: skip
    result = {"success": True, "product_id": 1005003574624824, "error_code": "F00-00",
              "aeop_ae_product_s_k_us": {"global_aeop_ae_product_sku": [sku]}}  # fmt: skip
    answer = ask(script, PRODUCT, {"aliexpress_solution_product_info_get_response": {"result": result}})
    (by_name,) = product_skus(answer.body)
    (by_number,) = product_skus(answer.body, by_number=True)
    assert (by_name.attribute, by_number.attribute) == ("14:366;5:100014064", str(SKU_ID))

    rows = {"item_display_dto": [{"product_id": 1005003574624824}]}
    page = {"success": True, "total_page": 3, "aeop_a_e_product_display_d_t_o_list": rows}
    answer = ask(script, PRODUCTS, {"aliexpress_solution_product_list_get_response": {"result": page}})
    assert product_page(answer.body) == (["1005003574624824"], 3)


def test_a_batch_answer_tells_who_failed(script: Script) -> None:
    failed = {"product_id": 1005003574624825, "error_code": "F00-00-10007-008", "error_message": "?"}
    done = {"synchronize_product_response_dto": [{"product_id": 1005003574624824}]}
    body = {"update_success": False, "update_successful_list": done,
            "update_failed_list": {"synchronize_product_response_dto": [failed]}}  # fmt: skip
    answer = ask(script, BATCH, {"aliexpress_solution_batch_product_inventory_update_response": body})
    assert BatchUpdate().refused(answer.body, [BLACK, BLUE, LAMP]) == {13: "F00-00-10007-008"}


def test_a_token_answer_with_numbers_or_texts(script: Script) -> None:
    body = {
        "access_token": "50000a", "refresh_token": "50001b", "expires_in": 2592000, "refresh_expires_in": "5183988",
        "seller_id": "2637908814", "account_platform": "seller_center", "sp": "ae", "code": "0", "request_id": "r",
    }  # fmt: skip
    answer = ask(script, CREATE, body, code="3_500001_AbCdEf")
    pair = token_pair(answer.body, answer.answered_at)
    assert (pair.access_token, pair.seller_id) == ("50000a", "2637908814")
    assert "method" not in script.asked[0]


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ({"error_response": {"type": "ISV", "code": "IllegalAccessToken", "msg": "?", "request_id": "r"}},
         FailureKind.UNAUTHORISED, "IllegalAccessToken"),
        ({"type": "ISV", "code": "IllegalAccessToken", "message": "?", "request_id": "r"},
         FailureKind.UNAUTHORISED, "IllegalAccessToken"),
        ({"error_response": {"code": 27, "msg": "Invalid session"}}, FailureKind.UNAUTHORISED, "27"),
        ({"error_response": {"code": "15", "type": "ISP", "sub_code": "isv.insufficient-permission", "msg": "?"}},
         FailureKind.REFUSED, "isv.insufficient-permission"),
        ({"error_response": {"type": "ISV", "code": "ApiCallLimit",
                             "msg": "Api access frequency exceeds the limit. this ban will last 3 seconds"}},
         FailureKind.LIMITED, "ApiCallLimit"),
        ({"error_response": {"code": 7, "msg": "App Call Limited", "sub_msg": "This ban will last for 3 more seconds",
                             "sub_code": "accesscontrol.limited-by-app-access-count"}},
         FailureKind.LIMITED, "accesscontrol.limited-by-app-access-count"),
        ({"error_response": {"type": "ISV", "code": "AppWhiteIpLimit", "msg": "?"}},
         FailureKind.BLOCKED, "AppWhiteIpLimit"),
        ({"aliexpress_solution_order_get_response": {"error_response": {"code": "15", "type": "ISP", "msg": "?"}}},
         FailureKind.BUSY, "15"),
        (b"<html>busy</html>", FailureKind.UNCLEAR, "answer.not_json"),
    ],
)  # fmt: skip
def test_each_recorded_refusal_has_its_kind(script: Script, answer: Any, kind: FailureKind, code: str) -> None:
    with pytest.raises(PlatformFailure) as failed:
        ask(script, LIST, answer)
    assert (failed.value.kind, failed.value.code) == (kind, code)
    if kind == FailureKind.LIMITED:
        assert failed.value.seconds == 4.0  # theirs and one more


def test_success_beside_a_filled_error_is_success_and_silence_is_not(script: Script) -> None:
    body = listed("order_dto", "order_product_dto", [ROW], is_simple=True)
    body["result"] |= {"error_code": "F00-99", "error_message": "system is busy"}
    assert len(order_page(ask(script, LIST, body).body, now=NOW).orders) == 1
    with pytest.raises(Unreadable):
        order_page(ask(script, LIST, {"request_id": "r"}).body, now=NOW)


def test_non_ascii_text_is_signed_as_it_is_sent(script: Script) -> None:
    ask(script, LIST, {"result": {}}, note="面单 №1 & Посылка=+%")
    assert script.asked[0]["note"] == "面单 №1 & Посылка=+%"
