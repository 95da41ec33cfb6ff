"""What is due to one channel or mailbox goes as one message: an Exchange in that channel's own lane."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox import enqueue
from wms.notices.models import Channel, Telling
from wms.notices.operations.tell import GATHER_SECONDS
from wms.notices.states import ChannelKind, TellingState

HANDLER = "notices.send"
MAIL_LANE = "tell:mail"
MOST_IN_ONE = 50
# Seconds between two messages of one robot. DingTalk and WeCom take 20 a minute, and DingTalk then nothing for ten
# minutes; Feishu takes 100. A webhook's receiver says for himself what is too much.
PACE_SECONDS = {ChannelKind.DINGTALK: 3.5, ChannelKind.WECOM: 3.5, ChannelKind.FEISHU: 1.0}


def lane_of(channel_id: int | None) -> str:
    """A lane a channel, so that one that is down holds nobody else."""
    return MAIL_LANE if channel_id is None else f"tell:channel:{channel_id}"


def send_off(*, channel_id: int | None, person_id: int | None, now: datetime) -> Exchange | None:
    """Put everything that is due to this target, and what waits beside it for company, into one message.

    What was acknowledged or resolved meanwhile, or is for somebody who was deactivated, is settled without one. A robot
    that was given one a moment ago gets the rest together when its pace allows. Claims by conditional UPDATE: two
    workers never send the same telling.
    """
    soon = now + timedelta(seconds=GATHER_SECONDS)
    waiting = Telling.objects.filter(
        channel=channel_id, person=person_id, state=TellingState.WAITING, notice__isnull=False, due_at__lte=soon
    )
    free_at = _free_at(channel_id)
    if free_at is not None and free_at > now:
        waiting.filter(due_at__lt=free_at).update(due_at=free_at)
        return None
    rows = list(waiting.select_related("notice", "person").order_by("-notice__severity", "due_at", "pk"))
    stale = [row.pk for row in rows if _is_stale(row)]
    Telling.objects.filter(pk__in=stale, state=TellingState.WAITING).update(state=TellingState.SETTLED)
    batch = uuid.uuid4()
    fresh = [row.pk for row in rows if row.pk not in set(stale)][:MOST_IN_ONE]
    claimed = Telling.objects.filter(pk__in=fresh, state=TellingState.WAITING)
    if not claimed.update(state=TellingState.QUEUED, batch=batch):
        return None
    return _enqueue(batch, channel_id, Cause.task("notices"), at=now)


def _is_stale(row: Telling) -> bool:
    is_over = row.notice is not None and bool(row.notice.closed_at or row.notice.acknowledged_at)
    return is_over or (row.person is not None and not row.person.is_active)


def _free_at(channel_id: int | None) -> datetime | None:
    """When the pace of a robot's group allows its next message; None for what has none. Two small queries."""
    told = Telling.objects.filter(channel=channel_id, notice__isnull=False, batch__isnull=False)
    last = told.order_by("-pk").values_list("channel__kind", "batch").first() if channel_id is not None else None
    pace = PACE_SECONDS.get(ChannelKind(last[0])) if last else None
    if last is None or pace is None:
        return None
    facts = Exchange.objects.filter(subject=f"notice:{last[1]}").values_list("facts", flat=True).first() or {}
    return datetime.fromisoformat(facts["at"]) + timedelta(seconds=pace) if "at" in facts else None


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
    return _enqueue(batch, channel.pk if channel else None, cause, at=timezone.now())


def _enqueue(batch: uuid.UUID, channel_id: int | None, cause: Cause, *, at: datetime) -> Exchange:
    return enqueue(
        lane=lane_of(channel_id),
        handler=HANDLER,
        subject=f"notice:{batch}",
        cause=cause,
        facts={"batch": str(batch), "at": at.isoformat()},
    )
