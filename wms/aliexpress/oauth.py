"""OAuth 2.0 on the wire: a code becomes tokens, tokens are renewed ahead of their end, by one process at a time."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from wms.aliexpress import client, evidence
from wms.aliexpress.errors import SellerChanged
from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.models import EvidenceOutcome, ShopAccount, TokenRefresh
from wms.aliexpress.operations.connect import store_tokens, tell_reauthorise
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.tokens import TokenPair, token_pair
from wms.aliexpress.slots import await_slot
from wms.core import throttle
from wms.core.cause import Cause
from wms.core.transactions import run

log = logging.getLogger(__name__)

CREATE, REFRESH = "/auth/token/create", "/auth/token/refresh"
AHEAD = timedelta(minutes=30)
RETRY_REFRESH = timedelta(seconds=60)  # between two tries while the present token still lives
POLL_SECONDS = 0.05


def authorise_address(account: ShopAccount, *, redirect_uri: str, state: str) -> str:
    """The page on which the seller allows the application to act for the shop."""
    query = {
        "response_type": "code",
        "force_auth": "true",
        "redirect_uri": redirect_uri,
        "client_id": account.app_key,
        "state": state,
    }
    return f"{client.base_address(account.gateway_url)}/oauth/authorize?{urlencode(query)}"


def redeem_code(account: ShopAccount, code: str, *, cause: Cause) -> TokenPair:
    """Tokens for an authorisation code (3 minutes, once). Raises PlatformFailure; stores nothing."""
    return _ask(account, CREATE, {"code": code}, cause, settings.ALIEXPRESS_DEADLINE_SECONDS)


def present_token(account: ShopAccount, *, seconds: float) -> str:
    """The access token to use now, renewed when its end is near. Takes at most about `seconds`; never raises for a
    renewal that fails while the present token lives. `account` is refreshed when somebody else has renewed it."""
    now = timezone.now()
    ends = account.access_expires_at
    if ends is None or ends - now > AHEAD or not account.refresh_token:
        return account.access_token
    try:
        renew(account, stale=account.access_token, seconds=seconds, is_urgent=ends <= now)
    except PlatformFailure as failure:
        log.warning("%s: tokens could not be renewed (%s)", account, failure.code)
        if ends <= now:
            raise
    return account.access_token


def renew(account: ShopAccount, *, stale: str, seconds: float, is_urgent: bool) -> None:
    """Renew the tokens unless somebody has done so since `stale` was read; the newest stand in `account` then.

    Single flight: while another process renews, wait for it if `is_urgent`, else go on with what there is. Raises
    PlatformFailure. No transaction may be open.
    """
    ends = time.monotonic() + seconds
    while True:
        account.refresh_from_db()
        if account.access_token != stale:
            return
        token = _claim(account, is_urgent)
        if token is not None:
            account.refresh_from_db()
            if account.access_token == stale:
                _renew(account, token, max(0.1, ends - time.monotonic()))
            else:  # somebody renewed between our look and our claim: asking again with the old pair would be refused
                _release(account, token, "")
            return
        if not is_urgent or time.monotonic() >= ends:
            return
        time.sleep(POLL_SECONDS)


def _claim(account: ShopAccount, is_urgent: bool) -> uuid.UUID | None:
    now = timezone.now()
    TokenRefresh.objects.get_or_create(account_id=account.pk)
    free = TokenRefresh.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), account_id=account.pk)
    if not is_urgent:
        free = free.filter(Q(tried_at=None) | Q(tried_at__lte=now - RETRY_REFRESH))
    token = uuid.uuid4()
    until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    return token if free.update(lease_token=token, lease_until=until, tried_at=now) else None


def _renew(account: ShopAccount, lease: uuid.UUID, seconds: float) -> None:
    """A refusal may only mean that an earlier answer was lost; the old access token lives on, a person is told."""
    cause, code = Cause.task(f"{account}:refresh"), ""
    try:
        await_slot(account.throttle_key, throttle.INTERACTIVE, seconds=seconds)
        pair = _ask(account, REFRESH, {"refresh_token": account.refresh_token}, cause, seconds)
        run(partial(store_tokens, cause=cause, account_id=account.pk, pair=pair))
        account.refresh_from_db()
    except PlatformFailure as failure:
        code = failure.code
        if failure.kind in (FailureKind.UNAUTHORISED, FailureKind.REFUSED):
            run(partial(tell_reauthorise, cause=cause, account_id=account.pk, code=code, refused=account.refresh_token))
        raise
    except SellerChanged as refusal:
        code = refusal.code
        run(partial(tell_reauthorise, cause=cause, account_id=account.pk, code=code, refused=account.refresh_token))
        raise PlatformFailure(FailureKind.UNAUTHORISED, code) from refusal
    finally:
        _release(account, lease, code)


def _release(account: ShopAccount, lease: uuid.UUID, code: str) -> None:
    TokenRefresh.objects.filter(account_id=account.pk, lease_token=lease).update(
        lease_until=None, lease_token=None, last_code=code[:60]
    )


def _ask(account: ShopAccount, method: str, parameters: Mapping[str, str], cause: Cause, seconds: float) -> TokenPair:
    began = timezone.now()
    try:
        answer = client.call(
            account.gateway_url, account.app_key, account.app_secret, method, parameters, seconds=seconds
        )
        pair = token_pair(answer.body, answer.answered_at)
    except Unreadable as problem:
        _keep(account, method, cause, began, EvidenceOutcome.UNKNOWN, f"answer.{problem.problem}")
        raise PlatformFailure(FailureKind.UNCLEAR, f"answer.{problem.problem}") from problem
    except PlatformFailure as failure:
        _keep(account, method, cause, began, EvidenceOutcome.FAILED, failure.code, failure.request_id)
        raise
    _keep(account, method, cause, began, EvidenceOutcome.OK, "", answer.request_id)
    return pair


def _keep(
    account: ShopAccount, method: str, cause: Cause, began: object, outcome: str, code: str, request_id: str = ""
) -> None:
    """Neither request nor answer of a token call holds anything but secrets."""
    if account.pk is None:
        return  # the account comes to be with its first token
    now = timezone.now()
    evidence.record(account, method, (), (), {}, {}, request_id, began, now, outcome, cause, code=code)  # type: ignore[arg-type]
