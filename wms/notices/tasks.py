"""Celery's door: what was settled long ago is taken away."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from celery import shared_task
from django.utils import timezone

from wms.core.transactions import run
from wms.notices.operations.purge import purge


@shared_task(name="notices.purge", queue="default", expires=3000)
def purge_settled() -> None:
    """A batch a transaction, so that scans never queue behind it for long."""
    before = timezone.now() - timedelta(days=180)
    while run(partial(purge, before=before)):
        pass
