"""Compiles the planner's kernels into DATA_DIR once, in a process of its own: the compiler's memory dies with it.

No Django here: `python -m wms.ops.warm FOLDER` runs beside the making of the demo, on another core.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

CACHE_VARIABLE, FOLDER_NAME, LOCK_NAME = "NUMBA_CACHE_DIR", "numba", "compiling"
PLANNER = Path(__file__).resolve().parents[2] / "picking" / "planning"


def mark_of(cache: Path) -> Path:
    """The file that says: what this code, on this interpreter and machine, needs is compiled here."""
    digest = hashlib.sha256()
    for source in sorted(PLANNER.rglob("*.py")):
        digest.update(f"{source}:{source.stat().st_mtime_ns}:{source.stat().st_size}\n".encode())
    digest.update(f"{version('numba')} {platform.python_version()} {platform.machine()} {platform.node()}".encode())
    return cache / f"{digest.hexdigest()[:16]}.ready"


def is_warm(cache: Path) -> bool:
    """May the planner be used without compiling? Reads file names and times only: milliseconds."""
    return mark_of(cache).exists()


def is_compiling(cache: Path) -> bool:
    """Is somebody at it at this moment? A lock tells, which ends with its process."""
    try:
        with (cache / LOCK_NAME).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def main(cache: Path) -> None:
    """Compile, then leave the mark. Killed half-way it leaves no mark, and the next start goes on. One at a time."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / LOCK_NAME).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_warm(cache):
            _compile(cache)


def _compile(cache: Path) -> None:
    os.environ[CACHE_VARIABLE] = str(cache)
    os.environ.pop("NUMBA_DISABLE_JIT", None)
    mark = mark_of(cache)
    from picking.planning.warm import warm_up

    warm_up()
    for old in cache.glob("*.ready"):
        old.unlink()
    mark.touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
