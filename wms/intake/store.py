"""Where files of imports lie: under MEDIA_ROOT/intake, which web and workers share; flushed before a row names them."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from wms.intake.errors import FileTooLarge
from wms.intake.kinds import Row

MEGABYTE = 1_000_000
UPLOAD = "upload"


@dataclass(frozen=True)
class Kept:
    """A file on the disk. `digest` is its SHA-256."""

    folder: str
    size: int
    digest: str


@dataclass(frozen=True)
class Good:
    """A checked row that would change something, as it lies in the rows file."""

    row: Row
    status: str
    before: Mapping[str, Any]


def folder_path(folder: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "intake" / folder


def upload_path(folder: str) -> Path:
    return folder_path(folder) / UPLOAD


def rows_path(folder: str, check_run: int) -> Path:
    """Each check writes a file of its own: one who was overtaken spoils nothing."""
    return folder_path(folder) / f"rows-{check_run}.jsonl"


def keep(blocks: Iterable[bytes]) -> Kept:
    """Write a file piece by piece. Refuses with FileTooLarge at the limit, and leaves nothing then."""
    limit = settings.UPLOAD_MAX_MEGABYTES * MEGABYTE
    folder = uuid.uuid4().hex
    folder_path(folder).mkdir(parents=True)
    path = upload_path(folder)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            for block in blocks:
                size += len(block)
                if size > limit:
                    raise FileTooLarge(megabytes=-(-size // MEGABYTE), limit=settings.UPLOAD_MAX_MEGABYTES)
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
    except FileTooLarge:
        path.unlink()
        folder_path(folder).rmdir()
        raise
    return Kept(folder, size, digest.hexdigest())


def zipped(files: Iterable[UploadedFile]) -> Iterator[bytes]:
    """Several files as one archive, which is what a folder of pictures is kept as."""
    with tempfile.TemporaryFile() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for file in files:
                archive.writestr((file.name or "file").rsplit("/", 1)[-1], file.read())
        target.seek(0)
        while block := target.read(MEGABYTE):
            yield block


class RowsFile:
    """The checked rows, written once and read by chunks: [line, status, values, before] a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] = path.open("wb")
        self._index: list[tuple[str, int, int]] = []  # group, offset, number of the row

    def add(self, good: Good, group: str) -> None:
        self._index.append((group, self._file.tell(), len(self._index)))
        record = [good.row.line, good.status, good.row.values, good.before]
        self._file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    def close(self, chunk_rows: int) -> list[list[int]]:
        """Put groups together, flush to the disk, and say where each chunk begins: [offset, rows]."""
        self._file.close()
        if any(group for group, _, _ in self._index):
            self._sort()
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        chunks: list[list[int]] = []
        before = ""
        for group, offset, _ in self._index:
            is_same = bool(group) and group == before
            if not chunks or (chunks[-1][1] >= chunk_rows and not is_same):
                chunks.append([offset, 0])
            chunks[-1][1] += 1
            before = group
        return chunks

    def _sort(self) -> None:
        target = self.path.with_suffix(".sorted")
        ordered = sorted(self._index, key=_by_group)
        index: list[tuple[str, int, int]] = []
        with self.path.open("rb") as source, target.open("wb") as file:
            for group, offset, number in ordered:
                source.seek(offset)
                index.append((group, file.tell(), number))
                file.write(source.readline())
        target.replace(self.path)
        self._index = index


def _by_group(entry: tuple[str, int, int]) -> tuple[str, int]:
    return entry[0], entry[2]


def read_chunk(path: Path, chunk: list[int]) -> list[Good]:
    with path.open("rb") as file:
        file.seek(chunk[0])
        return [_good(file.readline()) for _ in range(chunk[1])]


def read_all(path: Path, rows: int) -> Iterator[list[Good]]:
    """Every checked row, `rows` at a time."""
    with path.open("rb") as file:
        batch: list[Good] = []
        for line in file:
            batch.append(_good(line))
            if len(batch) == rows:
                yield batch
                batch = []
        if batch:
            yield batch


def _good(line: bytes) -> Good:
    number, status, values, before = json.loads(line)
    return Good(Row(number, values), status, before)


Keep = Callable[[], None]
