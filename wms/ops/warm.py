"""Compiles the planner's kernels into DATA_DIR once, in a process of its own: the compiler's memory dies with it.

No Django here: `python -m wms.ops.warm FOLDER` runs beside the making of the demo, on another core.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

CACHE_VARIABLE, FOLDER_NAME = "NUMBA_CACHE_DIR", "numba"
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


def main(cache: Path) -> None:
    """Compile, then leave the mark. Killed half-way it leaves no mark, and the next start goes on."""
    cache.mkdir(parents=True, exist_ok=True)
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
