"""Puts a backup in the place of what is there: judged whole before anything is touched."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from wms.api.operations.feed import begin_anew
from wms.core.transactions import run
from wms.ops.backup.databases import demand_nobody_else, is_empty, replace_database
from wms.ops.backup.manifest import (
    DATABASE_NAME,
    MEDIA_NAME,
    BackupRefused,
    Manifest,
    digest_of,
    key_mark,
    read_manifest,
)
from wms.ops.plan import CannotStart, hold_data_dir


def restore_backup(path: Path, *, replaces: bool, ignores_keys: bool) -> Manifest:
    """Restore a backup into the configured database and DATA_DIR, then migrate it to this version.

    Killed at any moment it leaves the old data or the new, and no picture missing: once more is all that it takes.
    Refuses with BackupRefused, and has changed no row then: when it is damaged, of the other kind of database, of a
    later version, sealed with other keys (unless `ignores_keys`), when data are there (unless `replaces`), while
    `manage.py up` runs on DATA_DIR, while others use the PostgreSQL database, or when that cannot take the copy in.
    """
    manifest = read_manifest(path)
    _judge(manifest, replaces=replaces, ignores_keys=ignores_keys)
    try:
        lock = hold_data_dir(settings.DATA_DIR)
    except CannotStart as busy:
        raise BackupRefused(str(busy)) from busy
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as scratch:
            copy = _unpack(path, Path(scratch), manifest)
            _put_media(Path(scratch) / MEDIA_NAME)  # first: what the database will name is there when it comes
            replace_database(copy)
        connections.close_all()
        call_command("migrate", interactive=False, verbosity=0)
        run(begin_anew)
    finally:
        os.close(lock)
    return manifest


def _known_migrations() -> set[str]:
    """What this code can carry out or has replaced by one that it can."""
    known = MigrationLoader(None).disk_migrations
    replaced = {node for migration in known.values() for node in migration.replaces}
    return {f"{app}.{name}" for app, name in {*known, *replaced}}


def _judge(manifest: Manifest, *, replaces: bool, ignores_keys: bool) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupRefused(
            f"数据库不同：{manifest.vendor} → {connection.vendor} · made of {manifest.vendor}, not {connection.vendor}"
        )
    later = [name for name in manifest.migrations if name not in _known_migrations()]
    if later:
        raise BackupRefused(f"备份来自更新的版本 · made by a later version: {', '.join(later[:3])}")
    if manifest.key_mark != key_mark() and not ignores_keys:
        raise BackupRefused("密钥不同，令牌和地址会打不开 · other keys: tokens and addresses would stay sealed")
    if not replaces and not is_empty():
        raise BackupRefused(
            "这里已有数据，加 --replace 才覆盖 · data are here already: --replace puts the backup in their place"
        )
    demand_nobody_else()


def _unpack(path: Path, scratch: Path, manifest: Manifest) -> Path:
    """The database's copy, compared with its digest, and the media beside it."""
    try:
        with tarfile.open(path, "r") as archive:
            for member in archive:
                _unpack_one(archive, member, scratch)
    except (tarfile.TarError, OSError) as problem:
        raise BackupRefused(f"备份不完整 · the backup is not whole: {problem}") from problem
    copy = scratch / DATABASE_NAME
    if not copy.exists():
        raise BackupRefused("备份里没有数据库 · no database is in the backup")
    with copy.open("rb") as source:
        if copy.stat().st_size != manifest.bytes or digest_of(source) != manifest.sha256:
            raise BackupRefused("数据库与校验值不符 · the database differs from its digest")
    return copy


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, scratch: Path) -> None:
    """Plain files below our two names only: a link or a path that climbs is nothing that we wrote."""
    parts = Path(member.name).parts
    if not member.isfile() or not parts or parts[0] not in {DATABASE_NAME, MEDIA_NAME} or ".." in parts:
        return
    source = archive.extractfile(member)
    assert source is not None  # noqa: S101  it is a file
    target = scratch.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(source, file)


def _put_media(source: Path) -> None:
    """Files are named by their content: what is here already may stay, and one that nothing names harms nobody. Each
    gets its name once it is whole, so that a kill leaves no half of a picture.
    """
    for path in sorted(source.rglob("*")):
        if path.is_file():
            target = Path(settings.MEDIA_ROOT) / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, fresh := target.with_name(f".{target.name}.restored"))
            fresh.replace(target)
