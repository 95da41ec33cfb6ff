"""After commit: tell a worker that a lane has work. Losing a nudge costs one sweep, never the work."""

from __future__ import annotations

import logging

from celery import current_app
from django.core.cache import cache

log = logging.getLogger(__name__)


def nudge(lane: str) -> None:
    """Send at most one nudge a second per lane from this process's cache. Never raises, never waits.

    `retry=True` with `max_retries: 0` fails at once when the broker is down; `retry=False` hangs for 6 s.
    """
    key = f"nudged:{lane}"
    try:
        if not cache.add(key, 1, timeout=1):
            return
        current_app.send_task(
            "core.drain", args=[lane], queue="exchange", expires=10, retry=True, retry_policy={"max_retries": 0}
        )
    except Exception as error:
        log.warning("nudge of %s lost (%s); the sweep finds the work", lane, error)
