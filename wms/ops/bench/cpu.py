"""CPU that a tree of processes has used, from /proc: what wall clock on a shared machine cannot tell."""

from __future__ import annotations

import os
from pathlib import Path

PARENT, USER, SYSTEM = 1, 11, 12  # places in proc(5)'s stat, counted behind the command's name


def cpu_seconds(root: int) -> float | None:
    """User and system seconds of `root` and all its descendants that live now; None where there is no /proc."""
    if not Path("/proc/self/stat").exists():
        return None
    used: dict[int, float] = {}
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        pid = int(folder.name)
        used[pid] = (int(fields[USER]) + int(fields[SYSTEM])) / os.sysconf("SC_CLK_TCK")
        children.setdefault(int(fields[PARENT]), []).append(pid)
    tree = [root]
    for pid in tree:
        tree.extend(children.get(pid, []))
    return sum(used.get(pid, 0.0) for pid in tree)
