"""The drainer of `messages`: each message reaches its subscriber at least once, its effect and its end are one."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db.models import F
from django.utils import timezone

from wms.core.cause import Cause
from wms.core.locks import lock_free_messages
from wms.core.logs import about
from wms.core.models import Message
from wms.core.outbox.leases import Lease, LeaseLost, is_due, rest_after
from wms.core.outbox.nudge import nudge
from wms.core.outbox.registry import MESSAGE_LANE, News, subscription_of
from wms.core.states import DeliveryState
from wms.core.transactions import run
from wms.core.work_items import raise_work_item

log = logging.getLogger(__name__)

BATCH = 50
MARGIN_SECONDS = 0.5  # a subscriber that starts later than this before its lease ends would race its successor


def drain_messages(lane: str, seconds: float) -> None:
    """Deliver what is due for at most `seconds`; nudge again when there is more."""
    ends = time.monotonic() + seconds
    while groups := _due():
        for ids in groups:
            if time.monotonic() >= ends:
                nudge(lane, again=True)
                return
            deliver(*ids)


def _due() -> list[list[int]]:
    """The ids of what is due, the oldest first; those for one subscriber that takes many at once together."""
    due = Message.objects.filter(is_due(timezone.now()), lane=MESSAGE_LANE).order_by("next_at", "pk")
    groups: dict[object, list[int]] = {}
    for pk, topic, name in due.values_list("pk", "topic", "subscriber")[:BATCH]:
        subscription = subscription_of(topic, name)
        is_shared = subscription is not None and subscription.takes_many
        groups.setdefault((topic, name) if is_shared else pk, []).append(pk)
    return list(groups.values())


def deliver(*ids: int) -> bool:
    """Claim messages to one subscriber and hand them over. False: somebody else has them, or one failed and waits.

    Where they fail together each is handed over by itself, so that one bad message holds up no other.
    """
    lease = Lease.begin()
    messages = run(partial(_claim, ids, lease))
    if not messages:
        return False
    if len(messages) > 1:
        try:
            run(partial(_hand_over, messages, lease))
            return True
        except LeaseLost:
            return _tell_lost(messages)
        except Exception:
            log.exception("%s messages to %s failed together", len(messages), messages[0].subscriber)
    delivered = [_deliver_alone(message, lease) for message in messages]
    return all(delivered)


def _claim(ids: Sequence[int], lease: Lease) -> list[Message]:
    messages = lock_free_messages(is_due(timezone.now()), ids)
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(**lease.columns)
    return messages


def _deliver_alone(message: Message, lease: Lease) -> bool:
    try:
        with about(message=message.pk, topic=message.topic, key=message.key):
            run(partial(_hand_over, [message], lease))
    except LeaseLost:
        return _tell_lost([message])
    except Exception as error:
        log.exception("message %s to %s failed", message.pk, message.subscriber)
        run(partial(_put_off, message, lease, error))
        return False
    return True


def _tell_lost(messages: Sequence[Message]) -> bool:
    log.warning("messages %s: the lease ran out, its successor delivers", [message.pk for message in messages])
    return False


def _hand_over(messages: Sequence[Message], lease: Lease) -> None:
    topic, name = messages[0].topic, messages[0].subscriber
    subscription = subscription_of(topic, name)
    if subscription is None:
        raise LookupError(f"nobody is called {name!r} for {topic!r}")
    if not lease.has_left(MARGIN_SECONDS):
        raise LeaseLost
    subscription.tell([News(message.key, message.facts, message.created_at) for message in messages])
    mine = Message.objects.filter(
        pk__in=[message.pk for message in messages], lease_token=lease.token, state=DeliveryState.LEASED
    )
    ended = mine.update(state=DeliveryState.DONE, done_at=timezone.now(), attempts=F("attempts") + 1)
    if ended < len(messages):
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
