"""`manage.py worker`: one Celery worker for the queues it is given."""

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
from functools import partial
from pathlib import Path
from typing import Any

from celery import beat, signals
from celery.worker import state
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connections

from wms.core.outbox.sweep import due_lanes
from wms.ops import standstill, warm
from wms.ops.processes import die_with_parent

WATCH_SECONDS = 5.0
IDLE_SECONDS = 0.4  # longer than the consumer takes to hear that it should take nothing more
QUEUES = ("exchange", "default", "wave")


class Command(BaseCommand):
    help = "Work off queues (exchange, default, wave) in slots; --beat runs the schedule inside, too."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", default=",".join(QUEUES))
        parser.add_argument("--slots", type=int, default=2)
        parser.add_argument("--beat", action="store_true")
        parser.add_argument(
            "--pool",
            choices=("prefork", "threads"),
            default="prefork",
            help="threads: one process, for a small machine; a slot that hangs then takes the whole worker along",
        )
        parser.add_argument("--name", default="", help="distinct on one machine; default: from the queues")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = set(options["queues"].split(",")) - set(QUEUES)
        if unknown:
            raise CommandError(f"unknown queue {', '.join(sorted(unknown))}; there are {', '.join(QUEUES)}")
        from wms.celery import app

        os.environ.setdefault(warm.CACHE_VARIABLE, str(settings.DATA_DIR / warm.FOLDER_NAME))
        if not settings.REDIS_URL:
            settings.BROKER_DIR.mkdir(parents=True, exist_ok=True)
        logging.captureWarnings(True)
        os.environ["CELERY_SKIP_CHECKS"] = "1"  # they load every page; the pages' own process does that
        signals.worker_process_init.connect(partial(_die_with, os.getpid()), weak=False)
        signals.worker_shutting_down.connect(_leave_when_idle)
        signals.celeryd_after_setup.connect(_freeze)
        name = options["name"] or options["queues"].replace(",", "-")
        arguments = [
            "--quiet",
            "worker",
            "--queues",
            options["queues"],
            "--hostname",
            f"{name}@%h",
            "--pool",
            options["pool"],
        ]
        arguments += ["--concurrency", str(options["slots"]), "--loglevel", settings.LOG_LEVEL]
        arguments += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        if options["beat"]:
            signals.worker_ready.connect(_beat)
        if options["pool"] == "threads":
            signals.worker_ready.connect(_watch)
        queues = options["queues"].split(",")
        signals.worker_ready.connect(partial(_mind, queues), weak=False)
        if "wave" in queues:
            signals.worker_ready.connect(_warm_up)
        app.worker_main(arguments)


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
    """Before slots are forked: ask the database once, and keep what is loaded out of the collector.

    What a slot would load at its first query is then shared, and so stays what the collector would write to.
    """
    due_lanes()
    connections.close_all()
    gc.collect()
    gc.freeze()
