"""A backup is made beside the work and comes back whole; one that should not be restored changes nothing."""

from __future__ import annotations

import errno
import json
import os
import tarfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from tests.factories.inventory import StockedWarehouseFactory
from wms.core.models import AuditEntry, Warehouse
from wms.ops.backup import BackupRefused, make_backup, read_manifest, restore_backup
from wms.ops.plan import hold_data_dir

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    return tmp_path / "data"


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


def test_what_came_after_the_backup_is_gone_and_the_ledger_is_true(backup: Path, settings: Any) -> None:
    StockedWarehouseFactory(code="BJ")
    (settings.MEDIA_ROOT / "ab12.webp").unlink()
    output = StringIO()
    call_command("restore", str(backup), "--replace", stdout=output)
    assert list(Warehouse.objects.values_list("code", flat=True)) == ["SZ"]
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


def test_a_full_disk_leaves_no_half_of_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "add", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", str(tmp_path / "backups"))
    assert list((tmp_path / "backups").iterdir()) == []
