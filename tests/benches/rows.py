"""One row of the table of `make bench`, and the run of a bench command behind it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SQLITE = {"DATABASE_URL": "", "REDIS_URL": ""}

Row = tuple[str, str, str, str]  # what, measured, target, verdict


def measure(environment: dict[str, str], command: str, *arguments: Path, **options: Any) -> list[dict[str, Any]]:
    """The records of one bench command. Raises CalledProcessError."""
    flags = [text for name, value in options.items() for text in _flag(name, value)]
    call = [sys.executable, str(ROOT / "manage.py"), command, *map(str, arguments), *flags, "--json"]
    what = f"{len(arguments)} files " if len(arguments) > 1 else ""
    print(f"… {command} {what}{' '.join(flags)}", file=sys.stderr, flush=True)
    done = subprocess.run(call, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _flag(name: str, value: Any) -> list[str]:
    flag = f"--{name.replace('_', '-')}"
    return [flag] if value is True else [flag, str(value)]


def judge(what: str, measured: str, target: str, *, is_met: bool) -> Row:
    return what, measured, target, "met" if is_met else "NOT MET"
