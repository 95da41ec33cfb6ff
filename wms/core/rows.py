"""Writing thousands of rows of one table by one statement, with no model instance or UPDATE a row.

A wave of 5,000 orders writes 34,000 rows while handhelds wait for their turn. PostgreSQL gets one array a column, which
costs it a third of as many statements; SQLite has no arrays and gains nothing by them: it gets executemany.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

PLAIN = (models.IntegerField, models.CharField, models.BooleanField)  # a database takes their values as they are


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> None:
    """Insert `rows`, each the values of `names` (columns, a foreign key's as `order_id`). Other columns have one value
    in all rows: that of `same`, or else the model's default. Keys are given by the database and not told.

    Of what differs from row to row only columns whose values need no conversion may be named: others are refused with
    TypeError.
    """
    fields = {field.attname: field for field in model._meta.local_concrete_fields if not field.primary_key}
    for name in names:
        if not _is_plain(fields[name]):
            raise TypeError(f"{model.__name__}.{name} needs a conversion")
    named = [fields[name] for name in names]
    others = [fields[name] for name in fields if name not in names]
    alike = same or {}
    constants = [
        field.get_db_prep_save(alike[field.attname] if field.attname in alike else field.get_default(), connection)
        for field in others
    ]
    head = f"INSERT INTO {_quoted(model._meta.db_table)} ({_columns([*named, *others])})"
    given = list(rows)
    if not given:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            values = ", ".join([*(f"new.{_quoted(field.column)}" for field in named), *["%s"] * len(constants)])
            statement = f"{head} SELECT {values} FROM {_arrays(named)}"  # noqa: S608  names, no values
            cursor.execute(statement, [*constants, *map(list, zip(*given, strict=True))])
        else:
            values = ", ".join(["%s"] * (len(named) + len(constants)))
            cursor.executemany(f"{head} VALUES ({values})", [(*row, *constants) for row in given])


def update_rows(rows: Iterable[models.Model], *columns: str) -> None:
    """Write some columns (a foreign key's as `order_id`) of locked rows of one model, in the order of their keys."""
    changed = sorted(rows, key=_pk)
    if not changed:
        return
    meta = changed[0]._meta
    key = meta.pk
    fields = [meta.get_field(column) for column in columns]
    values = [[row.pk for row in changed], *([_written(field, row) for row in changed] for field in fields)]
    table = _quoted(meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = ", ".join(f"{_quoted(field.column)} = new.{_quoted(field.column)}" for field in fields)
            here = _quoted(key.column)
            statement = f"UPDATE {table} SET {sets} FROM {_arrays([key, *fields])} WHERE {table}.{here} = new.{here}"  # noqa: S608  names, no values
            cursor.execute(statement, values)
        else:
            sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
            statement = f"UPDATE {table} SET {sets} WHERE {_quoted(key.column)} = %s"  # noqa: S608  names, no values
            cursor.executemany(statement, list(zip(*values[1:], values[0], strict=True)))


def _pk(row: models.Model) -> Any:
    return row.pk


def _is_plain(field: Any) -> bool:
    return isinstance(field.target_field if isinstance(field, models.ForeignKey) else field, PLAIN)


def _written(field: Any, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    return value if type(value) is int or value is None else field.get_db_prep_save(value, connection)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _columns(fields: Iterable[Any]) -> str:
    return ", ".join(_quoted(field.column) for field in fields)


def _arrays(fields: Sequence[Any]) -> str:
    """`unnest(…) AS new(…)`: a parameter a column. Text is cast to no length, which would cut it without a word."""
    types = ("text" if isinstance(field, models.CharField) else field.db_type(connection) for field in fields)
    return f"unnest({', '.join(f'%s::{kind}[]' for kind in types)}) AS new({_columns(fields)})"
