"""Outbound calls: serial per subject, as wide as the lane, finished under a token, suspect when unclear."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from wms.core import throttle
from wms.core.cause import Cause
from wms.core.models import AuditEntry, Exchange, WorkItem
from wms.core.outbox import (
    Sent,
    drain_exchange,
    drain_exchanges,
    enqueue,
    enqueue_all,
    exchange_handler,
    exchanges,
    next_call,
)
from wms.core.outbox.exchanges import claim, peek, width_of
from wms.core.outbox.sweep import due_lanes
from wms.core.tasks import drain
from wms.core.transactions import unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)

LANE = "aliexpress:1:interactive"
CAUSE = Cause.task("test")


class Handler:
    """Answers what it is told to answer; its effect is an audit entry."""

    def __init__(self, *answers: Sent, key: str | None = None, during: Callable[[Exchange], Any] | None = None) -> None:
        self.answers = list(answers) or [Sent("done")]
        self.key = key
        self.during = during
        self.seen: list[tuple[str, bool]] = []

    def throttle_key(self, exchange: Exchange) -> str | None:
        return self.key

    def send(self, exchange: Exchange) -> Sent:
        assert not connection.in_atomic_block, "no transaction is open while anybody calls"
        self.seen.append((exchange.subject, exchange.is_suspect))
        if self.during:
            self.during(exchange)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        AuditEntry.objects.create(action=sent.outcome, subject=exchange.subject, source="task")


def _enqueue(subject: str = "order:1", *, lane: str = LANE, handler: str = "h") -> Exchange:
    with unit_of_work():
        return enqueue(lane=lane, handler=handler, subject=subject, cause=CAUSE)


def test_calls_written_together_are_made_in_their_order_each_found_by_the_subject(nudged: list[str]) -> None:
    exchange_handler("h", Handler())
    exchange_handler("i", Handler())
    with unit_of_work():
        first, second = enqueue_all(lane=LANE, handlers=["i", "h"], subject="parcel:1", cause=CAUSE)
    assert not drain_exchange(second.pk)
    for row in (first, second):
        assert next_call("parcel:1") == row.pk
        assert drain_exchange(row.pk)
    assert (next_call("parcel:1"), nudged) == (None, [LANE])


def _again() -> None:
    Exchange.objects.update(next_at=timezone.now())


def test_a_call_is_made_once_and_its_effect_kept(nudged: list[str]) -> None:
    handler = Handler(Sent("done", code="ok", result={"waybill": "LP1"}))
    exchange_handler("h", handler)
    row = _enqueue()
    assert nudged == [LANE]
    drain(LANE)
    drain(LANE)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.result, row.attempts) == ("done", "ok", {"waybill": "LP1"}, 1)
    assert handler.seen == [("order:1", False)]
    assert list(AuditEntry.objects.values_list("action", "subject")) == [("done", "order:1")]
    assert (row.source, row.reference) == ("task", "test")


def test_calls_about_one_subject_are_serial_and_others_are_not() -> None:
    first, second, other = _enqueue("order:1"), _enqueue("order:1"), _enqueue("order:2")
    assert [row.pk for row in peek(LANE)] == [first.pk, other.pk]
    assert claim(first) is not None
    assert [row.pk for row in peek(LANE)] == [other.pk]
    assert claim(second) is None
    assert claim(other) is not None


def test_an_older_call_that_waits_for_its_rung_holds_back_the_younger() -> None:
    first, _ = _enqueue("order:1"), _enqueue("order:1")
    Exchange.objects.filter(pk=first.pk).update(next_at=timezone.now() + timedelta(seconds=60))
    assert peek(LANE) == []


def test_one_subject_is_serial_over_lanes() -> None:
    _enqueue("order:1", lane="aliexpress:1:orders")
    _enqueue("order:1")
    assert peek(LANE) == []


@pytest.mark.parametrize(("lane", "width"), [(LANE, 4), ("aliexpress:1:orders", 2), ("a:stock", 3), ("prints", 2)])
def test_a_lane_is_never_wider_than_its_width(lane: str, width: int) -> None:
    rows = [_enqueue(f"order:{number}", lane=lane) for number in range(6)]
    assert width_of(lane) == width
    assert sum(1 for row in rows if claim(row)) == width


def test_width_holds_over_connections_that_claim_at_the_same_moment() -> None:
    rows = [_enqueue(f"order:{number}") for number in range(12)]
    claimed: list[int] = []
    barrier = threading.Barrier(6)

    def work(mine: list[Exchange]) -> None:
        barrier.wait()
        claimed.extend(row.pk for row in mine if claim(row))
        connection.close()

    threads = [threading.Thread(target=work, args=(rows[start::6],)) for start in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 4


def test_a_row_is_claimed_once_by_many() -> None:
    row = _enqueue()
    leases: list[object] = []
    barrier = threading.Barrier(6)

    def work() -> None:
        barrier.wait()
        leases.append(claim(row))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(1 for lease in leases if lease) == 1


def test_an_abandoned_lease_makes_the_call_suspect() -> None:
    handler = Handler()
    exchange_handler("h", handler)
    row = _enqueue()
    claim(row)
    assert due_lanes() == set()
    Exchange.objects.update(lease_until=timezone.now(), next_at=timezone.now())
    assert due_lanes() == {LANE}
    drain_exchanges(LANE, 1.0)
    assert handler.seen == [("order:1", True)]
    row.refresh_from_db()
    assert (row.state, row.is_suspect) == ("done", False)


def test_an_unclear_answer_makes_the_next_try_suspect_and_a_clear_failure_does_not(settings) -> None:
    settings.OUTBOX_RETRY_LADDER_SECONDS = [0.0, 2.0]
    handler = Handler(Sent("retry", code="http_500"), Sent("unknown", code="timeout"), Sent("done"))
    exchange_handler("h", handler)
    row = _enqueue()
    for _ in range(3):
        _again()
        drain_exchanges(LANE, 0.5)
    assert handler.seen == [("order:1", False), ("order:1", False), ("order:1", True)]
    row.refresh_from_db()
    assert row.state == "done"


def test_a_used_up_ladder_is_shown_and_tried_on_until_it_succeeds(settings) -> None:
    settings.OUTBOX_RETRY_LADDER_SECONDS = [0.0, 5.0]
    handler = Handler(Sent("retry", code="e"), Sent("retry", code="e"), Sent("retry", code="e"), Sent("done"))
    exchange_handler("h", handler)
    row = _enqueue()
    for tries in range(1, 4):
        _again()
        drain_exchanges(LANE, 0.5)
        row.refresh_from_db()
        assert (row.state, row.attempts) == ("pending", tries)
        assert abs((row.next_at - timezone.now()).total_seconds() - 5.0) < 0.5
        assert WorkItem.objects.filter(kind="exchange_stuck", state="open").count() == (1 if tries >= 2 else 0)
    _again()
    drain_exchanges(LANE, 0.5)
    assert WorkItem.objects.get().state == "resolved"


def test_what_the_handler_parks_waits_for_a_person_and_holds_back_nothing() -> None:
    handler = Handler(Sent("parked", code="isv.invalid"), Sent("done"))
    exchange_handler("h", handler)
    row = _enqueue()
    _enqueue()
    drain_exchanges(LANE, 0.5)
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("parked", "isv.invalid")
    assert [outcome for (outcome,) in AuditEntry.objects.order_by("pk").values_list("action")] == ["parked", "done"]
    assert WorkItem.objects.get().kind == "exchange_parked"


def test_a_ban_stops_the_whole_application_and_costs_no_try() -> None:
    handler = Handler(Sent("banned", code="ApiCallLimit", retry_after_seconds=3), key="app-9")
    exchange_handler("h", handler)
    row, other = _enqueue("order:1"), _enqueue("order:2")
    drain_exchanges(LANE, 0.6)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 0)
    assert other.attempts == 0
    assert len(handler.seen) == 1
    assert throttle.banned_seconds("app-9") > 2


def test_a_bug_in_send_leaves_the_call_suspect() -> None:
    def bug(exchange: Exchange) -> None:
        raise KeyError("x")

    exchange_handler("h", Handler(during=bug))
    row = _enqueue()
    drain_exchanges(LANE, 0.5)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.is_suspect) == ("pending", "bug.KeyError", True)


def test_an_effect_that_cannot_be_written_is_rolled_back_and_the_call_suspect() -> None:
    handler = Handler()
    plain = handler.finish

    def finish(exchange: Exchange, sent: Sent) -> None:
        plain(exchange, sent)
        raise ValueError("bug")

    handler.finish = finish
    exchange_handler("h", handler)
    row = _enqueue()
    drain_exchanges(LANE, 0.5)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.is_suspect) == ("pending", "effect.ValueError", True)
    assert AuditEntry.objects.count() == 0


def test_who_lost_the_lease_writes_neither_effect_nor_end() -> None:
    """The race: the worker is frozen mid-call past its lease, its successor finishes, then it goes on."""

    def stolen(exchange: Exchange) -> None:
        Exchange.objects.update(lease_token="00000000-0000-0000-0000-000000000001")

    exchange_handler("h", Handler(during=stolen))
    row = _enqueue()
    drain_exchanges(LANE, 0.3)
    row.refresh_from_db()
    assert row.state == "leased"
    assert AuditEntry.objects.count() == 0


def test_nobody_sends_with_too_little_left_on_his_lease(settings) -> None:
    settings.OUTBOX_LEASE_SECONDS = 1.5
    settings.ALIEXPRESS_DEADLINE_SECONDS = 0.6
    handler = Handler()
    exchange_handler("h", handler)
    row = _enqueue()
    drain_exchanges(LANE, 0.2)
    row.refresh_from_db()
    assert (handler.seen, row.state, row.attempts) == ([], "pending", 0)
    settings.ALIEXPRESS_DEADLINE_SECONDS = 0.4
    drain_exchanges(LANE, 0.2)
    assert len(handler.seen) == 1


def test_an_unknown_handler_parks_the_call() -> None:
    row = _enqueue(handler="nobody")
    drain_exchanges(LANE, 0.3)
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("parked", "exchange.no_handler")


def test_the_bench_makes_its_own_call_itself() -> None:
    exchange_handler("h", Handler())
    row = _enqueue()
    assert drain_exchange(row.pk)
    assert AuditEntry.objects.count() == 1
    assert drain_exchange(row.pk), "finished already"
    assert AuditEntry.objects.count() == 1


def test_the_bench_does_not_wait_for_a_call_that_somebody_else_makes() -> None:
    exchange_handler("h", Handler())
    row = _enqueue()
    claim(row)
    began = time.monotonic()
    assert not drain_exchange(row.pk)
    assert time.monotonic() - began < 0.5


def test_the_bench_leaves_threads_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange_handler("h", Handler())
    row = _enqueue()
    seats = threading.BoundedSemaphore(1)
    monkeypatch.setattr(exchanges, "_bench_seats", seats)
    with seats:
        assert not drain_exchange(row.pk)
    assert drain_exchange(row.pk)


def test_the_bench_gives_up_when_the_application_is_banned() -> None:
    exchange_handler("h", Handler(key="app-9"))
    throttle.reserve("app-9", throttle.ORDERS)
    throttle.ban("app-9", 30)
    row = _enqueue()
    began = time.monotonic()
    assert not drain_exchange(row.pk, 0.5)
    assert time.monotonic() - began < 0.5


def test_the_bench_waits_no_longer_than_it_may_and_the_call_goes_on() -> None:
    answered = threading.Event()
    handler = Handler(during=lambda exchange: answered.wait(5))
    exchange_handler("h", handler)
    row = _enqueue()
    began = time.monotonic()
    assert not drain_exchange(row.pk, 0.4)
    assert time.monotonic() - began < 2.0
    row.refresh_from_db()
    assert row.state == "leased"
    assert not drain_exchange(row.pk, 0.4), "its thread has the only seat"
    answered.set()
    for thread in threading.enumerate():
        if thread.name == "bench-call":
            thread.join(5)
    row.refresh_from_db()
    assert (row.state, len(handler.seen)) == ("done", 1)
    assert AuditEntry.objects.count() == 1


def test_without_the_guard_a_worker_that_lost_its_lease_would_write_its_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    """The race exists: this is what the token of the row prevents."""

    def stolen(exchange: Exchange) -> None:
        Exchange.objects.update(lease_token="00000000-0000-0000-0000-000000000001")

    monkeypatch.setattr(exchanges, "_mine", lambda row, lease: Exchange.objects.filter(pk=row.pk))
    exchange_handler("h", Handler(during=stolen))
    _enqueue()
    drain_exchanges(LANE, 0.3)
    assert AuditEntry.objects.count() == 1
