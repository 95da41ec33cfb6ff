"""Inserting thousands of rows of one table: by executemany, with no model instance a row.

A wave of 5,000 orders writes 12,000 tasks while handhelds wait for their turn; the ORM takes longer to make them than
a database to keep them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

PLAIN = (models.IntegerField, models.CharField, models.BooleanField)  # a database takes their values as they are


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, each the values of `names` (columns, a foreign key's as `order_id`); other columns get the
    model's default, the same for all. Keys are given by the database and not told.

    Only columns whose values need no conversion may be named: others are refused with TypeError.
    """
    fields = {field.attname: field for field in model._meta.local_concrete_fields if not field.primary_key}
    for name in names:
        field = fields[name]
        plain = field.target_field if isinstance(field, models.ForeignKey) else field
        if not isinstance(plain, PLAIN):
            raise TypeError(f"{model.__name__}.{name} needs a conversion")
    same = tuple(
        fields[name].get_db_prep_save(fields[name].get_default(), connection) for name in fields if name not in names
    )
    quote = connection.ops.quote_name
    columns = [fields[name].column for name in (*names, *(name for name in fields if name not in names))]
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) "  # noqa: S608  names, no values
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row, *same) for row in rows])
