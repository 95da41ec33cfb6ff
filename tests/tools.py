"""Programs and npm packages that tests drive. Missing ones are skipped; with REQUIRE_ALL=1 they are failures."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SECONDS_TO_INSTALL = 180


def require(tool: str) -> str:
    """Path of a program that a test needs; without it the test is skipped, with REQUIRE_ALL=1 it fails."""
    found = shutil.which(tool)
    if found is None and os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"REQUIRE_ALL=1, and this machine has no {tool}", pytrace=False)
    if found is None:
        pytest.skip(f"this machine has no {tool}")
    return found


def install(folder: Path) -> str:
    """The packages of `folder`'s lock, into its node_modules, when they are not there yet; the path of node."""
    npm, node = require("npm"), require("node")
    installed, wanted = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_INSTALL,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return node
