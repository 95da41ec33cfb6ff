"""The one way to open a transaction: retried on deadlock, its messages written last, its lanes nudged after commit.

PROTOCOLS 1 (one lock order: messages last, sorted, one statement; retries wrap the whole transaction).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from wms.core.pending import PendingMessages

T = TypeVar("T")

RETRIES = 3
RETRY_SQLSTATES = {"40P01", "40001"}  # deadlock, serialization failure

_pending: ContextVar[PendingMessages | None] = ContextVar("pending_messages", default=None)


class OutsideUnitOfWork(Exception):
    """A bug: something wrote to the outbox without a unit of work around it."""


def pending_messages() -> PendingMessages:
    """The messages of the unit of work that is open; operations reach it through outbox.publish."""
    pending = _pending.get()
    if pending is None:
        raise OutsideUnitOfWork("open wms.core.transactions.unit_of_work() first")
    return pending


def is_worth_retrying(error: OperationalError) -> bool:
    """True for a deadlock, a serialization failure, and SQLite's lock timeout."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) in RETRY_SQLSTATES:
        return True
    return "database is locked" in str(error) or "database table is locked" in str(error)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One transaction. Nested units join the outer one (as a savepoint), which alone flushes the messages; what was
    told in a nested unit that fails is told no more than it was done.
    """
    outer = _pending.get()
    if outer is not None:
        mark = outer.marked()
        try:
            with transaction.atomic():  # noqa: TID251  the one place
                yield
        except BaseException:
            outer.back_to(mark)
            raise
        return
    pending = PendingMessages()
    token = _pending.set(pending)
    try:
        with transaction.atomic():  # noqa: TID251  the one place
            yield
            for lane in pending.flush():
                transaction.on_commit(partial(_nudge, lane))
    finally:
        _pending.reset(token)


def _nudge(lane: str) -> None:
    from wms.core.outbox.nudge import nudge

    nudge(lane)


def flush_later() -> None:
    """Let this transaction end without waiting for the disk, so that its locks are held for less (PostgreSQL).

    Only where nothing outside of the database follows from it before a later transaction commits: that one waits for
    the disk, and for all that was committed before it. A crash of the database meanwhile loses it whole.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")


def run(work: Callable[[], T]) -> T:
    """Call `work` in a unit of work, again on deadlock (3 retries). `work` must be safe to call anew.

    Inside an open unit it just calls: only the outermost transaction can be tried again.
    """
    if _pending.get() is not None:
        return work()
    for attempt in range(RETRIES + 1):
        try:
            with unit_of_work():
                return work()
        except OperationalError as error:
            if attempt == RETRIES or not is_worth_retrying(error):
                raise
            connection.close_if_unusable_or_obsolete()
            time.sleep(random.uniform(0.005, 0.03) * (attempt + 1))
    raise AssertionError("unreachable")
