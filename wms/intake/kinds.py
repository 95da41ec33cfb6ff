"""What can be imported: each room describes its kinds and registers them in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wms.core.cause import Cause
from wms.core.desk.house.audit_words import value_words
from wms.core.models import Warehouse
from wms.intake import limits
from wms.intake.columns import Column
from wms.intake.states import RowStatus


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken. `column` is a column's name, or empty for the row as a whole."""

    column: str
    value: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One row of the file whose cells could be read: {column name: JSON-safe value, or None where it is blank}."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """What a row would do. `before` is what it would overwrite: {column: value}; it must not change until it is in."""

    status: str
    before: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def bad(cls, *problems: Problem) -> Judged:
        return cls(RowStatus.BAD, {}, problems)


class Checker(Protocol):
    """Compares rows with the world. One checker sees all chunks of a file in turn, and may remember what it saw."""

    def judge(self, rows: Sequence[Row]) -> list[Judged]: ...


class Source(Protocol):
    """A file that is understood: how it was read, and its rows with what is wrong in their cells."""

    @property
    def file_format(self) -> str: ...

    @property
    def encoding(self) -> str: ...

    @property
    def separator(self) -> str: ...

    @property
    def row_count(self) -> int:
        """How many rows there will be at most; a workbook's empty ones count, too."""

    def rows(self) -> Iterator[tuple[Row, tuple[Problem, ...]]]: ...


class Kind:
    """One sort of table. Subclasses fill in the columns and the methods; values are JSON-safe throughout."""

    name: ClassVar[str]
    title: ClassVar[Any]
    help: ClassVar[Any] = ""
    icon: ClassVar[str] = "inbox"
    columns: ClassVar[tuple[Column, ...]]
    passed_over: ClassVar[tuple[str, ...]] = ()  # headers that a list's own file has beside these columns
    roles: ClassVar[frozenset[str]]
    rank: ClassVar[int] = 50
    chunk_rows: ClassVar[int] = 500
    check_rows: ClassVar[int] = limits.CHECK_ROWS
    file_words: ClassVar[Any] = _("CSV or Excel file (.csv, .txt, .xlsx)")
    accept: ClassVar[str] = ".csv,.txt,.tsv,.xlsx"
    takes_many: ClassVar[bool] = False
    has_template: ClassVar[bool] = True

    @property
    def address(self) -> str:
        return reverse("intake:bring", args=[self.name])

    def open(self, path: Path, name: str) -> Source:
        """The file as rows. Refuses with every error of the file as a whole (errors.py)."""
        from wms.intake.reading.table import open_table

        return open_table(path, name, self)

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """What may stand in the file once: a second row of the same key is a duplicate or a conflict."""
        raise NotImplementedError

    def group(self, values: Mapping[str, Any]) -> str:
        """Rows of one group are written in one chunk; empty: each row for itself."""
        return ""

    def checker(self, warehouse: Warehouse, cause: Cause) -> Checker:
        raise NotImplementedError

    def lock(self, warehouse: Warehouse, rows: Sequence[Row]) -> None:
        """Lock what the rows will change, before they are compared for the last time."""

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        """Write rows that were judged new or changed; return the journal by which undo() takes them back."""
        raise NotImplementedError

    def check_undo(self, *, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        """Refuses with what prevents undo(), and changes nothing."""

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        """Take one chunk back. Refuses with BuiltOn, ChangedSince or GoneSince. Locks what it changes."""
        raise NotImplementedError

    def links(self, row: Any) -> list[tuple[Any, str]]:
        """Where to go from an applied import: (text, address)."""
        return []

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Way:
    """Another way of bringing data in, with a page of its own (`view`), shown among the kinds."""

    name: str
    title: Any
    help: Any
    icon: str
    view: str
    roles: frozenset[str]
    rank: int = 50

    @property
    def address(self) -> str:
        return reverse(self.view)


_kinds: dict[str, Kind] = {}
_ways: dict[str, Way] = {}


def register_kind(kind: Kind) -> None:
    _kinds[kind.name] = kind
    value_words("kind", {kind.name: kind.title})


def add_way(way: Way) -> None:
    _ways[way.name] = way


def ways_for(roles: Collection[str]) -> list[Way]:
    held = frozenset(roles)
    return [way for way in _ways.values() if way.roles & held]


def kind_named(name: str) -> Kind | None:
    return _kinds.get(name)


def kinds_for(roles: Collection[str]) -> list[Kind]:
    """The kinds that a person of these roles may import, in the order of a warehouse's setting up."""
    held = frozenset(roles)
    return sorted((kind for kind in _kinds.values() if kind.roles & held), key=_by_rank)


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=_by_rank)


def _by_rank(kind: Kind | Way) -> tuple[int, str]:
    return kind.rank, kind.name
