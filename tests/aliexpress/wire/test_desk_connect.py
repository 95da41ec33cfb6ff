"""[M21] Authorising a shop in the browser: only who may, only who was sent, only once."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from tests.aliexpress.wire.conftest import Wire
from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from wms.aliexpress.models import ShopAccount
from wms.core.models import Assignment, Warehouse
from wms.core.states import Role

CALLBACK = "/aliexpress/callback/"


def signed_in(warehouse: Warehouse | None, role: str = Role.OPERATOR) -> Client:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=warehouse, role=role)
    client = Client()
    client.force_login(person)
    return client


def leave(client: Client, wire: Wire) -> dict[str, str]:
    """Press the button; what the platform is told."""
    answer = client.post(f"/aliexpress/shops/{wire.account.pk}/authorise/")
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{wire.sandbox.url}/oauth/authorize"
    return {key: values[0] for key, values in parse_qs(parts.query).items()}


def come_back(client: Client, **query: str) -> str:
    """What the person reads."""
    answer = client.get(CALLBACK, query)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/aliexpress/shops/")
    *_, last = get_messages(answer.wsgi_request)
    return str(last)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMINISTRATOR])
def test_out_with_a_state_and_back_with_a_code(bare: Wire, role: str) -> None:
    client = signed_in(bare.warehouse, role)
    asked = leave(client, bare)
    assert (asked["client_id"], asked["response_type"]) == (bare.sandbox.world.app_key, "code")
    assert asked["redirect_uri"] == f"http://testserver{CALLBACK}"
    assert len(asked["state"]) >= 32

    told = come_back(client, code=bare.consent(), state=asked["state"])

    account = ShopAccount.objects.get()
    assert "已授权" in told
    assert (account.seller_id, bool(account.access_token)) == (str(bare.platform()["seller_id"]), True)


def test_the_page_shows_the_shops_and_their_state_in_both_languages(bare: Wire) -> None:
    client = signed_in(bare.warehouse)
    page = client.get("/aliexpress/shops/", headers={"accept-language": "zh-hans"})
    assert "未授权" in page.content.decode()
    assert bare.shop.name in page.content.decode()
    client.cookies["language"] = "en"
    assert "never authorised" in client.get("/aliexpress/shops/").content.decode()


@pytest.mark.parametrize("state", ["", "guessed"])
def test_a_link_that_this_browser_did_not_ask_for_changes_nothing(bare: Wire, state: str) -> None:
    client = signed_in(bare.warehouse)
    leave(client, bare)

    told = come_back(client, code=bare.consent(), state=state)

    assert "授权链接不对" in told
    assert ShopAccount.objects.get().access_token == ""


def test_without_having_asked_even_an_empty_state_is_wrong(bare: Wire) -> None:
    assert "授权链接不对" in come_back(signed_in(bare.warehouse), code=bare.consent(), state="")
    assert ShopAccount.objects.get().access_token == ""


def test_a_state_is_good_once(bare: Wire) -> None:
    client = signed_in(bare.warehouse)
    state = leave(client, bare)["state"]
    come_back(client, code=bare.consent(), state=state)

    assert "授权链接不对" in come_back(client, code=bare.consent(), state=state)


@pytest.mark.parametrize(("query", "reason"), [({"code": "3_unknown"}, "InvalidCode"), ({"error": "denied"}, "denied")])
def test_a_refusal_is_told_with_its_reason(bare: Wire, query: dict[str, str], reason: str) -> None:
    client = signed_in(bare.warehouse)
    state = leave(client, bare)["state"]

    told = come_back(client, state=state, **query)

    assert reason in told
    assert ShopAccount.objects.get().access_token == ""


def test_another_sellers_consent_is_refused(wire: Wire) -> None:
    client = signed_in(wire.warehouse)
    state = leave(client, wire)["state"]

    told = come_back(client, code=wire.consent("SIM"), state=state)

    assert "授权的是别的卖家" in told
    assert ShopAccount.objects.get().access_token == wire.account.access_token


def test_a_platform_that_does_not_answer_is_told(bare: Wire) -> None:
    client = signed_in(bare.warehouse)
    state = leave(client, bare)["state"]
    bare.faults(http_500=True)

    assert "平台没回应" in come_back(client, code="3_x", state=state)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PICKER])
def test_who_may_not_connect_sees_nothing_of_it(bare: Wire, role: str) -> None:
    client = signed_in(bare.warehouse, role)

    assert client.get("/aliexpress/shops/").status_code == 403
    assert client.post(f"/aliexpress/shops/{bare.account.pk}/authorise/").status_code == 403


def test_a_foreign_warehouses_shop_is_not_found(bare: Wire) -> None:
    client = signed_in(StockedWarehouseFactory(code="W-9"))

    assert client.post(f"/aliexpress/shops/{bare.account.pk}/authorise/").status_code == 404
    assert bare.shop.name not in client.get("/aliexpress/shops/").content.decode()


def test_rights_that_ended_meanwhile_end_the_way_back(bare: Wire) -> None:
    client = signed_in(bare.warehouse)
    state = leave(client, bare)["state"]
    Assignment.objects.all().delete()

    assert "授权链接不对" in come_back(client, code=bare.consent(), state=state)
    assert ShopAccount.objects.get().access_token == ""


def test_nobody_comes_in_without_signing_in(bare: Wire) -> None:
    for address in (CALLBACK, "/aliexpress/shops/"):
        answer: Any = Client().get(address)
        assert (answer.status_code, answer.headers["Location"].startswith("/signin/")) == (302, True)
