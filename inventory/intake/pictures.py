"""Pictures of SKUs: one, several, or a zip of them, each named by its SKU's code."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.intake.master import KEEPERS, before_of, journal_of, written_of
from inventory.intake.skus import codes_of
from inventory.locks import lock_skus
from inventory.models import Sku
from inventory.operations.master_rows import take_back_skus, write_skus
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.pictures import NoPicture, keep_picture
from wms.intake.columns import Column, code, text
from wms.intake.errors import FileBroken, FileWrongKind, NoRows
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.reading.sniff import ARCHIVE, PICTURE, kind_of_file
from wms.intake.rows import compare

LARGEST_BYTES = 25_000_000
COLUMNS = (
    Column(name="code", zh="SKU 编码", en="SKU code", parse=code(64), is_required=True, example="EXAMPLE-BLK.jpg"),
    Column(name="file", zh="文件", en="File", parse=text(200), example="EXAMPLE-BLK.jpg"),
)


@dataclass(frozen=True)
class PictureFiles:
    """Rows as a table gives them: the line is the file's number. Pictures are encoded and stored as they are read."""

    path: Path
    name: str
    file_format: str
    encoding: str = ""
    separator: str = ""

    @property
    def row_count(self) -> int:
        if self.file_format == PICTURE:
            return 1
        try:
            with zipfile.ZipFile(self.path) as archive:
                return len(_wanted(archive))
        except zipfile.BadZipFile as error:
            raise FileBroken(file=self.name, line=0) from error

    def rows(self) -> Iterator[tuple[Row, tuple[Problem, ...]]]:
        if self.file_format == PICTURE:
            yield _read(1, self.name, self.path.read_bytes())
            return
        try:
            with zipfile.ZipFile(self.path) as archive:
                members = _wanted(archive)
                if not members:
                    raise NoRows(line=0)
                for number, member in enumerate(members, start=1):
                    yield _member(number, archive, member)
        except zipfile.BadZipFile as error:
            raise FileBroken(file=self.name, line=0) from error


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [member for member in archive.infolist() if _is_wanted(member)]


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return not member.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _member(number: int, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[Row, tuple[Problem, ...]]:
    if member.file_size > LARGEST_BYTES:
        facts = {"megabytes": -(-member.file_size // 1_000_000), "limit": LARGEST_BYTES // 1_000_000}
        return _bad(number, member.filename, "picture.too_large", facts)
    return _read(number, member.filename, archive.read(member))


def _read(number: int, name: str, content: bytes) -> tuple[Row, tuple[Problem, ...]]:
    try:
        stored = keep_picture(content)
    except NoPicture as refused:
        return _bad(number, name, refused.code, refused.facts)
    file = PurePosixPath(name)
    return Row(number, {"code": file.stem.strip(), "file": file.name[:200], "picture": stored}), ()


def _bad(number: int, name: str, reason: str, facts: Mapping[str, Any]) -> tuple[Row, tuple[Problem, ...]]:
    return Row(number, {}), (Problem("file", PurePosixPath(name).name[:120], reason, facts),)


class PictureTable(Kind):
    """The old picture stays in the store, so that an undo has it."""

    name = "pictures"
    title = _("Product pictures")
    help = _("JPEG, PNG, WebP, GIF or BMP, one or many, or a zip; each named by its SKU code, like TEE-BLU.jpg.")
    icon = "frame"
    columns = COLUMNS
    roles = KEEPERS
    rank = 25
    file_words = _("Pictures, or a zip of them")
    accept = ".zip,.jpg,.jpeg,.png,.webp,.gif,.bmp"
    takes_many = True
    has_template = False
    check_rows = 20  # encoding takes time: the lease and the bar move on

    def open(self, path: Path, name: str) -> PictureFiles:
        found = kind_of_file(path, name)
        if found not in (ARCHIVE, PICTURE):
            raise FileWrongKind(file=name, found=["不是图片或 zip", "neither a picture nor a zip"])
        return PictureFiles(path, name, found)

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return (values["code"],)

    def checker(self, warehouse: Warehouse, cause: Cause) -> PictureChecker:
        return PictureChecker()

    def lock(self, warehouse: Warehouse, rows: Sequence[Row]) -> None:
        lock_skus(Sku.objects.filter(code__in=codes_of(rows)).values_list("pk", flat=True))

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        known = known_pictures(rows)
        changed = [(known[row.values["code"]]["id"], {"picture": row.values["picture"]}) for row in rows]
        write_skus(new=[], changed=changed)
        return journal_of([], changed, {sku["id"]: sku for sku in known.values()})

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        take_back_skus(made=[], before=before_of(journal), written=written_of(journal))


class PictureChecker:
    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        known = known_pictures(rows)
        return [self._judge(row, known.get(row.values["code"])) for row in rows]

    def _judge(self, row: Row, sku: Mapping[str, Any] | None) -> Judged:
        if sku is None:
            return Judged.bad(Problem("file", row.values["file"], "picture.no_sku", {"code": row.values["code"]}))
        return compare(sku, {"picture": row.values["picture"]})


def known_pictures(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    found = Sku.objects.filter(code__in=codes_of(rows)).values("id", "code", "picture")
    return {sku["code"]: sku for sku in found}
