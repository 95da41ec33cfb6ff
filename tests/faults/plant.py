"""All that runs in the fault matrix, in processes of their own that can be killed: database, Redis, web, worker.

The platform is the sandbox in this process: it is the outside world, and lives.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests import servers
from wms.aliexpress.sandbox.server import Sandbox
from wms.ops import warm

ROOT = Path(__file__).resolve().parents[2]
HANG_SECONDS = 300.0  # generous: nothing here is a measure
POLL_SECONDS, LOOK_SECONDS = 0.02, 0.25
DOWN_SECONDS = {"web": 0.0, "worker": 0.0, "database": 1.0, "redis": 1.0}
SHORT = {
    "OUTBOX_LEASE_SECONDS": "3.0",
    "OUTBOX_SWEEP_SECONDS": "0.3",
    "OUTBOX_RETRY_LADDER_SECONDS": "0,0.2,0.4,0.6,0.8",
    "ALIEXPRESS_DEADLINE_SECONDS": "0.8",
}


def until(true: Callable[[], Any], what: str, tell: Callable[[], str] = str, pause: float = LOOK_SECONDS) -> Any:
    """The first true answer; fails, and says what was waited for and what `tell` knows, when there is none in time."""
    ends = time.monotonic() + HANG_SECONDS
    while time.monotonic() < ends:
        answer = true()
        if answer:
            return answer
        time.sleep(pause)
    raise AssertionError(f"not within {HANG_SECONDS:.0f} s: {what}\n{tell()}")


class Office:
    """office_process, asked one thing at a time; asked again while what it needs is down."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.office_process"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, verb: str, **facts: Any) -> Any:
        ends = time.monotonic() + 4 * HANG_SECONDS
        while True:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(json.dumps({"verb": verb, **facts}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            assert line, f"the office ended over {verb}"
            told = json.loads(line)
            if "answer" in told:
                return told["answer"]
            assert time.monotonic() < ends, told
            time.sleep(0.1)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


class Plant:
    """What runs. `kill` is kill -9, of parents and children alike; `start` starts the same again."""

    def __init__(self, folder: Path, stack: ExitStack, template: str) -> None:
        self.folder = folder
        self.sandbox = stack.enter_context(Sandbox(seed=7, poll_seconds=0.01))
        database = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zhunjian-pg-")))
        # What was committed survives a kill; the disk's own sync is for power cuts, and there are none here.
        self.postgres = servers.Postgres(database, is_durable=True, options="-c fsync=off -c full_page_writes=off")
        self.redis = servers.Redis(folder)
        self.port = servers.free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **os.environ,
            **SHORT,
            "DJANGO_SETTINGS_MODULE": "wms.settings",
            "DEMO": "0",
            "DEBUG": "0",
            "DATA_DIR": str(folder),
            "SECRET_KEY": "faults-only-secret-key-of-more-than-fifty-characters-0000",
            "FIELD_KEYS": "dGVzdHMtb25seS1maWVsZC1rZXktMzItYnl0ZXMhISE=",
            "ALLOWED_HOSTS": "127.0.0.1",
            "ALIEXPRESS_ALLOW_PLAIN_HTTP_LOOPBACK": "1",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "WEB_WORKERS": "1",
            "LOG_LEVEL": "WARNING",
            "LOG_FORM": "words",
            "PYTHONPATH": str(ROOT),
        }
        manage = [sys.executable, "manage.py"]
        self.commands = {
            "web": [*manage, "web", "--port", str(self.port)],
            "worker": [
                *manage,
                "worker",
                "--pool",
                "threads",
                "--queues",
                "exchange,default",
                "--slots",
                "4",
                "--beat",
            ],
        }
        stack.callback(self.stop)
        self.start("database")
        self.start("redis")
        if template:
            self._copy(template)
        self._warm_up()
        self.office = Office(self.environment)
        stack.callback(self.office.close)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def gateway(self) -> dict[str, str]:
        world = self.sandbox.world
        return {"url": self.sandbox.url, "app_key": world.app_key, "app_secret": world.app_secret}

    def _warm_up(self) -> None:
        """Compile the planner's kernels once: a wave of the first day would wait for it, and give it up too soon."""
        cache = Path(self.environment[warm.CACHE_VARIABLE])
        if not warm.is_warm(cache):
            command = [sys.executable, "-m", "wms.ops.warm", str(cache)]
            subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def _copy(self, url: str) -> None:
        """The tables of a database that is migrated already: quicker than to migrate another."""
        dump = [str(self.postgres.binaries / "pg_dump"), "--no-owner", url]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as source:
            load = [str(self.postgres.binaries / "psql"), "-q", "-v", "ON_ERROR_STOP=1", self.postgres.url]
            subprocess.run(load, stdin=source.stdout, stdout=subprocess.DEVNULL, check=True)
        assert source.returncode == 0, "pg_dump"

    def start(self, name: str) -> None:
        if name == "database":
            self.postgres.start()
        elif name == "redis":
            self.redis.start()
        else:
            log = (self.folder / f"{name}.log").open("ab")
            with log:
                self.processes[name] = subprocess.Popen(
                    self.commands[name], cwd=ROOT, env=self.environment, stdout=log, stderr=log
                )

    def kill(self, name: str) -> None:
        if name == "database":
            self.postgres.stop("immediate")
        elif name == "redis":
            self.redis.stop(signal.SIGKILL)
        else:
            process = self.processes.pop(name)
            for child in psutil.Process(process.pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            process.kill()
            process.wait()

    def keep(self) -> None:
        """Whoever has ended by himself is started again, as the supervisor and compose do."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.start(name)

    def wait_until_served(self) -> None:
        def answers() -> bool:
            with contextlib.suppress(httpx.TransportError):
                return httpx.get(f"{self.url}/healthz", timeout=10).status_code == 200
            return False

        until(answers, "the web server answers", self.logs)

    def logs(self) -> str:
        return "".join(f"\n--- {log.name}\n{log.read_text()[-6000:]}" for log in sorted(self.folder.glob("*.log")))

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)
        self.redis.stop(signal.SIGKILL)
        self.postgres.stop("immediate")

    @contextmanager
    def killing(self, victim: str, when: Callable[[], bool]) -> Iterator[None]:
        """Meanwhile: the victim is killed as soon as `when` holds, and started again. Nothing for an empty name."""
        trouble: list[BaseException] = []
        is_over = threading.Event()

        def strike() -> None:
            try:
                until(when, f"the moment to kill {victim}", pause=POLL_SECONDS)
                self.kill(victim)
                is_over.wait(DOWN_SECONDS[victim])
                self.start(victim)
            except BaseException as problem:
                trouble.append(problem)

        striker = threading.Thread(target=strike, name=f"kill-{victim}", daemon=True)
        if victim:
            striker.start()
        try:
            yield
        finally:
            is_over.set()
        if victim:
            striker.join(HANG_SECONDS)
            assert not striker.is_alive(), f"{victim} was never killed"
            assert not trouble, trouble


@contextmanager
def plant(template: str = "") -> Iterator[Plant]:
    """Gone afterwards, with all its processes. `template`: the URL of a database on PostgreSQL that is migrated."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zhunjian-faults-")))
        yield Plant(folder, stack, template)
