"""Makes a backup beside the running system; it gets its name only when it is whole and on the disk."""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from wms.core.version import app_version
from wms.ops.backup.databases import copy_database
from wms.ops.backup.manifest import DATABASE_NAME, FORMAT, MANIFEST_NAME, MEDIA_NAME, Manifest, digest_of, key_mark


def make_backup(folder: Path) -> Path:
    """Write zhunjian-<UTC time>.tar into `folder`. Refuses with BackupRefused; a full disk (OSError) leaves nothing.

    The copy of the database is of one moment; media are content-named files that are only ever added, so that what the
    database names is there. Keys are not in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    target = folder / f"zhunjian-{now:%Y%m%dT%H%M%S}Z.tar"
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as scratch:
        copy, made = Path(scratch) / "database", Path(scratch) / "backup.tar"
        copy_database(copy)
        with copy.open("rb") as source:
            digest = digest_of(source)
        media = _media_files()
        manifest = Manifest(
            format=FORMAT,
            made_at=now.isoformat(timespec="seconds"),
            version=app_version(),
            vendor=connection.vendor,
            bytes=copy.stat().st_size,
            sha256=digest,
            media_files=len(media),
            key_mark=key_mark(),
            migrations=sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        )
        _write(made, manifest, copy, media)
        made.replace(target)
    return target


def _media_files() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


def _write(target: Path, manifest: Manifest, copy: Path, media: list[Path]) -> None:
    with target.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        with tarfile.open(fileobj=file, mode="w") as archive:
            content = manifest.as_json()
            head = tarfile.TarInfo(MANIFEST_NAME)
            head.size = len(content)
            archive.addfile(head, io.BytesIO(content))
            archive.add(copy, DATABASE_NAME, recursive=False)
            for path in media:
                archive.add(path, f"{MEDIA_NAME}/{path.relative_to(settings.MEDIA_ROOT)}", recursive=False)
        file.flush()
        os.fsync(file.fileno())
