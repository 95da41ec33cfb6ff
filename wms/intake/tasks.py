"""Imports run beside the outbox's own drains, on the default queue: a large file holds no stock push up."""

from __future__ import annotations

import logging

from celery import current_app, shared_task

from wms.core.outbox import drain_exchanges
from wms.core.outbox.nudge import forget
from wms.intake.operations.bring import LANE

log = logging.getLogger(__name__)
WORK_SECONDS = 20.0


@shared_task(name="intake.work", queue="default", expires=30)
def work() -> None:
    """Serve the lane of imports for some seconds; whatever is left is nudged, or found by the sweep."""
    forget(LANE)
    drain_exchanges(LANE, WORK_SECONDS)


def hand_on(lane: str, seconds: float) -> None:
    """The drainer of the lane: a nudge to the other queue. Losing it costs one sweep."""
    try:
        current_app.send_task("intake.work", queue="default", expires=30, retry=True, retry_policy={"max_retries": 0})
    except Exception as error:
        log.warning("nudge of %s lost (%s); the sweep finds the work", lane, error)
