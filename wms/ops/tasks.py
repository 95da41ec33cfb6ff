"""Celery's door of the operators: a lane that stands still is told to people, not only to who asks for it."""

from __future__ import annotations

from functools import partial

from celery import shared_task

from wms.core.transactions import run
from wms.ops.dials import lane_ages
from wms.ops.lane_alarm import tell_stuck


@shared_task(name="ops.watch_lanes", queue="default", expires=60)
def watch_lanes() -> None:
    """Open a work item for each lane that stands still, and close those of lanes that move."""
    stuck = {age.lane: age.seconds for age in lane_ages() if age.is_stuck}
    run(partial(tell_stuck, stuck=stuck))
