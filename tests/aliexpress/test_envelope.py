"""Opening answers in every documented shape, typed by hand from the documents: both envelopes, both kinds of lists."""

import json
from decimal import Decimal
from typing import Any

import pytest

from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.payloads.envelope import (
    Unreadable,
    flag_of,
    id_of,
    integer_of,
    json_part,
    money_of,
    open_answer,
    part_of,
    rows_of,
    text_of,
    words_of,
)

METHOD_RESPONSE = "aliexpress_solution_order_get_response"


def opened(body: Any) -> tuple[dict[str, Any], str]:
    return open_answer(json.dumps(body).encode())


def refused(body: Any) -> PlatformFailure:
    with pytest.raises(PlatformFailure) as caught:
        opened(body)
    return caught.value


def test_the_wrapped_answer_loses_its_wrapper() -> None:
    body, request_id = opened({METHOD_RESPONSE: {"result": {"success": True}, "request_id": "210128"}})

    assert (body["result"], request_id) == ({"success": True}, "210128")


def test_the_simplified_answer_has_none() -> None:
    body, request_id = opened({"result": {"success": True}, "request_id": "210128"})

    assert (body["result"], request_id) == ({"success": True}, "210128")


def test_a_wrapper_despite_simplify_with_the_request_id_outside_is_opened_too() -> None:
    body, request_id = opened({METHOD_RESPONSE: {"result": {}}, "request_id": 2101289517259949988})

    assert (body["result"], request_id) == ({}, "2101289517259949988")


def test_a_system_call_through_the_business_entry_is_wrapped_under_its_path() -> None:
    body, _ = opened({"/auth/token/create_response": {"access_token": "50000x", "code": "0"}})

    assert body["access_token"] == "50000x"


@pytest.mark.parametrize("code", ["0", 0])
def test_a_flat_system_answer_with_code_zero_is_a_success(code: object) -> None:
    body, request_id = opened({"code": code, "access_token": "50000x", "message": "", "request_id": "r"})

    assert (body["access_token"], request_id) == ("50000x", "r")


def test_the_flat_error_of_a_system_call() -> None:
    failure = refused({"type": "ISV", "code": "IllegalRefreshToken", "message": "expired", "request_id": "r9"})

    assert (failure.kind, failure.code, failure.text, failure.request_id) == (
        FailureKind.UNAUTHORISED, "IllegalRefreshToken", "expired", "r9",
    )  # fmt: skip


def test_the_wrapped_error_of_a_business_call() -> None:
    failure = refused(
        {"error_response": {"type": "ISV", "code": "IllegalAccessToken", "msg": "invalid", "request_id": "r8"}}
    )

    assert (failure.kind, failure.code, failure.request_id) == (FailureKind.UNAUTHORISED, "IllegalAccessToken", "r8")


@pytest.mark.parametrize("code", [15, "15"])
def test_the_sub_code_says_what_it_is_whether_the_code_is_text_or_number(code: object) -> None:
    error = {"code": code, "type": "ISP", "sub_code": "isv.insufficient-permission", "msg": "Remote service error"}

    failure = refused({"error_response": error})

    assert (failure.kind, failure.code) == (FailureKind.REFUSED, "isv.insufficient-permission")


def test_an_error_inside_the_wrapper_is_an_error() -> None:
    error = {"code": "ApiCallLimit", "type": "ISV", "msg": "this ban will last 3 seconds"}

    failure = refused({METHOD_RESPONSE: {"error_response": error}})

    assert (failure.kind, failure.seconds) == (FailureKind.LIMITED, 4.0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "answer.not_json"),
        (b"<html><body>System is busy</body></html>", "answer.not_json"),
        (b'{"result":{"success":tr', "answer.not_json"),
        (b"\xff\xfe\x00", "answer.not_json"),
        (b"[" * 200_000, "answer.not_json"),
        (b"[]", "answer.not_an_object"),
        (b"null", "answer.not_an_object"),
        (b'"ok"', "answer.not_an_object"),
    ],
)
def test_garbage_is_unclear_never_a_no(content: bytes, code: str) -> None:
    with pytest.raises(PlatformFailure) as caught:
        open_answer(content)

    assert (caught.value.kind, caught.value.code) == (FailureKind.UNCLEAR, code)


@pytest.mark.parametrize(
    "value",
    [
        [{"order_id": 1}, {"order_id": 2}],
        {"order_dto": [{"order_id": 1}, {"order_id": 2}]},
        {"aeop_order_item_dto": [{"order_id": 1}, {"order_id": 2}]},
    ],
)
def test_a_list_is_read_plain_and_wrapped(value: Any) -> None:
    assert [row["order_id"] for row in rows_of(value)] == [1, 2]


@pytest.mark.parametrize("value", [None, {}, [], {"order_dto": []}, {"order_dto": None}])
def test_an_empty_list_has_many_shapes(value: Any) -> None:
    assert rows_of(value) == []


def test_a_list_of_one_may_come_as_the_object_itself() -> None:
    assert rows_of({"order_dto": {"order_id": 1}}) == [{"order_id": 1}]


@pytest.mark.parametrize(
    "value", ["", "none", 3, [1, 2], {"order_dto": "x"}, {"order_dto": [None]}, {"a": [], "b": []}]
)
def test_what_is_no_list_of_objects_cannot_be_read(value: Any) -> None:
    with pytest.raises(Unreadable, match="list"):
        rows_of(value)


@pytest.mark.parametrize("value", [["a", "b"], {"string": ["a", "b"]}])
def test_a_list_of_texts_is_read_plain_and_wrapped(value: Any) -> None:
    assert words_of(value) == ["a", "b"]


def test_ids_beyond_double_precision_keep_their_digits() -> None:
    body, _ = open_answer(b'{"order_id":3031265788145237,"sku_id":12000036593274017123,"text":"12000036593274017123"}')

    assert id_of(body["order_id"], "order_id") == "3031265788145237"
    assert id_of(body["sku_id"], "sku_id") == id_of(body["text"], "sku_id") == "12000036593274017123"


@pytest.mark.parametrize("written", [b"1.2000036593274017e19", b'"14:366"', b"null", b"true", b'""', b"-5"])
def test_an_id_that_has_lost_digits_is_no_id(written: bytes) -> None:
    body, _ = open_answer(b'{"sku_id":' + written + b"}")

    with pytest.raises(Unreadable, match="sku_id"):
        id_of(body["sku_id"], "sku_id")


@pytest.mark.parametrize(("value", "number"), [(7, 7), ("7", 7), (" 7 ", 7), ("-999", -999), (0, 0)])
def test_whole_numbers_come_as_number_or_text(value: Any, number: int) -> None:
    assert integer_of(value, "n") == number


@pytest.mark.parametrize("value", [None, "", "7.5", True, [], "seven"])
def test_what_is_no_whole_number_cannot_be_read(value: Any) -> None:
    with pytest.raises(Unreadable, match="n"):
        integer_of(value, "n")


@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), ("true", True), ("True", True), (False, False), ("false", False), (None, False), (1, False)],
)
def test_flags_come_as_boolean_or_text(value: Any, flag: bool) -> None:
    assert flag_of(value) is flag


@pytest.mark.parametrize(
    ("value", "money"),
    [
        ({"amount": "170.54", "currency_code": "USD"}, (Decimal("170.54"), "USD")),
        ({"amount_str": "9.90", "currency": {"currency_code": "EUR", "symbol": "€"}}, (Decimal("9.90"), "EUR")),
        ({"cent": 1054, "cent_factor": 100, "currency_code": "USD"}, (Decimal("10.54"), "USD")),
        ({"cent": "1054", "cent_factor": "1", "currency_code": "JPY"}, (Decimal(1054), "JPY")),
        (None, (Decimal(0), "")),
        ({}, (Decimal(0), "")),
    ],
)
def test_money_is_exact_in_every_shape(value: Any, money: tuple[Decimal, str]) -> None:
    assert money_of(value) == money


def test_money_as_a_json_number_keeps_its_cents() -> None:
    body, _ = open_answer(b'{"pay_amount":{"amount":170.10,"currency_code":"USD"}}')

    assert str(money_of(body["pay_amount"])[0]) == "170.10"


@pytest.mark.parametrize("amount", ["a lot", "NaN", "Infinity", "1,000.00"])
def test_a_wrong_amount_cannot_be_read(amount: str) -> None:
    with pytest.raises(Unreadable, match="amount"):
        money_of({"amount": amount})


@pytest.mark.parametrize(
    ("value", "part"),
    [('{"a":1}', {"a": 1}), ({"a": 1}, {"a": 1}), ("", {}), ("{broken", {}), ("[1]", {}), (None, {})],
)
def test_an_object_may_travel_as_text(value: Any, part: dict[str, Any]) -> None:
    assert json_part(value) == part


def test_a_part_that_must_be_there_is_missed() -> None:
    with pytest.raises(Unreadable, match="target"):
        part_of({"target": None}, "target")


@pytest.mark.parametrize(("value", "text"), [(5, "5"), (" x ", "x"), (None, ""), (True, ""), ({}, ""), ([], "")])
def test_text_of_what_is_no_text_is_empty(value: Any, text: str) -> None:
    assert text_of(value) == text
