"""The channel's sweep, and how its lanes are drained. Both may run twice or not at all."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from wms.aliexpress import breaker, order_pull
from wms.aliexpress.gateway import gateway_of
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.stock_lane import drain_stock, due_accounts
from wms.core.figures import figure
from wms.core.outbox import drain_exchanges
from wms.core.outbox.nudge import nudge


@shared_task(name="aliexpress.sweep", queue="exchange", expires=10)
def sweep() -> None:
    """Nudge the accounts whose stock is due, or whose orders were last pulled too long ago [M51]."""
    accounts = list(ShopAccount.objects.filter(is_active=True, needs_authorisation_since=None).select_related("shop"))
    due = due_accounts(timezone.now()) if accounts else set()
    for account in accounts:
        if account.pk in due and not breaker.is_shut(account) and _may_try(account):
            nudge(account.lane("stock"))
        if not order_pull.is_fresh(account, float(figure("order_pull_seconds", shop=account.shop))):
            nudge(account.lane("pull"))


def _may_try(account: ShopAccount) -> bool:
    return account.failing_since is None or breaker.is_probe_due(account)


def drain_lane(lane: str, seconds: float) -> None:
    """Every lane that begins with "aliexpress:"."""
    kind = lane.rsplit(":", 1)[-1]
    if kind == "stock":
        drain_stock(lane, seconds)
    elif kind == "pull":
        _drain_pull(lane)
    else:
        drain_exchanges(lane, seconds)


def _drain_pull(lane: str) -> None:
    account = ShopAccount.objects.select_related("shop").get(pk=int(lane.split(":")[1]))
    age = float(figure("order_pull_seconds", shop=account.shop))
    order_pull.freshen(account, gateway_of(account), seconds=age, wait_seconds=0.0)
