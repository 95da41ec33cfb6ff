"""What `up` decides before it starts anything: ports, the one instance, the children's command lines."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.servers import free_port
from wms.ops import plan, supervisor

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_without_port_the_next_free_one_is_taken(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(plan, "FIRST_PORT", taken)
    port = plan.choose_port(HOST)
    assert taken < port < taken + plan.PORTS_TRIED
    assert plan.is_free(HOST, port)


def test_a_port_that_is_set_is_used_or_refused(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    free = free_port()
    monkeypatch.setenv("PORT", str(free))
    assert plan.choose_port(HOST) == free
    monkeypatch.setenv("PORT", str(taken))
    with pytest.raises(plan.CannotStart, match=f"PORT={taken} is taken"):
        plan.choose_port(HOST)


def test_an_address_that_is_not_ours_is_refused_and_not_called_taken() -> None:
    with pytest.raises(plan.CannotStart, match=r"cannot bind 192\.0\.2\.1"):
        plan.is_free("192.0.2.1", 8000)


def test_one_instance_a_data_dir(tmp_path: Path) -> None:
    held = plan.hold_data_dir(tmp_path / "data")
    with pytest.raises(plan.CannotStart, match=rf"already running \(pid {os.getpid()}\)"):
        plan.hold_data_dir(tmp_path / "data")
    plan.hold_data_dir(tmp_path / "another")
    os.close(held)
    os.close(plan.hold_data_dir(tmp_path / "data"))


def test_the_sandbox_keeps_its_port_while_it_is_free(tmp_path: Path) -> None:
    port = plan.sandbox_port(tmp_path)
    assert plan.sandbox_port(tmp_path) == port
    with socket.socket() as other:
        other.bind((HOST, port))
        other.listen()
        moved = plan.sandbox_port(tmp_path)
    assert moved != port
    assert plan.sandbox_port(tmp_path) == moved


@pytest.mark.parametrize(("demo", "extra"), [(True, {"sandbox", "demo"}), (False, set())])
def test_the_plan_names_every_child(settings: Settings, tmp_path: Path, demo: bool, extra: set[str]) -> None:
    settings.DEMO, settings.DATA_DIR = demo, tmp_path
    made = plan.make_plan(host="0.0.0.0", port=8000, wants_demo=demo)  # noqa: S104
    assert set(made["commands"]) == {"web", "workers", "warm"} | extra
    assert (made["address"], made["probe_host"]) == ("http://127.0.0.1:8000/", HOST)
    assert json.loads(json.dumps(made)) == made


def test_the_greeting_tells_sign_ins_and_barcodes_to_try(tmp_path: Path) -> None:
    access = tmp_path / "access.json"
    made = {"address": "http://x/", "access": str(access), "logs": "logs", "commands": {}}
    assert supervisor.greeting(made) == [
        "准拣 Zhunjian  http://x/   (Ctrl-C 结束 / ends all of it)",
        "  日志 · logs  logs",
    ]
    told = {
        "sign_ins": [{"where": "/", "name": "经理", "username": "manager", "password": "p"}],
        "devices": [{"where": "/rf/enrol/1/", "name": "PDA-01", "kind": "handheld"}],
        "badges": [{"name": "小李", "badge": "U000001K", "pin": "1234", "roles": ["picker"]}],
        "barcodes": {"Tote": "T0000001X"},
        "sim": {"token": "never shown"},
    }
    access.write_text(json.dumps(told))
    assert supervisor.greeting(made)[1:-1] == [
        "  办公室 · desk",
        "    manager / p",
        "  设备（先打开一次）· devices (open once)",
        "    PDA-01  http://x/rf/enrol/1/",
        "  工牌 · badges",
        "    U000001K  PIN 1234  小李",
        "  条码 · barcodes to try",
        "    Tote: T0000001X",
        "    库位、周转箱、商品的标签 · labels of places, totes and goods  http://x/demo/labels/",
    ]


def test_a_worker_refuses_a_queue_that_nobody_knows() -> None:
    with pytest.raises(CommandError, match="unknown queue wvae; there are exchange, default, wave"):
        call_command("worker", queues="exchange,wvae")


def test_the_supervisor_never_loads_django() -> None:
    """It is always in memory; Django would cost 50 MB more."""
    code = "import wms.ops.supervisor, sys; print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def test_the_demos_own_key_is_for_its_owner_only(tmp_path: Path) -> None:
    environment = {**os.environ, "DEMO": "1", "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wms.settings"}
    environment.pop("SECRET_KEY", None)
    code = "import django; django.setup()"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_sandbox_command_hands_its_own_arguments_on() -> None:
    environment = {**os.environ, "DEMO": "1", "DJANGO_SETTINGS_MODULE": "wms.settings"}
    command = [sys.executable, "manage.py", "aliexpress_sandbox", "--help"]
    told = subprocess.run(
        command, env=environment, cwd=plan.settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    for option in ("--port", "--seed", "--orders-per-minute", "--fault"):
        assert option in told.stdout
