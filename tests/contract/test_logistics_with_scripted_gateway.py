"""Waybill, label, declaration and order detail against a gateway that is not our sandbox, in both families' shapes."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from tests.contract.scripted_gateway import Script, ask
from wms.aliexpress.client import Answer
from wms.aliexpress.declaring import MODIFY, DeclareShipment
from wms.aliexpress.exchanges import DETAIL, PRINT_INFO
from wms.aliexpress.payloads.envelope import Unreadable, json_part
from wms.aliexpress.payloads.labels import label_pdf
from wms.aliexpress.payloads.orders import order_detail
from wms.aliexpress.payloads.profiles import GLOBAL, OVERSEAS
from wms.aliexpress.payloads.services import offers
from wms.aliexpress.session import About, _as_text
from wms.aliexpress.waybills import CREATE_ORDER, FIND_WAYBILLS, SERVICES, Made, find_waybill, made_of

ORDER_ID, PDF, STANDARD = 3031265788145237, b"%PDF-1.4 label", "CAINIAO_STANDARD"
NUMBER, TRACKING, CODE = str(ORDER_ID), "LP00123456789CN", "LP00123456789"


class Caller:
    """What handlers need of a session, without an account: the texts that go are the session's."""

    def __init__(self, script: Script, **answers: Any) -> None:
        self.script, self.answers = script, answers

    def call(self, method: str, parameters: Mapping[str, Any], about: About) -> Answer:
        given = {key: _as_text(value) for key, value in parameters.items()}
        return ask(self.script, method, self.answers["answer"], **given)


def shaped(method: str, body: dict[str, Any], *, is_simple: bool) -> dict[str, Any]:
    return body if is_simple else {f"{method.replace('.', '_')}_response": body}


def rows(item: str, values: list[Any], *, is_simple: bool) -> Any:
    return values if is_simple else ({item: values} if values else {})


both_shapes = pytest.mark.parametrize("is_simple", [True, False])


@both_shapes
def test_services_are_offered_in_the_platforms_order(script: Script, is_simple: bool) -> None:
    told = [{"code": STANDARD, "name": "AliExpress Standard Shipping"}, {"code": "CAINIAO_ECONOMY"}]
    body = {"result_success": True, "result_list": rows("result", told, is_simple=is_simple), "request_id": "r"}
    answer = ask(script, SERVICES, shaped(SERVICES, body, is_simple=is_simple), order_id=NUMBER)
    assert [offer.code for offer in offers(answer.body)] == [STANDARD, "CAINIAO_ECONOMY"]


CREATED = {
    "success": True, "error_code": 1, "intl_tracking_no": TRACKING, "out_order_id": 12000034567890123,
    "out_order_code": CODE, "warehouse_order_id": 30001, "trade_order_id": ORDER_ID,
}  # fmt: skip


@both_shapes
def test_a_waybill_is_made_and_error_code_1_is_no_error(script: Script, is_simple: bool) -> None:
    body = {"result": CREATED, "result_success": True, "request_id": "r"}
    sent = made_of(ask(script, CREATE_ORDER, shaped(CREATE_ORDER, body, is_simple=is_simple)).body, STANDARD)
    assert (sent.outcome, sent.answer) == ("done", Made(TRACKING, STANDARD, CODE))


def test_a_waybill_without_its_number_is_no_waybill_yet(script: Script) -> None:
    late = {key: value for key, value in CREATED.items() if key != "intl_tracking_no"}
    sent = made_of(ask(script, CREATE_ORDER, {"result": late}).body, STANDARD)
    assert (sent.outcome, sent.code) == ("unknown", "waybill.number_later")


def test_a_refused_waybill_says_why_and_silence_is_not_success(script: Script) -> None:
    refused = {"success": False, "error_code": "S-1042", "error_desc": "address is not served"}
    sent = made_of(ask(script, CREATE_ORDER, {"result": refused}).body, STANDARD)
    assert (sent.outcome, sent.code, sent.result["text"]) == ("done", "S-1042", "address is not served")
    with pytest.raises(Unreadable):
        made_of(ask(script, CREATE_ORDER, {"request_id": "r"}).body, STANDARD)


@both_shapes
@pytest.mark.parametrize(
    ("told", "others", "expected"),
    [
        ([], set(), None),
        ([{"international_logistics_num": "OLD1"}], {"OLD1"}, None),
        ([{"logistics_order_id": 9007199254740993, "out_order_code": CODE}], set(), "unknown"),
        ([{"international_logistics_num": "OLD1"}, {"international_logistics_num": TRACKING}], {"OLD1"}, "done"),
    ],
)
def test_a_waybill_is_looked_up_before_another_is_made(
    script: Script, told: list[dict[str, Any]], others: set[str], expected: str | None, is_simple: bool
) -> None:
    body = {"result_list": rows("aeop_logistics_order_detail_dto", told, is_simple=is_simple), "total_count": len(told)}
    caller: Any = Caller(script, answer=shaped(FIND_WAYBILLS, body, is_simple=is_simple))
    found = find_waybill(caller, NUMBER, others)
    assert (found.outcome if found else None) == expected
    if found and found.outcome == "done":
        assert found.answer.number == TRACKING
    assert script.asked[0]["trade_order_id"] == NUMBER


def zipped(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, PDF)
    return content.getvalue()


@both_shapes
@pytest.mark.parametrize("content", [PDF, zipped("label.pdf"), zipped("readme.txt", "LP.PDF")])
def test_a_label_is_base64_inside_json_text(script: Script, content: bytes, is_simple: bool) -> None:
    document = {
        "StatusCode": 200, "Content-Type": "application/pdf", "Content-Disposition": "attachment",
        "body": base64.b64encode(content).decode(),
    }  # fmt: skip
    body = {"result": json.dumps(document), "request_id": "r"}
    answer = ask(script, PRINT_INFO, shaped(PRINT_INFO, body, is_simple=is_simple), international_logistics_id=TRACKING)
    assert label_pdf(json_part(answer.body["result"])) == PDF


@pytest.mark.parametrize("content", [b"<html>", zipped("a.pdf", "b.pdf"), zipped("a.txt")])
def test_what_is_no_label_is_not_taken_for_one(script: Script, content: bytes) -> None:
    body = {"result": json.dumps({"StatusCode": 200, "body": base64.b64encode(content).decode()})}
    with pytest.raises(Unreadable):
        label_pdf(json_part(ask(script, PRINT_INFO, body).body["result"]))


def declared(family: str, *, is_done: bool, code: str = "", text: str = "") -> dict[str, Any]:
    """Overseas sellers are answered inside `result`, global ones at the top."""
    flags = {"result_success": is_done, "result_error_code": code, "result_error_desc": text}
    told = {key: value for key, value in flags.items() if value != ""}
    return {"result": told, "request_id": "r"} if family == OVERSEAS.declare else {**told, "request_id": "r"}


@both_shapes
@pytest.mark.parametrize("method", [OVERSEAS.declare, GLOBAL.declare, MODIFY])
def test_a_shipment_is_declared_in_either_family(script: Script, method: str, is_simple: bool) -> None:
    request = {"out_ref": NUMBER, "service_name": STANDARD, "logistics_no": TRACKING, "send_type": "all"}
    caller: Any = Caller(script, answer=shaped(method, declared(method, is_done=True), is_simple=is_simple))
    assert DeclareShipment()._tell(caller, method, request).outcome == "done"
    assert {key: script.asked[0][key] for key in request} == request


@pytest.mark.parametrize("method", [OVERSEAS.declare, GLOBAL.declare])
@pytest.mark.parametrize("code", [-999, "-999"])
def test_a_refused_declaration_is_parked_with_the_platforms_words(script: Script, method: str, code: int | str) -> None:
    answer = declared(method, is_done=False, code=code, text="运单号未通过风控校验")  # type: ignore[arg-type]
    caller: Any = Caller(script, answer=answer)
    sent = DeclareShipment()._tell(caller, method, {"out_ref": NUMBER})
    assert (sent.outcome, sent.code, sent.result["text"]) == ("parked", "-999", "运单号未通过风控校验")


@both_shapes
def test_an_order_detail_tells_what_was_declared_for_it(script: Script, is_simple: bool) -> None:
    shipments = [
        {"logistics_no": TRACKING, "logistics_type_code": STANDARD, "receive_status": "default",
         "have_tracking_info": True},
    ]  # fmt: skip
    children = [{"child_order_id": ORDER_ID + 1, "order_sort_id": 1, "sku_code": "SKU-A", "product_count": 2}]
    target = {
        "id": ORDER_ID, "order_status": "SELLER_PART_SEND_GOODS", "gmt_create": "2026-11-01 00:30:00",
        "oaid": "oaid-1", "opr_log_dto_list": [] if is_simple else {}, "receipt_address": {"country": "PL"},
        "logistic_info_list": rows("aeop_tp_logistic_info_dto", shipments, is_simple=is_simple),
        "child_order_list": rows("aeop_tp_child_order_dto", children, is_simple=is_simple),
    }  # fmt: skip
    caller: Any = Caller(script, answer=shaped(DETAIL, {"target": target, "request_id": "r"}, is_simple=is_simple))
    state, shown = DeclareShipment()._shown(caller, NUMBER)
    assert (state, shown) == ("SELLER_PART_SEND_GOODS", {TRACKING: STANDARD})
    assert json.loads(script.asked[0]["param1"]) == {"order_id": ORDER_ID}
    detail = order_detail({"target": target})
    assert (detail.oaid, detail.country, detail.created, detail.skipped_lines) == (
        "oaid-1", "PL", "2026-11-01 00:30:00", ()
    )  # fmt: skip
