"""What Celery runs for the outbox and its printers: drain, sweep, take away, look. Each may run twice or not at all."""

from __future__ import annotations

from celery import shared_task

from wms.core.outbox.nudge import forget
from wms.core.outbox.purge import purge as purge_delivered
from wms.core.outbox.registry import drainer_of
from wms.core.outbox.sweep import sweep as sweep_lanes
from wms.core.printing.keeping import look_at_printers, purge_papers

DRAIN_SECONDS = 1.0


@shared_task(name="core.drain", queue="exchange", expires=10)
def drain(lane: str) -> None:
    """Serve a lane for about a second."""
    forget(lane)
    drainer_of(lane)(lane, DRAIN_SECONDS)


@shared_task(name="core.sweep", queue="exchange", expires=10)
def sweep() -> None:
    """Nudge what is due in every lane."""
    sweep_lanes()


@shared_task(name="core.purge", queue="default", expires=3000)
def purge() -> None:
    """Take away what was delivered long ago."""
    purge_delivered()
    purge_papers()


@shared_task(name="core.look_at_printers", queue="exchange", expires=50)
def printers() -> None:
    """Ask the printers that the server reaches how they are."""
    look_at_printers()
