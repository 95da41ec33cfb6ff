"""An installation of the release before goes back and forward with all it holds, and no large table is rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tests.catalogues import project_files
from tests.factories.inventory import StockedWarehouseFactory
from tests.ops.long_locks import GROWING
from tests.reports import rows
from tests.rights.world import objects_of

OURS = ("core", "intake", "inventory", "picking", "packing", "aliexpress", "notices", "api")
# Where the walk begins: the set of the last release. What came since is walked, at least each room's last one.
RELEASED = {
    "core": "0001_released",
    "intake": "0001_imports",
    "inventory": "0001_released",
    "picking": "0001_released",
    "packing": "0001_released",
    "aliexpress": "0001_released",
    "notices": "0001_notices",
    "api": "0001_tokens_and_feed",
}
Target = tuple[str, str | None]


@cache
def names(app: str) -> list[str]:
    """An app's migrations in their order."""
    return sorted(name for label, name in _disk().graph.nodes if label == app)


@cache
def _disk() -> MigrationLoader:
    return MigrationLoader(None)


def before(app: str) -> Target:
    """The released state, or the one before the last when nothing came since."""
    every = names(app)
    previous = every[-2] if len(every) > 1 else None
    return (app, min(RELEASED[app], previous) if previous else RELEASED[app])


def latest() -> list[Target]:
    return [(app, names(app)[-1]) for app in OURS]


def migrate(targets: list[Target]) -> None:
    MigrationExecutor(connection).migrate(targets)


def upgrade() -> None:
    """As it is told to be done: everything to its latest, and what follows each migration (others' triggers)."""
    call_command("migrate", verbosity=0)


def tables() -> list[str]:
    return sorted(
        model._meta.db_table for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    )


def contents() -> dict[str, dict[Any, dict[str, Any]]]:
    """Each table's rows by key, each row by column."""
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    with connection.cursor() as cursor:
        for table in set(tables()) & set(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            key = "id" if "id" in columns else columns[0]
            made = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
            found[table] = {row[key]: row for row in made}
    return found


def guards() -> set[str]:
    """The triggers that keep histories from being edited: a table made anew loses its own."""
    question = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        question = "SELECT tgrelid::regclass::text || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {name for (name,) in cursor.fetchall()}


def files_of_tables() -> dict[str, int]:
    """PostgreSQL's file for each growing table: another number after a migration means that it was rewritten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relfilenode FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s)", [[*GROWING]]
        )
        return dict(cursor.fetchall())


@pytest.fixture
def filled(transactional_db: None) -> Iterator[None]:
    """One of everything, written by today's code. Afterwards the suite finds today's tables again."""
    house = StockedWarehouseFactory(code="UP")
    objects_of(house)
    rows.picked(house, timezone.now(), lines=2)
    yield
    upgrade()


def test_every_room_that_has_migrations_is_walked() -> None:
    folders = {path.parent for path in project_files("migrations/__init__.py")}
    rooms = {room.label for room in apps.get_app_configs() if Path(room.path, "migrations") in folders}
    assert set(OURS) == set(RELEASED) == rooms


def test_the_released_set_is_one_that_this_code_knows() -> None:
    assert {app: RELEASED[app] in names(app) for app in OURS} == dict.fromkeys(OURS, True)


def test_every_migration_has_a_way_back() -> None:
    one_way = [
        f"{label}.{name}: {operation.describe()}"
        for (label, name), migration in sorted(_disk().disk_migrations.items())
        if label in OURS
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []


@pytest.mark.slow
def test_a_filled_installation_goes_back_and_forward_with_everything_in_it(filled: None) -> None:
    is_postgres = connection.vendor == "postgresql"
    full, guarded = contents(), guards()
    assert sum(len(table) for table in full.values()) > 50

    for app in reversed(OURS):  # one at a time: a plan goes one way
        migrate([before(app)])
    older = contents()
    rewritten: dict[str, str] = {}
    for target in latest():  # room by room, as an upgrade is told to be looked at
        earlier = files_of_tables() if is_postgres else {}
        migrate([target])
        later = files_of_tables() if is_postgres else {}
        rewritten |= {table: str(target) for table, number in earlier.items() if later[table] != number}
    upgrade()
    newer = contents()

    assert rewritten == {}
    assert guards() == guarded
    for table, kept in older.items():
        assert set(newer[table]) == set(kept), table
        for key, row in kept.items():
            now = newer[table][key]
            assert {column: now[column] for column in row if column in now} == {
                column: value for column, value in row.items() if column in now
            }, table
    lost = {table for table in full if table in older and set(older[table]) != set(full[table])}
    assert lost == set()
