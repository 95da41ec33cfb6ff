"""Tokens as administrators keep them: made for one integrator, shown once, revoked at once."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from wms.api.errors import (
    ExpiryPast,
    ScopesMissing,
    TokenIsRevoked,
    TokenNotYours,
    WarehousesMissing,
)
from wms.api.models import ApiToken
from wms.api.selectors.tokens import may_keep
from wms.api.states import Scope
from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.enrolment import hash_token
from wms.core.fields import clean_text
from wms.core.models import Person, Warehouse
from wms.core.reach import reach_of

MARK = "zjt"  # lets scanners of leaked secrets know what they found
PREFIX_BYTES, SECRET_BYTES = 4, 32


@dataclass(frozen=True)
class Made:
    """`secret` is shown once and kept nowhere."""

    token: ApiToken
    secret: str


def subject_of(token: ApiToken) -> str:
    return f"token:{token.prefix}"


def create_token(
    *,
    cause: Cause,
    keeper: Person,
    name: str,
    scopes: Collection[str],
    warehouses: Collection[Warehouse],
    is_everywhere: bool = False,
    expires_at: datetime | None = None,
) -> Made:
    """A new token; its hash is kept, its text returned to be shown once. Audited, once a warehouse.

    Refuses with NotAccepted (the name), ScopesMissing, WarehousesMissing, ExpiryPast, TokenNotYours (a warehouse that
    `keeper` does not administer, or all of them without administering all).
    """
    title = clean_text("title", name, 60)
    wanted = [scope for scope in Scope.values if scope in scopes]
    if not wanted:
        raise ScopesMissing
    if not is_everywhere and not warehouses:
        raise WarehousesMissing
    if expires_at is not None and expires_at <= timezone.now():
        raise ExpiryPast
    if not may_keep(reach_of(keeper), {house.pk for house in warehouses}, is_everywhere=is_everywhere):
        raise TokenNotYours
    prefix = secrets.token_hex(PREFIX_BYTES)
    secret = f"{MARK}_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    token = ApiToken.objects.create(
        name=title,
        prefix=prefix,
        token_hash=hash_token(secret),
        scopes=wanted,
        is_everywhere=is_everywhere,
        keeper=keeper,
        expires_at=expires_at,
    )
    token.warehouses.set([] if is_everywhere else warehouses)
    told: dict[str, object] = {"name": title, "scopes": ", ".join(wanted)}
    if expires_at is not None:
        told["expires"] = expires_at.isoformat()
    _keep(cause, token, "token.create", after=told)
    return Made(token, secret)


def revoke_token(*, cause: Cause, token: ApiToken) -> ApiToken:
    """Its next call is refused. Audited. Refuses with TokenIsRevoked."""
    now = timezone.now()
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        raise TokenIsRevoked(name=token.name)
    token.revoked_at = now
    _keep(cause, token, "token.revoke", before={"is_active": True}, after={"is_active": False})
    return token


def _keep(
    cause: Cause, token: ApiToken, action: str, *, after: dict[str, object], before: dict[str, object] | None = None
) -> None:
    places: list[Warehouse | None] = list(token.warehouses.order_by("pk")) or [None]
    for place in places:
        record(cause=cause, action=action, subject=subject_of(token), before=before, after=after, warehouse=place)
