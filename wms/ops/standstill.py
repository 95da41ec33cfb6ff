"""A worker that takes nothing while its queues hold tasks ends itself: whoever keeps it starts it again.

Seen with Redis killed while a slot acknowledged its task: the consumer never heard that its connection was gone, and
waited on it for ever. What nobody takes is not lost (it stands in rows), but it would stand until somebody looks.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass

from celery.worker import state

from wms.ops.queues import queue_lengths

LOOK_SECONDS = 2.0
STANDSTILL_SECONDS = 10.0  # with the start of another one well within the 20 s that work may be late

log = logging.getLogger(__name__)


@dataclass
class Standstill:
    """Tells, look by look, since when tasks wait and none is taken."""

    since: float | None = None
    taken: int = -1

    def is_one(self, *, taken: int, is_busy: bool, waiting: int, now: float) -> bool:
        """`taken` tasks since the start, `waiting` in its queues, `now` in seconds of a clock that never goes back."""
        stands = waiting > 0 and not is_busy and taken == self.taken
        self.taken = taken
        if not stands:
            self.since = None
            return False
        if self.since is None:
            self.since = now
        return now - self.since >= STANDSTILL_SECONDS


def watch(queues: list[str]) -> None:
    """Look after this process's consumer of `queues`, in a thread that lives as long as the process."""
    threading.Thread(target=_look, args=(queues,), name="standstill", daemon=True).start()


def _look(queues: list[str]) -> None:
    seen = Standstill()
    while True:
        time.sleep(LOOK_SECONDS)
        lengths = queue_lengths() or {}
        waiting = sum(lengths.get(name, 0) for name in queues)
        taken, is_busy = sum(state.total_count.values()), bool(state.active_requests)
        if seen.is_one(taken=taken, is_busy=is_busy, waiting=waiting, now=time.monotonic()):
            log.critical("%s tasks wait and none is taken: this worker ends, to be started again", waiting)
            os._exit(1)
