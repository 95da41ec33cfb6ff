"""Raising and closing work items: the one way that an operation asks a person for something."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.utils import timezone

from wms.core.cause import Cause
from wms.core.models import WorkItem
from wms.core.states import WorkItemState

_COLUMNS = [field for field in WorkItem._meta.concrete_fields if not field.primary_key]
_FRESH = ("facts", "is_urgent", "subject_label", "stage", "is_told")
_RAISE = (  # raw on purpose: Django's upsert cannot name the condition of the index
    f"INSERT INTO core_workitem ({', '.join(field.column for field in _COLUMNS)})"  # noqa: S608  the model's own names
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
    " ON CONFLICT (kind, subject_type, subject_id) WHERE NOT (state = 'resolved')"
    f" DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _FRESH)} RETURNING id"
)


def raise_work_item(
    *,
    cause: Cause,
    kind: str,
    warehouse_id: int | None,
    subject_type: str,
    subject_id: str | int,
    subject_label: str,
    facts: dict[str, Any] | None = None,
    is_urgent: bool = False,
    stage: str = "",
) -> int:
    """Open a work item, or freshen the open one about the same subject: nobody is told twice of one thing. Its pk.

    One statement, whoever else raises the same just now. Who is told, and how, is up to wms.notices, which finds what
    `is_told` says is new: no query more for a scan.
    """
    item = WorkItem(
        warehouse_id=warehouse_id,
        kind=kind,
        subject_type=subject_type,
        subject_id=str(subject_id),
        subject_label=subject_label,
        facts=facts or {},
        is_urgent=is_urgent,
        stage=stage,
        **cause.columns,
    )
    values = [field.get_db_prep_save(getattr(item, field.attname), connection) for field in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, values)
        return int(cursor.fetchone()[0])


def close_work_items(*, kind: str, subject_type: str, subject_id: str | int, resolution: str) -> int:
    """Resolve what is open about a subject because the facts have resolved it. Returns how many."""
    return (
        WorkItem.objects.filter(kind=kind, subject_type=subject_type, subject_id=str(subject_id))
        .exclude(state=WorkItemState.RESOLVED)
        .update(state=WorkItemState.RESOLVED, resolution=resolution, resolved_at=timezone.now())
    )


def close_many(*, kinds: Collection[str], subject_type: str, subject_ids: Iterable[str | int], resolution: str) -> int:
    """close_work_items for many subjects at once, in one statement. Returns how many."""
    return (
        WorkItem.objects.filter(
            kind__in=kinds, subject_type=subject_type, subject_id__in=[str(pk) for pk in subject_ids]
        )
        .exclude(state=WorkItemState.RESOLVED)
        .update(state=WorkItemState.RESOLVED, resolution=resolution, resolved_at=timezone.now())
    )
