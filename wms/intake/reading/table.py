"""A file as a table of one kind: its header understood, its rows as values and problems."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from wms.intake import limits
from wms.intake.columns import BadValue, Column, plain
from wms.intake.errors import (
    FileWrongKind,
    HeaderMissing,
    HeaderTwice,
    HeaderUnknown,
    NoRows,
    TooManyCells,
    TooManyRows,
)
from wms.intake.kinds import Kind, Problem, Row
from wms.intake.reading.csv_text import encoding_of, read_text, separator_of
from wms.intake.reading.sheet import Cell, letters_of, read_sheet, survey
from wms.intake.reading.sniff import SHEET, TEXT, kind_of_file

RawRow = tuple[int, Sequence[str | Cell]]


@dataclass(frozen=True)
class Table:
    """`columns` stand in the file's order, None for a nameless empty one; `examples` are no data."""

    file_format: str
    encoding: str
    separator: str
    header_line: int
    columns: tuple[Column | None, ...]
    raw: Iterator[RawRow]
    examples: frozenset[tuple[str, ...]]
    row_count: int

    def rows(self) -> Iterator[tuple[Row, tuple[Problem, ...]]]:
        """Each row's values, with what is wrong in its cells. Refuses with TooManyRows at the limit, NoRows at none."""
        count = 0
        for line, cells in self.raw:
            count += 1
            if count > limits.ROWS:
                raise TooManyRows(limit=limits.ROWS)
            yield self._row(line, cells)
        if not count:
            raise NoRows(line=self.header_line)

    def _row(self, line: int, cells: Sequence[str | Cell]) -> tuple[Row, tuple[Problem, ...]]:
        values: dict[str, object] = {}
        problems: list[Problem] = []
        for index, column in enumerate(self.columns):
            cell = cells[index] if index < len(cells) else ""
            if column is None:
                continue
            try:
                values[column.name] = value_of(column, cell, letters_of(index), line)
            except BadValue as bad:
                problems.append(Problem(column.name, str(cell)[:120], bad.code, bad.facts))
        beyond = [str(cell) for cell in cells[len(self.columns) :] if str(cell)]
        if beyond:
            problems.append(Problem("", beyond[0][:120], "intake.cell_without_column"))
        if _padded(cells, len(self.columns)) in self.examples:
            problems.append(Problem("", "", "intake.example_row"))
        return Row(line, values), tuple(problems)


def _padded(cells: Sequence[str | Cell], length: int) -> tuple[str, ...]:
    return tuple(str(cells[index]) if index < len(cells) else "" for index in range(length))


def value_of(column: Column, cell: str | Cell, letters: str, line: int) -> object:
    """Raises BadValue."""
    if isinstance(cell, Cell):
        raise BadValue(cell.problem, cell=cell.place)
    if cell.startswith("="):
        raise BadValue("intake.formula", cell=f"{letters}{line}")
    if not cell:
        if column.is_required:
            raise BadValue("intake.required")
        return None
    return column.parse(cell)


def open_table(path: Path, name: str, kind: Kind) -> Table:
    """Refuses with every error of the file as a whole (errors.py); rows are read later, one after another."""
    file_format = kind_of_file(path, name)
    encoding = separator = ""
    raw: Iterator[RawRow]
    if file_format == TEXT:
        encoding = encoding_of(path, name)
        separator = separator_of(path, encoding, _known(kind))
        count = _count(read_text(path, encoding, separator, name))
        raw = iter(read_text(path, encoding, separator, name))
    elif file_format == SHEET:
        found = survey(path, name)
        count, raw = found.rows, iter(read_sheet(path, found, name))
    else:
        what = ["图片", "a picture"] if file_format == "picture" else ["压缩包", "a zip archive"]
        raise FileWrongKind(file=name, found=what)
    line, columns, above = _header(raw, kind)
    return Table(file_format, encoding, separator, line, columns, raw, _examples(columns), max(count - above, 0))


def _examples(columns: Sequence[Column | None]) -> frozenset[tuple[str, ...]]:
    """The row that the templates give as an example, in either language; none where a column has no name."""
    named = [column for column in columns if column]
    if len(named) < len(columns):
        return frozenset()
    return frozenset(tuple(column.example_in(is_chinese=zh) for column in named) for zh in (True, False))


def _count(lines: Iterable[RawRow]) -> int:
    """Counted before a row is judged: nobody waits for the check of 200,000 rows to hear that there are too many."""
    most = limits.ROWS + limits.HEADER_WITHIN
    count = sum(1 for _ in islice(lines, most + 1))
    if count > most:
        raise TooManyRows(limit=limits.ROWS)
    return count


def _known(kind: Kind) -> set[str]:
    return {plain(name) for column in kind.columns for name in column.names}


def _header(raw: Iterator[RawRow], kind: Kind) -> tuple[int, tuple[Column | None, ...], int]:
    """Line and columns of the first row that names at least two columns (or all that there are), and how many rows end
    with it: titles above it are passed over.
    """
    by_name = {plain(name): column for column in kind.columns for name in column.names}
    wanted = min(2, len(kind.columns))
    first: RawRow | None = None
    for number, (line, cells) in enumerate(raw):
        first = first or (line, cells)
        if len(cells) > limits.COLUMNS:
            raise TooManyCells(limit=limits.COLUMNS)
        if sum(plain(str(cell)) in by_name for cell in cells) >= wanted:
            return line, _columns(line, cells, by_name, kind), number + 1
        if number + 1 >= limits.HEADER_WITHIN:
            break
    missing = [column for column in kind.columns if column.is_required]
    raise HeaderMissing(line=first[0] if first else 1, missing=_named(missing))


def _columns(
    line: int, cells: Sequence[str | Cell], by_name: dict[str, Column], kind: Kind
) -> tuple[Column | None, ...]:
    texts = [str(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    columns = tuple(by_name.get(plain(text)) for text in texts)
    passed = {plain(name) for name in ("", *kind.passed_over)}
    unknown = [
        text for text, column in zip(texts, columns, strict=True) if column is None and plain(text) not in passed
    ]
    if unknown:
        raise HeaderUnknown(line=line, unknown=", ".join(unknown[:5]), known=_nearest(unknown, kind))
    seen: set[str] = set()
    for column in columns:
        if column and column.name in seen:
            raise HeaderTwice(line=line, column=[column.zh, column.en])
        seen.add(column.name if column else "")
    missing = [column for column in kind.columns if column.is_required and column.name not in seen]
    if missing:
        raise HeaderMissing(line=line, missing=_named(missing))
    return columns


def _nearest(unknown: Sequence[str], kind: Kind) -> list[str]:
    """The columns that the unknown ones look like; all of them when they look like none."""
    names = {plain(name): column for column in kind.columns for name in column.names}
    near = [names[hit] for text in unknown for hit in difflib.get_close_matches(plain(text), names, n=1, cutoff=0.5)]
    return _named(near or list(kind.columns))


def _named(columns: Sequence[Column]) -> list[str]:
    return ["、".join(column.zh for column in columns), ", ".join(column.en for column in columns)]
