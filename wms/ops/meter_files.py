"""Where the processes of one web server count together (prometheus_client's multiprocess mode). No Django here."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
PREFIX = "zhunjian-meters-"


def count_together(main_pid: int) -> None:
    """Name the folder of the server `main_pid` before prometheus_client is loaded; removes those of servers that ended.

    It lies with temporary files, not in DATA_DIR: that one is shared by containers, whose pids are alike. A worker
    that is started anew goes on in the same folder, so that no counter falls.
    """
    parent = Path(tempfile.gettempdir())
    folder = parent / f"{PREFIX}{os.getuid()}-{main_pid}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    for other in parent.glob(f"{PREFIX}{os.getuid()}-*"):
        if not _is_alive(int(other.name.rpartition("-")[2])):
            shutil.rmtree(other, ignore_errors=True)
    os.environ[VARIABLE] = str(folder)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
