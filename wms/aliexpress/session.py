"""Calls for one account: its token, its slot, its evidence, and what the account learns from each answer."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from wms.aliexpress import blocks, breaker, client, evidence, oauth
from wms.aliexpress.client import Answer
from wms.aliexpress.failures import NO_SLOT, FailureKind, PlatformFailure
from wms.aliexpress.models import EvidenceOutcome, ShopAccount
from wms.aliexpress.slots import await_slot
from wms.core import throttle
from wms.core.cause import Cause
from wms.core.outbox.held import may_still_send
from wms.core.transactions import run

SLOT_WAIT_SECONDS = {throttle.INTERACTIVE: 2.5, throttle.ORDERS: 10.0, throttle.STOCK: 5.0}
OUTCOMES = {FailureKind.REFUSED: EvidenceOutcome.REFUSED, FailureKind.UNCLEAR: EvidenceOutcome.UNKNOWN}

JUDGED = frozenset({EvidenceOutcome.OK, EvidenceOutcome.REFUSED})  # the gateway let the call through


@dataclass(frozen=True)
class About:
    """What a call is about, for its evidence: SKU codes, order numbers, stock versions by binding id."""

    skus: Iterable[str] = ()
    orders: Iterable[str] = ()
    versions: Mapping[int, int] = field(default_factory=dict)


NOTHING = About()


class Session:
    """One account's calls, caused by `cause`. No transaction may be open around any of them.

    `slot` is the kind of throttle slot that each call takes for itself at the moment when it goes; empty when the
    caller has opened one for the only call. `held`: a slot that is reserved for the first call already. `has_asked`: a
    request has gone out, so a later one that gets no slot leaves something asked. `kept_id`: the newest exchange that
    was kept.
    """

    def __init__(self, account: ShopAccount, cause: Cause, slot: str = "", held: throttle.Slot | None = None) -> None:
        self.account = account
        self.cause = cause
        self.slot = slot
        self.held = held
        self.has_asked = False
        self.kept_id = 0

    def call(self, method: str, parameters: Mapping[str, Any], about: About = NOTHING, *, slot: str = "") -> Answer:
        """Make one call within ALIEXPRESS_DEADLINE_SECONDS; values that are no text travel as JSON.

        A token that the platform refuses is renewed and the call made once more, if that is still in time.
        Raises PlatformFailure. The exchange is kept either way [M15].
        """
        given = {key: _as_text(value) for key, value in parameters.items() if value is not None}
        self._take_slot(slot or self.slot)
        ends = time.monotonic() + settings.ALIEXPRESS_DEADLINE_SECONDS
        token = oauth.present_token(self.account, seconds=settings.ALIEXPRESS_DEADLINE_SECONDS)
        try:
            return self._exchange(method, given, about, token, ends)
        except PlatformFailure as failure:
            if not (failure.is_token and self.account.refresh_token and _left(ends) > 0):
                self._learn(method, failure)
                raise
        try:
            oauth.renew(self.account, stale=token, seconds=_left(ends), is_urgent=True)
            self._take_slot(slot or self.slot or throttle.STOCK)
            return self._exchange(method, given, about, self.account.access_token, ends)
        except PlatformFailure as failure:
            self._learn(method, failure)
            raise

    def _take_slot(self, kind: str) -> None:
        held, self.held = self.held, None
        if kind and not (held is not None and held.open()):
            await_slot(self.account.throttle_key, kind, seconds=SLOT_WAIT_SECONDS[kind])
        if not may_still_send():
            raise PlatformFailure(FailureKind.NOT_SENT, NO_SLOT, "the slot came too late for the lease")

    def _exchange(self, method: str, given: dict[str, str], about: About, token: str, ends: float) -> Answer:
        account, our_id, began = self.account, uuid.uuid4(), timezone.now()
        self.has_asked = True
        try:
            answer = client.call(
                account.gateway_url, account.app_key, account.app_secret, method, given, token=token,
                seconds=max(0.05, _left(ends)),
            )  # fmt: skip
        except PlatformFailure as failure:
            outcome = OUTCOMES.get(failure.kind, EvidenceOutcome.FAILED)
            told = {"code": failure.code, "text": failure.text}
            self._keep(
                method, given, about, told, failure.request_id, began, timezone.now(), outcome, failure.code, our_id
            )
            raise
        self._keep(
            method, given, about, answer.body, answer.request_id, answer.sent_at, answer.answered_at,
            EvidenceOutcome.OK, "", our_id,
        )  # fmt: skip
        return answer

    def _keep(
        self,
        method: str,
        request: Mapping[str, Any],
        about: About,
        response: Mapping[str, Any],
        request_id: str,
        sent_at: datetime,
        answered_at: datetime,
        outcome: str,
        code: str,
        our_id: uuid.UUID,
    ) -> None:
        def write() -> int:
            kept = evidence.record(
                self.account, method, about.skus, about.orders, request, response, request_id, sent_at, answered_at,
                outcome, self.cause, about.versions, code=code, our_id=our_id,
            )  # fmt: skip
            if outcome in JUDGED:
                blocks.record_passed(self.account, method)
            if outcome == EvidenceOutcome.OK and self.slot != throttle.STOCK and not about.versions:
                breaker.record_other_success(self.account.pk)
            return kept.pk

        self.kept_id = run(write)

    def _learn(self, method: str, failure: PlatformFailure) -> None:
        """A ban, a block and a refused token concern all lanes of the account."""
        if failure.kind == FailureKind.LIMITED:
            throttle.ban(self.account.throttle_key, failure.seconds)
        elif failure.kind == FailureKind.BLOCKED:
            run(partial(blocks.record_block, self.account.pk, method, failure.code))
        elif failure.kind == FailureKind.UNAUTHORISED:
            refused = partial(breaker.record_unauthorised, self.account.pk, failure.code, self.account.access_token)
            run(refused)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _left(ends: float) -> float:
    return ends - time.monotonic()
