"""`make test`: the whole suite with what this machine has, on SQLite and on PostgreSQL with Redis.

PostgreSQL runs everything; SQLite what needs no server, but for what is pure: that no database can change.
With REQUIRE_ALL=1 what is missing is installed (Debian, root), and what is still missing is a failure.
The last line is pytest's closing line, summed over the runs.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import servers  # noqa: E402  needs the line above: this file is run as a script

CLOSING = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s")
NO_TESTS_RAN = 5
SERVERS = "not postgres and not redis and not browser and not faults"  # the rest runs once, on PostgreSQL
SIDE_BY_SIDE = f"{SERVERS} and not slow"  # what minds nobody beside it
ONCE = "postgres or redis or browser or faults or slow"
IN_PAIRS = f"({ONCE}) and not browser"  # mostly waits for processes; a browser's clock is the wall's
WORKERS = ["-n", str(os.cpu_count() or 1), "--dist", "loadfile"]
SLOW_FIRST = [*WORKERS, "--no-loadscope-reorder"]  # as conftest.py sorts files, not by how many tests they hold
FLAGS = ("--only-postgres", "--only-faults")
ORDER = ["failed", "errors", "passed", "skipped", "deselected", "xfailed", "xpassed", "warnings"]


@dataclass(frozen=True)
class Tool:
    """Something that the suite needs from the machine, and the Debian packages that bring it."""

    name: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]


def _on_path(*programs: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(program) for program in programs)


IPP_PACKAGES = ("cups-ipp-utils", "avahi-daemon", "dbus")
TOOLS = [
    Tool("PostgreSQL", lambda: servers.postgres_binaries() is not None, ("postgresql",)),
    Tool("Redis", lambda: servers.redis_binary() is not None, ("redis-server",)),
    Tool("nginx", _on_path("nginx"), ("nginx-light",)),
    Tool("Chromium", _on_path("chromium"), ("chromium",)),
    Tool("zint", _on_path("zint"), ("zint",)),
    Tool("ippeveprinter", _on_path("ippeveprinter", "avahi-daemon", "dbus-daemon"), IPP_PACKAGES),
    Tool("gettext", _on_path("msgfmt"), ("gettext",)),
    Tool("npm", _on_path("node", "npm"), ("nodejs", "npm")),
]


@dataclass
class Totals:
    counts: Counter[str] = field(default_factory=Counter)
    status: int = 0
    lines: list[str] = field(default_factory=list)

    def closing(self, seconds: float) -> str:
        """Pytest's own form, so that whoever reads the last line reads what he knows."""
        one = {"errors": "error", "warnings": "warning"}
        words = [
            f"{self.counts[word]} {one.get(word, word) if self.counts[word] == 1 else word}"
            for word in ORDER
            if self.counts[word]
        ]
        return f" {', '.join(words) or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")


def missing() -> list[Tool]:
    return [tool for tool in TOOLS if not tool.is_there()]


def install(tools: list[Tool]) -> None:
    """Debian packages, as root. RUNLEVEL=1 keeps their services from starting: the suite starts its own."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    packages = [package for tool in tools for package in tool.packages]
    print(f"installing {' '.join(packages)}", flush=True)
    for command in (
        ["apt-get", *wait, "update", "-qq"],
        ["apt-get", *wait, "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def run_pytest(title: str, arguments: list[str], environment: dict[str, str], totals: Totals) -> None:
    """One run, its output passed on as it comes; its counts and its status are added to the totals."""
    print(f"\n-- {title} --", flush=True)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if CLOSING.match(line):
                closing = line.strip("= \n")
    status = 0 if process.returncode == NO_TESTS_RAN else process.returncode
    totals.status = totals.status or status
    for count, word in re.findall(r"(\d+) ([a-z]+)", closing.partition(" in ")[0]):
        totals.counts[{"error": "errors", "warning": "warnings"}.get(word, word)] += int(count)
    totals.lines.append(f"{title}: {closing or f'pytest ended with {process.returncode}'}")


def run_faults(arguments: list[str]) -> Totals:
    """`make faults`: everything that is killed, alone, on PostgreSQL with Redis; the fault matrix whole."""
    totals = Totals()
    with ExitStack() as stack:
        postgres, redis = stack.enter_context(servers.postgres()), stack.enter_context(servers.redis())
        urls = {"DEMO": "0", "DATABASE_URL": postgres.url, "REDIS_URL": redis.url, "FAULTS": "all"}
        run_pytest("faults", ["-m", "faults", *arguments], urls, totals)
    return totals


def run_all(arguments: list[str], *, only_postgres: bool, absent: set[str]) -> Totals:
    totals = Totals()
    has_servers = not absent & {"PostgreSQL", "Redis"}
    quiet = {"DEMO": "0", "DATABASE_URL": "", "REDIS_URL": ""}  # a developer's shell must not reach the tests
    if not only_postgres:
        again = f"{SIDE_BY_SIDE} and not pure" if has_servers else SIDE_BY_SIDE
        run_pytest("SQLite", [*WORKERS, "-m", again, *arguments], quiet, totals)
        alone = f"slow and {SERVERS}" if has_servers else ONCE
        run_pytest("SQLite, one by one", ["-m", alone, *arguments], quiet, totals)
    if has_servers:
        with ExitStack() as stack:
            postgres = stack.enter_context(servers.postgres())
            redis = stack.enter_context(servers.redis())
            urls = {**quiet, "DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
            run_pytest("PostgreSQL and Redis", [*WORKERS, "-m", SIDE_BY_SIDE, *arguments], urls, totals)
            run_pytest("PostgreSQL and Redis, in pairs", [*SLOW_FIRST, "-m", IN_PAIRS, *arguments], urls, totals)
            run_pytest("PostgreSQL and Redis, browsers", ["-m", "browser", *arguments], urls, totals)
    elif only_postgres:
        totals.status = 1
    return totals


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unwinds the servers, which the default would leave
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes start: each would compile all it imports
    require_all = os.environ.get("REQUIRE_ALL") == "1"
    only_postgres, only_faults = (flag in arguments for flag in FLAGS)
    arguments = [argument for argument in arguments if argument not in FLAGS]
    if require_all and missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        install(missing())
    absent = {tool.name for tool in missing()}
    totals = run_faults(arguments) if only_faults else run_all(arguments, only_postgres=only_postgres, absent=absent)
    print()
    for line in totals.lines:
        print(line)
    if absent:
        verdict = "FAILED, REQUIRE_ALL=1 and missing here" if require_all else "not run, missing here"
        print(f"{verdict}: {', '.join(sorted(absent))}")
        if require_all:
            totals.counts["errors"] += len(absent)
            totals.status = totals.status or 1
    checks = [check for check in os.environ.get("FAILED_CHECKS", "").split(",") if check]
    if checks:  # .ci/run found these before us
        print(f"FAILED checks: {', '.join(checks)}")
        totals.counts["errors"] += len(checks)
        totals.status = totals.status or 1
    print(totals.closing(time.monotonic() - started), flush=True)
    return totals.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
