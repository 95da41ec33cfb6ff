"""The outbox's handler of messages to people: renders, sends by the channel's protocol, writes what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from wms.core.cause import Cause
from wms.core.messages.notices import TROUBLES
from wms.core.models import Exchange, Person
from wms.core.outbox import Sent
from wms.core.states import DeliveryState
from wms.core.work_items import close_work_items, raise_work_item
from wms.notices.letters import Letter, letter_of
from wms.notices.models import Channel, Telling
from wms.notices.operations.tell import subject_of
from wms.notices.outcomes import FAILED, RETRY, SENT, UNCLEAR, Outcome, failed, unclear
from wms.notices.peers import mail, robots, webhook
from wms.notices.states import ChannelKind, TellingState

LADDER_SECONDS = (2.0, 8.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
TRIED_IN_VAIN = 4  # then a person is told that the channel is down
GIVEN_UP_AFTER = timedelta(days=1)
BROKEN = "notice_channel"


class MessageSender:
    """[PROTOCOLS 3] One message of one or more tellings. Only a webhook's receiver knows a repeat from a new one by
    its id: for all others what may have arrived is shown as unclear, and never sent a second time."""

    deadline_seconds = 6.0  # a call's 3 s, and mail's connection before it
    tells_itself = True

    def throttle_key(self, exchange: Exchange) -> str | None:
        return None

    def send(self, exchange: Exchange) -> Sent:
        rows = tellings_of(exchange)
        if not rows:
            return Sent("done", code="nothing")
        return _sent(_outcome(exchange, rows, timezone.now()), rows, exchange.attempts)

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        outcome = sent.answer
        rows = tellings_of(exchange)
        if not isinstance(outcome, Outcome) or not rows:
            return
        now = timezone.now()
        state = TellingState.QUEUED if outcome.state == RETRY else outcome.state
        columns = {"state": state, "tries": exchange.attempts, "error": outcome.error}
        if outcome.state == SENT:
            columns["sent_at"] = now
        Telling.objects.filter(pk__in=[row.pk for row in rows]).update(**columns)
        _keep_health(rows[0], outcome, exchange.attempts, exchange.lane, now)


def tellings_of(exchange: Exchange) -> list[Telling]:
    rows = Telling.objects.filter(batch=exchange.facts["batch"], state=TellingState.QUEUED)
    related = ("notice__warehouse", "notice__shop", "channel", "person")
    return list(rows.select_related(*related).order_by("pk"))


def _outcome(exchange: Exchange, rows: list[Telling], now: datetime) -> Outcome:
    channel, is_sample = rows[0].channel, rows[0].notice is None
    is_webhook = channel is not None and channel.kind == ChannelKind.WEBHOOK
    if exchange.is_suspect and not is_webhook:
        return unclear("notice.interrupted")
    if channel is not None and not channel.is_active and not is_sample:
        return failed("notice.switched_off")
    batch = exchange.facts["batch"]
    notices = [row.notice for row in rows if row.notice is not None]
    target = rows[0].target
    letter = letter_of(notices, batch=batch, language=target.language, now=now)
    outcome = _by_protocol(target, letter, now)
    if outcome.state == UNCLEAR and is_webhook:
        outcome = Outcome(RETRY, outcome.error)
    if outcome.state == RETRY and is_sample:
        return Outcome(FAILED, outcome.error, answer=outcome.answer)
    if outcome.state == RETRY and now - rows[0].created_at > GIVEN_UP_AFTER:
        return failed(f"notice.gave_up: {outcome.error}")
    return outcome


def _by_protocol(target: Channel | Person, letter: Letter, now: datetime) -> Outcome:
    if isinstance(target, Person):
        return mail.send(letter, target.email) if target.email else failed("notice.no_address")
    if target.kind == ChannelKind.WEBHOOK:
        return webhook.send(target.address, target.secret, letter, now)
    return robots.send(target.kind, target.address, target.secret, letter, now)


def _sent(outcome: Outcome, rows: list[Telling], attempts: int) -> Sent:
    """As the outbox understands it: only what has surely not arrived is tried again."""
    result = {"state": str(outcome.state), "error": outcome.error, "answer": outcome.answer, "notices": len(rows)}
    if outcome.state != RETRY:
        return Sent("done", code=str(outcome.state), result=result, answer=outcome)
    rest = outcome.retry_after_seconds or LADDER_SECONDS[min(attempts, len(LADDER_SECONDS)) - 1]
    return Sent("retry", code=outcome.error[:60], retry_after_seconds=rest, result=result, answer=outcome)


def _keep_health(row: Telling, outcome: Outcome, attempts: int, lane: str, now: datetime) -> None:
    """The channel's last error, and a work item while it is down; its first success sends what waits at once."""
    target = row.target
    subject_type, subject_id = subject_of(target)
    if outcome.state == SENT:
        if row.channel:
            fresh = {"last_error": "", "failing_since": None, "last_sent_at": now}
            Channel.objects.filter(pk=row.channel.pk).update(**fresh)
        close_work_items(kind=BROKEN, subject_type=subject_type, subject_id=subject_id, resolution="sent")
        tried = Exchange.objects.filter(lane=lane, state=DeliveryState.PENDING, attempts__gt=0)
        tried.update(next_at=now)
        return
    if row.channel:
        since = row.channel.failing_since or now
        Channel.objects.filter(pk=row.channel.pk).update(last_error=outcome.error, failing_since=since)
    may_help_itself = outcome.state == RETRY and attempts < TRIED_IN_VAIN and not outcome.needs_person
    if row.notice is None or may_help_itself:
        return
    raise_work_item(
        cause=Cause.task(lane),
        kind=BROKEN,
        warehouse_id=row.channel.warehouse_id if row.channel else row.notice.warehouse_id,
        subject_label=str(target)[:120],
        facts={"channel": str(target), "error": list(trouble_words(outcome.error))},
        subject_type=subject_type,
        subject_id=subject_id,
    )


def trouble_words(error: str) -> tuple[str, str]:
    """An error in both languages; what the other side said stays as it said it."""
    code, _, rest = error.partition(":")
    zh, en = TROUBLES.get(code, (code, code))
    said = rest.strip()
    if code not in TROUBLES:
        return error, error
    return (f"{zh}（{said}）", f"{en} ({said})") if said else (zh, en)
