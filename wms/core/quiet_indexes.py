"""Indexes that come and go while people work: concurrently on PostgreSQL, plainly on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.migrations import operations


class AddIndexQuietly(migrations.AddIndex):
    """AddIndex that locks nobody out. Its migration says `atomic = False`: PostgreSQL builds outside a transaction."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.add_index(model, self.index, **_concurrently(schema_editor))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            index = from_state.models[app_label, self.model_name_lower].get_index_by_name(self.index.name)
            schema_editor.remove_index(model, index, **_concurrently(schema_editor))


class DropForeignKeyIndexes(operations.base.Operation):
    """These foreign keys get `db_index=False`: another index begins with each. `fields`: (model, field), in lower case.

    Only the indexes go. AlterField would make each table anew on SQLite, and without its triggers.
    Its migration says `atomic = False`.
    """

    atomic = False
    reversible = True

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self.fields = fields

    def state_forwards(self, app_label: str, state: Any) -> None:
        for model, name in self.fields:
            there = state.models[app_label, model].fields
            _, _, args, kwargs = there[name].deconstruct()
            there[name] = type(there[name])(*args, **{**kwargs, "db_index": False})
        state.reload_models({(app_label, model) for model, _ in self.fields}, delay=True)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for _, _, name in self._indexes(app_label, schema_editor, from_state):
            schema_editor.execute(f"DROP INDEX {_quietly(schema_editor)}IF EXISTS {name}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table, column, name in self._indexes(app_label, schema_editor, to_state):
            schema_editor.execute(f"CREATE INDEX {_quietly(schema_editor)}{name} ON {table} ({column})")

    def describe(self) -> str:
        return f"Drop the indexes of {', '.join('.'.join(field) for field in self.fields)}"

    def _indexes(self, app_label: str, schema_editor: Any, state: Any) -> list[tuple[str, str, str]]:
        """Table, column and name of each, without models: making all of an app's takes a second of the first start."""
        found = []
        for model, name in self.fields:
            table, column = f"{app_label}_{model}", f"{name}_id"
            found.append((table, column, schema_editor._create_index_name(table, [column])))
        return found


def _concurrently(schema_editor: Any) -> dict[str, bool]:
    return {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}


def _quietly(schema_editor: Any) -> str:
    return "CONCURRENTLY " if schema_editor.connection.vendor == "postgresql" else ""
