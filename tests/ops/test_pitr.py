"""The log is archived as it is written, and a base backup with it comes back to a moment before a mistake."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from inventory.models import StockBalance
from tests.catalogues import ROOT
from tests.factories.inventory import LocationFactory, SkuFactory, StockedWarehouseFactory
from tests.floor import on_hand, stock
from tests.servers import HOST, Postgres, is_root
from wms.ops.backup import databases
from wms.ops.ledger import differences

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


@contextmanager
def pointed_at(server: Postgres) -> Iterator[None]:
    """Django's connection leads to this server meanwhile."""
    mine = dict(connection.settings_dict)
    there = {"NAME": "postgres", "USER": "postgres", "PASSWORD": "", "HOST": HOST, "PORT": server.port}
    connection.close()
    connection.settings_dict.update(there)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(mine)


def back_up_the_base(server: Postgres, folder: Path) -> None:
    taken = [str(server.binaries / "pg_basebackup"), "--dbname", server.url, "--checkpoint", "fast"]
    how = ["--format", "tar", "--gzip", "--wal-method", "fetch", "--pgdata", str(folder / "base")]
    subprocess.run([*server.as_owner, *taken, *how], cwd="/", check=True, capture_output=True)


def asked(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_what_a_person_deleted_by_mistake_is_back_with_all_that_came_before(folder: Path, tmp_path: Path) -> None:
    databases.copy_database(tmp_path / "empty")
    archive = f"sh {folder}/scripts/archive.sh %p %f {folder}/archive"
    server = Postgres(folder / "first", options=f"-c archive_mode=on -c archive_command='{archive}'")
    server.start()
    try:
        with pointed_at(server):
            databases.replace_database(tmp_path / "empty")
            place, sku = LocationFactory(warehouse=StockedWarehouseFactory()), SkuFactory()
            stock(place, sku, 100)
            back_up_the_base(server, folder)
            stock(place, sku, 50)
            moment = asked("SELECT clock_timestamp()")
            StockBalance.objects.filter(location=place).delete()
            assert differences() != []
            last = asked("SELECT pg_walfile_name(pg_switch_wal())")
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
        with pointed_at(back):
            told = StringIO()
            call_command("check_ledger", stdout=told)
            assert (on_hand(place, sku), told.getvalue().splitlines()[-1]) == (150, "differences: 0")
            stock(place, sku, 1)
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
