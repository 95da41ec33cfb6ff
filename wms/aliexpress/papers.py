"""Files of onboarding: PDF, JPG or PNG by their first bytes, never by their name, under MEDIA_ROOT/onboarding."""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from wms.aliexpress.errors import PaperTooBig, PaperWrongKind

MAX_BYTES = 10_000_000
KINDS = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
)


class Upload(Protocol):
    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def read(self, num_bytes: int | None = None) -> bytes: ...


@dataclass(frozen=True)
class KeptPaper:
    file: str
    original_name: str
    content_type: str
    size_bytes: int
    sha256: str


def keep(upload: Upload) -> KeptPaper:
    """Write an upload under a name of our own. Refuses with PaperTooBig, PaperWrongKind; then nothing is written."""
    name = Path(upload.name or "file").name[-120:]
    if (upload.size or 0) > MAX_BYTES:
        raise PaperTooBig(name=name, limit=MAX_BYTES // 1_000_000)
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PaperTooBig(name=name, limit=MAX_BYTES // 1_000_000)
    found = next(((ending, kind) for magic, ending, kind in KINDS if content.startswith(magic)), None)
    if found is None:
        raise PaperWrongKind(name=name)
    file = f"{uuid.uuid4().hex}.{found[0]}"
    path = _folder() / file
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    path.chmod(0o600)
    return KeptPaper(file, name, found[1], len(content), hashlib.sha256(content).hexdigest())


def read(file: str) -> bytes | None:
    """What is kept under this name; None when it is gone."""
    path = _folder() / Path(file).name
    return path.read_bytes() if file and path.is_file() else None


def drop(file: str) -> None:
    """A paper was replaced: the old one goes."""
    if file:
        (_folder() / Path(file).name).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "onboarding"
