"""After commit: tell a worker that a lane has work. Losing a nudge costs one sweep, never the work."""

from __future__ import annotations

import logging

from celery import current_app
from django.core.cache import cache

log = logging.getLogger(__name__)


def nudge(lane: str, *, again: bool = False) -> None:
    """Send at most one nudge a second per lane from this process's cache. Never raises, never waits.

    `again`: a drainer whose second is over, and who knows of more work: the cache is not asked.
    `retry=True` with `max_retries: 0` fails at once when the broker is down; `retry=False` hangs for 6 s.
    """
    try:
        if not again and not cache.add(_key(lane), 1, timeout=1):
            return
        current_app.send_task(
            "core.drain", args=[lane], queue="exchange", expires=10, retry=True, retry_policy={"max_retries": 0}
        )
    except Exception as error:
        log.warning("nudge of %s lost (%s); the sweep finds the work", lane, error)


def forget(lane: str) -> None:
    """A drainer begins: what is written from now on needs a nudge of its own, it may come after his last look."""
    try:
        cache.delete(_key(lane))
    except Exception as error:
        log.warning("cache is gone (%s); nudges of %s may double or wait a second", error, lane)


def _key(lane: str) -> str:
    return f"nudged:{lane}"
