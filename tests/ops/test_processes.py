"""A child whose parent died before it could ask the kernel would never be told: it must look for itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wms.ops.processes import web_command

ASK = "import os, sys; from wms.ops.processes import die_with_parent; die_with_parent(int(sys.argv[1])); print('lives')"


@pytest.mark.parametrize(
    ("parent", "status", "said"), [(os.getpid(), 0, "lives\n"), (1 << 22, 1, "")], ids=["its own", "another"]
)
def test_a_child_lives_only_while_the_parent_it_was_born_to_does(parent: int, status: int, said: str) -> None:
    child = subprocess.run([sys.executable, "-c", ASK, str(parent)], capture_output=True, text=True, check=False)
    assert (child.returncode, child.stdout) == (status, said)


def told_by(ask: str, tmp_path: Path) -> str:
    """What a process of this program prints, outside of the demo and of any database."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "SECRET_KEY": "x" * 50, "DEMO": "0"}
    told = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    return told.stdout


def test_a_web_worker_has_all_views_loaded_and_out_of_the_garbage_collector(tmp_path: Path) -> None:
    ask = "import wms.ops.web, gc, sys; print(gc.get_freeze_count() > 50_000, 'picking.rf.pick' in sys.modules)"
    assert told_by(ask, tmp_path) == "True True\n"


def test_nothing_but_the_planner_loads_numba(tmp_path: Path) -> None:
    """70 MB in each process: a page that took one function out of the planner's judges cost make run 100 MB."""
    assert told_by("import wms.ops.web, sys; print('numba' in sys.modules)", tmp_path) == "False\n"


@pytest.mark.parametrize(
    ("database", "redis", "given", "workers"),
    [
        ("", "", "", "1"),
        ("postgresql://zhunjian@db/zhunjian", "redis://redis:6379/0", "", "2"),
        ("postgresql://zhunjian@db/zhunjian", "", "", "1"),
        ("postgresql://zhunjian@db/zhunjian", "redis://redis:6379/0", "3", "3"),
    ],
)
def test_the_web_server_has_as_many_processes_as_database_and_cache_can_share(
    tmp_path: Path, database: str, redis: str, given: str, workers: str
) -> None:
    ask = "from django.conf import settings; print(settings.WEB_WORKERS)"
    named = {"DATABASE_URL": database, "REDIS_URL": redis, "WEB_WORKERS": given, "DATA_DIR": str(tmp_path)}
    environment = {**os.environ, **named, "SECRET_KEY": "x" * 50, "DJANGO_SETTINGS_MODULE": "wms.settings"}
    told = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == workers
    command = web_command(host="127.0.0.1", port=8000, threads=4, workers=int(workers))
    assert command[command.index("--workers") + 1] == workers
