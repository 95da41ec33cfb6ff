"""Our client against a gateway that is not our sandbox: orders, products, stock, tokens, and each way to be refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.aliexpress.test_stock_payload import BLACK, BLUE, LAMP
from tests.contract.scripted_gateway import Script, ask
from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.orders import order_detail, order_page
from wms.aliexpress.payloads.products import product_page, product_skus
from wms.aliexpress.payloads.stock import BatchUpdate
from wms.aliexpress.payloads.tokens import token_pair

LIST, DETAIL = "aliexpress.solution.order.get", "aliexpress.trade.new.redefining.findorderbyid"
PRODUCTS, PRODUCT = "aliexpress.solution.product.list.get", "aliexpress.solution.product.info.get"
BATCH, CREATE = "aliexpress.solution.batch.product.inventory.update", "/auth/token/create"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ORDER_ID, SKU_ID = 3031265788145237, 12000034567890123


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


REFUSED_KEYS = ("IncompleteSignature", "IllegalRefreshToken", "InvalidCode", "InvalidAppkey", "InvalidAppKey")
BUSY = (("ISP", "ServiceTimeout"), ("ISP", "ServiceUnavailable"), ("SYSTEM", "UnknownSystemError"))
SUB_CODES = {
    "isv.insufficient-permission": FailureKind.REFUSED,
    "isv.invalid-parameter": FailureKind.REFUSED,
    "isv.invalid-authorization": FailureKind.UNAUTHORISED,
    "isv.account-migration-check-fail": FailureKind.UNAUTHORISED,
    "isp.service-unavailable": FailureKind.BUSY,
    "InternalError": FailureKind.BUSY,
}


def flat(kind: str, code: str) -> dict[str, Any]:
    """As /rest says it."""
    return {"type": kind, "code": code, "message": "?", "request_id": "r"}


def wrapped(kind: str, code: str) -> dict[str, Any]:
    """As /sync says it."""
    return {"error_response": {"type": kind, "code": code, "msg": "?", "request_id": "r"}}


def legacy(code: int | str) -> dict[str, Any]:
    return {"error_response": {"code": code, "msg": "?"}}


def backend(code: int | str, sub_code: str) -> dict[str, Any]:
    """What stands behind the gateway has failed."""
    told = {"code": code, "type": "ISP", "sub_code": sub_code, "sub_msg": "?", "msg": "Remote service error"}
    return {"error_response": {**told, "request_id": "r"}}


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
        *[(flat("ISV", code), FailureKind.UNAUTHORISED, code) for code in REFUSED_KEYS],
        *[(wrapped("ISV", code), FailureKind.UNAUTHORISED, code) for code in REFUSED_KEYS],
        *[(wrapped("ISV", code), FailureKind.BLOCKED, code) for code in ("InsufficientPermission", "InvalidApiPath",
                                                                         "InvalidTimestamp")],
        *[(wrapped("ISV", code), FailureKind.REFUSED, code) for code in ("MissingParameter", "InvalidParameter")],
        *[(wrapped(kind, code), FailureKind.BUSY, code) for kind, code in BUSY],
        *[(legacy(code), FailureKind.UNAUTHORISED, str(code)) for code in (25, 26, 29, "25", "26", "27", "29")],
        *[(legacy(code), FailureKind.REFUSED, str(code)) for code in (40, "41")],
        *[(backend(code, sub), kind, sub) for code in ("15", 15, 50) for sub, kind in SUB_CODES.items()],
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


@pytest.mark.parametrize("sub_code", ["app-access-count", "api-access-count", "app-api-access-count"])
@pytest.mark.parametrize("seconds", [0, 1, 27])
def test_a_ban_lasts_as_long_as_it_says_and_one_second_more(script: Script, sub_code: str, seconds: int) -> None:
    limits = [
        wrapped("ISV", "ApiCallLimit"),
        wrapped("ISV", "AppCallLimit"),
        {"error_response": {"code": 7, "msg": "App Call Limited", "sub_code": f"accesscontrol.limited-by-{sub_code}"}},
    ]
    for answer, words in zip(limits, ("msg", "msg", "sub_msg"), strict=True):
        answer["error_response"][words] = f"This ban will last for {seconds} more seconds"
        with pytest.raises(PlatformFailure) as failed:
            ask(script, LIST, answer)
        assert (failed.value.kind, failed.value.seconds) == (FailureKind.LIMITED, seconds + 1.0)


def test_success_beside_a_filled_error_is_success_and_silence_is_not(script: Script) -> None:
    body = listed("order_dto", "order_product_dto", [ROW], is_simple=True)
    body["result"] |= {"error_code": "F00-99", "error_message": "system is busy"}
    assert len(order_page(ask(script, LIST, body).body, now=NOW).orders) == 1
    with pytest.raises(Unreadable):
        order_page(ask(script, LIST, {"request_id": "r"}).body, now=NOW)


def test_non_ascii_text_is_signed_as_it_is_sent(script: Script) -> None:
    ask(script, LIST, {"result": {}}, note="面单 №1 & Посылка=+%")
    assert script.asked[0]["note"] == "面单 №1 & Посылка=+%"
