"""Copying a database while it is in use, and putting a copy in its place: SQLite's online backup, PostgreSQL's dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection, connections

from wms.ops.backup.manifest import BackupRefused

COPY_PAGES = 2_000  # at a time: a writer waits a few milliseconds at most
TOOL_SECONDS = 6 * 3600


def copy_database(target: Path) -> None:
    """A copy as of one moment. Nobody who works is held up for longer than a few milliseconds."""
    if connection.vendor == "postgresql":
        _tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target))
        return
    source = sqlite3.connect(f"file:{_sqlite_file()}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy, pages=COPY_PAGES, sleep=0.005)
        (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    finally:
        copy.close()
        source.close()
    if verdict != "ok":
        raise BackupRefused(f"数据库损坏 · the database is damaged: {verdict}")


def is_empty() -> bool:
    """No table of ours is there."""
    return "core_warehouse" not in connection.introspection.table_names()


def replace_database(copy: Path) -> None:
    """Put the copy where the database is. Nobody may be working on it."""
    connections.close_all()
    if connection.vendor == "postgresql":
        _empty_postgres()
        _tool("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(copy))
        return
    place = _sqlite_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(place.name + ".restored")
    shutil.copyfile(copy, fresh)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    for leftover in ("-wal", "-shm"):  # they belong to the database that goes
        place.with_name(place.name + leftover).unlink(missing_ok=True)
    fresh.replace(place)


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _empty_postgres() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connections.close_all()


def _tool(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own tools; the password goes by the environment, never by the command line."""
    found = shutil.which(program)
    if found is None:
        raise BackupRefused(f"缺少 {program} · {program} is not installed")
    given: dict[str, Any] = connection.settings_dict
    environment = {**os.environ, "PGPASSWORD": given.get("PASSWORD") or ""}
    where = ["--dbname", str(given["NAME"])]
    for flag, name in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if given.get(name):
            where += [flag, str(given[name])]
    done = subprocess.run(
        [found, *where, *arguments], env=environment, capture_output=True, text=True, timeout=TOOL_SECONDS, check=False
    )
    if done.returncode:
        raise BackupRefused(f"{program}: {done.stderr.strip()[-500:]}")
