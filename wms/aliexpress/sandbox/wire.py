"""Requests in and envelopes out: everything about the gateway's shapes that is not business."""

import email.policy
import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class Items:
    """A list in an answer: `{name: […]}` by default ({} when empty), a plain array when simplified."""

    name: str
    rows: list


@dataclass
class Refused(Exception):
    """The gateway's refusal; `code` is the IOP text code, ISP and SYSTEM mean that the fault is not the caller's."""

    code: str
    message: str
    type: str = "ISV"
    sub_code: str | None = None
    sub_msg: str | None = None


@dataclass
class Request:
    """One received call: merged parameters, the route it came by and the API path when the name has slashes."""

    route: str
    api_path: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """Method name: the path on /rest/…, else the `method` parameter."""
        return self.api_path or self.parameters.get("method", "")

    @property
    def is_simplified(self) -> bool:
        """Did the caller ask for plain shapes?"""
        return self.parameters.get("simplify", "").lower() == "true"


TOP_CODES = {
    "IncompleteSignature": (25, "Invalid Signature"),
    "IllegalAccessToken": (27, "Invalid Session"),
    "InvalidAppkey": (29, "Invalid App Key"),
    "MissingParameter": (40, "Missing Required Arguments"),
    "InvalidParameter": (41, "Invalid Arguments"),
    "InvalidTimestamp": (31, "Invalid Timestamp"),
    "InvalidApiPath": (22, "Invalid Method"),
}
"""Classic numbers of the legacy /router/rest entry."""


def missing(name: str) -> Refused:
    """A required parameter is not there."""
    return Refused("MissingParameter", f"The input parameter “{name}” that is mandatory for processing is missing")


def invalid(name: str) -> Refused:
    """A parameter does not hold what it must."""
    return Refused("InvalidParameter", f"The specified parameter “{name}” is not valid")


def backend(sub_code: str, sub_msg: str) -> Refused:
    """A refusal of the service behind the gateway (code 15)."""
    return Refused("15", "Remote service error", "ISP", sub_code, sub_msg)


def not_yours(_what: str = "") -> Refused:
    """What is unknown or belongs to somebody else: the platform does not tell which."""
    return backend("isv.insufficient-permission", "Insufficient permission.")


def merge(query: str, content_type: str, body: bytes) -> dict[str, str]:
    """Parameters of query, form body and multipart text parts in one; file parts are not parameters."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        pairs += _multipart(content_type, body)
    elif kind == "application/x-www-form-urlencoded":
        pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return dict(pairs)


def _multipart(content_type: str, body: bytes) -> list[tuple[str, str]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    if not message.is_multipart():
        return []
    parts = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if name and part.get_filename() is None:
            payload = part.get_payload(decode=True)
            parts.append((str(name), payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""))
    return parts


def shape(value: Any, simplified: bool) -> Any:
    """Turn Items into the asked-for list form and leave null fields out."""
    if isinstance(value, Items):
        rows = [shape(row, simplified) for row in value.rows]
        if simplified:
            return rows
        return {value.name: rows} if rows else {}
    if isinstance(value, dict):
        return {key: shape(item, simplified) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [shape(row, simplified) for row in value]
    return value


def success(request: Request, payload: dict, request_id: str) -> dict:
    """The answer of a call that the gateway let through, business refusals included."""
    if request.route == "/rest":
        return {**shape(payload, True), "code": "0", "request_id": request_id}
    body = {**shape(payload, request.is_simplified), "request_id": request_id}
    if request.is_simplified:
        return body
    return {request.method.replace(".", "_") + "_response": body}


def failure(request: Request, refused: Refused, request_id: str) -> dict:
    """Flat with `message` on /rest, wrapped with `msg` elsewhere; numbers on the legacy entry."""
    if request.route == "/rest":
        return {
            "type": refused.type, "code": refused.code, "message": refused.message, "request_id": request_id,
            **({"sub_code": refused.sub_code, "sub_msg": refused.sub_msg} if refused.sub_code else {}),
        }  # fmt: skip
    error: dict[str, Any] = {
        "type": refused.type,
        "code": refused.code,
        "msg": refused.message,
        "request_id": request_id,
    }
    if refused.sub_code:
        error |= {"sub_code": refused.sub_code, "sub_msg": refused.sub_msg}
    if request.route == "/router/rest":
        if refused.code in TOP_CODES:
            error["code"], error["msg"] = TOP_CODES[refused.code]
            error["sub_code"], error["sub_msg"] = refused.code, refused.message
        elif refused.code.isdigit():
            error["code"] = int(refused.code)
        del error["type"]
    return {"error_response": error}


def encode(answer: dict) -> bytes:
    """JSON as the gateway writes it: UTF-8, ids as numbers."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
