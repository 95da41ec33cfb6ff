"""The drainer of outbound calls: peek, slot, claim, send with no transaction open, finish under the token."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from wms.core import throttle
from wms.core.cause import Cause
from wms.core.logs import about
from wms.core.models import Exchange
from wms.core.outbox.held import holding
from wms.core.outbox.leases import Lease, LeaseLost, hold, is_due, rest_after, send_margin, taken_up
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
    while due := peek(lane):
        if time.monotonic() >= ends:
            nudge(lane, again=True)
            return
        if not _serve(due[0], partial(peek, lane), ends):
            return  # no slot in time: whoever is calling, or the sweep, goes on


def next_call(subject: str) -> int | None:
    """The call about `subject` that runs now or next; None when all of them are finished."""
    rows = Exchange.objects.filter(subject=subject, state__in=UNFINISHED)
    return rows.order_by("pk").values_list("pk", flat=True).first()


def drain_exchange(exchange_id: int, seconds: float = 2.5) -> bool:
    """Make one call now for a bench that waits, if it is free, and wait for it at most `seconds`.

    True when the row is finished, by whomever. A call that takes longer goes on, and its thread keeps its seat.
    """
    if not _bench_seats.acquire(blocking=False):
        return False
    if connection.in_atomic_block:  # no other thread's connection would see the row
        _drain_seated(exchange_id, seconds)
    else:
        call = partial(copy_context().run, _drain_apart, exchange_id, seconds)
        caller = threading.Thread(target=call, name="bench-call", daemon=True)
        caller.start()
        caller.join(seconds)
    return not Exchange.objects.filter(pk=exchange_id, state__in=UNFINISHED).exists()


def _drain_apart(exchange_id: int, seconds: float) -> None:
    try:
        _drain_seated(exchange_id, seconds)
    finally:
        connection.close()


def _drain_seated(exchange_id: int, seconds: float) -> None:
    try:
        mine = partial(_claimable_rows, pk=exchange_id)
        if rows := mine():
            _serve(rows[0], mine, time.monotonic() + seconds)
    finally:
        _bench_seats.release()


def peek(lane: str) -> list[Exchange]:
    """The next calls of a lane, at most one a subject; none while the lane is at its width."""
    return _claimable_rows(lane=lane) if _has_room(lane, timezone.now()) else []


def _claimable_rows(**filters: Any) -> list[Exchange]:
    due = Exchange.objects.filter(_claimable(timezone.now()), **filters)
    return list(due.order_by("next_at", "pk")[:PEEK])


def _has_room(lane: str, now: datetime) -> bool:
    live = Exchange.objects.filter(lane=lane, state=DeliveryState.LEASED, lease_until__gt=now)
    return live.count() < width_of(lane)


def _claimable(now: datetime) -> Q:
    """Due, and alone: no other call about the subject is under way or may yet be applied, and no older one waits."""
    others = Exchange.objects.filter(subject=OuterRef("subject"), state__in=UNFINISHED).exclude(pk=OuterRef("pk"))
    in_the_way = others.filter(Q(pk__lt=OuterRef("pk")) | Q(state=DeliveryState.LEASED, next_at__gt=now))
    return is_due(now) & Q(~Exists(in_the_way))


def _serve(first: Exchange, look: Callable[[], list[Exchange]], ends: float) -> bool:
    """One call from slot to finish. False: there was no slot in time.

    While the slot came near others may have claimed `first`: `look` again, the slot is good for any of the lane.
    """
    handler = _handler_of(first)
    if handler is None:
        return _park_orphan(first)
    key = handler.throttle_key(first)
    if key is None:
        return _make_call(first, None)
    slot = throttle.take(key, kind_of(first.lane), until=ends)
    if slot is None:
        return False
    slot.approach()
    for row in look():
        other = _handler_of(row)
        if other is not None and other.throttle_key(row) == key and _make_call(row, slot):
            break
    return True


def _make_call(row: Exchange, slot: throttle.Slot | None) -> bool:
    """Claim, send in the slot, finish. False: somebody else has the row, the slot is still free."""
    with about(exchange=row.pk, handler=row.handler, subject=row.subject, lane=row.lane):
        return _call(row, slot)


def _call(row: Exchange, slot: throttle.Slot | None) -> bool:
    lease = claim(row)
    if lease is None:
        return False
    began = time.perf_counter()
    row.refresh_from_db()
    handler = handler_named(row.handler)
    deadline = getattr(handler, "deadline_seconds", settings.ALIEXPRESS_DEADLINE_SECONDS)
    if not lease.has_left(send_margin(deadline)):
        _give_back(row, lease)
        return True
    sent = _send(handler, row, lease, slot)
    if sent.outcome == "banned" and slot is not None:
        throttle.ban(slot.key, sent.retry_after_seconds or 0)
    _conclude(handler, row, lease, sent)
    told = {"status": sent.outcome, "code": sent.code, "attempt": row.attempts}
    told["milliseconds"] = round((time.perf_counter() - began) * 1000, 1)
    log.info("exchanged", extra={"facts": told})
    return True


def _handler_of(row: Exchange) -> ExchangeHandler | None:
    try:
        return handler_named(row.handler)
    except KeyError:
        return None


def claim(row: Exchange) -> Lease | None:
    """Lease `row` if it is still due, alone, and its lane has room. An abandoned lease makes it suspect."""
    return run(partial(_claim, row))


def _claim(row: Exchange) -> Lease | None:
    hold(f"lane:{row.lane}", f"subject:{row.subject}")
    lease = Lease.begin()
    now = timezone.now()
    if not _has_room(row.lane, now):
        return None
    abandoned = When(state=DeliveryState.LEASED, then=Value(True))
    claimed = Exchange.objects.filter(_claimable(now), pk=row.pk).update(
        **{**lease.columns, "next_at": taken_up(lease.until)},
        attempts=F("attempts") + 1,
        is_suspect=Case(abandoned, default=F("is_suspect")),
    )
    return lease if claimed else None


def _give_back(row: Exchange, lease: Lease) -> None:
    """The lease is nearly over before anything was sent: as if nobody had claimed."""
    _mine(row, lease).update(
        state=DeliveryState.PENDING,
        attempts=F("attempts") - 1,
        next_at=timezone.now(),
        lease_until=None,
        lease_token=None,
    )


def _send(handler: ExchangeHandler, row: Exchange, lease: Lease, slot: throttle.Slot | None) -> Sent:
    try:
        with holding(row, lease, slot):
            return handler.send(row)
    except Exception as error:
        log.exception("%s failed while sending", row)
        return Sent("unknown", code=f"bug.{type(error).__name__}"[:60])


def _conclude(handler: ExchangeHandler, row: Exchange, lease: Lease, sent: Sent) -> None:
    """Effect and end in one transaction. An effect that cannot be written leaves the call suspect."""
    try:
        run(partial(_finish, handler, row, lease, sent))
    except LeaseLost:
        log.warning("%s: the lease ran out, its successor looks what became of the call", row)
    except Exception as error:
        log.exception("%s was sent, its effect failed", row)
        run(partial(_write_end, row, lease, Sent("unknown", code=f"effect.{type(error).__name__}"[:60])))


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
        next_at = now + timedelta(seconds=_rest(row, sent))
        end |= {"state": DeliveryState.PENDING, "last_error": sent.code, "next_at": next_at}
        if sent.outcome == "unknown":
            end["is_suspect"] = True
        if sent.outcome in {"banned", "unasked"}:
            end["attempts"] = row.attempts - 1  # a ban, or no slot in time, is nobody's failure
    if not _mine(row, lease).update(**end):
        return False
    _tell_people(row, sent)
    return True


def _rest(row: Exchange, sent: Sent) -> float:
    """Seconds until the next try. What may yet be applied is looked up after twice the deadline, never sooner
    (PROTOCOLS 3): a look before the write has come would make it a second time.
    """
    if sent.outcome == "unasked":
        return 0.0
    if sent.retry_after_seconds is not None:
        return sent.retry_after_seconds
    rung = rest_after(row.attempts)
    rest = settings.OUTBOX_RETRY_LADDER_SECONDS[-1] if rung is None else rung
    return max(rest, 2 * settings.ALIEXPRESS_DEADLINE_SECONDS) if sent.outcome == "unknown" else rest


def _tell_people(row: Exchange, sent: Sent) -> None:
    """A used-up ladder is shown, and its last rung tried on and on: platform trouble loses no work [M54].

    A handler that `tells_itself` does so: what fails to tell people of trouble must not become trouble to be told.
    """
    if getattr(_handler_of(row), "tells_itself", False):
        return
    about: dict[str, Any] = {"subject_type": "exchange", "subject_id": row.pk}
    if sent.outcome == "done":
        if row.attempts >= len(settings.OUTBOX_RETRY_LADDER_SECONDS):
            close_work_items(kind="exchange_stuck", resolution="done", **about)
        return
    is_stuck = sent.outcome in {"retry", "unknown"} and rest_after(row.attempts) is None
    if sent.outcome == "parked" or is_stuck:
        raise_work_item(
            cause=Cause.task(f"exchange:{row.pk}"),
            kind="exchange_parked" if sent.outcome == "parked" else "exchange_stuck",
            warehouse_id=None,
            subject_label=f"{row.handler} {row.subject}"[:120],
            facts={"handler": row.handler, "subject": row.subject, "code": sent.code, "attempts": row.attempts},
            **about,
        )


def _park_orphan(row: Exchange) -> bool:
    """No handler of that name in this version: a person must know, the lane goes on."""
    lease = claim(row)
    if lease is not None:
        run(partial(_write_end, row, lease, Sent("parked", code="exchange.no_handler")))
    return True


def _mine(row: Exchange, lease: Lease) -> QuerySet[Exchange]:
    return Exchange.objects.filter(pk=row.pk, lease_token=lease.token, state=DeliveryState.LEASED)
