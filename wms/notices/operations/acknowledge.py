"""Somebody has seen it and takes care: who and when stand in the notice, and its bells are silent."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from wms.core.models import Person
from wms.notices.models import Notice


def acknowledge(*, person: Person, notice_ids: Collection[int]) -> int:
    """Acknowledge these notices; those that somebody has, or that are settled, stay as they are. Returns how many.

    Locks nothing: one conditional UPDATE, the first one counts.
    """
    rows = Notice.objects.filter(pk__in=list(notice_ids), acknowledged_at=None, closed_at=None)
    return rows.update(acknowledged_at=timezone.now(), acknowledged_by=person)
