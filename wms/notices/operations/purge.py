"""Notices are kept 180 days after they were settled; samples as long as any other telling."""

from __future__ import annotations

from datetime import datetime

from wms.notices.models import Notice, Telling

CHUNK = 1000


def purge(*, before: datetime) -> int:
    """Delete a batch of what was settled before that moment. Returns how many rows went; 0 when nothing is left."""
    old = list(Notice.objects.filter(closed_at__lt=before).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    samples = Telling.objects.filter(notice=None, created_at__lt=before).order_by("pk").values_list("pk", flat=True)
    gone = Telling.objects.filter(pk__in=list(samples[:CHUNK])).delete()[0]
    return gone + Notice.objects.filter(pk__in=old).delete()[0]
