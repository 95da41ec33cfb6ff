"""Connecting, renaming and authorising a shop are written down: who, when, from, to, and never a secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.operations.connect import (
    Credentials,
    connect_account,
    open_shop,
    store_bare_token,
    store_tokens,
)
from wms.aliexpress.payloads.tokens import TokenPair
from wms.core.cause import Cause
from wms.core.models import AuditEntry, Shop, Warehouse
from wms.core.transactions import run

pytestmark = pytest.mark.django_db

KEYS = Credentials(app_key="5012", app_secret="very-secret-1", gateway_url="https://one.example/sync")
SECRETS = ("very-secret-1", "very-secret-2", "token-a", "token-b", "renewer-a", "renewer-b")


class Office:
    """One warehouse and the person who connects its shop."""

    def __init__(self) -> None:
        self.house: Warehouse = StockedWarehouseFactory()
        self.cause = Cause(source="desk", person=PersonFactory(), reference="connect_shop")

    def open(self, name: str) -> Shop:
        return run(partial(open_shop, cause=self.cause, code="S-9", name=name, warehouse=self.house))

    def connect(self, credentials: Credentials) -> ShopAccount:
        return run(partial(connect_account, cause=self.cause, shop=self.open("Nine"), credentials=credentials))

    def told(self, action: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """From and to of each entry of this kind, each by this person, about this shop, without a secret."""
        rows = AuditEntry.objects.filter(action=action, subject="shop:S-9").order_by("pk")
        for row in rows:
            assert (row.person, row.warehouse, row.source) == (self.cause.person, self.house, "desk")
            assert not [secret for secret in SECRETS if secret in str([row.before, row.after])]
        return [(row.before, row.after) for row in rows]


@pytest.fixture
def office() -> Office:
    return Office()


def pair(letter: str, days: int) -> TokenPair:
    until = timezone.now() + timedelta(days=days)
    return TokenPair(
        access_token=f"token-{letter}",
        refresh_token=f"renewer-{letter}",
        access_expires_at=until,
        refresh_expires_at=until,
        seller_id="777",
    )


def test_a_shop_is_opened_and_renamed_on_record(office: Office) -> None:
    for name in ("First", "Second", "Second"):
        office.open(name)
    assert office.told("shop.create") == [({}, {"name": "First", "channel": "aliexpress"})]
    assert office.told("shop.edit") == [({"name": "First"}, {"name": "Second"})]


def test_connecting_tells_what_was_there_before(office: Office) -> None:
    office.connect(KEYS)
    office.connect(replace(KEYS, app_secret="very-secret-2", gateway_url="https://two.example/sync"))
    office.connect(replace(KEYS, app_secret="very-secret-2", gateway_url="https://two.example/sync"))
    first, second = office.told("platform.connected")
    everything = {"app_key": "5012", "gateway": "https://one.example/sync", "profile": "whole_state"}
    assert first == ({}, {**everything, "is_active": True, "secret": "•••"})
    assert second == (
        {"gateway": "https://one.example/sync"},
        {"gateway": "https://two.example/sync", "secret": "•••"},
    )


def test_tokens_that_a_person_brings_are_on_record_those_renewed_by_themselves_are_not(office: Office) -> None:
    account = office.connect(KEYS)
    granted = pair("a", 30)
    run(partial(store_tokens, cause=office.cause, account_id=account.pk, pair=granted))
    run(partial(store_tokens, cause=Cause.task("renew"), account_id=account.pk, pair=granted))
    brought = {"access_token": "token-b", "refresh_token": "renewer-b"}
    run(partial(store_bare_token, cause=office.cause, account_id=account.pk, **brought))

    until = granted.access_expires_at.isoformat(timespec="minutes")
    assert office.told("platform.authorised") == [
        (
            {"seller": "", "access_until": "", "refresh_until": ""},
            {"seller": "777", "access_until": until, "refresh_until": until, "token": "•••"},
        ),
        ({"access_until": until}, {"access_until": "", "token": "•••"}),
    ]
