"""Paging that costs the same on page 20,000 as on page 1: a page begins behind the last row of the one before it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet

COUNT_LIMIT = 10_000
SALT = "desk.list"


@dataclass(frozen=True)
class Key:
    """One column that a list is sorted by. Rows without a value (`may_be_empty`) come last, whatever the direction."""

    path: str
    falls: bool = False
    may_be_empty: bool = False

    def order(self, *, backwards: bool) -> Any:
        falls = self.falls != backwards
        if not self.may_be_empty:
            return f"-{self.path}" if falls else self.path  # a plain name, which an index can serve
        column = F(self.path)
        if falls:
            return column.desc(nulls_first=True) if backwards else column.desc(nulls_last=True)
        return column.asc(nulls_first=True) if backwards else column.asc(nulls_last=True)

    def of(self, row: Model) -> Any:
        value: Any = row
        for part in self.path.split("__"):
            value = getattr(value, part, None)
        return value

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """Rows that come after (backwards: before) this value; None where no row can."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backwards else None
        further = Q(**{f"{self.path}__{'lt' if self.falls != backwards else 'gt'}": value})
        return further | Q(**{f"{self.path}__isnull": True}) if self.may_be_empty and not backwards else further


@dataclass
class Page:
    """The rows of one page. `total` stops at COUNT_LIMIT (`is_capped`); `previous` and `next` are cursors, or empty."""

    rows: list[Any]
    total: int
    is_capped: bool
    previous: str
    next: str

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keys_of(rows: QuerySet, names: Sequence[str]) -> list[Key]:
    """`names` as order_by takes them; the primary key is added, so that no two rows are equal."""
    falls = bool(names) and names[0].startswith("-")
    keys = [Key(name.lstrip("-"), name.startswith("-"), _may_be_empty(rows, name.lstrip("-"))) for name in names]
    return keys if any(key.path == "pk" for key in keys) else [*keys, Key("pk", falls)]


def page_at(rows: QuerySet, keys: Sequence[Key], *, size: int, after: str = "", before: str = "") -> Page:
    """The page behind cursor `after`, or ahead of `before`, or the first; a cursor of something else is the first."""
    values = _read(before or after, len(keys))
    backwards = bool(before) and values is not None
    wanted = rows if values is None else rows.filter(_behind(keys, values, backwards=backwards))
    found = list(wanted.order_by(*(key.order(backwards=backwards) for key in keys))[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_previous = has_more if backwards else values is not None
    has_next = bool(backwards or has_more)
    total = count(rows)
    return Page(
        found,
        min(total, COUNT_LIMIT),
        total > COUNT_LIMIT,
        _write(keys, found[0]) if found and has_previous else "",
        _write(keys, found[-1]) if found and has_next else "",
    )


def count(rows: QuerySet) -> int:
    """How many, as far as COUNT_LIMIT + 1: a million movements are never counted to the end."""
    return rows.order_by().values("pk")[: COUNT_LIMIT + 1].count()


def _behind(keys: Sequence[Key], values: Sequence[Any], *, backwards: bool) -> Q:
    found: Q | None = None
    for key, value in reversed(list(zip(keys, values, strict=True))):
        further = key.beyond(value, backwards=backwards)
        equal = None if found is None else key.same(value) & found
        found = further | equal if further is not None and equal is not None else (further or equal)
    assert found is not None  # noqa: S101  the primary key is never empty
    first, value = keys[0], values[0]
    if not first.may_be_empty:  # says nothing new, but lets the index begin there
        found &= Q(**{f"{first.path}__{'lte' if first.falls != backwards else 'gte'}": value})
    return found


def _may_be_empty(rows: QuerySet, path: str) -> bool:
    if path in rows.query.annotations:
        return True
    options = rows.model._meta
    for part in path.split("__"):
        if part == "pk":
            return False
        try:
            field = options.get_field(part)
        except FieldDoesNotExist:
            return True
        if getattr(field, "null", False):
            return True
        if field.related_model:
            options = field.related_model._meta
    return False


def _write(keys: Sequence[Key], row: Model) -> str:
    return signing.dumps([_plain(key.of(row)) for key in keys], salt=SALT)


def _read(cursor: str, length: int) -> list[Any] | None:
    try:
        values = signing.loads(cursor, salt=SALT) if cursor else None
    except signing.BadSignature:
        return None
    return values if isinstance(values, list) and len(values) == length else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | uuid.UUID) else value
