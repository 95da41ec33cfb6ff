"""No migration holds a long lock on a large table: the judge of it, and all migrations since the release before it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Random

from tests.ops.long_locks import GROWING, long_locks
from tests.ops.test_upgrade import OURS, RELEASED, tables
from wms.core.quiet_indexes import AddIndexQuietly

# They landed before the rule did. A migration here is one that no release may carry any more of.
BEFORE_THE_RULE = {
    "packing.0007_own_carriers", "packing.0008_parcel_serials", "picking.0012_put_walls", "picking.0015_manual_orders",
}  # fmt: skip


def test_growing_tables_are_tables() -> None:
    assert set(tables()) >= GROWING


def test_no_migration_since_the_release_locks_a_large_table_for_long() -> None:
    graph = MigrationLoader(None).graph
    every = [graph.nodes[key] for key in graph._generate_plan(graph.leaf_nodes(), at_end=True)]
    judged = frozenset(
        (each.app_label, each.name) for each in every if each.app_label in OURS and each.name > RELEASED[each.app_label]
    )
    found = [told for told in long_locks(every, judged) if told.split(":")[0] not in BEFORE_THE_RULE]
    assert found == [], "\n".join(["A migration would stop the floor (CONTRIBUTING, 'a migration'):", *found])


def judged(*wanted: ops.base.Operation, atomic: bool = True, table: str = "StockMovement") -> list[str]:
    """What is said of a migration of these operations, on a large table that is there."""
    there = Migration("0001_released", "inventory")
    there.operations = [ops.CreateModel(table, [("id", models.BigAutoField(primary_key=True)), *FIELDS])]
    new = Migration("0002_new", "inventory")
    new.operations, new.atomic = list(wanted), atomic
    return long_locks([there, new], frozenset({("inventory", "0002_new")}))


FIELDS = [("note", models.CharField(max_length=40, null=True)), ("quantity", models.IntegerField())]
INDEX = models.Index(fields=["note"], name="stockmovement_note")
CHECK = models.CheckConstraint(condition=models.Q(quantity__gt=0), name="stockmovement_positive")


def add(field: models.Field) -> ops.AddField:
    return ops.AddField("stockmovement", "more", field)


def alter(name: str, field: models.Field) -> ops.AlterField:
    return ops.AlterField("stockmovement", name, field)


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        (ops.AddIndex("stockmovement", INDEX), "use AddIndexQuietly"),
        (AddIndexQuietly("stockmovement", INDEX), "set atomic = False"),
        (ops.AddConstraint("stockmovement", CHECK), "NOT VALID"),
        (add(models.IntegerField()), "NOT NULL without a default"),
        (add(models.FloatField(db_default=Random())), "a default that the database computes"),
        (add(models.IntegerField(null=True, db_index=True)), "its index is built while writers wait"),
        (add(models.ForeignKey("inventory.Sku", models.PROTECT, null=True)), "its index is built while writers wait"),
        (alter("note", models.CharField(max_length=40)), "SET NOT NULL reads every row"),
        (alter("note", models.CharField(max_length=20, null=True)), "varchar(40) to varchar(20) writes every row"),
        (alter("quantity", models.BigIntegerField()), "integer to bigint writes every row anew"),
        (alter("quantity", models.IntegerField(unique=True)), "its index is built while writers wait"),
    ],
)
def test_what_reads_or_rewrites_a_large_table_is_told_with_the_way_out(
    operation: ops.base.Operation, told: str
) -> None:
    (found,) = judged(operation)
    assert found.startswith("inventory.0002_new: ")
    assert "inventory_stockmovement" in found
    assert told in found


def test_small_tables_and_tables_made_in_the_same_migration_are_free() -> None:
    assert judged(ops.AddIndex("zone", INDEX), table="Zone") == []
    made = ops.CreateModel("SerialEvent", [("id", models.BigAutoField(primary_key=True)), *FIELDS])
    assert judged(made, ops.AddIndex("serialevent", INDEX)) == []


@pytest.mark.parametrize(
    "operation",
    [
        add(models.IntegerField(default=0)),
        add(models.IntegerField(db_default=0)),
        add(models.IntegerField(null=True)),
        add(models.ForeignKey("inventory.Sku", models.PROTECT, null=True, db_index=False)),
        alter("note", models.CharField(max_length=80, null=True)),
        alter("note", models.TextField(null=True)),
        ops.RemoveField("stockmovement", "note"),
        AddConstraintNotValid("stockmovement", models.CheckConstraint(condition=models.Q(more=1), name="more_is_one")),
    ],
)
def test_what_is_done_in_a_blink_is_right(operation: ops.base.Operation) -> None:
    assert judged(operation) == []


def test_an_index_built_quietly_and_alone_is_right() -> None:
    assert judged(AddIndexQuietly("stockmovement", INDEX), atomic=False) == []


def test_data_is_not_moved_under_the_lock_of_a_change() -> None:
    moving = ops.RunPython(ops.RunPython.noop, ops.RunPython.noop)
    (found,) = judged(add(models.IntegerField(default=0)), moving)
    assert "moves data in the transaction that alters inventory_stockmovement" in found
    assert judged(moving) == []


def test_both_halves_of_what_is_kept_apart_count_as_what_they_are() -> None:
    apart = ops.SeparateDatabaseAndState(
        database_operations=[ops.AddIndex("stockmovement", INDEX)],
        state_operations=[add(models.IntegerField())],
    )
    (found,) = judged(apart)
    assert "use AddIndexQuietly" in found
    in_state_alone = ops.SeparateDatabaseAndState(state_operations=[alter("note", models.CharField(max_length=20))])
    assert judged(in_state_alone) == []
    assert judged(in_state_alone, alter("note", models.CharField(max_length=15))) != []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("CREATE INDEX more ON inventory_stockmovement (note)", "it reads or rewrites the table"),
        ('ALTER TABLE "inventory_stockmovement" ALTER COLUMN note SET NOT NULL', "it reads or rewrites the table"),
        (
            "ALTER TABLE inventory_stockmovement DROP more, ALTER note TYPE text",
            "it reads or rewrites the table",
        ),
        ("LOCK TABLE inventory_stockmovement", "it reads or rewrites the table"),
        ("CREATE INDEX CONCURRENTLY more ON inventory_stockmovement (note)", "set atomic = False"),
        ([("UPDATE inventory_stockmovement SET note = %s", ["x"])], "stays locked until its end"),
    ],
)
def test_sql_of_ones_own_is_judged_by_the_tables_that_it_names(statement: Any, told: str) -> None:
    (found,) = judged(ops.RunSQL(statement, ops.RunSQL.noop))
    assert found.startswith("inventory.0002_new: ")
    assert "inventory_stockmovement" in found
    assert told in found


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX more ON inventory_zone (note); -- inventory_stockmovement",
        "ALTER TABLE inventory_stockmovement ADD CONSTRAINT more CHECK (quantity > 0) NOT VALID",
        "ALTER TABLE inventory_stockmovement VALIDATE CONSTRAINT more",
        "ALTER TABLE inventory_stockmovement DROP COLUMN note; DROP TRIGGER guarded ON inventory_stockmovement",
        "ALTER TABLE inventory_stockmovement ALTER COLUMN note SET DEFAULT ''",
        ops.RunSQL.noop,
    ],
)
def test_sql_that_changes_the_catalogue_alone_is_right(statement: str) -> None:
    assert judged(ops.RunSQL(statement, ops.RunSQL.noop)) == []


def test_sql_in_batches_and_quiet_indexes_stand_outside_a_transaction() -> None:
    for statement in (
        "CREATE INDEX CONCURRENTLY more ON inventory_stockmovement (note)",
        "UPDATE inventory_stockmovement SET note = '' WHERE id < 1000",
    ):
        assert judged(ops.RunSQL(statement, ops.RunSQL.noop), atomic=False) == []
