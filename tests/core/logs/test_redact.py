"""Whatever way a secret or a person takes into a line, it does not come out of it."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable

import pytest
from django.core import signing

from wms.core.logs import about
from wms.core.logs.formats import JsonLines, Words
from wms.core.logs.redact import clean, clean_text, is_sensitive

TOKEN = "50000eb2c09c52c1beafa244542f3281f93ded101eb74b86be6ec50081a1fbe6"
SIGN = "A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E8F90"
PHONE, STREET, NAME = "+7 916 123-45-67", "ул. Ленина 5, кв. 12", "Иван Петров"
PERSON = {"contact_person": NAME, "phone": PHONE, "address": {"street": STREET, "zip": "119991"}}
LEAKS = {
    "a query": f"https://gw/sync?method=x&access_token={TOKEN}&sign={SIGN}&timestamp=1",
    "a short token in a query": "https://gw/sync?access_token=abc123&x=1",
    "a dict's text": f"order {PERSON} refused",
    "JSON": f"answer {json.dumps(PERSON, ensure_ascii=False)}",
    "JSON in JSON": json.dumps({"body": json.dumps({"buyer": PERSON}, ensure_ascii=False)}, ensure_ascii=False),
    "a cut-off JSON": f'{{"phone": "{PHONE}", "contact_person": "{NAME}", "detail_address": "{STREET}',
    "a header": f"Authorization: Bearer {TOKEN}",
    "a device": "Authorization: Device Zk3-short_one9",
    "a cookie": "Cookie: sessionid=abcdefgh12345; csrftoken=qwertyuiop",
    "a database": "connection to postgresql://zhunjian:s3cr3t-pw@db:5432/zhunjian failed",
    "Redis": "Error 111 connecting to redis://:s3cr3t-pw@redis:6379/0",
    "a PIN": "sign-in with pin=2468 and password='correct horse'",
    "a hash": "argon2$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHQ$aGFzaA is wrong",
    "a sealed field": "gAAAAABmY2hlY2stdGhpcy1pcy1ub3QtYS1yZWFsLXRva2Vu cannot be opened",
    "a unique index": f"DETAIL:  Key (phone)=({PHONE}) already exists.",
    "a row": f"DETAIL:  Failing row contains (7, {NAME}, {PHONE}, {STREET}).",
    "a Chinese mobile": "call 13800138000 about it",
    "a Russian mobile": "call 8 (916) 123-45-67 about it",
    "a mail address": "mail to ivan.petrov+x@mail.example.ru bounced",
    "a Chinese address": "送到深圳市龙华区民治街道梅龙路128号3栋",
    "keys": "app_secret=helloworld; FIELD_KEYS=abcdefgh",
}
SECRETS = (
    TOKEN, SIGN, PHONE, STREET, NAME, "119991", "abc123", "Zk3-short_one9", "abcdefgh12345", "qwertyuiop", "s3cr3t-pw",
    "2468", "correct horse", "aGFzaA", "gAAAAAB", "13800138000", "123-45-67", "ivan.petrov", "128号", "helloworld",
    "=abcdefgh",
)  # fmt: skip


def record(text: object, *args: object, error: BaseException | None = None, **facts: object) -> logging.LogRecord:
    made = logging.LogRecord("probe", logging.WARNING, "probe.py", 1, text, args, None)
    made.exc_info = (type(error), error, error.__traceback__) if error else None
    made.facts = facts
    return made


def raised(error: Exception, cause: Exception | None = None) -> BaseException:
    try:
        raise error from cause
    except Exception:
        found = sys.exc_info()[1]
        assert found is not None
        return found


WAYS: dict[str, Callable[[str], logging.LogRecord]] = {
    "as the message": lambda text: record(text.replace("%", "%%")),
    "as an argument": lambda text: record("it said %s", text),
    "as a wrong argument": lambda text: record("it said", text),
    "in a fact": lambda text: record("said", answer=text, deep=[{"in": (text,)}]),
    "in an exception": lambda text: record("failed", error=raised(ValueError(text))),
    "in an exception's args": lambda text: record("failed", error=raised(KeyError({"first": text}, text))),
    "in what an exception came from": lambda text: record("failed", error=raised(OSError(), ValueError(text))),
}


@pytest.mark.parametrize("leak", sorted(LEAKS))
def test_nothing_leaks(leak: str) -> None:
    for way, made in WAYS.items():
        for form in (JsonLines(), Words()):
            line = form.format(made(LEAKS[leak]))
            assert [secret for secret in SECRETS if secret in line] == [], way
            assert "***" in line, way


def test_objects_lose_what_stands_under_a_sensitive_key_and_nothing_else() -> None:
    given = {
        "order": "8190000000000001",
        "buyer": PERSON,
        "X-Sandbox-Control": "x",
        "items": [{"PIN": 1, "sku": "TEE"}],
    }
    assert clean(given) == {
        "order": "8190000000000001",
        "buyer": {"contact_person": "***", "phone": "***", "address": "***"},
        "X-Sandbox-Control": "***",
        "items": [{"PIN": "***", "sku": "TEE"}],
    }
    assert is_sensitive("buyer_phone")
    assert not is_sensitive("shipping")


def test_a_token_of_a_person_who_scans_is_gone() -> None:
    token = signing.dumps([1, 2, 1764255600.123], salt="scan.person", compress=True)
    assert token not in clean_text(f"body {token} was refused")


@pytest.mark.parametrize(
    "text",
    [
        "order 8190000000000001 of 2026-11-27T15:06:05.123+00:00 waits",
        "scan 2f1c9a52-8f3b-4f6e-9a66-0d3a1f3a7e11 at A03-02-15: pick.wrong_location",
        "request 0123456789abcdef0123456789abcdef",
        "aliexpress:1:stock: the lease ran out, its successor pushes the present state",
        "GTIN 06900000000017, waybill LP00123456789012, 1005006000000001 × 3",
        "/rf/pick/scan 200 in 12.3 ms; http://127.0.0.1:8000/readyz?deep=1",
        'File "wms/core/outbox/exchanges.py", line 204, in _send',
    ],
)
def test_what_an_operator_needs_stays(text: str) -> None:
    assert clean_text(text) == text


def test_a_long_and_nested_line_is_cleaned_in_a_moment() -> None:
    deep: object = TOKEN
    for _ in range(50):
        deep = {"in": deep}
    assert TOKEN not in json.dumps(clean(deep))
    assert "***" in clean_text('{"a": ' * 5_000 + f"phone={PHONE}")


def test_a_line_is_one_json_object_with_what_is_known() -> None:
    with about(request_id="0123456789abcdef", person=7, device="PDA-1", scan="s", warehouse="SZ"):
        line = json.loads(JsonLines().format(record("two\nlines %s", "ok", status=200)))
    assert {key: value for key, value in line.items() if key != "time"} == {
        "level": "warning",
        "logger": "probe",
        "event": "two\nlines ok",
        "request_id": "0123456789abcdef",
        "person": 7,
        "device": "PDA-1",
        "scan": "s",
        "warehouse": "SZ",
        "status": 200,
    }
    assert line["time"].endswith("+00:00")
    assert "request_id" not in json.loads(JsonLines().format(record("after")))


def test_words_are_for_reading() -> None:
    with about(warehouse="SZ"):
        line = Words().format(record("said", error=raised(ValueError("no"))))
    first, *trace = line.splitlines()
    assert first.split(" ", 1)[1] == "warning probe said warehouse=SZ"
    assert trace[-1] == "ValueError: no"
