"""The round of the notices' own lane: take in what is new, settle, escalate, send off. Each part may run twice."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from wms.core.models import WorkItem
from wms.core.states import WorkItemState
from wms.core.transactions import run
from wms.notices.models import Escalation, Notice, Rule, Telling
from wms.notices.operations.send_off import send_off
from wms.notices.operations.take_in import settle, take_in
from wms.notices.operations.tell import active_rules, escalate, wanted_by
from wms.notices.states import TellingState

LANE = "notices"
CHUNK = 200
LONGEST_WAIT = timedelta(days=7)  # a rule made today does not dig up what is older


def due_lanes() -> set[str]:
    """The lane when there is something to do: four questions, each answered from an index of what is open."""
    now = timezone.now()
    settled = [WorkItemState.RESOLVED, WorkItemState.CLAIMED]
    is_due = (
        WorkItem.objects.filter(is_told=False).exists()
        or _waiting(now).exists()
        or Notice.objects.filter(closed_at=None, item__state=settled[0]).exists()
        or Notice.objects.filter(closed_at=None, acknowledged_at=None, item__state=settled[1]).exists()
        or any(_unanswered_for(rule, now).exists() for rule in active_rules() if rule.after_minutes)
    )
    return {LANE} if is_due else set()


def drain(lane: str, seconds: float) -> None:
    """Make rounds for about `seconds` while there is something to do."""
    ends = time.monotonic() + seconds
    while due_lanes() and time.monotonic() < ends:
        make_round(timezone.now())


def make_round(now: datetime) -> None:
    """Everything that is due at `now`, each in a transaction of its own."""
    for item_id in WorkItem.objects.filter(is_told=False).order_by("pk").values_list("pk", flat=True)[:CHUNK]:
        run(partial(take_in, item_id=item_id, now=now))
    run(partial(settle, now=now))
    for notice, rule in _late(now):
        run(partial(escalate, notice=notice, rule=rule, now=now))
    targets = _waiting(now).order_by().values_list("channel_id", "person_id").distinct()
    for channel_id, person_id in list(targets):
        run(partial(send_off, channel_id=channel_id, person_id=person_id, now=now))


def _waiting(now: datetime) -> QuerySet[Telling]:
    return Telling.objects.filter(state=TellingState.WAITING, due_at__lte=now)


def _late(now: datetime) -> list[tuple[Notice, Rule]]:
    """Notices that nobody acknowledged in time, with the rule that waits for it, CHUNK a rule at most: the rest comes
    with the next round. One query, and one a rule that waits.
    """
    found: list[tuple[Notice, Rule]] = []
    for rule in active_rules():
        if rule.after_minutes:
            rows = _unanswered_for(rule, now).select_related("warehouse", "shop", "item")
            found += [(notice, rule) for notice in rows.order_by("told_at", "pk")[:CHUNK]]
    return found


def _unanswered_for(rule: Rule, now: datetime) -> QuerySet[Notice]:
    """What this rule has not told of yet at the notice's present rung."""
    told = Escalation.objects.filter(notice=OuterRef("pk"), rule=rule, rung=OuterRef("rung"))
    latest = now - timedelta(minutes=rule.after_minutes)
    rows = Notice.objects.filter(wanted_by(rule), closed_at=None, acknowledged_at=None)
    return rows.filter(~Exists(told), told_at__lte=latest, told_at__gt=now - LONGEST_WAIT)
