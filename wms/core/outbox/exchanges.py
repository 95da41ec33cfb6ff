"""The drainer of outbound calls: peek, slot, claim, send with no transaction open, finish under the token."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from wms.core import throttle
from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox.leases import Lease, LeaseLost, hold, is_due, rest_after, send_margin
from wms.core.outbox.nudge import nudge
from wms.core.outbox.registry import ExchangeHandler, Sent, handler_named
from wms.core.states import DeliveryState
from wms.core.transactions import run
from wms.core.work_items import close_work_items, raise_work_item

log = logging.getLogger(__name__)

LANE_WIDTHS = {throttle.INTERACTIVE: 4, throttle.ORDERS: 2, throttle.STOCK: 3}
OTHER_WIDTH = 2  # prints, lights, mails
PEEK = 8
UNFINISHED = [DeliveryState.PENDING, DeliveryState.LEASED]

# A bench that waits for its own call holds a thread: never more than a quarter of them.
_bench_seats = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 4))


def kind_of(lane: str) -> str:
    """The throttle's kind, which is the lane's last word; lanes of other names count as orders."""
    kind = lane.rsplit(":", 1)[-1]
    return kind if kind in throttle.KINDS else throttle.ORDERS


def width_of(lane: str) -> int:
    return LANE_WIDTHS.get(lane.rsplit(":", 1)[-1], OTHER_WIDTH)


def drain_exchanges(lane: str, seconds: float) -> None:
    """Make the due calls of `lane`, one after another, for about `seconds`; nudge again when there are more."""
    ends = time.monotonic() + seconds
    while rows := peek(lane):
        served = [_serve(row, ends) for row in rows if time.monotonic() < ends]
        if time.monotonic() >= ends:
            nudge(lane, again=True)
            return
        if not any(served):
            return  # the lane is at its width, or banned: who holds it, or the sweep, goes on


def drain_exchange(exchange_id: int, seconds: float = 2.5) -> bool:
    """Make one call here and now for a bench that waits, if it is free. True when the row is finished, by whomever."""
    if not _bench_seats.acquire(blocking=False):
        return False
    try:
        row = Exchange.objects.filter(_claimable(timezone.now()), pk=exchange_id).first()
        if row is not None:
            _serve(row, time.monotonic() + seconds)
    finally:
        _bench_seats.release()
    return not Exchange.objects.filter(pk=exchange_id, state__in=UNFINISHED).exists()


def peek(lane: str) -> list[Exchange]:
    """The next calls of a lane, at most one a subject."""
    due = Exchange.objects.filter(_claimable(timezone.now()), lane=lane)
    return list(due.order_by("next_at", "pk")[:PEEK])


def _claimable(now: datetime) -> Q:
    """Due, and alone: no other call about the subject is under way, and none that is older waits."""
    others = Exchange.objects.filter(subject=OuterRef("subject"), state__in=UNFINISHED).exclude(pk=OuterRef("pk"))
    in_the_way = others.filter(Q(pk__lt=OuterRef("pk")) | Q(state=DeliveryState.LEASED, lease_until__gt=now))
    return is_due(now) & ~Exists(in_the_way)


def _serve(row: Exchange, ends: float) -> bool:
    """One call from slot to finish. False: not ours, no slot in time, or no room in the lane."""
    try:
        handler = handler_named(row.handler)
    except KeyError:
        return _serve_orphan(row)
    slot = None
    key = handler.throttle_key(row)
    if key is not None:
        slot = throttle.take(key, kind_of(row.lane), until=ends)
        if slot is None:
            return False
        slot.approach()
    lease = claim(row)
    if lease is None:
        return False
    row.refresh_from_db()
    deadline = getattr(handler, "deadline_seconds", settings.ALIEXPRESS_DEADLINE_SECONDS)
    if (slot is not None and not slot.open()) or not lease.has_left(send_margin(deadline)):
        _give_back(row, lease)
        return False
    sent = _send(handler, row)
    if sent.outcome == "banned" and key is not None:
        throttle.ban(key, sent.retry_after_seconds or 0)
    return _conclude(handler, row, lease, sent)


def claim(row: Exchange) -> Lease | None:
    """Lease `row` if it is still due, alone, and its lane has room. An abandoned lease makes it suspect."""
    return run(partial(_claim, row))


def _claim(row: Exchange) -> Lease | None:
    hold(f"lane:{row.lane}", f"subject:{row.subject}")
    lease = Lease.begin()
    now = timezone.now()
    live = Exchange.objects.filter(lane=row.lane, state=DeliveryState.LEASED, lease_until__gt=now)
    if live.count() >= width_of(row.lane):
        return None
    abandoned = When(state=DeliveryState.LEASED, then=Value(True))
    claimed = Exchange.objects.filter(_claimable(now), pk=row.pk).update(
        **lease.columns, attempts=F("attempts") + 1, is_suspect=Case(abandoned, default=F("is_suspect"))
    )
    return lease if claimed else None


def _give_back(row: Exchange, lease: Lease) -> None:
    """The slot lapsed before anything was sent: as if nobody had claimed."""
    _mine(row, lease).update(
        state=DeliveryState.PENDING,
        attempts=F("attempts") - 1,
        next_at=timezone.now(),
        lease_until=None,
        lease_token=None,
    )


def _send(handler: ExchangeHandler, row: Exchange) -> Sent:
    try:
        return handler.send(row)
    except Exception as error:
        log.exception("%s failed while sending", row)
        return Sent("unknown", code=f"bug.{type(error).__name__}"[:60])


def _conclude(handler: ExchangeHandler, row: Exchange, lease: Lease, sent: Sent) -> bool:
    """Effect and end in one transaction. An effect that cannot be written leaves the call suspect."""
    try:
        run(partial(_finish, handler, row, lease, sent))
    except LeaseLost:
        log.warning("%s: the lease ran out, its successor looks what became of the call", row)
        return False
    except Exception as error:
        log.exception("%s was sent, its effect failed", row)
        run(partial(_write_end, row, lease, Sent("unknown", code=f"effect.{type(error).__name__}"[:60])))
    return True


def _finish(handler: ExchangeHandler, row: Exchange, lease: Lease, sent: Sent) -> None:
    handler.finish(row, sent)
    if not _write_end(row, lease, sent):
        raise LeaseLost


def _write_end(row: Exchange, lease: Lease, sent: Sent) -> bool:
    """What came of it, in the row. False when the row is no longer ours."""
    now = timezone.now()
    end: dict[str, Any] = {"lease_until": None, "lease_token": None, "outcome": sent.code[:60]}
    if sent.result:
        end["result"] = sent.result
    if sent.outcome == "done":
        end |= {"state": DeliveryState.DONE, "done_at": now, "is_suspect": False, "last_error": ""}
    elif sent.outcome == "parked":
        end |= {"state": DeliveryState.PARKED, "last_error": sent.code}
    else:
        rest = sent.retry_after_seconds if sent.retry_after_seconds is not None else rest_after(row.attempts)
        if rest is None:
            rest = settings.OUTBOX_RETRY_LADDER_SECONDS[-1]
        end |= {"state": DeliveryState.PENDING, "last_error": sent.code, "next_at": now + timedelta(seconds=rest)}
        if sent.outcome == "unknown":
            end["is_suspect"] = True
        if sent.outcome == "banned":
            end["attempts"] = row.attempts - 1  # a ban is nobody's failure
    if not _mine(row, lease).update(**end):
        return False
    _tell_people(row, sent)
    return True


def _tell_people(row: Exchange, sent: Sent) -> None:
    """A used-up ladder is shown, and its last rung tried on and on: platform trouble loses no work [M54]."""
    about = {"subject_type": "exchange", "subject_id": row.pk}
    if sent.outcome == "done":
        if row.attempts >= len(settings.OUTBOX_RETRY_LADDER_SECONDS):
            close_work_items(kind="exchange_stuck", resolution="done", **about)
        return
    is_stuck = sent.outcome in {"retry", "unknown"} and rest_after(row.attempts) is None
    if sent.outcome == "parked" or is_stuck:
        raise_work_item(
            cause=Cause.task(f"exchange:{row.pk}"),
            kind="exchange_parked" if sent.outcome == "parked" else "exchange_stuck",
            warehouse=None,
            subject_label=f"{row.handler} {row.subject}"[:120],
            facts={"handler": row.handler, "subject": row.subject, "code": sent.code, "attempts": row.attempts},
            **about,
        )


def _serve_orphan(row: Exchange) -> bool:
    """No handler of that name in this version: a person must know, the lane goes on."""
    lease = claim(row)
    if lease is None:
        return False
    return run(partial(_write_end, row, lease, Sent("parked", code="exchange.no_handler")))


def _mine(row: Exchange, lease: Lease) -> QuerySet[Exchange]:
    return Exchange.objects.filter(pk=row.pk, lease_token=lease.token, state=DeliveryState.LEASED)
