"""Lanes that stand still on purpose: a readiness check must not call their old rows a fault of ours."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from wms.aliexpress.models import PlatformBlock, ShopAccount
from wms.aliexpress.payloads.profiles import PROFILES

STOCK_METHODS = frozenset(profile.method for profile in PROFILES.values())
KINDS = ("pull", "stock", "orders", "interactive")


def held_lanes() -> set[str]:
    """All lanes of a shop that is switched off, banned or needs a person's authorisation; the stock lane while its
    breaker is open or climbs its ladder [M14]; those whose calls the platform blocks. Two queries.
    """
    now = timezone.now()
    everything = Q(is_active=False) | Q(needs_authorisation_since__isnull=False) | Q(banned_until__gt=now)
    stock = Q(opened_at__isnull=False) | Q(failing_since__isnull=False)
    lanes: set[str] = set()
    for account in ShopAccount.objects.filter(everything | stock):
        is_banned = account.banned_until is not None and account.banned_until > now
        is_held = not account.is_active or account.needs_authorisation_since is not None or is_banned
        lanes |= {account.lane(kind) for kind in (KINDS if is_held else ("stock",))}
    for block in PlatformBlock.objects.select_related("account"):
        every = KINDS if not block.method else ("stock",) if block.method in STOCK_METHODS else KINDS[:1] + KINDS[2:]
        lanes |= {block.account.lane(kind) for kind in every}
    return lanes
