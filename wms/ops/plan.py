"""What `manage.py up` will start, decided once: one instance a DATA_DIR, the port, the children's command lines."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from wms.env import env_int, env_text
from wms.ops import warm
from wms.ops.processes import web_command

FIRST_PORT, PORTS_TRIED = 8000, 100
LOCK_NAME, PLAN_NAME, SANDBOX_PORT_NAME = "up.lock", "up.json", "sandbox.port"
ACCESS_NAME, SANDBOX_STATE_NAME = "access.json", "sandbox.state"
RUN_SANDBOX = "import sys; from wms.aliexpress.sandbox import main; sys.exit(main(sys.argv[1:]))"


class CannotStart(Exception):
    """Said to the person at the terminal, in both languages."""


def hold_data_dir(data_dir: Path) -> int:
    """Lock DATA_DIR for one supervisor; the kernel lets go when it ends, however it ends. Returns the descriptor."""
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.read(descriptor, 20).decode(errors="replace").strip()
        os.close(descriptor)
        raise CannotStart(
            f"这个数据目录已经有一个准拣在运行 · already running (pid {other}) on DATA_DIR={data_dir}"
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    os.set_inheritable(descriptor, True)  # the supervisor that we become goes on holding it
    return descriptor


def is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise CannotStart(f"不能绑定地址 · cannot bind {host}: {error.strerror}") from None
            return False
    return True


def choose_port(host: str) -> int:
    """PORT when set (refused when taken); else 8000 or the next free one."""
    wanted = env_int("PORT", default=0)
    if wanted:
        if not is_free(host, wanted):
            raise CannotStart(f"端口已被占用 · PORT={wanted} is taken on {host}")
        return wanted
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if is_free(host, port):
            return port
    raise CannotStart(f"没有空闲端口 · no free port from {FIRST_PORT} on; set PORT=")


def sandbox_port(data_dir: Path) -> int:
    """The same one at each start, since the demo shop's account keeps the gateway's address."""
    note = data_dir / SANDBOX_PORT_NAME
    if note.exists():
        kept = int(note.read_text())
        if is_free("127.0.0.1", kept):
            return kept
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    note.write_text(f"{port}\n")
    return port


def make_plan(*, host: str, port: int, wants_demo: bool) -> dict[str, Any]:
    """The supervisor's orders, JSON-safe: what to run, and where to look whether it stands."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    commands = {
        "web": web_command(host=host, port=port, threads=settings.WEB_THREADS, workers=settings.WEB_WORKERS),
        "workers": [*manage, "workers"],
    }
    plan: dict[str, Any] = {
        "address": f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}/",  # noqa: S104
        "probe_host": "127.0.0.1" if host == "0.0.0.0" else host,  # noqa: S104
        "port": port,
        "logs": str(settings.DATA_DIR / "logs"),
        "access": str(settings.DATA_DIR / ACCESS_NAME),
        "commands": commands,
    }
    kernels = settings.DATA_DIR / warm.FOLDER_NAME
    if not warm.is_warm(kernels):
        commands["warm"] = [sys.executable, "-m", "wms.ops.warm", str(kernels)]
    if wants_demo:
        commands["demo"] = [*manage, "demo"]
    if settings.DEMO:
        gateway = sandbox_port(settings.DATA_DIR)
        plan["sandbox_url"] = f"http://127.0.0.1:{gateway}"
        rate = env_text("ORDERS_PER_MINUTE", "2")
        commands["sandbox"] = [
            *(sys.executable, "-c", RUN_SANDBOX, "--port", str(gateway), "--seed", "1"),
            *("--orders-per-minute", rate, "--state", str(settings.DATA_DIR / SANDBOX_STATE_NAME)),
        ]
    return plan


def become_supervisor(plan: dict[str, Any]) -> None:
    """Replace this process, and with it the memory that Django took. Does not return."""
    path = settings.DATA_DIR / PLAN_NAME
    path.write_text(json.dumps(plan), encoding="utf-8")
    os.environ.setdefault("SANDBOX_URL", plan.get("sandbox_url", ""))
    os.environ["DATA_DIR"] = str(settings.DATA_DIR)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(settings.BASE_DIR), os.environ.get("PYTHONPATH")]))
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "wms.ops.supervisor", str(path)])  # noqa: S606  ourselves
