"""The migrated schema, kept between runs: making it takes longer than most files of tests.

A kept file is named by what it was made from. `migrate` still runs on the copy, so a new migration is applied.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import django
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.servers import postgres_binaries

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".pytest_cache" / "schema"
# Migrations, and the modules of ours whose statements they run.
MADE_FROM = ("*/migrations/*.py", "wms/*/migrations/*.py", "wms/core/append_only.py", "wms/api/feed.py")


def copy_to(connection: BaseDatabaseWrapper, name: str) -> bool:
    """Make the test database `name` from the kept schema; False when there is none."""
    source = kept(connection.vendor)
    if not source.is_file():
        return False
    if connection.vendor == "sqlite":
        shutil.copyfile(source, name)
        return True
    _postgres(connection, "dropdb", "--if-exists", name)
    _postgres(connection, "createdb", name)
    _postgres(connection, "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", name, "-f", str(source))
    return True


def keep(connection: BaseDatabaseWrapper, name: str) -> None:
    """Keep the schema of the fresh test database `name`, whole or not at all; older ones are of no use any more."""
    target = kept(connection.vendor)
    if target.is_file():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = FOLDER / f"{os.getpid()}.part"
    if connection.vendor == "sqlite":
        with sqlite3.connect(name) as database:
            database.execute("VACUUM INTO ?", (str(made),))
    else:
        _postgres(connection, "pg_dump", "--no-owner", "-f", str(made), name)
    made.replace(target)
    for old in set(FOLDER.glob(f"{connection.vendor}-*")) - {target}:
        old.unlink(missing_ok=True)


def kept(vendor: str) -> Path:
    """Where the schema of today's migrations is, or will be."""
    digest = hashlib.sha256(f"django {django.VERSION} sqlite {sqlite3.sqlite_version}".encode())
    for path in sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern)):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return FOLDER / f"{vendor}-{digest.hexdigest()[:24]}"


def _postgres(connection: Any, program: str, *arguments: str) -> None:
    settings = connection.settings_dict
    binaries = postgres_binaries()
    assert binaries is not None
    where = ["-h", settings["HOST"], "-p", str(settings["PORT"]), "-U", settings["USER"]]
    subprocess.run([str(binaries / program), *where, *arguments], check=True, stdout=subprocess.DEVNULL)
