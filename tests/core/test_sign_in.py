"""Wrong passwords are kept and counted, per account and per address, wherever the web process runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.core import PersonFactory
from wms.core.models import AuditEntry, Person
from wms.core.operations import sign_in

pytestmark = pytest.mark.django_db
GOOD = "a-long-sentence-of-mine"


@pytest.fixture
def person() -> Person:
    found = PersonFactory(username="zhoumin")
    found.set_password(GOOD)
    found.save()
    return found


def attempt(username: str, password: str, address: str = "10.0.0.1") -> int:
    form = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address).post("/signin/", form).status_code


def test_a_wrong_try_is_kept_without_the_password(person: Person) -> None:
    assert attempt("ZhouMin", "guess-guess") == 401
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.after) == ("signin.refused", "person:zhoumin", {"address": "10.0.0.1"})


def test_an_account_is_locked_from_every_address_and_no_other_account_is(person: Person) -> None:
    other = PersonFactory(username="other")
    other.set_password(GOOD)
    other.save()
    for number in range(sign_in.TRIES_AN_ACCOUNT):
        assert attempt("zhoumin", "wrong", f"10.0.1.{number}") == 401
    assert attempt("zhoumin", GOOD, "10.9.9.9") == 429
    assert attempt("other", GOOD, "10.9.9.9") == 302


def test_an_address_is_locked_whatever_the_account(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "TRIES_AN_ADDRESS", 3)
    assert [attempt(f"nobody{number}", "wrong") for number in range(3)] == [401, 401, 401]
    assert attempt("zhoumin", GOOD) == 429
    assert attempt("zhoumin", GOOD, "10.0.0.2") == 302


def test_a_right_password_forgets_the_wrong_ones(person: Person) -> None:
    for _ in range(sign_in.TRIES_AN_ACCOUNT - 1):
        attempt("zhoumin", "wrong")
    assert attempt("zhoumin", GOOD) == 302
    assert attempt("zhoumin", "wrong") == 401
    assert attempt("zhoumin", GOOD) == 302


def test_the_lock_ends_and_a_locked_try_does_not_prolong_it(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(sign_in.TRIES_AN_ACCOUNT):
        attempt("zhoumin", "wrong")
    assert attempt("zhoumin", "wrong") == 429
    assert AuditEntry.objects.count() == sign_in.TRIES_AN_ACCOUNT
    later = timezone.now() + sign_in.WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(sign_in.timezone, "now", lambda: later)
    assert attempt("zhoumin", GOOD) == 302


def test_behind_the_proxy_the_address_is_the_visitors(person: Person, settings: Any) -> None:
    headers = {"HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    Client(**headers).post("/signin/", {"username": "zhoumin", "password": "x"})
    settings.BEHIND_HTTPS = True
    Client(**headers).post("/signin/", {"username": "zhoumin", "password": "x"})
    addresses = list(AuditEntry.objects.order_by("pk").values_list("reference", flat=True))
    assert addresses == ["127.0.0.1", "203.0.113.7"]
