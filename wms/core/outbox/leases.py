"""What every leased row shares: the lease under a token, the ladder of tries, the guard of the finish."""

from __future__ import annotations

import hashlib
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Min, Q
from django.utils import timezone

from wms.core.models.outbox import Delivery
from wms.core.states import DeliveryState

STUCK_SECONDS = 20.0  # lease + sweep + margin (PROTOCOLS 3): what is due for longer is taken by nobody


class LeaseLost(Exception):
    """Somebody else holds the row by now: what this process was about to write must not be written."""


@dataclass(frozen=True)
class Lease:
    """A row is ours until `until` (for the others) and `ends` (for us, monotonic), under `token`."""

    token: uuid.UUID
    until: datetime
    ends: float

    @classmethod
    def begin(cls, token: uuid.UUID | None = None) -> Lease:
        """A lease that starts now, of a token of its own. Take it before the claim is written, never after."""
        seconds = settings.OUTBOX_LEASE_SECONDS
        return cls(token or uuid.uuid4(), timezone.now() + timedelta(seconds=seconds), time.monotonic() + seconds)

    def has_left(self, seconds: float) -> bool:
        return self.ends - time.monotonic() >= seconds

    @property
    def columns(self) -> dict[str, Any]:
        """`next_at` too, so that one index finds what is due and what was abandoned."""
        return {
            "state": DeliveryState.LEASED,
            "lease_token": self.token,
            "lease_until": self.until,
            "next_at": self.until,
        }


def send_margin(deadline_seconds: float) -> float:
    """Nobody sends with less than this left on his lease (PROTOCOLS 3)."""
    return deadline_seconds + 1.0


def taken_up(until: datetime) -> datetime:
    """From when a call whose lease ended without a word is looked up. It may have been sent when only the margin was
    left, and a write may yet be applied for twice the deadline after that (PROTOCOLS 3).
    """
    deadline = settings.ALIEXPRESS_DEADLINE_SECONDS
    return until + timedelta(seconds=max(0.0, 2 * deadline - send_margin(deadline)))


def is_due(now: datetime) -> Q:
    """Pending and its time has come, or leased by somebody who did not come back."""
    return Q(state__in=[DeliveryState.PENDING, DeliveryState.LEASED], next_at__lte=now)


def oldest_due(now: datetime) -> dict[str, datetime]:
    """Since when the oldest due row of each lane has been due. Every model that is delivered counts; one query each."""
    oldest: dict[str, datetime] = {}
    for model in delivered_models():
        due = model._default_manager.filter(is_due(now)).order_by()
        for lane, since in due.values_list("lane").annotate(Min("next_at")):
            oldest[lane] = min(since, oldest.get(lane, since))
    return oldest


def delivered_models() -> list[type[Delivery]]:
    return [model for model in apps.get_models() if issubclass(model, Delivery)]


def rest_after(attempts: int) -> float | None:
    """Seconds until the next try after `attempts` failed ones; None when the ladder is used up."""
    ladder = settings.OUTBOX_RETRY_LADDER_SECONDS
    return ladder[attempts] if attempts < len(ladder) else None


def hold(*names: str) -> None:
    """Let nobody else claim under these names until this transaction ends (SQLite's one write lock does it anyway)."""
    if connection.vendor != "postgresql":
        return
    keys = sorted(
        int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True) for name in names
    )
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
