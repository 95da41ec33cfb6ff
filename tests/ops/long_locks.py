"""Which operations of migrations would stop the floor: they hold a lock on a large PostgreSQL table while it is read.

A lock for the blink of an eye is right (a new column that is null or has a plain default). What is refused reads or
rewrites the whole table meanwhile, so that every scan waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import models
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Value

from wms.core.quiet_indexes import AddIndexQuietly

# They grow with each scan, order or call: in a busy year each has millions of rows.
GROWING = frozenset({
    "inventory_stockmovement", "inventory_stockbalance", "inventory_skustock", "inventory_allocation",
    "inventory_serialevent", "core_scanevent", "core_scanreceipt", "core_message", "core_exchange", "core_auditentry",
    "core_printjob", "picking_order", "picking_orderline", "picking_orderitem", "picking_orderhistory",
    "picking_picktask", "picking_pickslot", "packing_parcel", "packing_parcelline", "packing_parcelunit",
    "packing_waybill", "aliexpress_stockpush", "aliexpress_stockupdate", "aliexpress_evidence",
    "aliexpress_evidencekey", "notices_notice", "notices_notice_addressees", "notices_escalation", "notices_telling",
    "api_keptanswer", "api_feedarrival", "api_feedevent",
})  # fmt: skip
QUIETLY = "use AddIndexQuietly (wms/core/quiet_indexes.py) in a migration of its own with atomic = False"
_postgres = DatabaseWrapper({"NAME": "", "OPTIONS": {}, "TIME_ZONE": None})  # never connected: only asked for types


def long_locks(migrations: Iterable[Migration], judged: frozenset[tuple[str, str]]) -> list[str]:
    """One sentence an operation that would lock a growing table for long, of those migrations that are `judged`.

    `migrations` are all up to these, in the order of an upgrade.
    """
    state, found = ProjectState(), []
    for migration in migrations:
        key = (migration.app_label, migration.name)
        if key in judged:
            found += [f"{'.'.join(key)}: {told}" for told in _of(migration, state.clone())]
        for operation in migration.operations:
            operation.state_forwards(migration.app_label, state)
    return found


def _of(migration: Migration, state: ProjectState) -> Iterator[str]:
    app, altered, there = migration.app_label, set(), set(state.models)
    for operation in migration.operations:
        name = getattr(operation, "model_name_lower", "")
        table = _table(state, app, name) if (app, name) in there else ""
        if table in GROWING:
            altered.add(table)
            for why in _judge(operation, state, app, is_atomic=migration.atomic):
                yield f"{operation.describe()} on {table}: {why}"
        operation.state_forwards(app, state)
    moves = [each for each in migration.operations if isinstance(each, operations.RunPython | operations.RunSQL)]
    if moves and altered and migration.atomic:
        yield (
            f"moves data in the transaction that alters {', '.join(sorted(altered))}: the lock lasts as long as the "
            "data move; move data in a migration of its own, in batches"
        )


def _judge(operation: Operation, state: ProjectState, app: str, *, is_atomic: bool) -> Iterator[str]:
    if isinstance(operation, AddIndexQuietly | AddIndexConcurrently):
        if is_atomic:
            yield "PostgreSQL builds an index quietly outside a transaction only: set atomic = False"
    elif isinstance(operation, operations.AddIndex):
        yield f"writers wait until the index is built; {QUIETLY}"
    elif isinstance(operation, AddConstraintNotValid):
        return
    elif isinstance(operation, operations.AddConstraint):
        yield (
            "every row is read under the lock; on PostgreSQL add it NOT VALID and validate it in the next migration "
            "(django.contrib.postgres.operations), a unique one over an index that was built quietly"
        )
    elif isinstance(operation, operations.AddField):
        yield from _added(operation.field)
    elif isinstance(operation, operations.AlterField):
        yield from _changed(state.models[app, operation.model_name_lower].fields[operation.name], operation.field)


def _added(field: models.Field) -> Iterator[str]:
    default = field.db_default
    if default is not NOT_PROVIDED and isinstance(default, models.Expression) and not isinstance(default, Value):
        yield "a default that the database computes writes every row anew; add it null, fill it in batches"
    if not (field.null or field.many_to_many or field.has_default() or default is not NOT_PROVIDED):
        yield "NOT NULL without a default cannot be added to rows that are there; give it db_default, or null"
    if _has_index(field):
        yield f"its index is built while writers wait; db_index=False, then {QUIETLY}"


def _changed(old: models.Field, new: models.Field) -> Iterator[str]:
    if old.null and not new.null:
        yield "SET NOT NULL reads every row under the lock; add a CHECK NOT VALID, validate it, then set it"
    if _has_index(new) and not _has_index(old):
        yield f"its index is built while writers wait; {QUIETLY}"
    if not (old.remote_field or new.remote_field) and _rewrites(old, new):
        yield (
            f"{old.db_type(_postgres)} to {new.db_type(_postgres)} writes every row anew; add a new column, fill it in "
            "batches, change the code, then drop the old one"
        )


def _rewrites(old: models.Field, new: models.Field) -> bool:
    before, after = old.db_type(_postgres), new.db_type(_postgres)
    if before == after:
        return False
    is_text = isinstance(old, models.CharField | models.TextField) and isinstance(
        new, models.CharField | models.TextField
    )
    return not is_text or (new.max_length or 1 << 30) < (old.max_length or 1 << 30)


def _has_index(field: models.Field) -> bool:
    return bool(field.unique or field.db_index)


def _table(state: ProjectState, app: str, name: str) -> str:
    return state.models[app, name].options.get("db_table") or f"{app}_{name}"
