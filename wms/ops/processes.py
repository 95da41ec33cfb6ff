"""What each process of ours must know to live and die well: its parent's death, its command line. No Django here."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15  # linux/prctl.h
LOG_CONFIG = Path(__file__).with_name("granian.json")  # its own lines in our form
HEADER_SECONDS = 10
IDLE_SECONDS = 600  # a thread that ends takes its database connection with it: the next scan would dial anew


def die_with_parent(parent: int | None = None) -> None:
    """Ask the kernel for SIGKILL when our parent ends (Linux; elsewhere nothing happens).

    `parent` is its pid as known before the fork: when it has already gone, the kernel would never tell.
    Everything here survives kill -9 by design, so that dying at once beats an orphan that still serves.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def name_process(name: str) -> None:
    """What `ps -o comm` and `top` call a process that was forked and so has its parent's command line (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_NAME, name.encode()[:15])


def give_back_memory() -> None:
    """Hand to the system what loading a program has left free in the heap: some 10 MB (glibc; elsewhere nothing)."""
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)


def web_command(*, host: str, port: int, threads: int, workers: int) -> list[str]:
    """Granian workers with blocking threads. Their main process never loads Django, and starts a dead worker again."""
    return [
        *(sys.executable, "-m", "granian", "wms.ops.web:application"),
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--backlog", "1024"),
        *("--blocking-threads-idle-timeout", str(IDLE_SECONDS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "--no-ws", "--log-level", "warning"),
        *("--log-config", str(LOG_CONFIG)),
        *("--http1-header-read-timeout", str(HEADER_SECONDS * 1000)),
    ]
