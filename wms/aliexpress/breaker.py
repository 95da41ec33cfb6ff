"""[M14] When a shop's stock may be pushed: the probes of a ladder, the failures that open, the person who closes.

A sync failure is one whole ladder (0, 2, 8, 30, 60 s) without a success, so an outage costs at most one in 100 s.
Bans and refused tokens never count: they have alerts of their own.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from wms.aliexpress.locks import lock_account
from wms.aliexpress.models import ShopAccount, SyncFailure
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import Person
from wms.core.work_items import close_work_items, raise_work_item

BREAKER, BAN, AUTHORISATION = "stock_breaker", "platform_ban", "platform_authorisation"

COLUMNS = [
    "failing_since",
    "rung",
    "next_probe_at",
    "is_probe_early",
    "probe_until",
    "probe_token",
    "opened_at",
    "closed_at",
    "closed_by",
    "banned_until",
    "needs_authorisation_since",
]


@dataclass(frozen=True)
class Probe:
    """Leave to make the one try of a failing shop. `is_early`: another lane succeeded, the ladder stays where it is."""

    token: uuid.UUID
    is_early: bool


def is_shut(account: ShopAccount) -> bool:
    """True when no stock may go at all: opened, banned, not authorised, or switched off."""
    now = timezone.now()
    is_banned = account.banned_until is not None and account.banned_until > now
    return (
        not account.is_active
        or account.opened_at is not None
        or account.needs_authorisation_since is not None
        or is_banned
    )


def is_probe_due(account: ShopAccount) -> bool:
    """False while a failing shop rests, or while somebody else tries for it."""
    now = timezone.now()
    is_free = account.probe_until is None or account.probe_until <= now
    is_time = account.next_probe_at is None or account.next_probe_at <= now
    return is_free and (account.is_probe_early or is_time)


def claim_probe(account: ShopAccount) -> Probe | None:
    """One try at a time while the shop fails; the rest wait. None: not yet, or somebody else has it."""
    now = timezone.now()
    token = uuid.uuid4()
    until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    free = ShopAccount.objects.filter(
        Q(probe_until=None) | Q(probe_until__lte=now), pk=account.pk, failing_since__isnull=False, opened_at=None
    )
    if free.filter(Q(next_probe_at=None) | Q(next_probe_at__lte=now)).update(probe_token=token, probe_until=until):
        return Probe(token, is_early=False)
    if free.filter(is_probe_early=True).update(probe_token=token, probe_until=until):
        return Probe(token, is_early=True)
    return None


def hold_probe(account: ShopAccount, probe: Probe) -> bool:
    """A whole lease from now: the pull before the push may have taken most of it. False: somebody else tries by now."""
    until = timezone.now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    return bool(ShopAccount.objects.filter(pk=account.pk, probe_token=probe.token).update(probe_until=until))


def give_back_probe(account: ShopAccount, probe: Probe) -> None:
    """Nothing was sent: the try is still to be made."""
    ShopAccount.objects.filter(pk=account.pk, probe_token=probe.token).update(probe_token=None, probe_until=None)


def record_success(account_id: int) -> None:
    """The gateway judged a push, even if it refused SKUs: the ladder is over. Inside the finishing transaction."""
    account = lock_account(account_id)
    if account.failing_since is None and account.banned_until is None:
        return
    account.failing_since = account.next_probe_at = account.probe_token = account.probe_until = None
    account.banned_until = None
    account.rung, account.is_probe_early = 0, False
    account.save(update_fields=COLUMNS)
    close_work_items(kind=BAN, subject_type="shop", subject_id=account.shop_id, resolution="ended")


def record_failed_try(account_id: int, code: str, probe: Probe | None) -> None:
    """One try without an answer that counts. Only the first, and then the probes, climb; locks the account."""
    account = lock_account(account_id)
    now = timezone.now()
    if account.failing_since is None:
        account.failing_since, account.rung = now, 0
    elif probe is None or probe.token != account.probe_token:
        return  # it was under way when another failed first
    account.probe_token = account.probe_until = None
    account.is_probe_early = False
    if probe is None or not probe.is_early:
        _climb(account, code)
    account.save(update_fields=COLUMNS)


def _climb(account: ShopAccount, code: str) -> None:
    now = timezone.now()
    ladder = settings.OUTBOX_RETRY_LADDER_SECONDS
    account.rung += 1
    if account.rung < len(ladder):
        account.next_probe_at = now + timedelta(seconds=ladder[account.rung])
        return
    SyncFailure.objects.create(account=account, failed_at=now, began_at=account.failing_since or now, code=code[:60])
    account.rung, account.failing_since = 0, now
    account.next_probe_at = now + timedelta(seconds=ladder[0])
    if recent_failures(account) >= figure("breaker_failures", shop=account.shop):
        account.opened_at = now
        _alert(account, BREAKER, {"code": code, "failures": recent_failures(account)})


def recent_failures(account: ShopAccount) -> int:
    """Failures of the last 24 h that no Re-sync has wiped away."""
    since = timezone.now() - timedelta(hours=float(figure("breaker_window_hours", shop=account.shop)))
    if account.closed_at is not None:
        since = max(since, account.closed_at)
    return account.sync_failures.filter(failed_at__gt=since).count()


def record_other_success(account_id: int) -> None:
    """Any other lane's call succeeded: a failing shop is tried at once. One indexed UPDATE, none when all is well."""
    ShopAccount.objects.filter(pk=account_id, failing_since__isnull=False, opened_at=None, is_probe_early=False).update(
        is_probe_early=True
    )


def record_ban(account_id: int, seconds: float, code: str) -> None:
    """The platform banned the application for `seconds`. Its throttle row is moved by the caller."""
    account = lock_account(account_id)
    account.banned_until = timezone.now() + timedelta(seconds=seconds)
    account.probe_token = account.probe_until = None
    account.save(update_fields=COLUMNS)
    _alert(account, BAN, {"code": code, "seconds": round(seconds)})


def record_unauthorised(account_id: int, code: str, token: str) -> None:
    """Token, signature or address were refused: only a new authorisation helps.

    `token`: what the refused call carried. When the seller has consented anew meanwhile it is no news.
    """
    account = lock_account(account_id)
    if account.access_token != token:
        return
    account.needs_authorisation_since = account.needs_authorisation_since or timezone.now()
    account.probe_token = account.probe_until = None
    account.save(update_fields=COLUMNS)
    _alert(account, AUTHORISATION, {"code": code})


def record_authorised(account_id: int) -> None:
    """A token was accepted again: the lanes go on by themselves."""
    account = lock_account(account_id)
    account.needs_authorisation_since = None
    account.save(update_fields=COLUMNS)
    close_work_items(kind=AUTHORISATION, subject_type="shop", subject_id=account.shop_id, resolution="authorised")


def close(account: ShopAccount, person: Person) -> None:
    """A person's Re-sync, and nothing else, closes the breaker. `account` is locked by the caller."""
    account.opened_at = account.failing_since = account.next_probe_at = None
    account.probe_token = account.probe_until = None
    account.rung, account.is_probe_early = 0, False
    account.closed_at, account.closed_by = timezone.now(), person
    account.save(update_fields=COLUMNS)
    close_work_items(kind=BREAKER, subject_type="shop", subject_id=account.shop_id, resolution=f"resync {person.pk}")


def _alert(account: ShopAccount, kind: str, facts: dict[str, object]) -> None:
    raise_work_item(
        cause=Cause.task(str(account)),
        kind=kind,
        warehouse_id=account.shop.warehouse_id,
        subject_type="shop",
        subject_id=account.shop_id,
        subject_label=account.shop.name,
        facts={"shop": account.shop.name, **facts},
        is_urgent=True,
    )
