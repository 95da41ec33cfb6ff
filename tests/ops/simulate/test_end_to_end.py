"""People of flesh against the running system, web and workers killed on the way: nothing is lost, doubled or wrong."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.ops.simulate.keys import KEYS
from tests.servers import free_port, postgres, redis
from wms.ops.supervisor import answers

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.postgres, pytest.mark.redis]

ROOT = Path(__file__).resolve().parents[3]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
ORDERS = 15
SECONDS_TO_START, SECONDS_TO_WORK, SECONDS_TO_STOP = 400, 900, 60  # a hang, not a measure
KILLED = ("granian", "--name exchanges", "--name waves")


class Demo:
    """One `manage.py up` from nothing, on a PostgreSQL and a Redis of its own."""

    def __init__(self, folder: Path, database: str, broker: str) -> None:
        self.port, self.data_dir, self.output = free_port(), folder / "data", folder / "output"
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

    def states(self) -> dict[str, int]:
        """Orders of SIM by state; nothing while the web server is down."""
        token = json.loads((self.data_dir / "access.json").read_text())["sim"]["token"]
        with contextlib.suppress(httpx.TransportError, ValueError, KeyError):
            url = f"http://127.0.0.1:{self.port}/ops/sim/state"
            return dict(httpx.get(url, headers={"X-Sim-Token": token}, timeout=10).json()["states"])
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


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with postgres() as database, redis() as broker:
        running = Demo(tmp_path, database.url, broker.url)
        try:
            yield running
        finally:
            running.end()


def test_orders_go_out_right_while_web_and_workers_are_killed(demo: Demo) -> None:
    killed: list[int] = []

    def strike() -> None:
        demo.wait_until(lambda: demo.states().get("shipped", 0) > 0, SECONDS_TO_WORK)
        killed.append(demo.kill_web_and_workers())

    striker = threading.Thread(target=strike, daemon=True)
    striker.start()
    url = f"http://127.0.0.1:{demo.port}"
    asked = ["--orders", str(ORDERS), "--pickers", "2", "--wrong-scan-rate", "0.1", "--seed", "1", "--json"]
    run = demo.command("simulate", "--url", url, *asked)
    striker.join(SECONDS_TO_STOP)
    assert run.returncode == 0, run.stdout + run.stderr
    assert killed
    assert killed[0] >= len(KILLED)
    report = json.loads(run.stdout.splitlines()[-1])
    assert list(report) == KEYS
    assert report["orders_placed"] == report["orders_shipped"] + report["orders_cancelled"] == ORDERS
    assert report["parcels"] == report["orders_shipped"]
    assert 0 < report["wrong_scans_made"] == sum(report["wrong_scans_caught"].values())
    assert report["seconds_per_order_p50"] > 0
    for key in ("wrong_parcels", "oversold_orders", "ledger_differences", "front_stock_differences"):
        assert report[key] == 0, key
    ledger = demo.command("check_ledger")
    assert (ledger.returncode, ledger.stdout.splitlines()[-1]) == (0, "differences: 0")
    family = demo.family()
    os.killpg(demo.process.pid, signal.SIGINT)
    assert demo.process.wait(SECONDS_TO_STOP) == 0
    assert [process for process in family if is_alive(process)] == []
