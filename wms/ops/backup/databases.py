"""Copying a database while it is in use, and putting a copy in its place: SQLite's online backup, PostgreSQL's dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any

from django.db import connection, connections

from wms.ops.backup.manifest import BackupRefused

COPY_PAGES = 2_000  # at a time: a writer waits a few milliseconds at most
TOOL_SECONDS = 6 * 3600
LEAVE_SECONDS = 10.0  # a session that has just ended is listed for a moment longer
# Whoever came after the look at the sessions is not waited for, and not thrown out.
BEGIN_ANEW = (
    b"BEGIN; SET LOCAL client_min_messages = warning; SET LOCAL lock_timeout = '10s'; "
    b"DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
)


def copy_database(target: Path) -> None:
    """A copy as of one moment. Nobody who works is held up for longer than a few milliseconds."""
    if connection.vendor == "postgresql":
        arguments = ["--format=custom", "--no-owner", "--no-privileges", "--file", str(target)]
        if trouble := _run("pg_dump", *_address(), *arguments):
            raise BackupRefused(trouble)
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


def demand_nobody_else() -> None:
    """Refuses with BackupRefused while another session uses the PostgreSQL database, naming up to three of them."""
    if connection.vendor != "postgresql":
        return
    deadline = time.monotonic() + LEAVE_SECONDS
    while others := _other_sessions():
        if time.monotonic() > deadline:
            raise BackupRefused(
                f"还有 {len(others)} 个连接在用数据库，先停下所有服务 · other sessions use the database, stop "
                f"everything first: {len(others)}, such as {', '.join(others[:3])}"
            )
        time.sleep(0.1)


def replace_database(copy: Path) -> None:
    """Put the copy where the database is. Nobody may be working on it; BackupRefused leaves the old data in place."""
    connections.close_all()
    if connection.vendor == "postgresql":
        _replace_postgres(copy)
    else:
        replace_sqlite(copy)


def replace_sqlite(copy: Path) -> None:
    """The same for SQLite's file: killed at any step it leaves the old data or the new, whole."""
    place = _sqlite_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(place.name + ".restored")
    shutil.copyfile(copy, fresh)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    _settle(place)
    fresh.replace(place)
    _sync_folder(place.parent)


def _settle(place: Path) -> None:
    """Write the log of the SQLite file that goes into it: until the moment of the swap it is whole without a log, and
    behind it no log is there that the new file could take for its own. BackupRefused while somebody still uses it.
    """
    is_used = 0
    if place.exists():
        try:
            with closing(sqlite3.connect(place, timeout=LEAVE_SECONDS)) as old:
                is_used, *_pages = old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as problem:
            raise BackupRefused(f"原来的数据没有变 · the old data are as they were: {problem}") from problem
        except sqlite3.DatabaseError:  # no database any more: nothing in its log can be read either
            pass
    if is_used:
        raise BackupRefused("有程序在用数据库，先停下所有服务 · the database is in use, stop everything first")
    for leftover in ("-wal", "-shm"):
        place.with_name(place.name + leftover).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """A name that was changed is on the disk once its folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _other_sessions() -> list[str]:
    """People's and programs' sessions, each as "pid 12 (name)"; PostgreSQL's own helpers have no user."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, application_name FROM pg_stat_activity WHERE datname = current_database() "
            "AND usesysid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY pid"
        )
        return [f"pid {pid} ({name})" if name else f"pid {pid}" for pid, name in cursor.fetchall()]


def _replace_postgres(copy: Path) -> None:
    """One transaction drops what is there and writes the copy; its COMMIT is sent only once all of the copy was read.

    pg_restore's own --single-transaction could not hold the drop: it takes no statement of ours.
    """
    command = [
        _found("psql"),
        *_address(),
        "--no-psqlrc",
        "--quiet",
        "--output",
        os.devnull,
        "--set",
        "ON_ERROR_STOP=1",
    ]
    unread = ""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, env=_environment(), stdin=subprocess.PIPE, stderr=said) as psql,
    ):
        assert psql.stdin is not None  # noqa: S101  a pipe
        with suppress(BrokenPipeError), psql.stdin as into:  # psql has ended: its own words tell why
            into.write(BEGIN_ANEW)
            into.flush()
            unread = _run("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(copy), output=into)
            if not unread:
                into.write(b"COMMIT;\n")
        code = psql.wait(TOOL_SECONDS)
        said.seek(0)
        unwritten = _trouble("psql", code, said.read())
    if trouble := [each for each in (unread, unwritten) if each]:  # psql that ends first breaks pg_restore's pipe
        raise BackupRefused(f"原来的数据没有变 · the old data are as they were: {' · '.join(trouble)}")


def _address() -> list[str]:
    """Where the database is, as PostgreSQL's tools take it."""
    given: dict[str, Any] = connection.settings_dict
    where = ["--dbname", str(given["NAME"])]
    for flag, name in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if given.get(name):
            where += [flag, str(given[name])]
    return where


def _environment() -> dict[str, str]:
    """The password goes by the environment, never by the command line."""
    return {**os.environ, "PGPASSWORD": connection.settings_dict.get("PASSWORD") or ""}


def _found(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise BackupRefused(f"缺少 {program} · {program} is not installed")
    return found


def _run(program: str, *arguments: str, output: IO[bytes] | None = None) -> str:
    """One of PostgreSQL's own tools, to its end; what it complained of when it failed, else empty."""
    done = subprocess.run(
        [_found(program), *arguments],
        env=_environment(),
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=TOOL_SECONDS,
        check=False,
    )
    return _trouble(program, done.returncode, done.stderr)


def _trouble(program: str, code: int, said: bytes) -> str:
    return f"{program}: {said.decode(errors='replace').strip()[-500:] or code}" if code else ""
