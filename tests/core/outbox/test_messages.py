"""Messages: told once per unit, delivered at least once, effect and end in one transaction, poison parked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from wms.core.models import AuditEntry, Message, WorkItem
from wms.core.outbox import (
    MESSAGE_LANE,
    News,
    drain_messages,
    lane_source,
    news,
    publish,
    subscribe,
    subscribe_to_many,
    wake,
)
from wms.core.outbox.sweep import due_lanes, sweep
from wms.core.tasks import drain
from wms.core.transactions import OutsideUnitOfWork, run, unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)


def _effect(key: str, facts: dict) -> None:
    AuditEntry.objects.create(action="effect", subject=key, after=facts, source="task")


def _publish(key: str = "1:2", **facts: object) -> None:
    with unit_of_work():
        publish("stock.changed", key, **facts)


def _fail_in_part() -> None:
    with unit_of_work():
        publish("stock.changed", "2:2")
        wake("aliexpress:1:orders")
        raise ZeroDivisionError


def test_each_subscriber_gets_its_own_delivery(nudged: list[str]) -> None:
    heard: list[str] = []
    subscribe("stock.changed", "first", lambda key, facts: heard.append(f"first {key} {facts}"))
    subscribe("stock.changed", "second", lambda key, facts: heard.append(f"second {key} {facts}"))
    _publish(version=3)
    assert nudged == [MESSAGE_LANE]
    drain(MESSAGE_LANE)
    assert sorted(heard) == ["first 1:2 {'version': 3}", "second 1:2 {'version': 3}"]
    assert list(Message.objects.values_list("state", "attempts")) == [("done", 1)] * 2


def test_equal_news_is_told_once_in_a_unit_and_nothing_when_it_rolls_back(nudged: list[str]) -> None:
    subscribe("stock.changed", "one", _effect)
    with unit_of_work():
        publish("stock.changed", "1:2", version=3)
        publish("stock.changed", "1:2", version=3)
        publish("stock.changed", "1:2", version=4)
    assert Message.objects.count() == 2
    with pytest.raises(ZeroDivisionError):
        run(lambda: (publish("stock.changed", "9:9"), 1 / 0))
    assert Message.objects.count() == 2
    assert nudged == [MESSAGE_LANE]


def test_what_a_part_of_a_unit_told_is_not_told_when_that_part_is_undone(nudged: list[str]) -> None:
    subscribe("stock.changed", "one", _effect)
    with unit_of_work():
        publish("stock.changed", "1:1")
        with pytest.raises(ZeroDivisionError):
            _fail_in_part()
        publish("stock.changed", "3:3")
    assert set(Message.objects.values_list("key", flat=True)) == {"1:1", "3:3"}
    assert nudged == [MESSAGE_LANE]


def test_publishing_outside_a_unit_of_work_is_a_bug() -> None:
    with pytest.raises(OutsideUnitOfWork):
        publish("stock.changed", "1:2")


def test_a_subscriber_that_fails_leaves_no_effect_and_climbs_the_ladder(settings) -> None:
    settings.OUTBOX_RETRY_LADDER_SECONDS = [0.0, 2.0, 8.0]

    def fails(key: str, facts: dict) -> None:
        _effect(key, facts)
        raise ValueError("no")

    subscribe("stock.changed", "fails", fails)
    _publish()
    message = Message.objects.get()
    for attempts, rest in [(1, 2.0), (2, 8.0)]:
        before = timezone.now()
        Message.objects.update(next_at=before)
        assert not news.deliver(message.pk)
        after = timezone.now()
        message.refresh_from_db()
        assert (message.state, message.attempts, message.last_error) == ("pending", attempts, "ValueError: no")
        assert before <= message.next_at - timedelta(seconds=rest) <= after
    Message.objects.update(next_at=timezone.now())
    news.deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("parked", 3)
    assert AuditEntry.objects.count() == 0
    item = WorkItem.objects.get()
    assert (item.kind, item.subject_id, item.facts["error"]) == ("message_parked", str(message.pk), "ValueError")


def test_one_that_fails_does_not_hold_up_the_others() -> None:
    heard: list[str] = []

    def picky(key: str, facts: dict) -> None:
        if key == "bad":
            raise ValueError
        heard.append(key)

    subscribe("stock.changed", "picky", picky)
    for key in ("bad", "good", "fine"):
        _publish(key)
    drain_messages(MESSAGE_LANE, 1.0)
    assert heard == ["good", "fine"]


def test_a_lost_subscriber_is_a_failure_not_a_loss() -> None:
    subscribe("stock.changed", "gone", _effect)
    _publish()
    subscribe("stock.changed", "other", _effect)
    from wms.core.outbox import registry

    del registry._subscribers["stock.changed"]["gone"]
    drain_messages(MESSAGE_LANE, 0.5)
    message = Message.objects.get()
    assert message.state == "pending"
    assert message.last_error.startswith("LookupError")


def test_a_message_under_somebodys_lease_is_left_alone_until_it_runs_out() -> None:
    subscribe("stock.changed", "one", _effect)
    _publish("a")
    message = Message.objects.get()
    lease = news.Lease.begin()
    Message.objects.update(**lease.columns)
    assert not news.deliver(message.pk)
    assert due_lanes() == set()
    Message.objects.update(next_at=timezone.now() - timedelta(seconds=1), lease_until=timezone.now())
    assert due_lanes() == {MESSAGE_LANE}
    assert news.deliver(message.pk)
    assert AuditEntry.objects.count() == 1


def test_who_lost_the_lease_writes_neither_effect_nor_end() -> None:
    """The race: a frozen worker wakes up while its successor has the row."""

    def stolen(key: str, facts: dict) -> None:
        _effect(key, facts)
        Message.objects.update(lease_token="00000000-0000-0000-0000-000000000001")

    subscribe("stock.changed", "stolen", stolen)
    _publish()
    assert not news.deliver(Message.objects.get().pk)
    assert AuditEntry.objects.count() == 0
    assert Message.objects.get().state == "leased"


def test_what_is_due_for_a_subscriber_of_many_is_handed_over_at_once_with_the_time_of_each() -> None:
    heard: list[list[News]] = []
    subscribe_to_many("stock.changed", "many", lambda told: heard.append(list(told)))
    subscribe("stock.changed", "one", _effect)
    for key in ("1:1", "1:2", "1:3"):
        _publish(key, version=4)
    drain_messages(MESSAGE_LANE, 1.0)
    (told,) = heard
    published = Message.objects.filter(subscriber="many").order_by("pk").values_list("key", "created_at")
    assert [(item.key, item.told_at) for item in told] == list(published)
    assert told[0].facts == {"version": 4}
    assert list(Message.objects.values_list("state", "attempts").distinct()) == [("done", 1)]
    assert AuditEntry.objects.count() == 3


def test_one_bad_message_among_many_is_put_off_alone_and_each_effect_is_kept_once() -> None:
    def picky(told: Sequence[News]) -> None:
        for item in told:
            _effect(item.key, item.facts)
        if any(item.key == "bad" for item in told):
            raise ValueError("no")

    subscribe_to_many("stock.changed", "picky", picky)
    for key in ("good", "bad", "fine"):
        _publish(key)
    drain_messages(MESSAGE_LANE, 1.0)
    assert list(Message.objects.order_by("pk").values_list("state", "last_error")) == [
        ("done", ""),
        ("pending", "ValueError: no"),
        ("done", ""),
    ]
    assert sorted(AuditEntry.objects.values_list("subject", flat=True)) == ["fine", "good"]


def test_who_lost_the_lease_of_one_of_many_writes_nothing_of_them() -> None:
    """The race: its successor hands over that one, and may have written its effect by then."""

    def stolen(told: Sequence[News]) -> None:
        _effect(told[0].key, {})
        Message.objects.filter(key="b").update(lease_token="00000000-0000-0000-0000-000000000001")

    subscribe_to_many("stock.changed", "stolen", stolen)
    for key in ("a", "b"):
        _publish(key)
    assert not news.deliver(*Message.objects.values_list("pk", flat=True))
    assert AuditEntry.objects.count() == 0
    assert set(Message.objects.values_list("state", flat=True)) == {"leased"}


def test_after_its_second_the_drainer_ends_and_nudges_again(nudged: list[str]) -> None:
    subscribe("stock.changed", "slow", lambda key, facts: time.sleep(0.05))
    for key in range(5):
        _publish(str(key))
    nudged.clear()
    drain_messages(MESSAGE_LANE, 0.1)
    assert nudged == [MESSAGE_LANE]
    assert 1 <= Message.objects.filter(state="done").count() < 5


def test_a_nudge_is_once_a_second_until_a_drainer_begins(nudged: list[str]) -> None:
    subscribe("stock.changed", "one", _effect)
    _publish("a")
    _publish("b")
    assert nudged == [MESSAGE_LANE]
    drain(MESSAGE_LANE)
    _publish("c")
    assert nudged == [MESSAGE_LANE, MESSAGE_LANE]


def test_the_sweep_finds_what_a_lost_nudge_left_and_is_cheap_when_idle(
    nudged: list[str], django_assert_num_queries
) -> None:
    subscribe("stock.changed", "one", _effect)
    _publish()
    nudged.clear()
    from django.core.cache import cache

    cache.clear()
    assert sweep() == 1
    assert nudged == [MESSAGE_LANE]
    drain(MESSAGE_LANE)
    with django_assert_num_queries(2):
        assert sweep() == 0


def test_a_room_that_cannot_name_its_lanes_keeps_nobody_waiting(nudged: list[str]) -> None:
    def broken() -> set[str]:
        raise LookupError

    lane_source("broken", broken)
    lane_source("whole", partial(set, ["shop:1:stock"]))
    assert sweep() == 1
    assert nudged == ["shop:1:stock"]


def test_messages_are_written_last_and_in_one_statement(django_assert_num_queries) -> None:
    subscribe("stock.changed", "one", _effect)
    subscribe("stock.changed", "two", _effect)
    with django_assert_num_queries(3) as captured, unit_of_work():  # BEGIN and COMMIT are the other two
        for version in range(4):
            publish("stock.changed", "1:2", version=version)
    assert "INSERT" in captured.captured_queries[1]["sql"]
    assert Message.objects.count() == 8
