"""Workbooks: judged by a pass over the packed XML (size, formulas, merged cells), then read by calamine."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine

from wms.intake import limits
from wms.intake.columns import EXACT_DIGITS
from wms.intake.errors import MergedCells, TooManyCells, TooManyRows, WorkbookBroken

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PARTS = re.compile(
    rb'<(?:\w+:)?(?:(row)[\s>/]|c\s[^>]*?\br="([A-Z]+[0-9]+)"|(c)[\s>/]|(f)[\s>/]|mergeCell\s[^>]*?ref="([^"]+)")'
)
BLOCK = 1 << 20
OVERLAP = 512  # longer than any tag that PARTS looks for
INDEX_BYTES = 4_000_000


@dataclass
class Surveyed:
    """What a pass over the sheet found: formulas as {row: {column letters}}."""

    rows: int = 0
    cells: int = 0
    formulas: dict[int, set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """A cell whose text is not to be trusted: a formula, or a number that has lost digits."""

    text: str
    problem: str
    place: str

    def __str__(self) -> str:
        return self.text


def survey(path: Path, name: str) -> Surveyed:
    """Refuses with TooManyRows, TooManyCells, MergedCells, WorkbookBroken. Unpacks piecewise, keeps nothing."""
    found = Surveyed()
    merged: list[str] = []
    cell = ""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_first_sheet(archive)) as file:
            for row, named, bare, formula, area in _parts(file):
                if row:
                    found.rows += 1
                elif named or bare:
                    found.cells += 1
                    cell = named.decode()
                elif formula and cell:
                    column, number = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
                    found.formulas.setdefault(int(number), set()).add(column)
                elif area:
                    merged.append(area.decode())
                _demand_limits(found)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, OSError, ValueError, EOFError) as error:
        raise WorkbookBroken(file=name) from error
    if merged:
        raise MergedCells(cells=", ".join(merged[:5]) + (" …" if len(merged) > 5 else ""))
    return found


def _demand_limits(found: Surveyed) -> None:
    if found.rows > limits.ROWS + limits.HEADER_WITHIN:
        raise TooManyRows(limit=limits.ROWS)
    if found.cells > limits.CELLS:
        raise TooManyCells(limit=limits.CELLS)


def _parts(file: Any) -> Iterator[tuple[bytes, ...]]:
    """Tags in order; a tag cut by a block's end is found in the next round."""
    kept = b""
    while block := file.read(BLOCK):
        window = kept + block
        cut = max(len(window) - OVERLAP, 0)
        end = 0
        for match in PARTS.finditer(window):
            if match.start() >= cut:
                break
            end = match.end()
            yield match.groups(b"")
        kept = window[max(cut, end) :]
    for match in PARTS.finditer(kept):
        yield match.groups(b"")


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The member that holds the workbook's first sheet."""
    index = _small(archive, "xl/workbook.xml")
    sheet = next(index.iter(f"{MAIN}sheet"))
    wanted = sheet.get(f"{LINKS}id")
    for link in _small(archive, "xl/_rels/workbook.xml.rels"):
        if link.get("Id") == wanted:
            target = link.get("Target", "").lstrip("/")
            return target if target.startswith("xl/") else f"xl/{target}"
    raise KeyError(wanted)


def _small(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    if archive.getinfo(member).file_size > INDEX_BYTES:
        raise ValueError(member)
    return ElementTree.fromstring(archive.read(member))  # noqa: S314  expat bounds entities, the size is bounded above


def read_sheet(path: Path, found: Surveyed, name: str) -> Iterator[tuple[int, list[str | Cell]]]:
    """(row number, cells) of each row of the first sheet that is not blank, each cell as the text that it shows."""
    try:
        book = python_calamine.load_workbook(str(path))
        sheet = book.get_sheet_by_index(0)
        first = (sheet.start or (0, 0))[0] + 1
        column = (sheet.start or (0, 0))[1]
        rows = sheet.iter_rows()
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise WorkbookBroken(file=name) from error
    for number, row in enumerate(rows, start=first):
        formulas = found.formulas.get(number, set())
        cells: list[str | Cell] = [""] * column
        cells += [_cell(value, number, column + index, formulas) for index, value in enumerate(row)]
        if formulas or any(str(cell) for cell in cells):
            yield number, cells


def _cell(value: Any, row: int, column: int, formulas: Any) -> str | Cell:
    text = text_of(value)
    letters = letters_of(column)
    if letters in formulas:
        return Cell(text, "intake.formula", f"{letters}{row}")
    if isinstance(value, float) and len(text.lstrip("-")) > EXACT_DIGITS:
        return Cell(text, "intake.rounded", f"{letters}{row}")
    return text


def letters_of(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value).strip()
