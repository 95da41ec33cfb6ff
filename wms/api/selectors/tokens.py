"""Whose token is whose: what a person may keep, what a text belongs to, and what a token may see."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from wms.api.errors import TokenExpired, TokenKeeperGone, TokenRevoked, TokenUnknown
from wms.api.models import ApiToken
from wms.core.enrolment import hash_token
from wms.core.models import Warehouse
from wms.core.reach import Reach


def may_keep(reach: Reach, warehouse_ids: Collection[int], *, is_everywhere: bool) -> bool:
    """Only who administers every warehouse of a token."""
    if reach.is_everywhere:
        return True
    return not is_everywhere and set(warehouse_ids) <= set(reach.administers)


def tokens_seen(reach: Reach) -> QuerySet[ApiToken]:
    """The tokens that this reach keeps: none that reaches beyond it."""
    rows = ApiToken.objects.select_related("keeper").prefetch_related("warehouses")
    if reach.is_everywhere:
        return rows
    mine = [place for place in reach.administers if place is not None]
    beyond = ApiToken.objects.filter(warehouses__in=Warehouse.objects.exclude(pk__in=mine)).values("pk")
    return rows.filter(is_everywhere=False, warehouses__in=mine).exclude(pk__in=beyond).distinct()


def token_of(text: str, now: object) -> ApiToken:
    """The live token of this text. Refuses with TokenUnknown, TokenRevoked, TokenExpired, TokenKeeperGone."""
    token = ApiToken.objects.select_related("keeper").filter(token_hash=hash_token(text)).first()
    if token is None:
        raise TokenUnknown
    if token.revoked_at is not None:
        raise TokenRevoked(since=token.revoked_at.isoformat(timespec="seconds"))
    if token.expires_at is not None and token.expires_at <= now:  # type: ignore[operator]
        raise TokenExpired(since=token.expires_at.isoformat(timespec="seconds"))
    if not token.keeper.is_active:
        raise TokenKeeperGone
    return token


def warehouses_of(token: ApiToken) -> QuerySet[Warehouse]:
    """The active warehouses of a token."""
    rows = Warehouse.objects.filter(is_active=True)
    return rows if token.is_everywhere else rows.filter(pk__in=token.warehouses.values("pk"))
