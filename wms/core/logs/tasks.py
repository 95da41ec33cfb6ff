"""A task carries the ids of whoever asked for it, and has one line when it is done."""

from __future__ import annotations

import logging
import os
import time
from contextlib import ExitStack
from typing import Any

from billiard.util import get_logger
from celery import Celery, signals

from wms.core.logs.context import about, facts

log = logging.getLogger("wms.task")
HEADER = "log_facts"
HANDED_ON = ("request_id", "scan", "person", "device", "warehouse")
LONG_SECONDS = 5.0

_running: dict[str, tuple[ExitStack, float]] = {}


def follow(app: Celery) -> None:
    """Hand the ids on with each task of `app`, and tell how each ended. What beat starts all day is told at DEBUG."""
    signals.setup_logging.connect(_leave_logging_alone, weak=False)
    signals.worker_init.connect(_speak_as_we_do, weak=False)
    signals.before_task_publish.connect(_hand_on, weak=False)
    signals.task_prerun.connect(_begin, weak=False)
    signals.task_postrun.connect(_end, weak=False)


def _leave_logging_alone(**kwargs: Any) -> None:
    """Somebody listens here, so Celery sets up nothing of its own; its pool's lines take the way of all others."""
    get_logger().propagate = True


def _speak_as_we_do(**kwargs: Any) -> None:
    """What Celery says past logging, when a signal ends the worker, takes the form of all other lines."""
    from celery.apps import worker  # it comes with the worker, which no other process needs

    worker.safe_say = _say


def _say(text: str, *_stream: object) -> None:
    """One line to stderr. Called inside a signal's handler: no lock is taken and no buffer is written to."""
    handlers = logging.getLogger().handlers
    line = logging.LogRecord("celery.apps.worker", logging.INFO, __file__, 0, text.strip(), None, None)
    os.write(2, f"{handlers[0].format(line) if handlers else text}\n".encode())


def _hand_on(headers: dict[str, Any], **kwargs: Any) -> None:
    known = facts()
    headers[HEADER] = {name: str(known[name]) for name in HANDED_ON if name in known}


def _begin(task_id: str, task: Any, **kwargs: Any) -> None:
    given = (task.request.headers or {}).get(HEADER) or task.request.get(HEADER) or {}
    known = {name: str(given[name])[:64] for name in HANDED_ON if name in given}
    stack = ExitStack()
    stack.enter_context(about(task=task.name, task_id=task_id, **known))
    _running[task_id] = (stack, time.perf_counter())


def _end(task_id: str, task: Any, state: str | None = None, **kwargs: Any) -> None:
    stack, began = _running.pop(task_id, (None, 0.0))
    if stack is None:
        return
    seconds = time.perf_counter() - began
    told = {"status": str(state or "").lower(), "milliseconds": round(seconds * 1000, 1)}
    is_routine = state == "SUCCESS" and seconds < LONG_SECONDS and task.name in _routine()
    log.log(logging.DEBUG if is_routine else logging.INFO, "worked", extra={"facts": told})
    stack.close()


def _routine() -> set[str]:
    from wms.schedule import BEAT

    return {"core.drain", *(entry["task"] for entry in BEAT.values())}
