"""[M21] What is secret is encrypted at rest, under keys that can be changed."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from wms.aliexpress.models import ShopAccount
from wms.core.models import Shop, Warehouse
from wms.core.secrets import decrypt, encrypt


def test_what_is_encrypted_comes_back_and_does_not_show() -> None:
    token = encrypt("令牌-token")
    assert "token" not in token
    assert token != encrypt("令牌-token")
    assert decrypt(token) == "令牌-token"
    assert (encrypt(""), decrypt("")) == ("", "")


def test_an_old_key_still_reads_and_a_new_one_writes(settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    token = encrypt("secret")
    settings.FIELD_KEYS = [new, old]
    assert decrypt(token) == "secret"
    written = encrypt("secret")
    settings.FIELD_KEYS = [new]
    assert decrypt(written) == "secret"
    with pytest.raises(InvalidToken):
        decrypt(token)


def test_without_keys_only_a_demo_derives_one(settings: Any) -> None:
    settings.FIELD_KEYS = []
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        encrypt("secret")
    settings.DEMO = True
    assert decrypt(encrypt("secret")) == "secret"


@pytest.mark.django_db
def test_the_database_never_sees_the_text() -> None:
    warehouse = Warehouse.objects.create(code="W1", name_zh="一", name_en="One")
    shop = Shop.objects.create(code="S1", name="S", warehouse=warehouse)
    ShopAccount.objects.create(shop=shop, app_key="k", app_secret="very secret", access_token="token-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_secret, access_token, refresh_token FROM aliexpress_shopaccount")
        raw = cursor.fetchone()
    assert "very secret" not in raw[0]
    assert "token-1" not in raw[1]
    assert raw[2] == ""
    account = ShopAccount.objects.get()
    assert (account.app_secret, account.access_token, account.refresh_token) == ("very secret", "token-1", "")
