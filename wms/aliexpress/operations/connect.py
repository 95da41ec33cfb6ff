"""A shop's account: made once, its tokens stored and told about [M21]."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from wms.aliexpress import breaker
from wms.aliexpress.errors import SellerChanged, ShopElsewhere, ShopHasAccount
from wms.aliexpress.locks import lock_account
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.payloads.tokens import TokenPair
from wms.aliexpress.states import MethodProfile
from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.models import Shop, Warehouse
from wms.core.outbox import wake
from wms.core.work_items import close_work_items, raise_work_item

REAUTHORISE, LIFE_ENDS = "platform_reauthorise", "platform_life_ends"
WARN_DAYS = (14, 7, 3, 1)
HIDDEN = "•••"  # all that an audit entry tells of a secret: that it was set


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """An application's key pair and where it speaks to the platform; the address has been checked by the caller."""

    app_key: str
    app_secret: str
    gateway_url: str
    method_profile: str = MethodProfile.WHOLE_STATE


def open_shop(*, cause: Cause, code: str, name: str, warehouse: Warehouse) -> Shop:
    """The shop of this code, made when it is new. Its name follows; its warehouse stays what it is. Audited.

    Refuses with ShopElsewhere when the code is another warehouse's or another channel's.
    """
    shop, is_new = Shop.objects.get_or_create(
        code=code, defaults={"name": name, "warehouse": warehouse, "channel": Shop.Channel.ALIEXPRESS}
    )
    if not is_new and (shop.warehouse_id != warehouse.pk or shop.channel != Shop.Channel.ALIEXPRESS):
        raise ShopElsewhere(shop=code)
    subject = _subject(shop)
    if is_new:
        facts = {"name": name, "channel": str(shop.channel)}
        record(cause=cause, action="shop.create", subject=subject, after=facts, warehouse=warehouse)
    else:
        changed(cause=cause, action="shop.edit", subject=subject, row=shop, values={"name": name}, warehouse=warehouse)
    return shop


def connect_account(*, cause: Cause, shop: Shop, credentials: Credentials) -> ShopAccount:
    """The shop's account with these credentials; a second time only secret, address and profile follow. Audited.

    Refuses with ShopHasAccount when it belongs to another application and is in use. Locks the account.
    """
    account, is_new = ShopAccount.objects.get_or_create(
        shop=shop,
        defaults={
            "app_key": credentials.app_key,
            "app_secret": credentials.app_secret,
            "gateway_url": credentials.gateway_url,
            "method_profile": credentials.method_profile,
        },
    )
    before: dict[str, Any] = {}
    is_secret_new = True
    if not is_new:
        account = lock_account(account.pk)
        if account.app_key != credentials.app_key and account.access_token and account.is_active:
            raise ShopHasAccount(shop=shop.name)
        before, is_secret_new = _connection(account), account.app_secret != credentials.app_secret
        account.app_key, account.app_secret = credentials.app_key, credentials.app_secret
        account.gateway_url, account.method_profile = credentials.gateway_url, credentials.method_profile
        account.is_active = True
        account.save(update_fields=["app_key", "app_secret", "gateway_url", "method_profile", "is_active"])
    after = _connection(account) | ({"secret": HIDDEN} if is_secret_new else {})
    record(
        cause=cause,
        action="platform.connected",
        subject=_subject(shop),
        before=before,
        after=after,
        warehouse=shop.warehouse,
    )
    return account


def _subject(shop: Shop) -> str:
    return f"shop:{shop.code}"


def _connection(account: ShopAccount) -> dict[str, Any]:
    return {
        "app_key": account.app_key,
        "gateway": account.gateway_url,
        "profile": str(account.method_profile),
        "is_active": account.is_active,
    }


def store_tokens(*, cause: Cause, account_id: int, pair: TokenPair) -> ShopAccount:
    """Take over what the platform granted; an answer without a refresh token leaves the old one. Lanes go on.

    Audited when a person or a command brings them; what is renewed by itself stands in the evidence of its exchange.
    Refuses with SellerChanged when the tokens are another seller's. Locks the account.
    """
    account = lock_account(account_id)
    before = _authorisation(account)
    if account.seller_id and pair.seller_id and account.seller_id != pair.seller_id:
        raise SellerChanged(shop=account.shop.name)
    account.seller_id = account.seller_id or pair.seller_id
    account.access_token, account.access_expires_at = pair.access_token, pair.access_expires_at
    if pair.refresh_token:
        account.refresh_token = pair.refresh_token
    account.refresh_expires_at = pair.refresh_expires_at or account.refresh_expires_at
    _save_tokens(account)
    if cause.source != "task":
        _record_authorised(cause, account, before)
    return account


def store_bare_token(*, cause: Cause, account_id: int, access_token: str, refresh_token: str = "") -> ShopAccount:
    """Take over tokens that a person brings; when they end is not known, so they are renewed when they are refused.

    Locks the account. Audited.
    """
    account = lock_account(account_id)
    before = _authorisation(account)
    account.access_token, account.access_expires_at = access_token, None
    account.refresh_token = refresh_token or account.refresh_token
    _save_tokens(account)
    _record_authorised(cause, account, before)
    return account


def _authorisation(account: ShopAccount) -> dict[str, Any]:
    """What may be told of it: whose it is and until when, never a token."""
    ends = {"access_until": account.access_expires_at, "refresh_until": account.refresh_expires_at}
    told = {name: end.isoformat(timespec="minutes") if end else "" for name, end in ends.items()}
    return {"seller": account.seller_id, **told}


def _record_authorised(cause: Cause, account: ShopAccount, before: dict[str, Any]) -> None:
    record(
        cause=cause,
        action="platform.authorised",
        subject=_subject(account.shop),
        before=before,
        after={**_authorisation(account), "token": HIDDEN},
        warehouse=account.shop.warehouse,
    )


def _save_tokens(account: ShopAccount) -> None:
    account.save(
        update_fields=["seller_id", "access_token", "access_expires_at", "refresh_token", "refresh_expires_at"]
    )
    if account.refresh_expires_at is None or _stage(account.refresh_expires_at, timezone.now()) is None:
        ShopAccount.objects.filter(pk=account.pk).update(refresh_warned_days=None)
        close_work_items(kind=LIFE_ENDS, subject_type="shop", subject_id=account.shop_id, resolution="authorised")
    if account.needs_authorisation_since is not None:
        breaker.record_authorised(account.pk)
    close_work_items(kind=REAUTHORISE, subject_type="shop", subject_id=account.shop_id, resolution="authorised")
    for kind in ("pull", "stock", "orders", "interactive"):
        wake(account.lane(kind))


def tell_reauthorise(*, cause: Cause, account_id: int, code: str, refused: str) -> None:
    """The tokens cannot be renewed any more: a person must authorise anew before the present one ends.

    `refused`: the refresh token that the platform took no more. When the seller has consented anew meanwhile it is
    no news. Locks the account.
    """
    account = lock_account(account_id)
    if account.refresh_token != refused:
        return
    until = account.access_expires_at
    raise_work_item(
        cause=cause,
        kind=REAUTHORISE,
        warehouse_id=account.shop.warehouse_id,
        subject_type="shop",
        subject_id=account.shop_id,
        subject_label=account.shop.name,
        facts={"shop": account.shop.name, "code": code, "until": until.isoformat() if until else ""},
        is_urgent=True,
    )


def warn_life_ends(*, cause: Cause, account_id: int, now: datetime | None = None) -> bool:
    """Count down a refresh life that nothing but a new authorisation extends: told at 14, 7, 3 and 1 days [M21].

    Each stage is told once, also to who has put the last one aside. Locks the account. True when somebody was told.
    """
    account = lock_account(account_id)
    moment = now or timezone.now()
    stage = _stage(account.refresh_expires_at, moment) if account.refresh_expires_at else None
    if stage is None or stage == account.refresh_warned_days or account.refresh_expires_at is None:
        return False
    account.refresh_warned_days = stage
    account.save(update_fields=["refresh_warned_days"])
    days = max(0, math.ceil((account.refresh_expires_at - moment) / timedelta(days=1)))
    raise_work_item(
        cause=cause,
        kind=LIFE_ENDS,
        warehouse_id=account.shop.warehouse_id,
        subject_type="shop",
        subject_id=account.shop_id,
        subject_label=account.shop.name,
        facts={"shop": account.shop.name, "days": days, "until": account.refresh_expires_at.isoformat()},
        is_urgent=stage <= WARN_DAYS[2],
    )
    return True


def _stage(ends: datetime, now: datetime) -> int | None:
    """The warning that is due with so much life left; None while there is plenty."""
    return min((days for days in WARN_DAYS if ends - now <= timedelta(days=days)), default=None)
