"""What is due to one channel or mailbox goes as one message: an Exchange in that channel's own lane."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox import enqueue
from wms.notices.models import Channel, Telling
from wms.notices.operations.tell import GATHER_SECONDS
from wms.notices.states import TellingState

HANDLER = "notices.send"
MAIL_LANE = "tell:mail"
MOST_IN_ONE = 50


def lane_of(channel_id: int | None) -> str:
    """A lane a channel, so that one that is down holds nobody else."""
    return MAIL_LANE if channel_id is None else f"tell:channel:{channel_id}"


def send_off(*, channel_id: int | None, person_id: int | None, now: datetime) -> Exchange | None:
    """Put everything that is due to this target, and what waits beside it for company, into one message.

    What was acknowledged or resolved meanwhile is settled without one. Claims by conditional UPDATE: two workers
    never send the same telling.
    """
    soon = now + timedelta(seconds=GATHER_SECONDS)
    waiting = Telling.objects.filter(
        channel=channel_id, person=person_id, state=TellingState.WAITING, notice__isnull=False, due_at__lte=soon
    )
    rows = list(waiting.select_related("notice").order_by("-notice__severity", "due_at", "pk"))
    stale = [row.pk for row in rows if row.notice and (row.notice.closed_at or row.notice.acknowledged_at)]
    Telling.objects.filter(pk__in=stale, state=TellingState.WAITING).update(state=TellingState.SETTLED)
    batch = uuid.uuid4()
    fresh = [row.pk for row in rows if row.pk not in set(stale)][:MOST_IN_ONE]
    claimed = Telling.objects.filter(pk__in=fresh, state=TellingState.WAITING)
    if not claimed.update(state=TellingState.QUEUED, batch=batch):
        return None
    return _enqueue(batch, channel_id, Cause.task("notices"))


def send_sample(*, cause: Cause, channel: Channel | None = None) -> Exchange:
    """A message that says it is a test: to a channel, or else to the mailbox of whoever asks."""
    batch = uuid.uuid4()
    Telling.objects.create(
        key=f"sample:{batch}",
        channel=channel,
        person=None if channel else cause.person,
        state=TellingState.QUEUED,
        batch=batch,
    )
    return _enqueue(batch, channel.pk if channel else None, cause)


def _enqueue(batch: uuid.UUID, channel_id: int | None, cause: Cause) -> Exchange:
    return enqueue(
        lane=lane_of(channel_id),
        handler=HANDLER,
        subject=f"notice:{batch}",
        cause=cause,
        facts={"batch": str(batch)},
    )
