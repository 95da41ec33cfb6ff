"""Raising and closing work items: the one way that an operation asks a person for something."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils import timezone

from wms.core.cause import Cause
from wms.core.models import Warehouse, WorkItem
from wms.core.states import WorkItemState


def raise_work_item(
    *,
    cause: Cause,
    kind: str,
    warehouse: Warehouse | None,
    subject_type: str,
    subject_id: str | int,
    subject_label: str,
    facts: dict[str, Any] | None = None,
    is_urgent: bool = False,
    stage: str = "",
) -> WorkItem:
    """Open a work item, or freshen the open one about the same subject: nobody is told twice of one thing.

    Who is told, and how, is up to wms.notices, which finds what `is_told` says is new: no query more for a scan.
    """
    fresh = {
        "facts": facts or {},
        "is_urgent": is_urgent,
        "subject_label": subject_label,
        "stage": stage,
        "is_told": False,
    }
    item, _ = WorkItem.objects.exclude(state=WorkItemState.RESOLVED).update_or_create(
        kind=kind,
        subject_type=subject_type,
        subject_id=str(subject_id),
        defaults=fresh,
        create_defaults={**fresh, "warehouse": warehouse, **cause.columns},
    )
    return item


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
