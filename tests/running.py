"""The demo as a user starts it: `manage.py up` in a folder of its own, for tests that want the product whole."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.servers import free_port
from wms.ops.supervisor import answers

ROOT = Path(__file__).resolve().parents[1]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
SECONDS_TO_START, SECONDS_TO_WORK, SECONDS_TO_STOP = 400, 900, 60  # a hang, not a measure
KILLED = ("granian", "manage.py workers")


class Demo:
    """One `manage.py up` from nothing; without a database and a broker on what it embeds."""

    def __init__(self, folder: Path, database: str = "", broker: str = "") -> None:
        self.port, self.data_dir, self.output = free_port(), folder / "data", folder / "output"
        self.enrolled: set[str] = set()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "wms.settings",
            "DEMO": "1",
            "ORDERS_PER_MINUTE": "0",
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "DATABASE_URL": database,
            "REDIS_URL": broker,
        }
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*MANAGE, "up"],
                env=self.environment,
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.me = psutil.Process(self.process.pid)
        self.wait_until(lambda: "Ctrl-C" in self.output.read_text() and answers("127.0.0.1", self.port))

    def wait_until(self, is_true: Any, seconds: float = SECONDS_TO_START) -> None:
        deadline = time.monotonic() + seconds
        while not is_true():
            logs = "".join(log.read_text() for log in (self.data_dir / "logs").glob("*.log"))
            assert self.process.poll() is None, self.output.read_text() + logs
            assert time.monotonic() < deadline, logs[-3000:]
            time.sleep(0.2)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*MANAGE, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_WORK,
            check=False,
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def access(self) -> dict[str, Any]:
        """Sign-ins, enrolment links and badges, as the terminal prints them."""
        return dict(json.loads((self.data_dir / "access.json").read_text(encoding="utf-8")))

    def new_device(self, kind: str) -> dict[str, Any]:
        """A device (handheld, station) that no browser is yet: an enrolment link works once."""
        device = next(row for row in self.access["devices"] if row["kind"] == kind and row["name"] not in self.enrolled)
        self.enrolled.add(device["name"])
        return dict(device)

    def states(self) -> dict[str, int]:
        """Orders of SIM by state; nothing while the web server is down."""
        token = self.access["sim"]["token"]
        with contextlib.suppress(httpx.TransportError, ValueError, KeyError):
            told = httpx.get(f"{self.url}/ops/sim/state", headers={"X-Sim-Token": token}, timeout=10)
            return dict(told.json()["states"])
        return {}

    def family(self) -> list[psutil.Process]:
        return self.me.children(recursive=True)

    def kill_web_and_workers(self) -> int:
        """kill -9, parents and children alike; the sandbox is the outside world and lives."""
        killed = 0
        for process in self.family():
            with contextlib.suppress(psutil.NoSuchProcess):
                if any(word in " ".join(process.cmdline()) for word in KILLED):
                    process.kill()
                    killed += 1
        return killed

    def end(self) -> None:
        for process in [self.me, *self.family()] if self.me.is_running() else []:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(SECONDS_TO_STOP)


def is_alive(process: psutil.Process) -> bool:
    """A zombie has ended: only whoever has inherited it has not looked yet."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
