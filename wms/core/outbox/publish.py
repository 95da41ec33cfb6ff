"""How operations write to the outbox: publish news, enqueue a call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.states import DeliveryState
from wms.core.transactions import pending_messages


def publish(topic: str, key: str, **facts: Any) -> None:
    """Tell every subscriber of `topic`, after commit, at least once. Facts are JSON-safe ids and small values.

    Written last in the unit of work, in one statement; raises OutsideUnitOfWork without one.
    """
    pending_messages().tell(topic, key, facts)


def wake(lane: str) -> None:
    """Nudge `lane` after commit."""
    pending_messages().wake(lane)


def hasten(lane: str, codes: Iterable[str]) -> int:
    """Calls of `lane` that wait because of one of these codes are due now: their cause is gone. Returns how many."""
    rows = Exchange.objects.filter(lane=lane, state=DeliveryState.PENDING, last_error__in=list(codes))
    return rows.update(next_at=timezone.now())


def enqueue(*, lane: str, handler: str, subject: str, cause: Cause, facts: dict[str, Any] | None = None) -> Exchange:
    """Write one outbound call and nudge its lane after commit. Calls about one subject run one after another."""
    (row,) = enqueue_all(lane=lane, handlers=[handler], subject=subject, cause=cause, facts=facts)
    return row


def enqueue_all(
    *, lane: str, handlers: Iterable[str], subject: str, cause: Cause, facts: dict[str, Any] | None = None
) -> list[Exchange]:
    """enqueue() of several calls about one subject, in the order in which they run: one statement."""
    now = timezone.now()
    rows = Exchange.objects.bulk_create(
        Exchange(lane=lane, handler=handler, subject=subject, facts=facts or {}, next_at=now, **cause.columns)
        for handler in handlers
    )
    wake(lane)
    return rows
