"""Tables whose rows are never edited: a trigger on both databases, and the one guarded door for retention.

UPDATE is refused always. DELETE is refused unless the transaction stands in `retention_door()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection, migrations

from wms.core.transactions import unit_of_work

DOOR_TABLE = "core_retention_door"  # SQLite has no session settings: a row in here is the open door
DOOR_SETTING = "zhunjian.retention"

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION zhunjian_append_only() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('{DOOR_SETTING}', true) = 'open' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql
"""


def _prepare(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES_FUNCTION, params=None)
    else:
        editor.execute(f"CREATE TABLE {DOOR_TABLE} (opened_at text NOT NULL)")


def _unprepare(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION zhunjian_append_only()")
    else:
        editor.execute(f"DROP TABLE {DOOR_TABLE}")


def _guard(table: str, apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION zhunjian_append_only()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    editor.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
    unless_open = f"WHEN NOT EXISTS (SELECT 1 FROM {DOOR_TABLE})"  # noqa: S608  a constant
    editor.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {unless_open} {refuse}")


def _unguard(table: str, apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        return
    editor.execute(f"DROP TRIGGER {table}_no_update")
    editor.execute(f"DROP TRIGGER {table}_no_delete")


def prepare() -> migrations.RunPython:
    """The migration operation that makes what the triggers stand on; once, before the first guard."""
    return migrations.RunPython(_prepare, _unprepare)


def guard(table: str) -> migrations.RunPython:
    """The migration operation that makes `table` append-only."""
    return migrations.RunPython(partial(_guard, table), partial(_unguard, table))


@contextmanager
def retention_door() -> Iterator[None]:
    """Let this transaction delete rows past their retention, and nothing else; an exception shuts the door, too."""
    with unit_of_work(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL {DOOR_SETTING} = 'open'")
        else:
            cursor.execute(f"INSERT INTO {DOOR_TABLE} VALUES (CURRENT_TIMESTAMP)")  # noqa: S608  a constant
        yield
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL {DOOR_SETTING} = ''")
        else:
            cursor.execute(f"DELETE FROM {DOOR_TABLE}")  # noqa: S608  a constant
