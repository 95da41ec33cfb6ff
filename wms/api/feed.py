"""How the feed hears of things: triggers on the rows that tell them, on both databases.

A trigger sees every way in which a row is written (bulk inserts, conditional UPDATEs, raw SQL), in the transaction
that writes it. It only notes what and which: a reader numbers it (operations/feed.py). Nothing is noted before the
house has its first token, so that who uses no API pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connections, migrations

from wms.api.states import EventKind


@dataclass(frozen=True)
class Source:
    """Rows of `table` that tell of `kind`: each new one, or (`state`) each new one and each change of that column."""

    table: str
    kind: str
    state: str = ""

    @property
    def triggers(self) -> set[str]:
        return {f"{self.table}_feed_new"} | ({f"{self.table}_feed_change"} if self.state else set())


TRIGGERS_OF_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
SOURCES = (
    Source("picking_orderhistory", EventKind.ORDER_CHANGED.value),
    Source("inventory_stockmovement", EventKind.STOCK_MOVED.value),
    Source("packing_parcel", EventKind.PARCEL_CHANGED.value, "state"),
    Source("core_workitem", EventKind.WORK_CHANGED.value, "state"),
)


def _postgres(source: Source) -> Iterator[str]:
    state = f"NEW.{source.state}" if source.state else "''"
    yield (
        f"CREATE OR REPLACE FUNCTION {source.table}_feed() RETURNS trigger AS $$ BEGIN "  # noqa: S608  constants
        "IF EXISTS (SELECT 1 FROM api_apitoken) THEN "
        "INSERT INTO api_feedarrival (kind, source_id, state, made_at) "
        f"VALUES ('{source.kind}', NEW.id, {state}, clock_timestamp()); END IF; "
        "RETURN NULL; END $$ LANGUAGE plpgsql"
    )
    yield (
        f"CREATE TRIGGER {source.table}_feed_new AFTER INSERT ON {source.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {source.table}_feed()"
    )
    if source.state:
        yield (
            f"CREATE TRIGGER {source.table}_feed_change AFTER UPDATE OF {source.state} ON {source.table} "
            f"FOR EACH ROW WHEN (OLD.{source.state} IS DISTINCT FROM NEW.{source.state}) "
            f"EXECUTE FUNCTION {source.table}_feed()"
        )


def _sqlite(source: Source) -> Iterator[str]:
    state = f"NEW.{source.state}" if source.state else "''"
    note = (
        "BEGIN INSERT INTO api_feedarrival (kind, source_id, state, made_at) "  # noqa: S608  constants
        f"VALUES ('{source.kind}', NEW.id, {state}, strftime('%Y-%m-%d %H:%M:%f', 'now')); END"
    )
    has_token = "EXISTS (SELECT 1 FROM api_apitoken)"  # noqa: S105
    yield f"CREATE TRIGGER {source.table}_feed_new AFTER INSERT ON {source.table} WHEN {has_token} {note}"
    if source.state:
        yield (
            f"CREATE TRIGGER {source.table}_feed_change AFTER UPDATE OF {source.state} ON {source.table} "
            f"WHEN OLD.{source.state} IS NOT NEW.{source.state} AND {has_token} {note}"
        )


def _gone(source: Source, vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield f"DROP FUNCTION IF EXISTS {source.table}_feed() CASCADE"
        return
    for name in ("new", "change"):
        yield f"DROP TRIGGER IF EXISTS {source.table}_feed_{name}"


def _there(source: Source, vendor: str) -> Iterator[str]:
    yield from _gone(source, vendor)
    yield from (_postgres if vendor == "postgresql" else _sqlite)(source)


def _attach(source: Source, apps: Any, editor: Any) -> None:
    for statement in _there(source, editor.connection.vendor):
        editor.execute(statement, params=None)


def _detach(source: Source, apps: Any, editor: Any) -> None:
    for statement in _gone(source, editor.connection.vendor):
        editor.execute(statement, params=None)


def listen_again(using: str, **_: Any) -> None:
    """After each `migrate`: attach what a migration has dropped. SQLite makes a table anew for many a change of it,
    and its triggers are not taken along; no other room should have to know of them."""
    database = connections[using]
    if "api_feedarrival" not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        catalogue = "SELECT tgname FROM pg_trigger" if database.vendor == "postgresql" else TRIGGERS_OF_SQLITE
        cursor.execute(catalogue)
        known = {name for (name,) in cursor.fetchall()}
        for source in SOURCES:
            if not source.triggers <= known:
                for statement in _there(source, database.vendor):
                    cursor.execute(statement)


def listen(source: Source) -> migrations.RunPython:
    """The migration operation that lets the feed hear of a table; taken back, it hears no more."""
    return migrations.RunPython(partial(_attach, source), partial(_detach, source))
