"""[M25] How fresh our knowledge of a shop's orders is, and the one puller that freshens it."""

from __future__ import annotations

import logging
import time
import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from wms.aliexpress.gateway import Gateway
from wms.aliexpress.models import ShopAccount

log = logging.getLogger(__name__)

POLL_SECONDS = 0.05


def is_fresh(account: ShopAccount, seconds: float) -> bool:
    """True when the last complete pull began at most `seconds` ago, by the row as it was read."""
    seen = account.orders_seen_until
    return seen is not None and timezone.now() - seen <= timedelta(seconds=seconds)


def fresh_left(account: ShopAccount, seconds: float) -> float:
    """For how many seconds more the last complete pull is at most `seconds` old; 0.0 when it is not."""
    seen = account.orders_seen_until
    return max(0.0, seconds - (timezone.now() - seen).total_seconds()) if seen is not None else 0.0


def freshen(account: ShopAccount, gateway: Gateway, *, seconds: float, wait_seconds: float) -> bool:
    """Pull when the last pull is older than `seconds`; while somebody else pulls, wait for him at most `wait_seconds`.

    Refreshes `account`. False: the pull is late. No transaction may be open.
    """
    ends = time.monotonic() + wait_seconds
    while True:
        account.refresh_from_db()
        if is_fresh(account, seconds):
            return True
        if _claim(account):
            return _pull(account, gateway, seconds)
        if time.monotonic() >= ends:
            return False
        time.sleep(POLL_SECONDS)


def _claim(account: ShopAccount) -> bool:
    """A pull of several pages may outlive the lease: two pulls at once cost calls, never an order."""
    now = timezone.now()
    account.pull_token = uuid.uuid4()
    free = ShopAccount.objects.filter(Q(pull_until=None) | Q(pull_until__lte=now), pk=account.pk)
    until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    return bool(free.update(pull_token=account.pull_token, pull_until=until))


def _pull(account: ShopAccount, gateway: Gateway, seconds: float) -> bool:
    token = account.pull_token
    try:
        pulled = gateway.pull_orders(account)
    except Exception:
        log.exception("%s: the pull of orders failed", account)
        pulled = None
    if pulled is not None and pulled.complete:
        began = Value(pulled.began_at)
        ShopAccount.objects.filter(pk=account.pk).update(
            orders_seen_until=Greatest(Coalesce(F("orders_seen_until"), began), began)
        )
    ShopAccount.objects.filter(pk=account.pk, pull_token=token).update(pull_token=None, pull_until=None)
    account.refresh_from_db()
    return is_fresh(account, seconds)
