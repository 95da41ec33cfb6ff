"""A call of several requests: its lease is renewed while it is its own, never once somebody else may have the row.

And one whose lease ended without a word is looked up only when it can no longer be applied.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.utils import timezone

from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox import Sent, drain_exchanges, enqueue, exchange_handler, exchanges, leases, may_still_send
from wms.core.outbox.exchanges import claim, peek
from wms.core.states import DeliveryState
from wms.core.transactions import unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)

LANE = "aliexpress:1:interactive"
LEASE, MARGIN = 15.0, 4.0
OTHER = UUID(int=1)


class Clock:
    """The process's own clock, by which it judges its lease."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings) -> Clock:
    settings.OUTBOX_LEASE_SECONDS, settings.ALIEXPRESS_DEADLINE_SECONDS = LEASE, MARGIN - 1
    made = Clock()
    monkeypatch.setattr(leases, "time", SimpleNamespace(monotonic=made.monotonic))
    return made


def call(during: Callable[[Exchange], Sent]) -> Exchange:
    """One call whose handler does this, made."""
    exchange_handler("h", SimpleNamespace(throttle_key=lambda row: None, send=during, finish=lambda row, sent: None))
    with unit_of_work():
        row = enqueue(lane=LANE, handler="h", subject="order:1", cause=Cause.task("test"))
    drain_exchanges(LANE, 0.3)
    row.refresh_from_db()
    return row


def test_a_call_comes_to_its_last_request_however_long_the_first_ones_took(clock: Clock) -> None:
    asked: list[bool] = []
    until = []

    def ask(row: Exchange) -> Sent:
        for _ in range(4):
            asked.append(may_still_send())
            until.append(Exchange.objects.get().lease_until)
            clock.now += 6.0
        return Sent("done")

    row = call(ask)
    assert asked == [True] * 4
    assert until[0] == until[1] < until[2], "a lease that is long enough costs no statement"
    assert row.state == DeliveryState.DONE


def test_a_lease_that_ran_out_is_not_renewed(clock: Clock) -> None:
    """The race: whoever was frozen for so long may have a successor, who has not written yet."""
    asked: list[bool] = []

    def freeze(row: Exchange) -> Sent:
        clock.now += LEASE + 1
        asked.append(may_still_send())
        return Sent("retry", "lease.short")

    call(freeze)
    assert asked == [False]


def test_a_row_that_somebody_else_has_is_not_renewed(clock: Clock) -> None:
    asked: list[bool] = []

    def lose(row: Exchange) -> Sent:
        Exchange.objects.update(lease_token=OTHER, lease_until=timezone.now())
        clock.now += LEASE - 1
        asked.append(may_still_send())
        return Sent("done")

    row = call(lose)
    assert asked == [False]
    assert (row.state, row.lease_token) == (DeliveryState.LEASED, OTHER)


def test_outside_a_call_anybody_may_send() -> None:
    assert may_still_send()


@pytest.mark.usefixtures("clock")
def test_an_abandoned_call_is_looked_up_only_when_it_can_no_longer_be_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent with the margin of four seconds left, a write may come until two seconds after the lease (PROTOCOLS 3)."""
    with unit_of_work():
        dead, _ = (enqueue(lane=LANE, handler="h", subject="order:1", cause=Cause.task("test")) for _ in range(2))
    lease = claim(dead)
    assert lease is not None
    for seconds, free in ((-0.1, []), (1.9, []), (2.1, [dead])):
        monkeypatch.setattr(exchanges.timezone, "now", partial(_moment, lease.until + timedelta(seconds=seconds)))
        assert peek(LANE) == free, "the later call about the subject waits all the while"


def _moment(at: datetime) -> datetime:
    return at
