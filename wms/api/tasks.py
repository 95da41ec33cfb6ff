"""What Celery runs for the API: take away what is old. May run twice or not at all."""

from __future__ import annotations

from celery import shared_task

from wms.api.operations import feed


@shared_task(name="api.purge", queue="default", expires=3000)
def purge() -> None:
    """Number what nobody has followed, and take away old events and answers."""
    feed.purge()
