"""What a file really is, by its bytes: a name's ending is only a claim."""

from __future__ import annotations

import zipfile
from pathlib import Path

from wms.intake import limits
from wms.intake.errors import FileEmpty, FileEncrypted, FileSwells, FileWrongKind, WorkbookBroken

TEXT, SHEET, ARCHIVE, PICTURE = "csv", "xlsx", "zip", "picture"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PICTURES = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"BM": "BMP"}
OTHERS = {
    b"%PDF": ("PDF 文件", "a PDF"),
    b"Rar!": ("RAR 压缩包", "a RAR archive"),
    b"7z\xbc\xaf": ("7z 压缩包", "a 7z archive"),
    b"\x1f\x8b": ("gzip 压缩包", "a gzip archive"),
    b"{\\rtf": ("RTF 文档", "an RTF document"),
    b"<!DOCTYPE": ("网页", "a web page"),
    b"<html": ("网页", "a web page"),
    b"<?xml": ("XML 文件", "an XML file"),
    b"\x7fELF": ("程序", "a program"),
    b"MZ": ("程序", "a program"),
}
HEAD = 4096
WORKBOOK = "xl/workbook.xml"


def kind_of_file(path: Path, name: str) -> str:
    """TEXT, SHEET, ARCHIVE or PICTURE.

    Refuses with FileEmpty, FileEncrypted, FileSwells, WorkbookBroken, FileWrongKind.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise FileEmpty(file=name)
    if head.startswith(OLE):
        return _ole(path, name)
    if head.startswith(b"PK"):
        return _zip(path, name)
    if _is_picture(head):
        return PICTURE
    for magic, found in OTHERS.items():
        if head.lstrip()[: len(magic)].lower() == magic.lower():
            raise FileWrongKind(file=name, found=list(found))
    return TEXT


def _is_picture(head: bytes) -> bool:
    return head.startswith(tuple(PICTURES)) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _ole(path: Path, name: str) -> str:
    with path.open("rb") as file:
        if any(ENCRYPTED in block for block in iter(lambda: file.read(1 << 20), b"")):
            raise FileEncrypted(file=name)
    raise FileWrongKind(
        file=name, found=["旧版 Excel（.xls），另存为 .xlsx", "an old Excel file (.xls): save as .xlsx"]
    )


def _zip(path: Path, name: str) -> str:
    """Judged by the archive's own list, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise WorkbookBroken(file=name) from error
    if any(member.flag_bits & 1 for member in members):
        raise FileEncrypted(file=name)
    megabytes = sum(member.file_size for member in members) // 1_000_000
    if megabytes > limits.UNPACKED_MEGABYTES:
        raise FileSwells(file=name, megabytes=megabytes, limit=limits.UNPACKED_MEGABYTES)
    names = {member.filename for member in members}
    if WORKBOOK in names:
        return SHEET
    if "xl/workbook.bin" in names:
        raise FileWrongKind(
            file=name, found=["二进制工作簿（.xlsb），另存为 .xlsx", "a binary workbook (.xlsb): save as .xlsx"]
        )
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise FileWrongKind(file=name, found=["Word 或 PowerPoint 文件", "a Word or PowerPoint file"])
    return ARCHIVE
