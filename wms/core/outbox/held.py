"""The call that this thread makes: its lease, its slot, and more time for one that is made of several requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from wms.core import throttle
from wms.core.models import Exchange
from wms.core.outbox.leases import Lease, send_margin, taken_up
from wms.core.states import DeliveryState


@dataclass
class Held:
    """A claimed row while its handler sends; `lease` is followed by a new one when the call is a long one."""

    exchange_id: int
    lease: Lease
    slot: throttle.Slot | None


_held: ContextVar[Held | None] = ContextVar("held_call", default=None)


@contextmanager
def holding(row: Exchange, lease: Lease, slot: throttle.Slot | None) -> Iterator[None]:
    """What is asked here in the meantime is about this call."""
    token = _held.set(Held(row.pk, lease, slot))
    try:
        yield
    finally:
        _held.reset(token)


def may_still_send(deadline_seconds: float | None = None) -> bool:
    """For a handler whose `send` makes a further request: is there enough left on its lease to make it now?

    A live lease that is too short for it is renewed. Else a call of several requests, which begins anew with the first
    of them each time, would never come to its last one where the first take long: behind a full throttle, at a slow
    platform, on a busy machine. False: the lease ran out, or somebody else has the row.
    """
    held = _held.get()
    if held is None:
        return True
    margin = send_margin(deadline_seconds or settings.ALIEXPRESS_DEADLINE_SECONDS)
    if not held.lease.has_left(margin):
        _renew(held)
    return held.lease.has_left(margin)


def held_slot() -> throttle.Slot | None:
    """For a handler with a throttle key: the slot of its first request, to be opened when that is ready to go.

    A slot that has lapsed meanwhile, and each further request, cost another slot, but never the claim: else nothing
    would go from a machine that takes longer to prepare a call than a slot lives.
    """
    held = _held.get()
    return held.slot if held is not None else None


def prolong(row: Exchange) -> bool:
    """Give a claimed call another whole lease, for work that is longer than a call. False: somebody else has it."""
    until = timezone.now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    mine = Exchange.objects.filter(pk=row.pk, lease_token=row.lease_token, state=DeliveryState.LEASED)
    return bool(mine.update(lease_until=until, next_at=until))


def _renew(held: Held) -> None:
    """A lease from now on under the same token. One that ran out stays so: its successor may have begun."""
    following = Lease.begin(held.lease.token)
    mine = Exchange.objects.filter(pk=held.exchange_id, lease_token=following.token, state=DeliveryState.LEASED)
    if held.lease.has_left(0.0) and mine.update(lease_until=following.until, next_at=taken_up(following.until)):
        held.lease = following
