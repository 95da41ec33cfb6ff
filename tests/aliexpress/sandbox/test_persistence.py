"""What was answered for survives kill -9; a torn line does not spoil the rest; the file stays bounded."""

import json
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from tests.aliexpress.sandbox.gateway_client import GatewayClient
from wms.aliexpress.sandbox import journal as journal_module
from wms.aliexpress.sandbox import orders, tokens
from wms.aliexpress.sandbox.journal import Journal
from wms.aliexpress.sandbox.state import World


class Process:
    """A sandbox in a process of its own, started as the command does."""

    def __init__(self, *arguments):
        command = [sys.executable, "-m", "wms.aliexpress.sandbox", "--port", "0", *arguments]
        started = time.monotonic()
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.lines = []
        for line in self.child.stdout:
            self.lines.append(line.strip())
            if line.startswith("listening="):
                break
        self.seconds_to_start = time.monotonic() - started
        self.said = dict(line.split("=", 1) for line in self.lines if not line.startswith("shop="))

    def client(self, shop="DEMO"):
        """A client that knows only what was printed."""
        said = next(line for line in self.lines if line.startswith(f"shop={shop} "))
        fields = dict(part.split("=", 1) for part in said.split())
        world = SimpleNamespace(
            app_key=self.said["app_key"],
            app_secret=self.said["app_secret"],
            control_token=self.said["control_token"],
        )
        made = GatewayClient.__new__(GatewayClient)
        made.sandbox = SimpleNamespace(world=world, port=int(self.said["listening"].rpartition(":")[2]))
        made.timeout, made.token = 10, fields["access_token"]
        return made

    def end(self, number=signal.SIGTERM):
        self.child.send_signal(number)
        code = self.child.wait(timeout=10)
        self.child.stdout.close()
        return code


@pytest.fixture
def start():
    started = []

    def run(*arguments):
        started.append(Process(*arguments))
        return started[-1]

    yield run
    for process in started:
        if process.child.poll() is None:
            process.end(signal.SIGKILL)


def test_start_prints_what_a_client_needs_the_same_for_a_seed(start):
    first, second, other = start("--seed", "4"), start("--seed", "4"), start("--seed", "5")
    assert first.lines[:-1] == second.lines[:-1]
    assert first.lines[:-1] != other.lines[:-1]
    names = [line.partition("=")[0] for line in first.lines]
    assert names == ["app_key", "app_secret", "control_token", "shop", "shop", "access_token", "listening"]
    assert first.said["access_token"] in first.lines[3]
    assert first.lines[3].startswith("shop=DEMO access_token=50000")
    assert " refresh_token=50001" in first.lines[4]
    assert " seller_id=" in first.lines[4]
    assert first.said["listening"].startswith("http://127.0.0.1:")
    assert first.end() == 0
    assert second.end(signal.SIGINT) == 0


def test_start_is_quick_and_small_and_idling_costs_nothing(start):
    process = start()
    process.client().sync("aliexpress.logistics.redefining.listlogisticsservice")
    with open(f"/proc/{process.child.pid}/status") as status:
        (resident,) = [int(line.split()[1]) for line in status if line.startswith("VmRSS")]
    assert resident < 45 * 1024

    def ticks():
        with open(f"/proc/{process.child.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    before = ticks()
    time.sleep(2)  # measures idleness, nothing waits for it
    assert ticks() - before <= 2, "at most 1 % of a core"
    assert process.seconds_to_start < 2, "0.5 s alone on the machine; tests run beside others"


def test_killed_sandbox_loses_no_order_it_had_answered_for(start, tmp_path):
    file = tmp_path / "state" / "sandbox.journal"
    first = start("--state", str(file))
    client = first.client("SIM")
    client.stock("SIM", SIM_001=40, SIM_002=40)
    client.control("POST", "truth", {"shop": "SIM", "units": {"SIM-001": 30}})
    numbers = [client.order(("SIM-001", 1), ("SIM-002", 1), shop="SIM") for _ in range(12)]
    client.sync(
        "aliexpress.solution.order.fulfill",
        out_ref=str(numbers[0]),
        service_name="CPAM",
        logistics_no="RB123456785CN",
        send_type="all",
    )
    client.control("POST", "cancel", {"order_id": numbers[1]})
    before = client.state("SIM")
    rows = client.control("GET", "orders?shop=SIM")[1]
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    second = start("--state", str(file))
    assert second.said["access_token"] == first.said["access_token"]
    again = second.client("SIM")
    assert again.state("SIM") == before
    assert again.control("GET", "orders?shop=SIM")[1] == rows
    assert again.state("SIM")["front"]["SIM-001"] == 28
    assert again.state("SIM")["truth"]["SIM-001"] == 18
    assert again.order(("SIM-001", 1), shop="SIM") not in numbers


def test_kill_in_the_middle_of_a_burst_keeps_each_answered_order(start, tmp_path):
    file = tmp_path / "sandbox.journal"
    process = start("--state", str(file))
    client = process.client()
    client.stock(MC_15P_BLK=5000)
    answered = []
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        answered.append(client.order(("MC-15P-BLK", 1)))
    process.end(signal.SIGKILL)
    rows = start("--state", str(file)).client().control("GET", "orders?shop=DEMO")[1]["orders"]
    assert [row["order_id"] for row in rows] == answered
    assert len(answered) > 5


def test_without_a_file_nothing_is_kept(start):
    first = start()
    first.client().stock(MC_15P_BLK=4)
    first.end()
    assert start().client().state()["front"]["MC-15P-BLK"] == 0


def test_planned_events_go_on_after_a_restart(tmp_path):
    file = tmp_path / "j"
    world = World(seed=1, data_file=file)
    world.push_number("DEMO", "MC-15P-BLK", 5)
    with world.change():
        order = orders.place(world, "DEMO", [("MC-15P-BLK", 1)], stage=orders.UNPAID)
        orders.start_ageing(world, order)
    world.close()
    again = World(seed=1, data_file=file)
    assert again.agenda == [(order["events"][0][0], str(order["id"]), "pay")]
    again.close()


def test_torn_last_line_is_ignored(tmp_path):
    file = tmp_path / "j"
    file.write_bytes(b'[["meta","a",{"value":1}]]\n[["meta","b",{"val')
    journal = Journal(file)
    assert journal.load() == {"meta": {"a": {"value": 1}}}
    journal.append([("meta", "c", {"value": 3}), ("meta", "a", None)], {})
    journal.close()
    assert Journal(file).load() == {"meta": {"c": {"value": 3}}}


def test_file_is_rewritten_when_it_has_outgrown_its_content(tmp_path, monkeypatch):
    monkeypatch.setattr(journal_module, "SLACK_RECORDS", 100)
    file = tmp_path / "j"
    world = World(seed=1, data_file=file)
    for number in range(2000):
        with world.change():
            world.push_number("DEMO", "MC-15P-BLK", number)
    world.close()
    assert len(file.read_bytes().splitlines()) < 300
    assert sorted(os.listdir(tmp_path)) == ["j", "j.front"]
    assert World(seed=1, data_file=file).front("DEMO", "MC-15P-BLK") == 1999


def test_finished_orders_are_forgotten_beyond_the_limit(monkeypatch):
    monkeypatch.setattr(orders, "KEPT_ORDERS", 10)
    world = World(seed=1)
    world.push_number("DEMO", "MC-15P-BLK", 100)
    first = orders.place(world, "DEMO", [("MC-15P-BLK", 1)], stage=orders.UNPAID)
    kept = orders.place(world, "DEMO", [("MC-15P-BLK", 1)])
    orders.buyer_cancels(world, first)
    for _ in range(9):
        orders.place(world, "DEMO", [("MC-15P-BLK", 1)])
    assert str(first["id"]) not in world.orders
    assert str(kept["id"]) in world.orders
    assert len(world.orders) == 10


def test_journal_is_readable_only_by_its_owner_and_holds_tokens(tmp_path):
    file = tmp_path / "j"
    world = World(seed=1, data_file=file)
    pair = tokens.issue_tokens(world, "DEMO")
    world.close()
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_bytes().splitlines()[-1])[-1][2]["access"] == pair["access"]


def test_state_of_another_seed_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "j"
    world = World(seed=1, data_file=file)
    with world.change():
        world.push_number("DEMO", "MC-15P-BLK", 3)
    world.close()
    run = [sys.executable, "-m", "wms.aliexpress.sandbox", "--port", "0", "--seed", "2", "--state", str(file)]
    wrong = subprocess.run(run, capture_output=True, text=True, timeout=20, check=False)
    assert wrong.returncode == 1
    assert "belongs to seed 1" in wrong.stderr
    again = World(seed=1, data_file=file)
    assert again.front("DEMO", "MC-15P-BLK") == 3
    again.close()


def test_wrong_arguments_are_said(start):
    run = [sys.executable, "-m", "wms.aliexpress.sandbox", "--port"]
    wrong = subprocess.run([*run, "0", "--fault", "gremlins"], capture_output=True, text=True, timeout=20, check=False)
    assert wrong.returncode == 2
    assert "unknown fault gremlins" in wrong.stderr
    port = start().said["listening"].rpartition(":")[2]
    taken = subprocess.run([*run, port], capture_output=True, text=True, timeout=20, check=False)
    assert taken.returncode == 1
    assert f"port {port}" in taken.stderr
