"""What each process of ours must know to live and die well: its parent's death, its command line. No Django here."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
HEADER_SECONDS = 10


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


def web_command(*, host: str, port: int, threads: int) -> list[str]:
    """One granian worker with blocking threads. Its main process never loads Django, and starts a dead worker again."""
    return [
        *(sys.executable, "-m", "granian", "wms.ops.web:application"),
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(threads), "--backlog", "1024"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "--no-ws", "--log-level", "warning"),
        *("--http1-header-read-timeout", str(HEADER_SECONDS * 1000)),
    ]
