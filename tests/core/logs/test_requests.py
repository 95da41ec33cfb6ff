"""A request has one id from the proxy to the last line that it caused, and one line when it is answered."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.catalogues import ROOT
from tests.factories.core import DeviceFactory, PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from wms.core.enrolment import enrol
from wms.core.logs.formats import JsonLines
from wms.core.logs.redact import clean_text
from wms.core.models import Assignment
from wms.core.states import Role
from wms.scan.session import set_pin, sign_in
from wms.scan.testing import Handheld, django_post

pytestmark = pytest.mark.django_db


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))

    @property
    def answered(self) -> list[dict[str, Any]]:
        return [line for line in map(json.loads, self.texts) if line["event"] == "answered"]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_proxys_id_is_kept_and_told(client: Client, lines: Lines) -> None:
    given = "20fad48b9e8a29f6334418237c66aed7"
    answer = client.get("/signin/?next=/secret", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given
    (line,) = lines.answered
    assert {key: line[key] for key in ("request_id", "method", "path", "status")} == {
        "request_id": given,
        "method": "GET",
        "path": "/signin/",
        "status": 200,
    }
    assert line["milliseconds"] >= 0


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "a\tb-long-enough", 'quoted"-long', "请求编号请求编号"])
def test_what_is_no_id_is_replaced(client: Client, lines: Lines, given: str) -> None:
    told = client.get("/signin/", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert told != given
    assert len(told) == 32
    assert lines.answered[0]["request_id"] == told


def test_health_checks_tell_nothing(client: Client, lines: Lines) -> None:
    assert client.get("/healthz").status_code == 200
    assert lines.texts == []


def secret_addresses(patterns: list[Any], prefix: str = "/") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from secret_addresses(one.url_patterns, prefix + str(one.pattern))
        elif re.search(r"<[\w:]*(token|link)>", path := prefix + str(one.pattern)):
            yield path


def test_every_address_with_a_secret_in_it_is_known_here_and_to_nginx() -> None:
    """A new one: its shape into wms/core/logs/redact.py and into nginx's map."""
    found = [re.sub(r"<[\w:]+>", "Secret-0", path) for path in secret_addresses(get_resolver().url_patterns)]
    assert len(found) >= 2
    shapes = re.findall(r'"~(\S+)"\s+"\$1\*\*\*"', (ROOT / "wms/ops/nginx/default.conf").read_text(encoding="utf-8"))
    for path in found:
        assert clean_text(f"GET {path} 200").count("Secret-0") == path.count("Secret-0") - 1
        assert any(re.match(shape, path) for shape in shapes), path


def test_one_time_links_never_reach_the_log(client: Client, lines: Lines) -> None:
    client.get("/enrol/one-time-secret/")
    client.get("/password/MQ/c0ffee-0123456789abcdef/")
    assert [line["path"] for line in lines.answered] == ["/enrol/***/", "/password/MQ/***/"]
    assert not any("one-time-secret" in text or "0123456789abcdef/" in text for text in lines.texts)


def test_a_desk_page_names_person_and_warehouse_by_id(client: Client, lines: Lines) -> None:
    warehouse, person = StockedWarehouseFactory(code="SZ"), PersonFactory(name="周敏")
    Assignment.objects.create(person=person, warehouse=warehouse, role=Role.MANAGER)
    client.force_login(person)
    client.get("/")
    (line,) = lines.answered
    assert (line["person"], line["warehouse"]) == (person.pk, "SZ")
    assert not any("周敏" in text for text in lines.texts)


def test_a_scan_names_device_scan_verdict_and_what_came_of_it(client: Client, lines: Lines) -> None:
    warehouse, person = StockedWarehouseFactory(code="SZ"), PersonFactory()
    Assignment.objects.create(person=person, warehouse=warehouse, role=Role.STOCK_KEEPER)
    set_pin(person, "2468")
    device = DeviceFactory(warehouse=warehouse, code="PDA-7")
    token = enrol(device)
    _, proof = sign_in(device=device, badge=person.badge or "", pin="2468")
    handheld = Handheld(post=django_post(client, token), person=proof.sign())
    body = handheld.open("lookup", work=None, step="code", version=0).body("NOT-THERE")
    handheld.send(body)
    (line,) = lines.answered
    known = {key: line[key] for key in ("device", "warehouse", "person", "scan", "screen", "verdict", "code")}
    assert known == {
        "device": "PDA-7",
        "warehouse": "SZ",
        "person": person.pk,
        "scan": body["id"],
        "screen": "lookup",
        "verdict": handheld.last["verdict"],
        "code": handheld.last["code"],
    }
    assert not any(secret in text for secret in (token, proof.sign()) for text in lines.texts)


def test_a_failed_sign_in_gives_neither_password_nor_pin_away(client: Client, lines: Lines) -> None:
    warehouse = StockedWarehouseFactory()
    token = enrol(DeviceFactory(warehouse=warehouse))
    client.post("/signin/", {"username": "zhou", "password": "hunter2-hunter2"})
    header = {"Authorization": f"Device {token}"}
    body = json.dumps({"badge": "U000001X", "pin": "13579"})
    client.post("/rf/signin/", body, content_type="application/json", headers=header)
    assert len(lines.answered) == 2
    assert not any(secret in text for secret in ("hunter2", "13579", token) for text in lines.texts)


def test_a_bug_is_told_with_the_requests_id_and_without_its_data(
    client: Client, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError({"phone": "+79161234567", "order": 8190000000000001})

    monkeypatch.setattr("wms.ops.dials.lane_ages", fail)
    client.raise_request_exception = False
    answer = client.get("/readyz?deep=1&token=abc", headers={"X-Request-ID": "probe-0001"})
    assert answer.status_code == 500
    told = [line for line in map(json.loads, lines.texts) if "exception" in line]
    assert [line["request_id"] for line in told] == ["probe-0001"]
    assert "8190000000000001" in told[0]["exception"]
    assert not any("9161234567" in text or "token=abc" in text for text in lines.texts)
    assert [line["level"] for line in lines.answered] == ["error"]
