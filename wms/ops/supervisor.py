"""Keeps the children of `manage.py up` alive, and leaves none behind. Standard library only: it is always in memory.

Each child leads a session of its own: a signal from the terminal reaches only the supervisor, and what a child
started dies with its group. When the supervisor itself is killed, the kernel kills the children (PDEATHSIG).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Protocol

from wms.ops.processes import die_with_parent

GRACE_SECONDS = 10.0
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 0.25, 30.0
STEADY_SECONDS = 20.0  # a child that lived this long starts again without delay
PREPARE_SECONDS, READY_SECONDS, WARM_SECONDS = 600.0, 60.0, 120.0
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
LISTENED = {*STOP_SIGNALS, signal.SIGCHLD}


class Process(Protocol):
    """What is asked of a child's process; subprocess.Popen is one."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...

    def wait(self) -> int: ...

    def send_signal(self, number: int, /) -> None: ...


@dataclass
class Child:
    """One process to keep alive. `log` holds what it prints; the terminal stays calm."""

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str] | None = None  # None: ours
    stop_signal: int = signal.SIGTERM
    process: Process | None = None
    started_at: float = 0.0
    delay: float = FIRST_DELAY_SECONDS
    start_at: float | None = None  # set while it is dead and waits for its next start


@dataclass
class Supervisor:
    """Signals are blocked and waited for, so that nothing happens between two lines of this code."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    jobs: list[Child] = field(default_factory=list)  # run once, beside the others
    stopping: bool = False
    asked: set[int] = field(default_factory=set)  # signals that somebody may send beside those that end us
    heard: set[int] = field(default_factory=set)  # those of them that came; whoever acts on one takes it out

    def __post_init__(self) -> None:
        self.listened = LISTENED | self.asked
        signal.pthread_sigmask(signal.SIG_BLOCK, self.listened)

    def start(self, child: Child) -> Process:
        child.process = self.launch(child)
        child.started_at, child.start_at = time.monotonic(), None
        return child.process

    def launch(self, child: Child) -> Process:
        parent = os.getpid()

        def in_child() -> None:
            die_with_parent(parent)
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, set())

        child.log.parent.mkdir(parents=True, exist_ok=True)
        with child.log.open("ab") as log:
            return subprocess.Popen(
                child.command,
                env=child.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=in_child,  # safe: this process has one thread
            )

    def keep(self, child: Child) -> None:
        """Start `child`, and start it again whenever it ends."""
        self.children.append(child)
        self.start(child)

    def run_once(self, child: Child, seconds: float) -> bool:
        """Run `child` to its end while the others are kept alive. False when it failed or we were told to stop."""
        process = self.start(child)
        deadline = time.monotonic() + seconds
        while process.poll() is None and not self.stopping and time.monotonic() < deadline:
            self.tend(0.5)
        is_done = process.poll() == 0
        self.end([child], GRACE_SECONDS)
        return is_done and not self.stopping

    def begin(self, job: Child) -> None:
        """Start what runs to its end beside the others."""
        self.jobs.append(job)
        self.start(job)

    def is_over(self, job: Child) -> bool:
        """Has it ended, well or badly? It is then forgotten."""
        if job in self.jobs and job.process is not None and job.process.poll() is not None:
            self.jobs.remove(job)
        return job not in self.jobs

    def wait_until(self, is_true: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < deadline:
            if is_true():
                return True
            self.tend(0.05)
        return False

    def run(self) -> None:
        """Until told to stop."""
        while not self.stopping:
            self.tend(None)

    def tend(self, seconds: float | None) -> None:
        """Wait for a signal, at most `seconds` (None: as long as nothing is due); bury and start children."""
        due = [child.start_at for child in self.children if child.start_at is not None]
        if due:
            until_due = max(0.0, min(due) - time.monotonic())
            seconds = until_due if seconds is None else min(seconds, until_due)
        came = signal.sigwaitinfo(self.listened) if seconds is None else signal.sigtimedwait(self.listened, seconds)
        if came is not None and came.si_signo in self.asked:
            self.heard.add(came.si_signo)
        elif came is not None and came.si_signo in STOP_SIGNALS:
            self.stopping = True
            return
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self.bury(child, child.process)
            if child.start_at is not None and child.start_at <= time.monotonic():
                self.start(child)

    def bury(self, child: Child, process: Process) -> None:
        code = process.returncode or 0
        kill_group(process.pid, signal.SIGKILL)  # what it had started
        child.process = None
        lived = time.monotonic() - child.started_at
        child.delay = FIRST_DELAY_SECONDS if lived > STEADY_SECONDS else min(child.delay * 2, LONGEST_DELAY_SECONDS)
        child.start_at = time.monotonic() + child.delay
        how = f"signal {-code}" if code < 0 else f"exit {code}"
        self.say(f"{child.name}: {how}; again in {child.delay:.1f} s ({child.log})")

    def stop(self) -> None:
        """TERM, a grace of 10 s, KILL of every group; a second Ctrl-C ends the grace."""
        self.stopping = True
        self.end([*self.children, *self.jobs], GRACE_SECONDS)

    def end(self, children: list[Child], grace: float) -> None:
        told = [(child.process, child.stop_signal) for child in children if child.process is not None]
        for process, number in told:
            if process.poll() is None:
                process.send_signal(number)
        alive = [process for process, _ in told]
        deadline = time.monotonic() + grace
        while any(process.poll() is None for process in alive):
            left = deadline - time.monotonic()
            came = signal.sigtimedwait(LISTENED, max(0.0, left)) if left > 0 else None
            if left <= 0 or (came is not None and came.si_signo in STOP_SIGNALS):
                break
        for process in alive:
            kill_group(process.pid, signal.SIGKILL)
            process.wait()


def kill_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return  # all of it is gone


def answers(host: str, port: int) -> bool:
    """Does the first page come?"""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def print_line(text: str) -> None:
    print(text, flush=True)


def main(plan_text: str) -> int:
    """Run the plan that wms.ops.plan wrote. Exit status: 0 told to stop, 1 could not start."""
    plan = json.loads(plan_text)
    logs = Path(plan["logs"])
    supervisor = Supervisor(say=print_line)

    def child(name: str) -> Child:
        log = logs / f"{name}.log"
        log.unlink(missing_ok=True)
        return Child(name=name, command=plan["commands"][name], log=log)

    warm = child("warm") if "warm" in plan["commands"] else None
    try:
        if warm is not None:
            supervisor.begin(warm)
        if "sandbox" in plan["commands"]:
            sandbox = child("sandbox")
            supervisor.keep(sandbox)
        if "demo" in plan["commands"]:
            demo = child("demo")
            is_up = supervisor.wait_until(lambda: b"listening=" in sandbox.log.read_bytes(), READY_SECONDS)
            if not is_up or not supervisor.run_once(demo, PREPARE_SECONDS):
                return _failed(supervisor, demo if is_up else sandbox)
        web = child("web")
        supervisor.keep(web)
        if not supervisor.wait_until(lambda: answers(plan["probe_host"], plan["port"]), READY_SECONDS):
            return _failed(supervisor, web)
        for line in greeting(plan):
            print_line(line)
        supervisor.keep(child("workers"))  # after the first page: they would only make it wait
        if warm is not None:
            supervisor.wait_until(lambda: supervisor.is_over(warm), WARM_SECONDS)
        supervisor.run()
        return 0
    finally:
        supervisor.stop()


def _failed(supervisor: Supervisor, child: Child) -> int:
    if supervisor.stopping:
        return 0
    print_line(f"无法启动 · could not start: {child.name}")
    print_line(child.log.read_text(errors="replace")[-3000:])
    return 1


def greeting(plan: dict[str, Any]) -> list[str]:
    """Address, sign-ins and barcodes to try: what somebody needs who sees this for the first time."""
    address = plan["address"].rstrip("/")
    lines = [f"准拣 Zhunjian  {address}/   (Ctrl-C 结束 / ends all of it)"]
    access = Path(plan["access"])
    told = json.loads(access.read_text(encoding="utf-8")) if access.exists() else {}
    lines += _section("办公室 · desk", [f"{row['username']} / {row['password']}" for row in told.get("sign_ins", [])])
    devices = [f"{row['name']}  {address}{row['where']}" for row in told.get("devices", [])]
    lines += _section("设备（先打开一次）· devices (open once)", devices)
    badges = [f"{row['badge']}  PIN {row['pin']}  {row['name']}" for row in told.get("badges", [])]
    lines += _section("工牌 · badges", badges)
    barcodes = [f"{what}: {text}" for what, text in told.get("barcodes", {}).items()]
    lines += _section("条码 · barcodes to try", barcodes)
    if told.get("barcodes"):
        lines.append(f"    库位、周转箱、商品的标签 · labels of places, totes and goods  {address}/demo/labels/")
    if "sandbox" in plan["commands"]:
        lines.append(f"  平台沙盒 · sandbox gateway  {plan['sandbox_url']}")
    lines.append(f"  日志 · logs  {plan['logs']}")
    return lines


def _section(title: str, rows: list[str]) -> list[str]:
    return [f"  {title}", *(f"    {row}" for row in rows)] if rows else []


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).read_text(encoding="utf-8")))
