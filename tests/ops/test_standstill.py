"""A worker whose consumer has gone deaf ends, so that it is started again; one that has nothing to do lives on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wms.ops.standstill import STANDSTILL_SECONDS, Standstill

SECONDS = 120  # a hang, not a measure
DEAF = """
import django
django.setup()
from celery import signals
from django.core.management import call_command
from wms.celery import app

@signals.worker_ready.connect(weak=False)
def deaf(sender, **kwargs):
    sender.task_consumer.cancel()
    app.send_task("core.sweep", queue="default")

call_command("worker", queues="default", pool="threads", slots=1)
"""


def test_tasks_that_wait_while_none_is_taken_are_a_standstill() -> None:
    seen = Standstill()
    looks = [seen.is_one(taken=5, is_busy=False, waiting=1, now=now) for now in (0.0, 2.0, 2.0 + STANDSTILL_SECONDS)]
    assert looks == [False, False, True]


@pytest.mark.parametrize(
    ("taken", "is_busy", "waiting"),
    [(6, False, 1), (5, True, 1), (5, False, 0)],
    ids=["it takes", "it is busy", "nothing waits"],
)
def test_one_sign_of_life_begins_it_anew(taken: int, is_busy: bool, waiting: int) -> None:
    seen = Standstill()
    for now in (0.0, 2.0, 4.0):
        seen.is_one(taken=5, is_busy=False, waiting=1, now=now)
    later = 4.0 + STANDSTILL_SECONDS
    assert not seen.is_one(taken=taken, is_busy=is_busy, waiting=waiting, now=later)
    assert not seen.is_one(taken=taken, is_busy=False, waiting=1, now=later)
    assert seen.is_one(taken=taken, is_busy=False, waiting=1, now=later + STANDSTILL_SECONDS)


@pytest.mark.faults
def test_a_deaf_worker_ends(tmp_path: Path) -> None:
    quiet = {"REDIS_URL": "", "DATABASE_URL": "", "DEMO": "1", "DATA_DIR": str(tmp_path)}
    settings = {"DJANGO_SETTINGS_MODULE": "wms.settings", "LOG_LEVEL": "WARNING"}
    environment = {**os.environ, **quiet, **settings}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, check=True)
    ended = subprocess.run(
        [sys.executable, "-c", DEAF], env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert ended.returncode == 1, ended.stderr
    assert "1 tasks wait and none is taken" in ended.stderr + ended.stdout
