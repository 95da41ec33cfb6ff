"""The drainer of `messages`: each message reaches its subscriber at least once, its effect and its end are one."""

from __future__ import annotations

import logging
import time
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from wms.core.cause import Cause
from wms.core.logs import about
from wms.core.models import Message
from wms.core.outbox.leases import Lease, LeaseLost, is_due, rest_after
from wms.core.outbox.nudge import nudge
from wms.core.outbox.registry import MESSAGE_LANE, subscriber_named
from wms.core.states import DeliveryState
from wms.core.transactions import run
from wms.core.work_items import raise_work_item

log = logging.getLogger(__name__)

BATCH = 50
MARGIN_SECONDS = 0.5  # a subscriber that starts later than this before its lease ends would race its successor

_told_at: ContextVar[datetime | None] = ContextVar("told_at", default=None)


def told_at() -> datetime:
    """When the news that is being delivered was published; now, outside a delivery. Latencies count from here [M12]."""
    return _told_at.get() or timezone.now()


def drain_messages(lane: str, seconds: float) -> None:
    """Deliver what is due for at most `seconds`; nudge again when there is more."""
    ends = time.monotonic() + seconds
    while batch := _due_ids():
        for pk in batch:
            if time.monotonic() >= ends:
                nudge(lane, again=True)
                return
            deliver(pk)


def _due_ids() -> list[int]:
    due = Message.objects.filter(is_due(timezone.now()), lane=MESSAGE_LANE)
    return list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:BATCH])


def deliver(pk: int) -> bool:
    """Claim one message and hand it to its subscriber. False: somebody else has it, or it failed and waits."""
    lease = Lease.begin()
    if not Message.objects.filter(is_due(timezone.now()), pk=pk).update(**lease.columns):
        return False
    message = Message.objects.get(pk=pk)
    token = _told_at.set(message.created_at)
    try:
        with about(message=pk, topic=message.topic, key=message.key):
            run(partial(_hand_over, message, lease))
    except LeaseLost:
        log.warning("message %s: the lease ran out, its successor delivers it", pk)
        return False
    except Exception as error:
        log.exception("message %s to %s failed", pk, message.subscriber)
        run(partial(_put_off, message, lease, error))
        return False
    finally:
        _told_at.reset(token)
    return True


def _hand_over(message: Message, lease: Lease) -> None:
    subscriber = subscriber_named(message.topic, message.subscriber)
    if subscriber is None:
        raise LookupError(f"nobody is called {message.subscriber!r} for {message.topic!r}")
    if not lease.has_left(MARGIN_SECONDS):
        raise LeaseLost
    subscriber(message.key, message.facts)
    finished = Message.objects.filter(pk=message.pk, lease_token=lease.token, state=DeliveryState.LEASED)
    if not finished.update(state=DeliveryState.DONE, done_at=timezone.now(), attempts=message.attempts + 1):
        raise LeaseLost


def _put_off(message: Message, lease: Lease, error: Exception) -> None:
    """The next rung of the ladder, or parked for a person after the last: a bug does not heal by trying."""
    attempts = message.attempts + 1
    rest = rest_after(attempts)
    state = DeliveryState.PARKED if rest is None else DeliveryState.PENDING
    mine = Message.objects.filter(pk=message.pk, lease_token=lease.token, state=DeliveryState.LEASED)
    written = mine.update(
        state=state,
        attempts=attempts,
        next_at=timezone.now() + timedelta(seconds=rest or 0),
        lease_until=None,
        lease_token=None,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )
    if written and rest is None:
        raise_work_item(
            cause=Cause.task(f"message:{message.pk}"),
            kind="message_parked",
            warehouse_id=None,
            subject_type="message",
            subject_id=message.pk,
            subject_label=str(message)[:120],
            facts={"topic": message.topic, "subscriber": message.subscriber, "error": type(error).__name__},
        )
