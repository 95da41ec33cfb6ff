"""[M13] The one throttle: every call to the platform, from whichever process, takes its slot in one database row.

Slots stand 115 ms apart on the database's clock. A slot may be used up to 120 ms after its time, so that the calls of
any second come from slots of less than 1.15 s, and those are ten at most (PROTOCOLS 4; docs/adr/0016).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from wms.core.models import Throttle

INTERACTIVE, ORDERS, STOCK = "interactive", "orders", "stock"
KINDS = (INTERACTIVE, ORDERS, STOCK)

STEP_SECONDS = 0.115
STOCK_STEP_SECONDS = 0.143  # 7 of the 8.7 slots a second: stock alone never fills the throttle
SLOT_LIFE_SECONDS = 0.120
# How far ahead a slot may be booked: only people queue, so nothing that arrives after them comes before them.
HORIZON_SECONDS = {INTERACTIVE: 2.5, ORDERS: 0.120, STOCK: 0.120}
RENEW_SECONDS = 0.05  # orders that wait keep stock back until they ask again, and for so long should they be late
HUNGER_SECONDS = 1.0  # stock that had no slot for so long takes one before further orders, never before people
SHORTEST_SECONDS = 0.005  # nobody asks again sooner
APPROACH_SECONDS = 0.06  # wake this long before a slot opens: time to claim and to read the state


class _PostgreSQL:
    """clock_timestamp(), because now() stands still in a transaction."""

    now = "clock_timestamp()"

    def at(self, column: str) -> str:
        return f"COALESCE({column}, '-infinity'::timestamptz)"

    def later(self, *moments: str) -> str:
        return f"GREATEST({', '.join(moments)})"

    def plus(self, moment: str, seconds: float) -> str:
        return f"({moment} + interval '{seconds} seconds')"

    def store(self, moment: str) -> str:
        return moment

    def between(self, start: str, end: str) -> str:
        return f"EXTRACT(EPOCH FROM ({end} - {start}))"


class _SQLite:
    """Julian days: 'now' is read after the write lock was taken, in whole milliseconds."""

    now = "julianday('now')"

    def at(self, column: str) -> str:
        return f"COALESCE(julianday({column}), 0.0)"

    def later(self, *moments: str) -> str:
        return f"max({', '.join(moments)})"

    def plus(self, moment: str, seconds: float) -> str:
        return f"({moment} + {seconds} / 86400.0)"

    def store(self, moment: str) -> str:
        return f"strftime('%Y-%m-%d %H:%M:%f', {moment})"

    def between(self, start: str, end: str) -> str:
        return f"(({end} - {start}) * 86400.0)"


@dataclass(frozen=True)
class Slot:
    """Leave to send one request between `opens_at` and `closes_at` (this process's monotonic clock)."""

    key: str
    kind: str
    opens_at: float
    closes_at: float

    def approach(self) -> None:
        """Sleep until shortly before the slot: what is claimed now is claimed just in time."""
        _sleep_until(self.opens_at - APPROACH_SECONDS)

    def open(self) -> bool:
        """Sleep until the slot's time; True when the request may go, at once. False: thrown away, take another."""
        _sleep_until(self.opens_at)
        if time.monotonic() > self.closes_at:
            return False
        return self.kind != INTERACTIVE or not banned_seconds(self.key)


@dataclass(frozen=True)
class NoSlot:
    """Nothing free: ask again after `wait_seconds`. `is_banned`: the platform said so, to everyone."""

    wait_seconds: float
    is_banned: bool = False


def reserve(key: str, kind: str) -> Slot | NoSlot:
    """Book the next slot of the application `key`, in one statement and outside any transaction.

    Interactive calls book ahead; orders and stock only take a slot that is near, and stock only when nobody
    more urgent waits. Stock that was put off by others is due a step after it was due, so that it makes up for it.
    """
    asked_at = time.monotonic()
    wait = _book(key, kind)
    if wait is None and _ensure(key):
        wait = _book(key, kind)
    if wait is not None:
        answered_at = time.monotonic()
        # The database read its clock between the two moments: late enough by one, still alive by the other.
        return Slot(key, kind, opens_at=answered_at + max(wait, 0.0), closes_at=asked_at + wait + SLOT_LIFE_SECONDS)
    return _explain(key, kind)


def take(key: str, kind: str, *, until: float) -> Slot | None:
    """A slot that opens before `until` (monotonic), asking again as often as it takes; None when there is none."""
    while True:
        answer = reserve(key, kind)
        if isinstance(answer, Slot):
            return answer
        if time.monotonic() + answer.wait_seconds >= until:
            return None
        time.sleep(answer.wait_seconds)


def ban(key: str, seconds: float) -> None:
    """The platform banned the application for `seconds`: nobody gets a slot before that is over."""
    _ensure(key)
    sql = _dialect()
    over = sql.plus(sql.now, max(0.0, float(seconds)))
    _execute(
        f"UPDATE core_throttle SET banned_until = {sql.store(sql.later(sql.at('banned_until'), over))},"  # noqa: S608  constants and a float
        f" next_at = {sql.store(sql.later(sql.at('next_at'), over))}"
        " WHERE key = %s",
        [key],
    )


def banned_seconds(key: str) -> float:
    """How long the ban on `key` still lasts; 0.0 when there is none."""
    sql = _dialect()
    rows = _execute(
        f"SELECT {sql.between(sql.now, sql.at('banned_until'))}"  # noqa: S608  constants
        " FROM core_throttle WHERE key = %s AND banned_until IS NOT NULL",
        [key],
    )
    return max(0.0, float(rows[0][0])) if rows else 0.0


def _book(key: str, kind: str) -> float | None:
    """Seconds until the slot that was booked, or None."""
    sql = _dialect()
    moments = [sql.now, sql.at("next_at")]
    if kind == STOCK:
        moments.append(sql.at("stock_next_at"))
    slot = sql.later(*moments)
    changes = [f"next_at = {sql.store(sql.plus(slot, STEP_SECONDS))}"]
    conditions = [
        f"{sql.at('banned_until')} <= {sql.now}",
        f"{slot} < {sql.plus(sql.now, HORIZON_SECONDS[kind])}",
    ]
    if kind == STOCK:
        due = sql.later(sql.at("stock_next_at"), sql.plus(slot, -STOCK_STEP_SECONDS))
        changes.append(f"stock_next_at = {sql.store(sql.plus(due, STOCK_STEP_SECONDS))}")
        hungry = f"{sql.plus(sql.at('stock_next_at'), HUNGER_SECONDS)} <= {sql.now}"
        conditions.append(f"({sql.at('urgent_until')} <= {sql.now} OR {hungry})")
    else:
        changes.append(f"urgent_until = {sql.store(sql.later(sql.at('urgent_until'), slot))}")
    rows = _execute(
        f"UPDATE core_throttle SET {', '.join(changes)} WHERE key = %s AND {' AND '.join(conditions)}"  # noqa: S608  constants
        f" RETURNING {sql.between(sql.now, sql.at('next_at'))}",
        [key],
    )
    return float(rows[0][0]) - STEP_SECONDS if rows else None


def _explain(key: str, kind: str) -> NoSlot:
    """Why nothing was booked, and when to ask again. Orders that wait hold stock back meanwhile."""
    sql = _dialect()
    columns = ("next_at", "stock_next_at", "urgent_until", "banned_until")
    far = [f"CASE WHEN {name} IS NULL THEN 0 ELSE {sql.between(sql.now, sql.at(name))} END" for name in columns]
    rows = _execute(f"SELECT {', '.join(far)} FROM core_throttle WHERE key = %s", [key])  # noqa: S608  constants
    next_in, stock_in, urgent_in, banned_in = (float(value) for value in rows[0])
    if banned_in > 0:
        return NoSlot(banned_in, is_banned=True)
    wait = max(next_in - HORIZON_SECONDS[kind], SHORTEST_SECONDS)
    if kind == ORDERS:
        urgent = sql.store(sql.later(sql.at("urgent_until"), sql.plus(sql.now, wait + RENEW_SECONDS)))
        _execute(f"UPDATE core_throttle SET urgent_until = {urgent} WHERE key = %s", [key])  # noqa: S608  constants
    if kind == STOCK:
        wait = max(wait, stock_in - HORIZON_SECONDS[kind], min(urgent_in, stock_in + HUNGER_SECONDS))
    return NoSlot(min(wait, HUNGER_SECONDS))


def _ensure(key: str) -> bool:
    """True when the key was new and has its row now, ready long ago, so that the first call need not wait."""
    if Throttle.objects.filter(key=key).exists():
        return False
    ready = timezone.now() - timedelta(seconds=HUNGER_SECONDS + STOCK_STEP_SECONDS)
    Throttle.objects.bulk_create([Throttle(key=key, next_at=ready, stock_next_at=ready)], ignore_conflicts=True)
    return True


def _dialect() -> _PostgreSQL | _SQLite:
    return _PostgreSQL() if connection.vendor == "postgresql" else _SQLite()


def _execute(statement: str, parameters: list[str]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def _sleep_until(moment: float) -> None:
    left = moment - time.monotonic()
    if left > 0:
        time.sleep(left)
