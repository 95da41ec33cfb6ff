"""[M21] Codes become tokens, tokens are renewed ahead of their end by one process at a time, and stay this seller's."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.aliexpress.wire.conftest import BLACK, Wire
from tests.floor import CAUSE
from wms.aliexpress import client, oauth
from wms.aliexpress.errors import SellerChanged
from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.models import Evidence, ShopAccount, TokenRefresh
from wms.aliexpress.oauth import present_token, redeem_code
from wms.aliexpress.operations.connect import store_tokens, warn_life_ends
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.tokens import TokenPair, token_pair
from wms.aliexpress.session import Session
from wms.core import throttle
from wms.core.models import WorkItem
from wms.core.transactions import run

NOW = timezone.now()
REFRESH = "/auth/token/refresh"


def ends_in(wire: Wire, minutes: float) -> None:
    """The access token's end, as far as we know."""
    ShopAccount.objects.filter(pk=wire.account.pk).update(access_expires_at=timezone.now() + timedelta(minutes=minutes))
    wire.account.refresh_from_db()


def open_items(kind: str) -> int:
    return WorkItem.objects.filter(kind=kind).exclude(state="resolved").count()


def test_an_answer_is_read_with_numbers_and_with_texts() -> None:
    body = {"access_token": "50000a", "refresh_token": "50001b", "expires_in": 2592000, "refresh_expires_in": 5184000,
            "seller_id": "2637908814", "user_id": "1", "code": "0"}  # fmt: skip
    texts = {**body, "expires_in": "2592000", "refresh_expires_in": "5184000"}

    pair = token_pair(body, NOW)

    assert pair == token_pair(texts, NOW)
    assert (pair.access_expires_at, pair.refresh_expires_at) == (NOW + timedelta(days=30), NOW + timedelta(days=60))
    assert pair.seller_id == "2637908814"


def test_what_an_answer_leaves_out_is_not_invented() -> None:
    assert token_pair({"access_token": "a", "expires_in": 60}, NOW) == TokenPair(
        "a", NOW + timedelta(seconds=60), "", None, ""
    )


@pytest.mark.parametrize(
    "body", [{}, {"access_token": ""}, {"access_token": "a"}, {"access_token": "a", "expires_in": "x"}]
)
def test_an_answer_without_a_token_or_its_life_cannot_be_read(body: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        token_pair(body, NOW)


def test_a_code_becomes_tokens_that_are_encrypted_at_rest(bare: Wire) -> None:
    account = bare.authorise()

    assert account.access_token
    assert account.seller_id == str(bare.platform()["seller_id"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token, refresh_token, app_secret FROM aliexpress_shopaccount")
        kept = " ".join(map(str, cursor.fetchone()))
    for secret in (account.access_token, account.refresh_token, account.app_secret):
        assert secret not in kept


def test_a_code_is_good_once(bare: Wire) -> None:
    code = bare.consent()
    redeem_code(bare.account, code, cause=CAUSE)

    with pytest.raises(PlatformFailure) as caught:
        redeem_code(bare.account, code, cause=CAUSE)

    assert (caught.value.kind, caught.value.code) == (FailureKind.UNAUTHORISED, "InvalidCode")


def test_no_secret_stands_in_log_or_evidence(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wire.sell(BLACK, 3)
    wire.buy()
    ends_in(wire, 5)
    secrets = {wire.account.access_token, wire.account.refresh_token, wire.account.app_secret}

    wire.pull()
    wire.drain("orders")

    account = ShopAccount.objects.get()
    secrets |= {account.access_token, account.refresh_token}
    assert len(secrets) == 5, "the tokens were renewed meanwhile"
    told = caplog.text + str(list(Evidence.objects.values_list("request", "response", "code")))
    assert not [secret for secret in secrets if secret in told]
    assert Evidence.objects.count() >= 4


def test_a_token_that_lives_long_enough_is_used_as_it_is(wire: Wire) -> None:
    before = wire.account.access_token
    ends_in(wire, 31)

    assert present_token(wire.account, seconds=1) == before
    assert wire.calls(REFRESH) == 0


def test_a_token_near_its_end_is_renewed_ahead(wire: Wire) -> None:
    before, refresh_ends = wire.account.access_token, wire.account.refresh_expires_at
    ends_in(wire, 29)

    token = present_token(wire.account, seconds=1)

    wire.account.refresh_from_db()
    assert token == wire.account.access_token != before
    assert wire.account.access_expires_at > timezone.now() + timedelta(hours=1)
    assert abs(wire.account.refresh_expires_at - refresh_ends) < timedelta(minutes=1), "its life is not extended"


def test_many_at_once_renew_once(wire: Wire) -> None:
    """Refreshing twice would lose the newer pair; those who wait use what the first one got."""
    ends_in(wire, -1)
    start = threading.Barrier(4)
    tokens: list[str] = []

    def ask() -> None:
        try:
            account = ShopAccount.objects.get(pk=wire.account.pk)
            start.wait()
            tokens.append(present_token(account, seconds=3))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    wire.account.refresh_from_db()
    assert tokens == [wire.account.access_token] * 4
    assert wire.calls(REFRESH) == 1


def test_who_claims_after_anothers_renewal_uses_its_tokens(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between our look and our claim another has renewed: with the old pair we would be refused and alarm a person."""
    ends_in(wire, -1)
    plain = oauth._claim

    def late(account: ShopAccount, is_urgent: bool) -> Any:
        other = ShopAccount.objects.get(pk=account.pk)
        other.access_token = "50000theirs"
        other.save(update_fields=["access_token"])
        return plain(account, is_urgent)

    monkeypatch.setattr(oauth, "_claim", late)

    assert present_token(wire.account, seconds=1) == "50000theirs"
    assert (wire.calls(REFRESH), TokenRefresh.objects.get().lease_token) == (0, None)
    assert open_items("platform_reauthorise") == 0


def test_while_another_renews_a_living_token_goes_on(wire: Wire) -> None:
    ends_in(wire, 10)
    before = wire.account.access_token
    TokenRefresh.objects.create(account=wire.account, lease_until=timezone.now() + timedelta(seconds=5))

    assert present_token(wire.account, seconds=1) == before
    assert wire.calls(REFRESH) == 0


def test_an_answer_without_a_refresh_token_leaves_the_old_one(wire: Wire) -> None:
    old = wire.account.refresh_token
    pair = TokenPair("50000new", timezone.now() + timedelta(days=1), "", None, "")

    account = run(partial(store_tokens, cause=CAUSE, account_id=wire.account.pk, pair=pair))

    account.refresh_from_db()
    assert (account.access_token, account.refresh_token) == ("50000new", old)
    assert account.refresh_expires_at == wire.account.refresh_expires_at


def test_another_sellers_tokens_are_not_taken(wire: Wire) -> None:
    before = wire.account.access_token
    with pytest.raises(SellerChanged):
        wire.authorise(shop="SIM")

    wire.account.refresh_from_db()
    assert wire.account.access_token == before


def test_a_refresh_that_answers_for_another_seller_asks_for_a_person(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_in(wire, -1)
    foreign = TokenPair("50000x", timezone.now() + timedelta(days=1), "50001x", None, "999")
    monkeypatch.setattr(oauth, "token_pair", lambda *_args: foreign)

    with pytest.raises(PlatformFailure) as caught:
        present_token(wire.account, seconds=1)

    wire.account.refresh_from_db()
    assert (caught.value.kind, caught.value.code) == (FailureKind.UNAUTHORISED, "platform.seller_changed")
    assert wire.account.access_token != "50000x"
    assert open_items("platform_reauthorise") == 1


def test_a_failed_renewal_does_not_stop_a_living_token(wire: Wire) -> None:
    ends_in(wire, 10)
    before = wire.account.access_token
    wire.faults(http_500={"value": True, "methods": "token"})

    assert present_token(wire.account, seconds=1) == before
    assert open_items("platform_reauthorise") == 0


def test_a_refused_renewal_asks_for_a_person_and_a_new_consent_closes_it(wire: Wire) -> None:
    ends_in(wire, 10)
    ShopAccount.objects.filter(pk=wire.account.pk).update(refresh_token="50001gone")
    wire.account = ShopAccount.objects.get(pk=wire.account.pk)
    wire.account.refresh_token = "50001gone"
    wire.account.save(update_fields=["refresh_token"])

    assert present_token(wire.account, seconds=1) == wire.account.access_token
    assert open_items("platform_reauthorise") == 1

    wire.authorise()
    assert open_items("platform_reauthorise") == 0


def test_a_token_that_was_refused_is_renewed_and_the_call_made_once_more(wire: Wire) -> None:
    wire.sell(BLACK, 3)
    number = wire.buy()
    before = wire.account.access_token
    wire.ask("expire_tokens", shop="DEMO")

    assert wire.pull().complete

    assert (wire.order(number).state, wire.account.access_token != before) == ("promised", True)
    assert wire.account.needs_authorisation_since is None


@pytest.mark.parametrize(
    ("days", "told"), [(15, []), (14, [14]), (8, [14]), (7, [14, 7]), (3, [14, 7, 3]), (1, [14, 7, 3, 1])]
)
def test_a_life_that_nothing_extends_is_counted_down(wire: Wire, days: int, told: list[int]) -> None:
    now = timezone.now()
    ShopAccount.objects.update(refresh_expires_at=now + timedelta(days=15))
    stages = []
    for passed in range(16 - days):
        moment = now + timedelta(days=passed)
        for _ in range(2):  # an hourly task tells a stage once
            if run(partial(warn_life_ends, cause=CAUSE, account_id=wire.account.pk, now=moment)):
                stages.append(ShopAccount.objects.get().refresh_warned_days)
    assert stages == told
    assert open_items("platform_life_ends") == bool(told)


def test_a_new_authorisation_ends_the_countdown(wire: Wire) -> None:
    ShopAccount.objects.update(refresh_expires_at=timezone.now() + timedelta(days=2))
    run(partial(warn_life_ends, cause=CAUSE, account_id=wire.account.pk))
    assert WorkItem.objects.get(kind="platform_life_ends").is_urgent
    wire.authorise()
    assert (open_items("platform_life_ends"), ShopAccount.objects.get().refresh_warned_days) == (0, None)


def test_a_refusal_of_what_a_new_consent_has_replaced_is_no_news(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.faults(revoked_token=True)
    call, asked = client.call, []

    def consent_before_the_answer(*arguments: Any, **options: Any) -> Any:
        """The seller consents anew while the refusal of the old tokens is on its way."""
        try:
            return call(*arguments, **options)
        except PlatformFailure:
            asked.append(arguments[3])
            if arguments[3] == REFRESH:
                pair = redeem_code(wire.account, wire.consent(), cause=CAUSE)
                run(partial(store_tokens, cause=CAUSE, account_id=wire.account.pk, pair=pair))
            raise

    monkeypatch.setattr(client, "call", consent_before_the_answer)
    late = ShopAccount.objects.get(pk=wire.account.pk)

    with pytest.raises(PlatformFailure, match="IllegalRefreshToken"):
        Session(late, CAUSE, slot=throttle.ORDERS).call("aliexpress.logistics.redefining.listlogisticsservice", {})

    wire.account.refresh_from_db()
    assert asked == ["aliexpress.logistics.redefining.listlogisticsservice", REFRESH]
    assert wire.account.needs_authorisation_since is None
    assert (open_items("platform_authorisation"), open_items("platform_reauthorise")) == (0, 0)
    assert wire.pull().complete
