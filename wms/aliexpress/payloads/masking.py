"""[M15, M21] What may be kept of a request and its answer: no secret, no person, no document."""

from __future__ import annotations

import hashlib
import json
from typing import Any

SECRET = frozenset({"session", "access_token", "refresh_token", "sign", "code", "app_secret", "oaid"})
PERSONAL = frozenset(
    {
        "address", "address2", "buyer_login_id", "buyer_signer_fullname", "contact_person", "detail_address", "email",
        "fax", "fax_number", "first_name", "last_name", "localized_address", "login_id", "memo", "mobile", "mobile_no",
        "passport_no", "phone", "phone_number", "street", "street_address", "tax_number", "account", "user_nick",
    }
)  # fmt: skip
INSIDE_ADDRESS = frozenset({"name", "post_code", "zip"})
DOCUMENTS = frozenset({"body", "bytes"})
MASK = "***"
MAX_TEXT = 2_000
MAX_DEPTH = 30


def masked(value: Any, *, is_address: bool = False, depth: int = 0) -> Any:
    """`value` with secrets gone, persons reduced to a first letter, documents to their digest. JSON text is opened."""
    if depth > MAX_DEPTH:
        return MASK
    if isinstance(value, dict):
        return {str(key): _masked_field(str(key), item, is_address, depth) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item, is_address=is_address, depth=depth + 1) for item in value]
    if isinstance(value, str):
        return _masked_text(value, is_address, depth)
    return value


def _masked_field(key: str, item: Any, is_address: bool, depth: int) -> Any:
    if key in SECRET and not (key == "code" and _is_error_code(item)):
        return MASK if item else item
    if isinstance(item, str | int) and not isinstance(item, bool):
        if key in PERSONAL or (is_address and key in INSIDE_ADDRESS):
            return shortened(str(item))
        if key in DOCUMENTS and len(str(item)) > 100:
            return _digest(str(item))
    inside = is_address or "address" in key or key in {"sender", "receiver", "pickup", "refund", "buyer_info"}
    return masked(item, is_address=inside, depth=depth + 1)


def _is_error_code(item: Any) -> bool:
    """`code` is the answer's verdict everywhere but in the request that redeems an authorisation code."""
    return isinstance(item, int) or (isinstance(item, str) and len(item) < 40 and not item[:2].startswith("3_"))


def _masked_text(text: str, is_address: bool, depth: int) -> Any:
    if text[:1] in "{[":
        try:
            opened = json.loads(text)
        except (ValueError, RecursionError):
            opened = None
        if isinstance(opened, dict | list):
            return masked(opened, is_address=is_address, depth=depth + 1)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…({len(text)})"


def shortened(text: str) -> str:
    """A person's datum as people may see it in lists: its first letter."""
    text = text.strip()
    return f"{text[0]}{MASK}" if text else ""


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()} ({len(text)})"
