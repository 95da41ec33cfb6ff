"""Tables made at once are what the same operations make one after another, and go again."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from wms.core.create_together import CreateTogether

pytestmark = pytest.mark.django_db(transaction=True)
ROOM = "ring"


def operations() -> list[Operation]:
    """Two tables whose foreign keys point at each other, with an index and a rule."""
    number = ("id", models.BigAutoField(primary_key=True))
    to_cart = models.ForeignKey(f"{ROOM}.cart", models.CASCADE)
    to_tote = models.ForeignKey(f"{ROOM}.tote", models.SET_NULL, null=True)
    return [
        CreateModel("Cart", [number]),
        CreateModel("Tote", [number, ("slot", models.IntegerField()), ("cart", to_cart)]),
        AddField("cart", "last", to_tote),
        AddIndex("tote", models.Index(fields=["slot", "cart"], name="ring_slot")),
        AddConstraint("tote", models.CheckConstraint(condition=models.Q(slot__gt=0), name="ring_slot_positive")),
    ]


def make(wanted: list[Operation]) -> ProjectState:
    state = ProjectState()
    for operation in wanted:
        before = state.clone()
        operation.state_forwards(ROOM, state)
        with connection.schema_editor() as editor:
            operation.database_forwards(ROOM, editor, before, state)
    return state


def take_away(together: CreateTogether, state: ProjectState) -> None:
    with connection.schema_editor() as editor:
        together.database_backwards(ROOM, editor, state, ProjectState())


def tables() -> dict[str, object]:
    """Columns, keys, indexes and rules of the ring, without the names that Django makes up."""
    found: dict[str, object] = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) & {f"{ROOM}_cart", f"{ROOM}_tote"}):
            columns = sorted(column.name for column in connection.introspection.get_table_description(cursor, table))
            constraints = connection.introspection.get_constraints(cursor, table).values()
            rules = sorted(
                str({key: rule[key] for key in ("columns", "primary_key", "unique", "foreign_key", "index", "check")})
                for rule in constraints
            )
            found[table] = (columns, rules)
    return found


def test_they_are_the_tables_of_the_single_operations() -> None:
    together = CreateTogether(operations())  # type: ignore[arg-type]
    state = make(operations())
    one_by_one = tables()
    take_away(together, state)
    assert tables() == {}

    state = make([together])
    assert tables() == one_by_one
    take_away(together, state)
    assert tables() == {}
