"""What a backup says of itself, so that a restore can refuse before it touches anything."""

from __future__ import annotations

import hashlib
import json
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

MANIFEST_NAME, DATABASE_NAME, MEDIA_NAME = "manifest.json", "database", "media"
FORMAT = 1
PIECE = 1 << 20


class BackupRefused(Exception):
    """Said to the person at the terminal, in both languages; nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """`vendor` sqlite | postgresql; `sha256` and `bytes` of the database's copy; `migrations` "app.name" that had run.

    `key_mark` tells whether the same keys are at hand: without them tokens and addresses stay sealed for ever.
    """

    format: int
    made_at: str
    version: str
    vendor: str
    bytes: int
    sha256: str
    media_files: int
    key_mark: str
    migrations: list[str]

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def read_manifest(path: Path) -> Manifest:
    """The manifest of a backup file. Refuses what is no backup of ours, or of a later format."""
    try:
        with tarfile.open(path, "r") as file:
            member = file.next()
            source = file.extractfile(member) if member is not None and member.name == MANIFEST_NAME else None
            if source is None:
                raise BackupRefused(f"不是准拣的备份 · not a backup of Zhunjian: {path.name}")
            found = json.loads(source.read())
    except (tarfile.TarError, OSError, ValueError) as problem:
        raise BackupRefused(f"读不出备份 · cannot read {path.name}: {problem}") from problem
    if found.get("format") != FORMAT:
        raise BackupRefused(f"备份格式 {found.get('format')} 不认识 · unknown format, this version reads {FORMAT}")
    return Manifest(**found)


def key_mark() -> str:
    """A digest that tells keys apart and gives none away."""
    keys = settings.FIELD_KEYS or [settings.SECRET_KEY]
    return hashlib.sha256(b"zhunjian backup\0" + "\0".join(keys).encode()).hexdigest()[:16]


def digest_of(source: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := source.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
