"""Production's topology under simulate: killed in the middle, restarted one by one; nothing lost, doubled or wrong."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest

from tests.ops.simulate.keys import KEYS
from tests.running import is_alive
from tests.tools import require
from wms.ops.simulate.floor import Device

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.postgres, pytest.mark.redis]

ROOT = Path(__file__).resolve().parents[2]
ORDERS, PICKERS = 15, 2
OURS = ("web-a", "web-b", "worker-exchange", "worker-default", "worker-wave", "beat")
SECONDS_TO_START, SECONDS_TO_WORK, SECONDS_TO_STOP = 400, 900, 60  # a hang, not a measure


class Running:
    """`make topology` with the demo, in a folder that its servers' own users can reach."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.output = folder, folder / "output"
        command = [sys.executable, "-m", "wms.ops.topology", "--folder", str(folder), "--demo"]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.me = psutil.Process(self.process.pid)
        self.wait_until(lambda: "ready after" in self.said(), SECONDS_TO_START)
        self.told: dict[str, Any] = json.loads((folder / "topology.json").read_text())

    def said(self) -> str:
        return self.output.read_text()

    def wait_until(self, is_true: Callable[[], object], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not is_true():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said() + self.logs()
            time.sleep(0.1)

    def logs(self) -> str:
        return "".join(f"\n{log.name}: {log.read_text()[-500:]}" for log in (self.folder / "logs").glob("*.log"))

    def family(self, *words: str) -> list[psutil.Process]:
        found = []
        for process in self.me.children(recursive=True):
            try:
                if is_alive(process) and all(word in process.cmdline() for word in words):
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return found

    def web(self, name: str) -> psutil.Process:
        """The service's own process: granian's first."""
        port = str(self.told["ports"][f"{name}:8000"])
        return next(process for process in self.family("granian", port) if process.ppid() == self.me.pid)

    def worker(self, queue: str) -> psutil.Process:
        return next(process for process in self.family("worker", queue) if process.ppid() == self.me.pid)

    def slots(self, queue: str) -> list[psutil.Process]:
        """Forks of the worker; what else it starts (the planner's warm-up) has another command line."""
        worker = self.worker(queue)
        return [process for process in self.family("worker", queue) if process.ppid() == worker.pid]

    def state(self) -> dict[str, Any]:
        access = json.loads(Path(self.told["access"]).read_text())
        url = f"{self.told['control_url']}/ops/sim/state"
        answer = httpx.get(url, headers={"X-Sim-Token": access["sim"]["token"]}, timeout=30)
        return dict(answer.json()) if answer.status_code == 200 else {"states": {}}

    def environment(self) -> dict[str, str]:
        return {**self.told["environment"], "SSL_CERT_FILE": self.told["certificate"]}

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_WORK,
            check=False,
        )

    def roll(self) -> None:
        before = self.said().count("rolled")
        self.process.send_signal(signal.SIGHUP)
        self.wait_until(lambda: self.said().count("rolled") > before, SECONDS_TO_START)

    def end(self) -> int:
        """Told to end; whatever is left after that is killed by its own pid."""
        family = self.family()
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(SECONDS_TO_STOP)
        finally:
            for process in [self.me, *family]:
                if is_alive(process):
                    process.kill()


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    require("nginx")
    folder = Path(tempfile.mkdtemp(prefix="zhunjian-topology-"))
    folder.chmod(0o711)
    up = Running(folder)
    try:
        yield up
    finally:
        if is_alive(up.me):
            up.end()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def simulated(running: Running) -> tuple[subprocess.CompletedProcess[str], list[psutil.Process]]:
    """One run of simulate through nginx; after the first parcel a web instance, a worker and a slot are killed."""
    killed: list[psutil.Process] = []

    def strike() -> None:
        running.wait_until(lambda: running.state()["states"].get("shipped", 0) > 0, SECONDS_TO_WORK)
        web, worker, slot = running.web("web-a"), running.worker("exchange"), running.slots("default")[0]
        for process in (*web.children(), web, *worker.children(), worker, slot):
            process.kill()
            killed.append(process)

    striker = threading.Thread(target=strike, daemon=True)
    striker.start()
    where = ["--url", running.told["url"], "--control-url", running.told["control_url"]]
    asked = ["--orders", str(ORDERS), "--pickers", str(PICKERS), "--wrong-scan-rate", "0.1", "--seed", "1", "--json"]
    run = running.command("simulate", *where, "--access", running.told["access"], *asked)
    striker.join(SECONDS_TO_STOP)
    return run, killed


def test_every_service_of_the_file_runs_as_often_as_the_file_says(running: Running) -> None:
    assert len(running.family("granian")) >= 2 * (1 + 2)  # two instances, each with two worker processes
    for queue, slots in (("exchange", 4), ("default", 2), ("wave", 1)):
        assert len(running.slots(queue)) == slots
    assert len(running.family("beat")) == 1


def test_nginx_hides_what_is_for_operators(running: Running) -> None:
    trusting = ssl.create_default_context(cafile=running.told["certificate"])
    with httpx.Client(base_url=running.told["url"], verify=trusting) as client:
        found = {path: client.get(path).status_code for path in ("/healthz", "/readyz", "/metrics", "/ops/sim/state")}
    assert found == {"/healthz": 200, "/readyz": 404, "/metrics": 404, "/ops/sim/state": 404}


def test_orders_go_out_right_while_a_web_instance_a_worker_and_a_slot_are_killed(
    running: Running, simulated: tuple[subprocess.CompletedProcess[str], list[psutil.Process]]
) -> None:
    run, killed = simulated
    assert run.returncode == 0, run.stdout + run.stderr + running.logs()
    assert len(killed) >= 1 + 2 + 1 + 4 + 1
    report = json.loads(run.stdout.splitlines()[-1])
    assert list(report) == KEYS
    assert report["orders_placed"] == report["orders_shipped"] + report["orders_cancelled"] == ORDERS
    assert report["parcels"] == report["orders_shipped"]
    assert 0 < report["wrong_scans_made"] == sum(report["wrong_scans_caught"].values())
    for key in ("wrong_parcels", "oversold_orders", "ledger_differences", "front_stock_differences"):
        assert report[key] == 0, key
    ledger = running.command("check_ledger")
    assert (ledger.returncode, ledger.stdout.splitlines()[-1]) == (0, "differences: 0")


def test_what_was_killed_is_back(
    running: Running, simulated: tuple[subprocess.CompletedProcess[str], list[psutil.Process]]
) -> None:
    assert [process for process in simulated[1] if is_alive(process)] == []
    running.wait_until(lambda: len(running.web("web-a").children()) == 2, SECONDS_TO_START)
    running.wait_until(lambda: [len(running.slots(queue)) for queue in ("exchange", "default")] == [4, 2], 60)


def test_each_web_process_tells_the_same_figures(running: Running, simulated: object) -> None:
    told = running.told
    header = {"Authorization": f"Bearer {told['environment']['METRICS_TOKEN']}"}
    addresses = [f"http://127.0.0.1:{told['ports'][f'{name}:8000']}/metrics" for name in ("web-a", "web-b")]
    found = set()
    for address in addresses * 4:  # each instance has two processes; a new connection goes to either
        lines = httpx.get(address, headers=header).raise_for_status().text.splitlines()
        found.add(tuple(line for line in lines if line.startswith("zhunjian_refused_scans_today{")))
    assert len(found) == 1
    assert httpx.get(addresses[0]).status_code == 403


class Scanner(threading.Thread):
    """A handheld that scans without a pause, and never sends anything twice: each scan is answered at once or lost."""

    def __init__(self, running: Running, device: Device) -> None:
        super().__init__(daemon=True)
        self.device, self.is_over = device, threading.Event()
        self.sent: list[str] = []
        self.wrong: list[object] = []
        device.looks("lookup")
        device.scanner.post = self._once

    def _once(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.sent.append(body["id"])
        try:
            response = self.device.client.post(path, json=body, headers=self.device.header)
            if response.status_code == 200:
                return 200, response.json()
            self.wrong.append(response.status_code)
        except httpx.TransportError as error:
            self.wrong.append(repr(error))
        return 0, {"verdict": "", "code": ""}

    def run(self) -> None:
        while not self.is_over.is_set():
            answer = self.device.scanner.scan("SIM-001")
            if answer["verdict"] != "ok":
                self.wrong.append(answer)


def test_a_rolling_restart_answers_each_scan_at_once_and_books_it_once(
    running: Running, simulated: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", running.told["certificate"])
    sim = json.loads(Path(running.told["access"]).read_text())["sim"]
    handhelds = [row for row in sim["devices"] if row["kind"] == "handheld"][-3:]
    pickers = [row for row in sim["people"] if "picker" in row["roles"]][-3:]
    devices = [Device(running.told["url"], *pair, random.Random(1)) for pair in zip(handhelds, pickers, strict=True)]
    old = {running.web(name).pid for name in ("web-a", "web-b")}
    scanners = [Scanner(running, device) for device in devices]
    for scanner in scanners:
        scanner.start()
    running.roll()
    for scanner in scanners:
        scanner.is_over.set()
        scanner.join(SECONDS_TO_STOP)
    assert [scanner.wrong for scanner in scanners] == [[], [], []]
    assert not old & {running.web(name).pid for name in ("web-a", "web-b")}
    sent = [scan for scanner in scanners for scan in scanner.sent]
    with psycopg.connect(running.told["environment"]["DATABASE_URL"]) as database:
        for table in ("core_scanreceipt", "core_scanevent"):
            booked = database.execute(
                f"SELECT count(*), count(DISTINCT scan_id) FROM {table} WHERE scan_id = ANY(%s::uuid[])", [sent]
            ).fetchone()
            assert booked == (len(sent), len(sent)), table
    assert len(sent) > 10


def test_each_line_is_json_and_one_id_finds_a_scan_at_nginx_and_in_the_web(running: Running, simulated: object) -> None:
    def read(path: Path) -> list[dict[str, Any]]:
        return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]

    ours = [running.folder / "logs" / f"{service}.log" for service in OURS]
    served = {line["request_id"] for path in ours for line in read(path) if line["event"] == "answered"}
    proxied = [line for line in read(running.folder / "nginx" / "access.log") if line["status"] == 200]
    through = [line["request_id"] for line in proxied if line["path"].endswith("/scan")]
    assert len(through) > 100
    assert set(through) - served == set()


def test_told_to_end_it_leaves_no_process(running: Running, simulated: object) -> None:
    family = running.family()
    assert running.end() == 0
    assert [process for process in family if is_alive(process)] == []
    assert not (running.folder / "volumes" / "postgres" / "data" / "postmaster.pid").exists()  # ended, not killed
    assert os.listdir(running.folder / "logs") != []
