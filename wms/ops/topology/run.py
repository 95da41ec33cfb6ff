"""Starts the compose file's services in their order, keeps them alive, restarts the web one by one when asked.

SIGINT or SIGTERM ends all of it, our processes first; SIGHUP is a rolling restart of what nginx stands before.
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
from pathlib import Path

from wms.ops.supervisor import Child, Supervisor
from wms.ops.topology import stand_ins
from wms.ops.topology.compose import ROOT, CannotRun, Compose, Service, read
from wms.ops.topology.ground import HOST, Ground, kind_of

LOOK_SECONDS = 0.5  # between two looks at a health that is waited for
FORGIVEN_SECONDS = 3.0  # more than fail_timeout of nginx's upstreams
JOB_SECONDS = 300.0
SANDBOX, DEMO = "sandbox", "demo"
STATE_NAME = "topology.json"
ROLL = signal.SIGHUP


def say(text: str) -> None:
    print(text, flush=True)


@dataclass
class Topology:
    """All services of one compose file, as children of one supervisor."""

    compose: Compose
    ground: Ground
    has_demo: bool
    supervisor: Supervisor
    children: dict[str, Child] = field(default_factory=dict)
    healthy: set[str] = field(default_factory=set)

    def start(self) -> None:
        """Each service once those it needs are healthy or done, as an engine would. Refuses with CannotRun."""
        self.ground.settle(self.compose)
        if self.has_demo:
            self._open_the_demo()
        for service in self.compose.in_order():
            for other, condition in service.needs.items():
                if condition == "service_healthy":
                    self.wait_for(self.compose.services[other])
            self.start_one(service)
        for service in self.compose:
            if service.check:
                self.wait_for(service)

    def start_one(self, service: Service) -> None:
        standing = stand_ins.stand(service, self.ground, self.compose, has_demo=self.has_demo)
        child = self._child(service.name, standing.command, standing.environment)
        child.stop_signal = standing.stop_signal
        if service.restarts:
            self.children[service.name] = child
            self.supervisor.keep(child)
            return
        self._finish(child)
        if self.has_demo and service.name == "migrate" and not self._access.exists():
            self._finish(self._child(DEMO, [sys.executable, "manage.py", "demo", "--only-sim"], standing.environment))

    def _child(self, name: str, command: list[str], environment: dict[str, str]) -> Child:
        return Child(name, command, self.ground.folder / "logs" / f"{name}.log", environment)

    def _finish(self, job: Child) -> None:
        if not self.supervisor.run_once(job, JOB_SECONDS) and not self.supervisor.stopping:
            raise CannotRun(f"{job.name}: {job.log.read_text(errors='replace')[-3000:]}")

    def wait_for(self, service: Service) -> None:
        """Until its own health check says so, as long as the file would wait."""
        if service.name in self.healthy or service.check is None:
            return
        patience = max(service.check.patience_seconds, service.check.timeout_seconds)
        if not self.supervisor.wait_until(_now_and_then(lambda: self.is_healthy(service)), patience):
            if self.supervisor.stopping:
                raise KeyboardInterrupt
            log = self.children[service.name].log.read_text(errors="replace")
            raise CannotRun(f"{service.name} is not healthy after {patience:.0f} s: {log[-3000:]}")
        self.healthy.add(service.name)

    def is_healthy(self, service: Service) -> bool:
        if service.check is None:
            return True
        environment = {**os.environ, **self.ground.environment(service, self.compose)}
        try:
            done = subprocess.run(
                stand_ins.check_of(service, self.ground),
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=service.check.timeout_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def roll(self) -> None:
        """Restart what nginx stands before, one after the other: told to end, drained, healthy again, then the next.

        Between two, nginx must have forgotten that the first one was away, or it would know of none that lives.
        """
        for name in self.compose.services["nginx"].needs:
            service, child = self.compose.services[name], self.children[name]
            self.supervisor.end([child], service.grace_seconds)
            if self.supervisor.stopping:
                return
            self.supervisor.start(child)
            self.healthy.discard(name)
            self.wait_for(service)
            self.supervisor.wait_until(lambda: False, FORGIVEN_SECONDS)
            say(f"{name}: restarted")

    def _open_the_demo(self) -> None:
        """The imitated platform beside the services, and DEMO=1 in each of ours: what simulate needs."""
        gateway = self.ground.take_port(SANDBOX, "80")
        self.ground.take_port("nginx", stand_ins.OPERATORS_DOOR)
        address = f"http://{HOST}:{gateway}"
        for service in self.compose:
            if service.is_ours:
                service.environment.update(DEMO="1", SANDBOX_URL=address)
        home = self.ground.place("data")
        home.mkdir(parents=True, exist_ok=True)
        listens = ["--port", str(gateway), "--seed", "1", "--orders-per-minute", "0"]
        command = [sys.executable, "-m", "wms.aliexpress.sandbox", *listens, "--state", str(home / "sandbox.state")]
        child = self._child(SANDBOX, command, {**os.environ, "PYTHONPATH": str(ROOT)})
        self.children[SANDBOX] = child
        self.supervisor.keep(child)
        is_up = self.supervisor.wait_until(lambda: b"listening=" in child.log.read_bytes(), 60)
        if not is_up:
            raise CannotRun(f"{SANDBOX}: {child.log.read_text(errors='replace')[-3000:]}")

    @property
    def _access(self) -> Path:
        return self.ground.place("data") / "access.json"

    def told(self) -> dict[str, object]:
        """What a person or a test needs to reach it: kept in topology.json."""
        ports = {f"{name}:{port}": mine for (name, port), mine in self.ground.ports.items()}
        told: dict[str, object] = {
            "url": f"https://{HOST}:{ports['nginx:443']}",
            "certificate": str(self.ground.certificate),
            "ports": ports,
            "environment": self.ground.environment(self.compose.services["web-a"], self.compose),
        }
        if self.has_demo:
            told["access"] = str(self._access)
            told["control_url"] = f"http://{HOST}:{ports[f'nginx:{stand_ins.OPERATORS_DOOR}']}"
        return told

    def stop(self) -> None:
        """Ours and nginx first, each with the grace that the file gives; then what they stood on."""
        below = {name for name, service in self.compose.services.items() if service.image and not service.needs}
        first = [child for name, child in self.children.items() if name not in below]
        grace = max(
            (self.compose.services[c.name].grace_seconds for c in first if c.name in self.compose.services), default=10
        )
        self.supervisor.end(first, min(grace, 30.0))
        self.supervisor.end([child for name, child in self.children.items() if name in below], 30.0)


def _now_and_then(is_true: Callable[[], bool]) -> Callable[[], bool]:
    """A health check is a process of its own: not twenty of them a second."""
    next_at = 0.0

    def look() -> bool:
        nonlocal next_at
        if time.monotonic() < next_at:
            return False
        found = is_true()
        next_at = time.monotonic() + LOOK_SECONDS
        return found

    return look


def run(folder: Path, *, has_demo: bool) -> int:
    """Until told to end. Exit status: 0 told to end, 1 could not start."""
    supervisor = Supervisor(say=say, asked={ROLL})
    ground = Ground(folder)
    try:
        topology = Topology(read(ground.variables()), ground, has_demo, supervisor)
        for service in topology.compose:
            kind_of(service)
    except CannotRun as refusal:
        say(f"无法启动 · could not start: {refusal}")
        return 1
    try:
        began = time.monotonic()
        topology.start()
        state = ground.folder / STATE_NAME
        state.touch(0o600)
        state.write_text(json.dumps(topology.told(), indent=1), encoding="utf-8")
        took = f"ready after {time.monotonic() - began:.1f} s"
        say(f"准拣 Zhunjian  {topology.told()['url']}/  {took}  (Ctrl-C 结束 / ends all of it)")
        while not supervisor.stopping:
            supervisor.tend(None)
            if ROLL in supervisor.heard:
                supervisor.heard.discard(ROLL)
                topology.roll()
                say("rolled")
    except CannotRun as refusal:
        say(f"无法启动 · could not start: {refusal}")
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        topology.stop()
    return 0
