"""What empties the database after a test with real commits: one look for tables that hold rows, and only these.

Django's own way empties all 120 tables and then tells every app that it was migrated, which writes content types and
permissions anew: ten times the work of most such tests.
"""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from wms.core.append_only import DOOR_TABLE

OF_THE_CODE = {ContentType._meta.db_table, Permission._meta.db_table}  # as `migrate` leaves them, whatever tests do
# Some tables let nobody delete; PostgreSQL's replicas ask neither triggers nor keys, for SQLite the door is opened.
BEFORE = {
    "postgresql": ["SET LOCAL session_replication_role = replica"],
    "sqlite": [f"INSERT INTO {DOOR_TABLE} VALUES ('tests')"],
}
AFTER = {"postgresql": [], "sqlite": [f"DELETE FROM {DOOR_TABLE}"]}


def empty_tables(case: TransactionTestCase) -> None:
    """Takes the place of TransactionTestCase._fixture_teardown."""
    for name in case._databases_names(include_mirrors=False):
        connection = connections[name]
        deletes = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in filled(connection)]
        if deletes:
            connection.ops.execute_sql_flush([*BEFORE[connection.vendor], *deletes, *AFTER[connection.vendor]])


def filled(connection: BaseDatabaseWrapper) -> list[str]:
    """The models' tables that hold a row."""
    tables = sorted({*connection.introspection.django_table_names(only_existing=True)} - OF_THE_CODE)
    looks = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return [table for (table,) in cursor.fetchall()]
