"""Serve lanes here and now, without a worker: for the demo's first day and for tests of whole chains."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from wms.core.models import Exchange, Message
from wms.core.outbox.registry import drainer_of
from wms.core.states import DeliveryState


def drain_until_idle(lanes: Sequence[str], *, seconds: float) -> bool:
    """Drain `lanes` in turn until none of their rows is due, or the time is over. True when all is quiet."""
    ends = time.monotonic() + seconds
    is_quiet = False
    while not is_quiet and time.monotonic() < ends:
        for lane in lanes:
            drainer_of(lane)(lane, 1.0)
        is_quiet = not _due(lanes)
    return is_quiet


def _due(lanes: Sequence[str]) -> bool:
    due = Q(lane__in=lanes, state__in=[DeliveryState.PENDING, DeliveryState.LEASED], next_at__lte=timezone.now())
    return Message.objects.filter(due).exists() or Exchange.objects.filter(due).exists()
