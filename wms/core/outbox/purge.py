"""Takes away what was delivered long ago; what waits or is parked stays for as long as it takes."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from wms.core.models import Exchange, Message
from wms.core.states import DeliveryState
from wms.core.transactions import unit_of_work

KEPT_DAYS: list[tuple[type[Model], int]] = [(Message, 2), (Exchange, 30)]  # the evidence of a call is kept apart [M15]
CHUNK = 2000
CHUNKS = 50


def purge() -> int:
    """Delete in short transactions, so that nobody waits for the one write lock of SQLite. Returns how many rows."""
    taken = 0
    for model, days in KEPT_DAYS:
        done = model._default_manager.filter(
            state=DeliveryState.DONE, done_at__lt=timezone.now() - timedelta(days=days)
        ).order_by("pk")
        for _ in range(CHUNKS):
            ids = list(done.values_list("pk", flat=True)[:CHUNK])
            with unit_of_work():
                taken += model._default_manager.filter(pk__in=ids).delete()[0]
            if len(ids) < CHUNK:
                break
    return taken
