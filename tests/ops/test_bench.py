"""The benches measure what they say: an open loop, a scratch that leaves nothing, keys that stay put."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from wms.ops.bench.cpu import cpu_seconds
from wms.ops.bench.load import Labels, Picker, Tally, scan_openly
from wms.ops.bench.scratch import scratch

LABELS = {"location": {"A-1": "LA1X"}, "sku": {"TEE": "B1"}, "totes": {"T1": "T1X", "T2": "T2X"}}


def picker_who_hears(*answers: tuple[int, dict[str, Any]]) -> tuple[Picker, list[str]]:
    scanned: list[str] = []
    left = iter(answers)

    def post(path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        scanned.append(body["raw"])
        return next(left)

    return Picker(post, "token", "C1X", Labels(**LABELS, free=["T2"])), scanned


def shown(step: str, **data: str) -> tuple[int, dict[str, Any]]:
    return 200, {"verdict": "ok", "code": f"at.{step}", "work": "picklist:1", "step": step, "version": 2, "data": data}


def test_a_picker_scans_what_the_screen_asks_for() -> None:
    picker, scanned = picker_who_hears(
        shown("slot"),
        shown("slot", tote="T1"),
        shown("location", location="A-1"),
        shown("item", sku="TEE"),
        shown("tote", tote="T2"),
        shown("cart"),
    )
    assert [picker.scan() for _ in range(6)] == [
        f"at.{step}" for step in ("slot", "slot", "location", "item", "tote", "cart")
    ]
    assert scanned == ["C1X", "T2X", "T1X", "LA1X", "B1", "T2X"]


def test_what_is_no_verdict_is_an_error_and_no_time() -> None:
    picker, _ = picker_who_hears(shown("location", location="A-1"), (503, {}), shown("cart"))
    tally = scan_openly([picker], rate=100, seconds=0.03, seed=1)
    assert tally.errors["http 503"] == 1
    assert sum(tally.codes.values()) == len(tally.milliseconds) == 2


def test_percentiles_are_of_all_scans_and_the_last_one_is_the_slowest() -> None:
    tally = Tally([float(number) for number in range(100, 0, -1)])
    assert [tally.percentile(share) for share in (0.5, 0.95, 0.99, 1.0)] == [51.0, 96.0, 100.0, 100.0]
    assert Tally().percentile(0.5) == 0.0


def test_a_scratch_is_its_own_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////somebody/elses.sqlite3")
    with scratch() as environment:
        folder = Path(environment["DATA_DIR"])
        assert folder.is_dir()
        assert environment["DATABASE_URL"] == f"sqlite:///{folder / 'bench.sqlite3'}"
        assert (environment["DEMO"], len(environment["SECRET_KEY"]) >= 50) == ("0", True)
    assert not folder.exists()


@pytest.mark.slow
def test_handhelds_scan_on_a_server_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("bench_scans", "--handhelds", "2", "--rate", "8", "--seconds", "3", "--json")
    (record,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert list(record)[:11] == [
        "database", "handhelds", "rate", "seconds", "scans", "p50_ms", "p95_ms", "p99_ms", "max_ms", "errors",
        "error_kinds",
    ]  # fmt: skip
    assert (record["errors"], record["error_kinds"], set(record["codes"]) - RIGHT) == (0, {}, set())
    assert record["scans"] == sum(record["codes"].values()) > 15
    assert 0 < record["p50_ms"] <= record["p95_ms"] <= record["p99_ms"] <= record["max_ms"]
    assert (record["server_cpu_ms_per_scan"] > 0, record["load_cpu_ms_per_scan"] > 0) == (True, True)


def test_the_cpu_of_a_process_counts_what_its_children_use() -> None:
    burn = "import os, sys; [sum(range(9000)) for _ in range(4000)]; print(flush=True); sys.stdin.read()"
    shell = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with shell:
        assert shell.stdout is not None
        shell.stdout.readline()
        used = cpu_seconds(shell.pid)
        shell.communicate()
    assert used is None or used > 0.1


RIGHT = {
    "pick.at_place", "pick.unit_counted", "pick.units_complete", "pick.in_tote", "pick.order_complete",
    "pick.walk_done", "pick.started", "pick.tote_set", "pick.ready",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.redis
def test_a_shop_changes_stock_and_its_front_follows(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--profile", "whole_state", "--skus", "100", "--rate", "10", "--seconds", "3", "--json"]
    call_command("bench_exchange", *options)
    (record,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert list(record) == [
        "database", "profile", "skus", "filled_in_s", "seconds", "rate", "changes", "generator_behind_s", "orders",
        "looks", "unsettled", "updates", "p50_s", "p99_s", "max_s", "late_percent", "max_requests_in_1s", "requests",
        "oversold", "lost",
    ]  # fmt: skip
    assert (record["database"], record["changes"], record["updates"] > 0) == ("postgresql", 31, True)
    assert (record["unsettled"], record["lost"]) == (0, 0)
    assert 0 < record["max_requests_in_1s"] <= 10
    assert 0 < record["p50_s"] <= record["p99_s"] <= record["max_s"]
