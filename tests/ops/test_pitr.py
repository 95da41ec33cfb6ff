"""The log is archived as it is written, and a base backup with it comes back to a moment before a mistake."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.catalogues import ROOT
from tests.servers import Postgres, is_root

pytestmark = pytest.mark.postgres

SCRIPTS = ROOT / "wms" / "ops" / "postgres"
SECONDS = 60  # a hang, not a measure


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the server's own user can walk, with the scripts."""
    made = Path(tempfile.mkdtemp(prefix="zhunjian-pitr-"))
    for name in ("first", "second", "archive", "base"):
        (made / name).mkdir()
        if is_root():
            shutil.chown(made / name, "postgres", "postgres")
    shutil.copytree(SCRIPTS, made / "scripts")
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def restore(server: Postgres, folder: Path, data: Path, moment: str) -> subprocess.CompletedProcess[str]:
    words = [str(folder / "base" / "base.tar.gz"), str(folder / "archive"), str(data), moment]
    command = [*server.as_owner, "sh", str(folder / "scripts" / "restore-to.sh"), *words]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)


def until(server: Postgres, question: str) -> None:
    deadline = time.monotonic() + SECONDS
    with psycopg.connect(server.url, autocommit=True) as database:
        while database.execute(question).fetchone() != (True,):
            assert time.monotonic() < deadline, question
            time.sleep(0.05)


def test_what_a_person_deleted_by_mistake_is_back_with_all_that_came_before(folder: Path) -> None:
    archive = f"sh {folder}/scripts/archive.sh %p %f {folder}/archive"
    server = Postgres(folder / "first", options=f"-c archive_mode=on -c archive_command='{archive}'")
    server.start()
    try:
        with psycopg.connect(server.url, autocommit=True) as database:
            database.execute("CREATE TABLE movement (id bigint PRIMARY KEY, units int)")
            database.execute("INSERT INTO movement SELECT n, 1 FROM generate_series(1, 100) AS n")
            taken = [str(server.binaries / "pg_basebackup"), "--dbname", server.url, "--checkpoint", "fast"]
            how = ["--format", "tar", "--gzip", "--wal-method", "fetch", "--pgdata", str(folder / "base")]
            subprocess.run([*server.as_owner, *taken, *how], cwd="/", check=True, capture_output=True)
            database.execute("INSERT INTO movement SELECT n, 2 FROM generate_series(101, 150) AS n")
            (moment,) = database.execute("SELECT clock_timestamp()").fetchone()  # type: ignore[misc]
            database.execute("DELETE FROM movement")
            (last,) = database.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()  # type: ignore[misc]
        until(server, f"SELECT last_archived_wal >= '{last}' FROM pg_stat_archiver")
    finally:
        server.stop("immediate")

    assert isinstance(moment, datetime)
    data = folder / "second" / "data"
    assert restore(server, folder, data, moment.isoformat(sep=" ")).returncode == 0
    back = Postgres(folder / "second", is_made=True)
    back.start()
    try:
        until(back, "SELECT NOT pg_is_in_recovery()")
        with psycopg.connect(back.url) as database:
            found = database.execute("SELECT count(*), sum(units) FROM movement").fetchone()
            database.execute("INSERT INTO movement VALUES (151, 3)")
        assert found == (150, 200)
        again = restore(server, folder, data, moment.isoformat(sep=" "))
        assert (again.returncode, "is not empty" in again.stderr) == (1, True)
    finally:
        back.stop()


def test_a_segment_is_archived_once_and_never_overwritten_by_another(tmp_path: Path) -> None:
    segment, archive = tmp_path / "0001", tmp_path / "archive"
    archive.mkdir()

    def keep() -> int:
        command = ["sh", str(SCRIPTS / "archive.sh"), str(segment), "0001", str(archive)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    segment.write_bytes(b"log")
    assert (keep(), keep()) == (0, 0)
    segment.write_bytes(b"another")
    assert keep() == 1
    assert [(file.name, file.read_bytes()) for file in archive.iterdir()] == [("0001", b"log")]


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-11-27 09:41:00", "2026-11-27", "now'; x"])
def test_a_moment_without_a_zone_is_refused_before_anything_is_written(tmp_path: Path, moment: str) -> None:
    (tmp_path / "base.tar.gz").touch()
    words = [str(tmp_path / "base.tar.gz"), str(tmp_path), str(tmp_path / "data"), moment]
    done = subprocess.run(["sh", str(SCRIPTS / "restore-to.sh"), *words], capture_output=True, text=True, check=False)
    assert (done.returncode, (tmp_path / "data").exists()) == (1, False)
    assert done.stderr.startswith("restore-to.sh: ")
