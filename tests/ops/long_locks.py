"""Which operations of migrations would stop the floor: they hold a lock on a large PostgreSQL table while it is read.

A lock for the blink of an eye is right (a new column that is null or has a plain default). What is refused reads or
rewrites the whole table meanwhile, so that every scan waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

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
MOVES = re.compile(r"\s*(?:UPDATE|DELETE|INSERT|MERGE|WITH)\b", re.IGNORECASE)
QUIET = re.compile(r"\bCONCURRENTLY\b|\bNOT\s+VALID\b|\bVALIDATE\s+CONSTRAINT\b", re.IGNORECASE)
# What changes the catalogue alone: the lock lasts for the blink of an eye.
BRIEF = re.compile(
    r"\s*(?:COMMENT|DROP\s+(?:TRIGGER|INDEX)|CREATE\s+(?:OR\s+REPLACE\s+)?(?:TRIGGER|FUNCTION|VIEW)|SELECT"
    r"|ALTER\s+TABLE\s+\S+\s+(?:DROP|RENAME|ENABLE|DISABLE|ALTER\s+(?:COLUMN\s+)?\S+\s+(?:DROP|SET\s+(?:DEFAULT|STATISTICS))))\b",
    re.IGNORECASE,
)
HEAVY = re.compile(r"\b(?:ADD|TYPE|SET\s+NOT\s+NULL)\b", re.IGNORECASE)  # beside what is brief, in one statement
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
    moves = False
    for operation, before in _carried_out(migration.operations, app, state):
        name = getattr(operation, "model_name_lower", "")
        table = _table(before, app, name) if (app, name) in there else ""
        if table in GROWING:
            altered.add(table)
            for why in _judge(operation, before, app, is_atomic=migration.atomic):
                yield f"{operation.describe()} on {table}: {why}"
        for statement in _statements(operation):
            for why in _judge_sql(statement, is_atomic=migration.atomic):
                yield f"{' '.join(statement.split())[:80]}: {why}"
            altered.update(_altered_by(statement))
        moves = moves or isinstance(operation, operations.RunPython) or any(map(MOVES.match, _statements(operation)))
    if moves and altered and migration.atomic:
        yield (
            f"moves data in the transaction that alters {', '.join(sorted(altered))}: the lock lasts as long as the "
            "data move; move data in a migration of its own, in batches"
        )


def _carried_out(
    wanted: Sequence[Operation], app: str, state: ProjectState
) -> Iterator[tuple[Operation, ProjectState]]:
    """Each operation that the database is told of, with the state that it finds; `state` is brought to the end.

    Of SeparateDatabaseAndState the database hears one half, and what follows finds the other.
    """
    for operation in wanted:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from _carried_out(operation.database_operations, app, state.clone())
        else:
            yield operation, state
        operation.state_forwards(app, state)


def _statements(operation: Operation) -> list[str]:
    """The statements of a RunSQL; none of anything else. A parameter's value is none of the table's business."""
    if not isinstance(operation, operations.RunSQL) or operation.sql == operations.RunSQL.noop:
        return []
    given = [operation.sql] if isinstance(operation.sql, str) else operation.sql
    texts = [each if isinstance(each, str) else each[0] for each in given]
    bare = [re.sub(r"--[^\n]*", "", text) for text in texts]
    return [part.strip() for text in bare for part in text.split(";") if part.strip()]


def _altered_by(statement: str) -> set[str]:
    return set() if MOVES.match(statement) else _growing_in(statement)


def _growing_in(statement: str) -> set[str]:
    return GROWING & set(re.findall(r"\w+", statement.lower()))


def _judge_sql(statement: str, *, is_atomic: bool) -> Iterator[str]:
    """What one statement of SQL would do to a growing table that it names."""
    if not _growing_in(statement):
        return
    if QUIET.search(statement):
        if is_atomic and "concurrently" in statement.lower():
            yield "PostgreSQL builds an index quietly outside a transaction only: set atomic = False"
    elif MOVES.match(statement):
        if is_atomic:
            yield "every row that it writes stays locked until its end; RunPython in batches, with atomic = False"
    elif not BRIEF.match(statement) or HEAVY.search(statement):
        yield "it reads or rewrites the table under a lock; let an operation of migrations do it, or say CONCURRENTLY"


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
