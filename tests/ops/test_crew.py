"""Workers that share memory: forked from one process, forked anew when they end, gone when it is told to stop."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SECONDS = 60  # a hang, not a measure
CREW = f"""
import os, sys, time
from pathlib import Path
from wms.ops.crew import Crew

folder = Path(sys.argv[1])
loaded = "by the first"

def note():
    (folder / f"{{os.getpid()}}").write_text(loaded + " " + Path("/proc/self/comm").read_text())

def ends():
    note()
    sys.exit(3)

def stays():
    note()
    time.sleep({SECONDS})

crew = Crew(say=print, works={{"ends": ends, "stays": stays}}, log=folder)
crew.take_on("stays")
crew.take_on("ends")
crew.wait_until(lambda: len(list(folder.iterdir())) == 3, {SECONDS})
crew.stop()
"""


def test_who_ends_is_forked_anew_and_nobody_outlives_the_crew(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CREW, str(tmp_path)], capture_output=True, text=True, timeout=2 * SECONDS, check=True
    )
    assert ran.stdout.startswith("ends: exit 3; again in 0.5 s")
    told = sorted(note.read_text() for note in tmp_path.iterdir())
    assert told == ["by the first ends\n", "by the first ends\n", "by the first stays\n"]
    assert [note.name for note in tmp_path.iterdir() if is_alive(int(note.name))] == []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
