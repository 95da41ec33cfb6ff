"""People of flesh against the demo on SQLite, web and workers killed on the way: nothing is lost, doubled or wrong.

test_topology.py does the same to production's processes.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator

import pytest

from tests.ops.simulate.keys import KEYS
from tests.running import KILLED, SECONDS_TO_STOP, SECONDS_TO_WORK, Demo, is_alive

pytestmark = [pytest.mark.faults, pytest.mark.slow]

ORDERS = 15


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo"))
    yield running
    running.end()


def test_orders_go_out_right_while_web_and_workers_are_killed(demo: Demo) -> None:
    killed: list[int] = []

    def strike() -> None:
        demo.wait_until(lambda: demo.states().get("shipped", 0) > 0, SECONDS_TO_WORK)
        killed.append(demo.kill_web_and_workers())

    striker = threading.Thread(target=strike, daemon=True)
    striker.start()
    asked = ["--orders", str(ORDERS), "--pickers", "2", "--wrong-scan-rate", "0.1", "--seed", "1", "--json"]
    run = demo.command("simulate", "--url", demo.url, *asked)
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


def test_ctrl_c_leaves_no_process(demo: Demo) -> None:
    family = demo.family()
    os.killpg(demo.process.pid, signal.SIGINT)
    assert demo.process.wait(SECONDS_TO_STOP) == 0
    assert [process for process in family if is_alive(process)] == []
