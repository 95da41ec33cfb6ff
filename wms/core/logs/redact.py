"""Secrets and persons leave every line before it is written: by the key they stand under, and by what they look like.

A key that is known takes its value along, whatever it is. What stands in free text is found by its shape: tokens,
signatures, password hashes, telephone numbers, mail addresses, Chinese street addresses, rows that a database shows.
A bare name without a key looks like any other word; that is why lines carry ids, and never names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

GONE = "***"
DEPTH = 8
WITHHELD = (
    "password|passwd|pwd|pin|pin_hash|secret|secret_key|app_secret|client_secret|token|access_token|refresh_token|"
    "device_token|control_token|x-sim-token|x-sandbox-control|csrftoken|csrfmiddlewaretoken|sessionid|session|cookie|"
    "set-cookie|authorization|signature|sign|api_key|apikey|field_keys|private_key|oaid|person_token"
)
PERSONAL = (
    "phone|phone_number|phone_country|mobile|mobile_no|tel|telephone|fax|fax_number|email|mail|address|address2|"
    "detail_address|street|street_address|localized_address|house|zip|post_code|postcode|contact_person|contact_name|"
    "receiver_name|buyer_name|buyer_login_id|buyer_signer_fullname|login_id|first_name|last_name|full_name|passport_no|"
    "tax_number|cpf|user_nick|memo"
)
SCHEME = "Bearer|Device|Basic|Token"  # of an Authorization header
_KEYS = f"{WITHHELD}|{PERSONAL}"
_SENSITIVE = re.compile(rf"(?:.*[_\-.])?(?:{_KEYS})", re.IGNORECASE)
_NAME = rf"(?:[\w\-]*[_\-])?(?:{_KEYS})"
# 'key': 'value', "key": "value", key="value", also where JSON lies inside of JSON (\"key\": \"value\").
_QUOTED = re.compile(
    rf"""(?P<head>(?<![\w\-])\\*["']?{_NAME}\\*["']?\s*[:=]\s*\\*)(?P<mark>["'])(?:\\.|(?!(?P=mark)).)*(?P=mark)?""",
    re.IGNORECASE | re.DOTALL,
)
# key: {…} and key: […], which an address may be.
_NESTED = re.compile(
    rf"""(?P<head>(?<![\w\-])\\*["']?{_NAME}\\*["']?\s*[:=]\s*)(?:\{{[^{{}}]*\}}|\[[^\[\]]*\])""", re.IGNORECASE
)
# key=value in a query, key: value in a header, Key (phone)=(…) of a database.
_SECRET_BARE = re.compile(
    rf"""(?P<head>(?<![\w\-])\\*["']?(?:[\w\-]*[_\-])?(?:{WITHHELD})\\*["']?\s*[:=]\s*)(?!["'\\*])(?:(?:{SCHEME})\s+)?[^\s&"',;)}}\]]+""",
    re.IGNORECASE,
)
_PERSONAL_BARE = re.compile(
    rf"""(?P<head>(?<![\w\-])\\*["']?(?:[\w\-]*[_\-])?(?:{PERSONAL})\\*["']?\s*(?:=|:\s?))(?!["'\\*{{\[])[^&"';)}}\]\n]+""",
    re.IGNORECASE,
)
_ROW = re.compile(r"(?P<head>Failing row contains )\(.*\)|(?P<key>Key \([^)]*\))=\(.*?\)(?= )", re.DOTALL)
_SHAPES = [
    (re.compile(r"(?P<head>/(?:enrol|password/[^/\s]+)/)[^/\s\"'?]+"), r"\g<head>" + GONE),  # our one-time links
    (re.compile(rf"(?P<head>\b(?:{SCHEME})\s+)[\w.~+/=:\-]{{6,}}"), r"\g<head>" + GONE),
    (re.compile(r"(?P<head>\b[a-z][a-z0-9+.\-]*://[^\s:/@]*:)[^\s@/]+(?=@)"), r"\g<head>" + GONE),
    (re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\Z)", re.DOTALL), GONE),
    (re.compile(r"\b(?:argon2|pbkdf2_sha256|md5|scrypt|bcrypt)\w*\$[^\s'\")]+"), GONE),
    (re.compile(r"(?<![\w\-])gAAAAA[\w\-=]{20,}"), GONE),
    (re.compile(r"(?<![\w\-.:])\.?[\w\-]{8,}:\w{5,8}:[\w\-]{20,}"), GONE),  # signed by Django
    (re.compile(r"(?<![\w\-])[A-Fa-f0-9]{40,}(?![\w\-])"), GONE),
    (re.compile(r"(?<![\w\-/.])(?=[\w\-]*\d)(?=[\w\-]*[a-z])(?=[\w\-]*[A-Z])[\w\-]{40,}(?![\w\-/.])"), GONE),
    (re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"), GONE),
    (re.compile(r"\+\d{1,3}[\s\-]?(?:\(\d{1,5}\)[\s\-]?)?\d(?:[\s\-]?\d){5,13}(?!\d)"), GONE),
    (re.compile(r"(?<![\w.\-])1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}(?![\w\-])"), GONE),
    (re.compile(r"(?<![\w.\-])[78][\s\-]?\(?9\d{2}\)?[\s\-]?\d{3}[\s\-]?\d{2}[\s\-]?\d{2}(?![\w\-])"), GONE),
    (
        re.compile(r"[\u4e00-\u9fff]{2,}(?:路|街|道|巷|弄)[\u4e00-\u9fff\w]*?\d+\s?[号弄栋幢室][\u4e00-\u9fff\w\-]*"),
        GONE,
    ),
]


def is_sensitive(key: str) -> bool:
    """Does a value under this key never belong into a line?"""
    return _SENSITIVE.fullmatch(key) is not None


def clean(value: object, depth: int = 0) -> object:
    """`value` as it may be written: JSON-safe, what is sensitive gone. Objects speak through their text."""
    if depth > DEPTH:
        return GONE
    if isinstance(value, Mapping):
        return clean_facts(value, depth + 1)
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(item, depth + 1) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return clean_text(str(value))


def clean_facts(facts: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """Named values: what stands under a sensitive key goes, the rest is cleaned."""
    return {str(key): GONE if is_sensitive(str(key)) and value else clean(value, depth) for key, value in facts.items()}


def clean_text(text: str) -> str:
    """`text` with everything gone that has a sensitive key before it or looks like a secret or a person's datum."""
    text = _ROW.sub(lambda found: f"{found['head'] or ''}{found['key'] or ''}={GONE}", text)
    text = _QUOTED.sub(rf"\g<head>\g<mark>{GONE}\g<mark>", text)
    text = _NESTED.sub(rf"\g<head>{GONE}", text)
    text = _SECRET_BARE.sub(rf"\g<head>{GONE}", text)
    text = _PERSONAL_BARE.sub(rf"\g<head>{GONE}", text)
    for shape, instead in _SHAPES:
        text = shape.sub(instead, text)
    return text
