"""Tables that grow with every scan and order carry no index that another one does the work of."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tests.ops.long_locks import GROWING


def kept(model: type[models.Model]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names and columns of the indexes that hold every row of a table."""
    meta = model._meta
    for field in meta.local_concrete_fields:
        if field.db_index or field.unique:
            yield f"{field.name}'s own", (field.name,)
    for index in meta.indexes:
        if index.condition is None:
            yield index.name, tuple(index.fields)
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            yield constraint.name, tuple(constraint.fields)


def needless(model: type[models.Model]) -> list[str]:
    """A column's own index where another one begins with that column."""
    every = list(kept(model))
    return [
        f"{model._meta.db_table}: {name}, as there is {other}"
        for name, columns in every
        for other, wider in every
        if name.endswith("'s own") and name != other and wider[:1] == columns
    ]


def test_no_foreign_key_of_a_growing_table_has_an_index_that_another_begins_with() -> None:
    growing = [model for model in apps.get_models() if model._meta.db_table in GROWING]
    assert len(growing) > 20
    assert [told for model in growing for told in needless(model)] == []
