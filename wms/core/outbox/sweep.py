"""Finds the work whose nudge was lost: lanes with something due, abandoned leases included."""

from __future__ import annotations

import logging

from django.utils import timezone

from wms.core.models import Exchange, Message
from wms.core.outbox.leases import is_due
from wms.core.outbox.nudge import nudge
from wms.core.outbox.registry import lane_sources

log = logging.getLogger(__name__)


def due_lanes() -> set[str]:
    """Two indexed queries; they touch only what is pending or leased."""
    now = timezone.now()
    lanes: set[str] = set()
    for model in (Message, Exchange):
        lanes.update(
            model.objects.filter(is_due(now), lane__gt="").order_by().values_list("lane", flat=True).distinct()
        )
    return lanes


def sweep() -> int:
    """Nudge every lane that has due work, here or in a room's own rows. Safe to run twice. Returns how many lanes.

    A room that cannot tell keeps nobody else's lanes waiting.
    """
    lanes = due_lanes()
    for name, due in lane_sources().items():
        try:
            lanes |= due()
        except Exception:
            log.exception("%s could not name its due lanes", name)
    for lane in sorted(lanes):
        nudge(lane)
    return len(lanes)
