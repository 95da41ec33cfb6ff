"""Rows of one table compared, written and taken back many at a time: what the kinds of master data share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from wms.intake.errors import BuiltOn, ChangedSince
from wms.intake.kinds import Judged
from wms.intake.states import RowStatus

USERS = {
    "inventory.barcode": ("条码", "barcodes"),
    "inventory.lot": ("批次", "lots"),
    "inventory.stockmovement": ("库存流水", "movements"),
    "inventory.stockbalance": ("库位库存", "stock"),
    "inventory.bindingcomponent": ("映射", "bindings"),
    "inventory.inboundline": ("到货单", "ASN lines"),
    "inventory.location": ("库位", "locations"),
    "inventory.allocation": ("占用", "allocations"),
    "inventory.dailysnapshot": ("日快照", "daily snapshots"),
}
OTHER_USERS = ("其他记录", "other records")
BATCH = 500


def compare(known: Mapping[str, Any] | None, values: Mapping[str, Any]) -> Judged:
    """New, changed or unchanged; a blank cell keeps what is there."""
    if known is None:
        return Judged(RowStatus.NEW)
    before = {name: known[name] for name, value in values.items() if value is not None and known[name] != value}
    return Judged(RowStatus.CHANGED, before) if before else Judged(RowStatus.UNCHANGED)


def update_many(model: type[Model], rows: Sequence[tuple[int, Mapping[str, Any]]], *, versioned: bool) -> None:
    """Set columns of rows by key: one executemany for each set of columns. `versioned`: the master version rises."""
    table = model._meta.db_table
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for pk, values in sorted(rows, key=_pk):
        columns = tuple(sorted(values))
        by_columns.setdefault(columns, []).append((*(values[name] for name in columns), pk))
    with connection.cursor() as cursor:
        for columns, parameters in by_columns.items():
            sets = [f'"{model._meta.get_field(name).attname}" = %s' for name in columns]  # type: ignore[union-attr]
            if versioned:
                sets.append("master_version = master_version + 1")
            if not sets:
                continue
            cursor.executemany(f'UPDATE "{table}" SET {", ".join(sets)} WHERE id = %s', parameters)  # noqa: S608


def _pk(row: tuple[int, Any]) -> int:
    return row[0]


def demand_unused(model: type[Model], ids: Collection[int], *, ignore: Collection[str] = ()) -> None:
    """Refuses with BuiltOn when any row of any room points at one of these. `ignore`: labels of models left out."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.related_model is None:
            continue
        other = relation.related_model
        label = other._meta.label_lower
        if label in ignore:
            continue
        field = relation.field.name  # type: ignore[union-attr]
        users = other._base_manager.filter(**{f"{field}__in": list(ids)})
        first = users.order_by("pk").first()
        if first is not None:
            used = model._base_manager.get(pk=getattr(first, f"{field}_id"))
            raise BuiltOn(label=str(used), users=list(USERS.get(label, OTHER_USERS)), count=users.count())


def demand_as_written(rows: Iterable[Model], written: Mapping[int, Mapping[str, Any]]) -> None:
    """Refuses with ChangedSince when a row does not say any more what the import wrote."""
    for row in rows:
        for name, value in written.get(row.pk, {}).items():
            if getattr(row, name) != value:
                raise ChangedSince(label=str(row), column=name)
