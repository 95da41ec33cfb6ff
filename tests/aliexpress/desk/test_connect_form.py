"""[M21] Connecting a shop by form: HTTPS only, keys encrypted, nobody's shop taken over."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.aliexpress.desk.conftest import Desk, signed_in
from tests.factories.core import ShopFactory
from wms.aliexpress.models import ShopAccount
from wms.core.models import Shop
from wms.core.states import Role

GOOD = {
    "code": "new-1", "name": "New shop", "app_key": "501234", "app_secret": "very-secret-1",
    "gateway_url": "https://api-sg.aliexpress.com/sync",
}  # fmt: skip


def connect(desk: Desk, **changes: str) -> Any:
    return desk.client.post("/aliexpress/shops/connect/", {**GOOD, **changes})


def test_m21_a_shop_is_connected_and_its_secret_lies_encrypted(desk: Desk) -> None:
    answer = connect(desk)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/aliexpress/shops/")
    account = ShopAccount.objects.get(shop__code="NEW-1")
    assert (account.shop.warehouse, account.app_secret) == (desk.warehouse, "very-secret-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_secret FROM aliexpress_shopaccount WHERE id = %s", [account.pk])
        assert "very-secret-1" not in cursor.fetchone()[0]
    assert "very-secret-1" not in desk.said(desk.get("/aliexpress/shops/"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gateway_url": "http://api-sg.aliexpress.com"}, "The gateway must speak HTTPS"),
        ({"gateway_url": "ftp://x"}, "Not a gateway&#x27;s address"),
        ({"code": "a b"}, "Shop code: missing or not of its form"),
        ({"name": ""}, "Shop name: missing"),
        ({"app_key": "abc"}, "App Key: missing"),
        ({"app_secret": "short"}, "App Secret: missing"),
    ],
)
def test_what_is_wrong_is_named_nothing_is_made_and_the_secret_is_not_sent_back(
    desk: Desk, changes: dict[str, str], said: str
) -> None:
    answer = connect(desk, **changes)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert GOOD["app_secret"] not in page
    assert not Shop.objects.filter(code="NEW-1").exists()


def test_another_warehouses_code_is_taken_and_nothing_of_it_changes(desk: Desk) -> None:
    foreign = ShopFactory(code="FAR-1", name="Theirs")
    answer = connect(desk, code="FAR-1")
    assert answer.status_code == 409
    foreign.refresh_from_db()
    assert (foreign.name, ShopAccount.objects.filter(shop=foreign).exists()) == ("Theirs", False)


def test_a_manager_does_not_connect_shops(desk: Desk) -> None:
    _, manager = signed_in(desk.warehouse, Role.MANAGER)
    assert manager.get("/aliexpress/shops/connect/").status_code == 403
