"""Text tables: encoding and separator found honestly, rows with the line that each begins at."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from wms.intake.columns import CONTROL, plain
from wms.intake.errors import FileBroken, FileWrongKind, TextUnreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = (",", ";", "\t")
BLOCK = 1 << 20
CELL_LIMIT = 100_000  # characters: a quote that is never closed would swallow the file

csv.field_size_limit(CELL_LIMIT)


def encoding_of(path: Path, name: str) -> str:
    """utf-8-sig, utf-8, utf-16 or gb18030: the first that reads the whole file. Refuses with TextUnreadable."""
    with path.open("rb") as file:
        head = file.read(BLOCK)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            _demand(path, encoding, name)
            return encoding
    if guessed := _utf_16_without_mark(head):
        _demand(path, guessed, name)
        return guessed
    if b"\x00" in head:
        raise FileWrongKind(file=name, found=["不是文字的文件", "not a text file"])
    if _wrong_byte(path, "utf-8") is None:
        return "utf-8"
    _demand(path, "gb18030", name)
    return "gb18030"


def _utf_16_without_mark(head: bytes) -> str:
    """Latin letters and separators have a zero byte beside them, always on the same side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) <= len(head) // 20 or min(even, odd) * 10 > max(even, odd):
        return ""
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    return "" if CONTROL.search(head[: len(head) // 2 * 2].decode(encoding, errors="replace")) else encoding


def _demand(path: Path, encoding: str, name: str) -> None:
    wrong = _wrong_byte(path, encoding)
    if wrong is not None:
        raise TextUnreadable(file=name, byte=wrong)


def _wrong_byte(path: Path, encoding: str) -> int | None:
    """Where the file stops being text of this encoding, from 1; None when it is to its end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return done + error.start + 1
            if not block:
                return None
            done += len(block)


def separator_of(path: Path, encoding: str, known: set[str]) -> str:
    """The separator that makes the most known columns of one of the first lines; a comma when none makes any."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [file.readline(CELL_LIMIT) for _ in range(20)]
    return max(SEPARATORS, key=lambda separator: max(_hits(line, separator, known) for line in lines))


def _hits(line: str, separator: str, known: set[str]) -> int:
    return sum(plain(cell.strip().strip('"')) in known for cell in line.strip().split(separator))


def read_text(path: Path, encoding: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that is not blank. Refuses with FileBroken at a quote that is never closed."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator, strict=True)
        begins = 1
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise FileBroken(file=name, line=begins) from error
            line, begins = begins, reader.line_num + 1
            if any(cell.strip() for cell in row):
                yield line, [cell.strip() for cell in row]
