"""Opening an answer: envelope, error, lists; and the small readers that all others use."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from wms.aliexpress.failures import FailureKind, PlatformFailure, failure_of

KEPT_BYTES = 2_000  # of an answer that nobody can read: it is evidence too


class Unreadable(Exception):
    """A part of an answer has not the shape that it must have; `problem` is a short code."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


def open_answer(content: bytes) -> tuple[dict[str, Any], str]:
    """(payload without envelope, request id). Raises PlatformFailure for an error answer and for garbage."""
    try:
        body = json.loads(content, parse_float=str)
    except (ValueError, RecursionError):
        raise PlatformFailure(
            FailureKind.UNCLEAR, "answer.not_json", content[:KEPT_BYTES].decode("utf-8", "replace")
        ) from None
    if not isinstance(body, dict):
        raise PlatformFailure(FailureKind.UNCLEAR, "answer.not_an_object")
    _raise_error(body.get("error_response"))
    wrappers = [key for key in body if key.endswith("_response")]
    if len(wrappers) == 1 and isinstance(body[wrappers[0]], dict):
        body = {**{key: value for key, value in body.items() if key != wrappers[0]}, **body[wrappers[0]]}
        _raise_error(body.get("error_response"))
    if str(body.get("code", "0")) != "0" and ("message" in body or "msg" in body):
        _raise_error(body)
    return body, text_of(body.get("request_id"))


def _raise_error(error: Any) -> None:
    if not isinstance(error, dict):
        return
    raise failure_of(
        text_of(error.get("code")),
        text_of(error.get("msg") or error.get("message")),
        kind=text_of(error.get("type")),
        sub_code=text_of(error.get("sub_code")),
        sub_text=text_of(error.get("sub_msg")),
        request_id=text_of(error.get("request_id")),
    )


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a list in any of its shapes: plain, wrapped in one key, `{}`, or absent. Raises Unreadable."""
    if value is None or value == {}:
        return []
    if isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))
        if value is None:
            return []
        if isinstance(value, dict):
            value = [value]
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Unreadable("list")
    return value


def words_of(value: Any) -> list[str]:
    """A list of texts in any of its shapes; what is no list holds none."""
    if isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))
    return [text_of(word) for word in value] if isinstance(value, list) else []


def part_of(body: dict[str, Any], name: str) -> dict[str, Any]:
    """An object that must be there. Raises Unreadable."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise Unreadable(name)
    return value


def json_part(value: Any) -> dict[str, Any]:
    """An object that some fields carry as JSON text; empty when there is none."""
    if isinstance(value, dict):
        return value
    try:
        parsed = json.loads(value) if isinstance(value, str) and value else {}
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def text_of(value: Any) -> str:
    """Text of text or number; an id keeps all its digits. Everything else is empty."""
    if isinstance(value, bool) or value is None:
        return ""
    return str(value).strip() if isinstance(value, str | int) else ""


def id_of(value: Any, name: str) -> str:
    """A platform id as text. Raises Unreadable when there is none, or when it has lost digits on its way."""
    text = text_of(value)
    if not text.isdigit():
        raise Unreadable(name)
    return text


def integer_of(value: Any, name: str) -> int:
    """A whole number given as number or text. Raises Unreadable."""
    try:
        return int(text_of(value))
    except ValueError:
        raise Unreadable(name) from None


def flag_of(value: Any) -> bool:
    """A boolean that some methods send as text."""
    return value is True or text_of(value).lower() == "true"


def money_of(value: Any) -> tuple[Decimal, str]:
    """(amount, currency) of either money shape; zero where there is none. Raises Unreadable for a wrong amount."""
    if not isinstance(value, dict):
        return Decimal(0), ""
    told = text_of(value.get("amount")) or text_of(value.get("amount_str"))
    if not told and text_of(value.get("cent")):
        return Decimal(integer_of(value["cent"], "cent")) / (
            integer_of(value.get("cent_factor") or 100, "cent") or 100
        ), (_currency(value))
    try:
        amount = Decimal(told or "0")
    except InvalidOperation:
        raise Unreadable("amount") from None
    if not amount.is_finite():
        raise Unreadable("amount")
    return amount, _currency(value)


def _currency(value: dict[str, Any]) -> str:
    inner = value.get("currency")
    return text_of(value.get("currency_code")) or (
        text_of(inner.get("currency_code")) if isinstance(inner, dict) else ""
    )
