"""What a Celery worker of ours does beside its tasks: the schedule, its own end, the planner's kernels."""

from __future__ import annotations

import gc
import logging
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from celery import beat, signals
from celery.concurrency import get_implementation
from celery.utils.nodenames import gethostname
from celery.worker import state
from django.conf import settings
from django.db import connections

from wms.core.outbox.sweep import due_lanes
from wms.ops import standstill, warm
from wms.ops.processes import die_with_parent, give_back_memory

WATCH_SECONDS = 5.0
LOADED_LATER = ("celery.apps.worker", "celery.worker.consumer", "celery.concurrency.thread")
IDLE_SECONDS = 0.4  # longer than the consumer takes to hear that it should take nothing more


def work(*, queues: Sequence[str], slots: int, pool: str, name: str, has_beat: bool) -> None:
    """Work off these queues until told to stop."""
    from wms.celery import app

    os.environ.setdefault(warm.CACHE_VARIABLE, str(settings.DATA_DIR / warm.FOLDER_NAME))
    if not settings.REDIS_URL:
        settings.BROKER_DIR.mkdir(parents=True, exist_ok=True)
    logging.captureWarnings(True)
    os.environ["CELERY_SKIP_CHECKS"] = "1"  # they load every page; the pages' own process does that
    signals.worker_process_init.connect(partial(_die_with, os.getpid()), weak=False)
    signals.worker_shutting_down.connect(_leave_when_idle)
    signals.celeryd_after_setup.connect(_freeze)
    if has_beat:
        signals.worker_ready.connect(_beat)
    if pool == "threads":
        signals.worker_ready.connect(_watch)
    signals.worker_ready.connect(partial(_mind, list(queues)), weak=False)
    if "wave" in queues:
        signals.worker_ready.connect(_warm_up)
    worker = app.Worker(  # not app.worker_main(): the command line's own modules cost a process 14 MB
        hostname=f"{name}@{gethostname()}",
        pool_cls=get_implementation(pool),
        queues=list(queues),
        concurrency=slots,
        loglevel=settings.LOG_LEVEL,
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    sys.exit(worker.exitcode)


def load() -> None:
    """Everything that a worker needs, loaded and kept out of the collector: what is forked from here on shares it.

    The database is asked once, since a first query loads much; its connection is not for two.
    """
    from wms.celery import app

    app.loader.import_default_modules()
    for name in LOADED_LATER:
        import_module(name)
    due_lanes()
    connections.close_all()
    gc.collect()
    give_back_memory()
    gc.freeze()


def _die_with(parent: int, **kwargs: Any) -> None:
    die_with_parent(parent)


def _beat(**kwargs: Any) -> None:
    """The schedule in a thread: a process of its own costs 27 MB. Without it nothing is swept, so it takes us along."""
    from wms.celery import app

    def tick() -> None:
        try:
            beat.Service(app, scheduler_cls=app.conf.beat_scheduler).start()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)  # whoever keeps us starts both again

    threading.Thread(target=tick, name="beat", daemon=True).start()


def _watch(**kwargs: Any) -> None:
    """What a pool of processes does by killing a slot: a task over its time limit ends the worker, which is kept."""
    from wms.celery import app

    def look() -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            oldest = min((request.time_start or math.inf for request in list(state.active_requests)), default=math.inf)
            if time.time() - oldest > app.conf.task_time_limit:
                os._exit(1)

    threading.Thread(target=look, name="watch", daemon=True).start()


def _mind(queues: list[str], **kwargs: Any) -> None:
    standstill.watch(queues)


def _warm_up(**kwargs: Any) -> None:
    """Compile the planner's kernels before the first wave needs them, beside the work, if nobody has yet."""
    kernels = Path(os.environ[warm.CACHE_VARIABLE])
    if not warm.is_warm(kernels):
        subprocess.Popen([sys.executable, "-m", "wms.ops.warm", str(kernels)], cwd=settings.BASE_DIR)


def _leave_when_idle(**kwargs: Any) -> None:
    """Told to stop: finish what runs, then go at once. Celery's own way of ending an idle pool sleeps for seconds."""

    def leave() -> None:
        idle_since = time.monotonic()
        while time.monotonic() - idle_since < IDLE_SECONDS:
            if state.active_requests:
                idle_since = time.monotonic()
            time.sleep(0.02)
        os._exit(0)  # our slots die with us

    threading.Thread(target=leave, name="leave", daemon=True).start()


def _freeze(**kwargs: Any) -> None:
    """Before slots are forked."""
    load()
