"""Delivered rows go after their days; waiting and parked ones never do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from wms.core.models import Exchange, Message
from wms.core.outbox import purge as purge_module
from wms.core.tasks import purge

pytestmark = pytest.mark.django_db


def _message(state: str, days: float) -> None:
    then = timezone.now() - timedelta(days=days)
    Message.objects.create(topic=state, key=f"{days}", subscriber="s", state=state, next_at=then, done_at=then)


def _exchange(state: str, days: float) -> None:
    then = timezone.now() - timedelta(days=days)
    Exchange.objects.create(
        lane="l", handler="h", subject=f"{days}", state=state, next_at=then, done_at=then, source="task"
    )


def test_only_what_was_delivered_long_ago_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge_module, "CHUNK", 2)
    for days in (2.1, 3, 4, 5, 6):
        _message("done", days)
    for state in ("pending", "leased", "parked"):
        _message(state, 60)
        _exchange(state, 60)
    _message("done", 1.9)
    _exchange("done", 31)
    _exchange("done", 29)
    purge()
    assert sorted(Message.objects.values_list("topic", "key")) == [
        ("done", "1.9"),
        ("leased", "60"),
        ("parked", "60"),
        ("pending", "60"),
    ]
    assert sorted(Exchange.objects.values_list("state", "subject")) == [
        ("done", "29"),
        ("leased", "60"),
        ("parked", "60"),
        ("pending", "60"),
    ]
