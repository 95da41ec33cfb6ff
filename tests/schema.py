"""The migrated schema of SQLite, kept between runs: making it takes longer than most files of tests.

The kept file is named by what it was made from. `migrate` still runs on the copy, so a new migration is applied.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".pytest_cache" / "schema"
# Migrations, and the modules of ours whose statements they run.
MADE_FROM = ("*/migrations/*.py", "wms/*/migrations/*.py", "wms/core/append_only.py", "wms/api/feed.py")


def kept() -> Path:
    """Where the schema of today's migrations is, or will be."""
    digest = hashlib.sha256(f"django {django.VERSION} sqlite {sqlite3.sqlite_version}".encode())
    for path in sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern)):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:24]}.sqlite3"


def copy_to(database: Path) -> bool:
    """Whether there was one to copy."""
    source = kept()
    if not source.is_file():
        return False
    shutil.copyfile(source, database)
    return True


def keep(database: Path) -> None:
    """Keep a fresh database's schema, whole or not at all; older ones are of no use any more."""
    target = kept()
    if target.is_file():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = FOLDER / f"{os.getpid()}.part"
    with sqlite3.connect(database) as connection:
        connection.execute("VACUUM INTO ?", (str(made),))
    made.replace(target)
    for old in set(FOLDER.glob("*.sqlite3")) - {target}:
        old.unlink(missing_ok=True)
