"""A backup is made beside the work and comes back whole; one that should not be restored changes nothing."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from picking.models import Order
from tests.factories.inventory import LocationFactory, SkuFactory, StockedWarehouseFactory
from tests.floor import on_hand, stock
from tests.ops.test_upgrade import contents
from tests.rights.world import objects_of
from wms.core.models import AuditEntry, Warehouse
from wms.ops.backup import BackupRefused, databases, make_backup, read_manifest, restore_backup
from wms.ops.backup import restore as restoring
from wms.ops.plan import hold_data_dir

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def _nobody_else() -> None:
    """A session that an earlier test of this process left behind is none of a running system."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def backup(tmp_path: Path, settings: Any) -> Path:
    StockedWarehouseFactory(code="SZ")
    (settings.MEDIA_ROOT / "ab12.webp").write_bytes(b"picture")
    return make_backup(tmp_path / "backups")


def with_manifest(path: Path, **changes: Any) -> Path:
    """The same backup, its manifest saying something else."""
    changed = path.with_name("changed.tar")
    with tarfile.open(path) as source, tarfile.open(changed, "w") as target:
        for member in source:
            content = source.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json":
                content = json.dumps({**json.loads(content), **changes}).encode()
            member.size = len(content)
            target.addfile(member, BytesIO(content))
    return changed


def restore(path: Path, *, replaces: bool = True, ignores_keys: bool = False) -> None:
    restore_backup(path, replaces=replaces, ignores_keys=ignores_keys)


def test_every_row_comes_back_as_it_was_and_what_came_after_is_gone(tmp_path: Path, settings: Any) -> None:
    house = StockedWarehouseFactory(code="SZ")
    objects_of(house)
    Order.objects.filter(state="picked").update(state="cancelled")  # rows alone, which no promise stands behind
    place, sku = LocationFactory(warehouse=house), SkuFactory()
    stock(place, sku, 7)
    (settings.MEDIA_ROOT / "ab12.webp").write_bytes(b"picture")
    kept = contents()
    assert len(kept["inventory_stockmovement"]) >= 2
    backup = make_backup(tmp_path / "backups")
    stock(place, sku, 5)
    StockedWarehouseFactory(code="BJ")
    (settings.MEDIA_ROOT / "ab12.webp").unlink()
    output = StringIO()
    call_command("restore", str(backup), "--replace", stdout=output)
    assert contents() == kept
    assert on_hand(place, sku) == 7
    assert (settings.MEDIA_ROOT / "ab12.webp").read_bytes() == b"picture"
    assert output.getvalue().splitlines()[-1] == "differences: 0"


def test_a_backup_says_what_it_is_and_only_its_owner_reads_it(backup: Path) -> None:
    manifest = read_manifest(backup)
    assert (manifest.vendor, manifest.media_files) == (connection.vendor, 1)
    assert "core.0001_initial" in manifest.migrations
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_what_nobody_may_edit_is_guarded_after_a_restore_as_before(backup: Path) -> None:
    restore(backup)
    AuditEntry.objects.create(action="backup.tried", subject="SZ", source="task")
    with pytest.raises(DatabaseError, match="append-only"):
        AuditEntry.objects.update(subject="BJ")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"vendor": "oracle"}, "made of oracle"),
        ({"migrations": ["core.9999_tomorrow"]}, "later version"),
        ({"key_mark": "0" * 16}, "other keys"),
        ({"sha256": "0" * 64}, "differs from its digest"),
        ({"format": 7}, "unknown format"),
    ],
)
def test_a_backup_that_does_not_fit_changes_nothing(backup: Path, changes: dict[str, Any], why: str) -> None:
    StockedWarehouseFactory(code="BJ")
    with pytest.raises(BackupRefused, match=why):
        restore(with_manifest(backup, **changes))
    assert Warehouse.objects.count() == 2


def test_other_keys_may_be_accepted_knowingly(backup: Path) -> None:
    restore(with_manifest(backup, key_mark="0" * 16), ignores_keys=True)
    assert Warehouse.objects.count() == 1


def test_data_that_are_there_go_only_when_asked(backup: Path) -> None:
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(backup))


@pytest.mark.parametrize("damage", [0, 600, -40000])
def test_a_damaged_file_is_refused(backup: Path, damage: int) -> None:
    content = bytearray(backup.read_bytes())
    cut = content[:damage] if damage <= 0 else content[:damage] + bytes(len(content) - damage)
    backup.write_bytes(cut)
    with pytest.raises(BackupRefused):
        restore(backup)
    assert Warehouse.objects.count() == 1


def test_nothing_is_restored_under_a_running_system(backup: Path, data_dir: Path) -> None:
    held = hold_data_dir(data_dir)
    try:
        with pytest.raises(BackupRefused, match="already running"):
            restore(backup)
    finally:
        os.close(held)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ('"$REAL" "$@" | head -c 60000; echo cut >&2; exit 1', "pg_restore: cut"),
        ('"$REAL" "$@"; echo "SELECT 1 / 0;"', "psql: .*division by zero"),
        ('echo "SELECT 1 / 0;"; head -c 1000000 /dev/zero', "pg_restore: .* · psql: .*division by zero"),
    ],
)
def test_a_restore_that_fails_half_way_leaves_the_old_data(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instead: str, said: str
) -> None:
    StockedWarehouseFactory(code="BJ")
    before = contents()
    monkeypatch.setenv("REAL", str(shutil.which("pg_restore")))
    failing = tmp_path / "bin" / "pg_restore"
    failing.parent.mkdir()
    failing.write_text(f"#!/bin/sh\n{instead}\n")
    failing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{failing.parent}:{os.environ['PATH']}")
    with pytest.raises(BackupRefused, match=f"the old data are as they were: {said}"):
        restore(backup)
    assert contents() == before
    monkeypatch.undo()
    restore(backup)
    assert list(Warehouse.objects.values_list("code", flat=True)) == ["SZ"]


@pytest.mark.parametrize("step", ["replace_database", "_put_media"])
def test_a_kill_between_database_and_pictures_leaves_none_missing(
    backup: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, step: str
) -> None:
    """Whichever is first: the rows of the backup are never there without its pictures."""

    def killed_after(*given: Any) -> None:
        done(*given)
        raise KeyboardInterrupt

    done = getattr(restoring, step)
    StockedWarehouseFactory(code="BJ")
    (settings.MEDIA_ROOT / "ab12.webp").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(restoring, step, killed_after)
        with pytest.raises(KeyboardInterrupt):
            restore(backup)
    is_new = list(Warehouse.objects.values_list("code", flat=True)) == ["SZ"]
    assert (settings.MEDIA_ROOT / "ab12.webp").exists() or not is_new


def test_a_kill_while_a_picture_is_written_leaves_no_half_of_it(
    backup: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def cut_off(source: Path, target: Path, **how: Any) -> None:
        whole(source, target, **how)
        if Path(source).suffix == ".webp":
            Path(target).write_bytes(b"pic")
            raise KeyboardInterrupt

    whole = shutil.copyfile

    (settings.MEDIA_ROOT / "ab12.webp").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", cut_off)
        with pytest.raises(KeyboardInterrupt):
            restore(backup)
    assert not (settings.MEDIA_ROOT / "ab12.webp").exists()
    restore(backup)
    assert (settings.MEDIA_ROOT / "ab12.webp").read_bytes() == b"picture"


@pytest.fixture
def killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SQLite database as a killed process leaves it: its last commit stands in its log alone."""
    live, place = sqlite3.connect(tmp_path / "live"), tmp_path / "data" / "killed.sqlite3"
    live.executescript("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE seen (word TEXT);")
    live.execute("INSERT INTO seen VALUES ('old')")
    live.commit()
    for end in ("", "-wal"):
        shutil.copyfile(tmp_path / f"live{end}", f"{place}{end}")
    live.close()
    monkeypatch.setattr(databases, "_sqlite_file", lambda: place)
    return place


def copy_of(tmp_path: Path, word: str) -> Path:
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        copy.executescript(
            f"PRAGMA journal_mode = wal; CREATE TABLE seen (word TEXT); INSERT INTO seen VALUES ('{word}')"
        )
    return tmp_path / "copy"


def words_in(place: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(place)) as found:
        return found.execute("SELECT word FROM seen").fetchall()


@pytest.mark.parametrize("step", ["copyfile", "_settle", "unlink", "replace", "_sync_folder"])
def test_a_kill_at_any_step_of_the_swap_leaves_the_old_data_or_the_new_whole(
    killed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def killed_here(*_told: object, **_more: object) -> None:
        raise KeyboardInterrupt

    owner = {"copyfile": shutil, "unlink": Path, "replace": Path}.get(step, databases)
    copy = copy_of(tmp_path, "new")
    with monkeypatch.context() as patched:
        patched.setattr(owner, step, killed_here)
        with pytest.raises(KeyboardInterrupt):
            databases.replace_sqlite(copy)
    assert words_in(killed) == [("new" if step == "_sync_folder" else "old",)]
    databases.replace_sqlite(copy)
    assert words_in(killed) == [("new",)]


def test_a_damaged_database_is_replaced_and_one_in_use_is_not(
    killed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "LEAVE_SECONDS", 0)
    with closing(sqlite3.connect(killed, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM seen").fetchall()
        other_writer = sqlite3.connect(killed)
        other_writer.execute("INSERT INTO seen VALUES ('later')")
        other_writer.commit()
        with pytest.raises(BackupRefused, match="in use, stop everything first"):
            databases.replace_sqlite(copy_of(tmp_path, "new"))
        other_writer.close()
    assert words_in(killed) == [("old",), ("later",)]
    killed.write_bytes(b"no database" * 1000)
    databases.replace_sqlite(tmp_path / "copy")
    assert words_in(killed) == [("new",)]


@pytest.mark.postgres
def test_nothing_is_restored_while_somebody_else_uses_the_database(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    StockedWarehouseFactory(code="BJ")
    monkeypatch.setattr(databases, "LEAVE_SECONDS", 0)
    other = connection.copy()
    other.connect()
    try:
        with pytest.raises(BackupRefused, match=r"stop everything first: 1, such as pid \d+"):
            restore(backup)
    finally:
        other.close()
    assert Warehouse.objects.count() == 2


def test_a_full_disk_leaves_no_half_of_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "add", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", str(tmp_path / "backups"))
    assert list((tmp_path / "backups").iterdir()) == []
