"""The channel's sweeps, and how its lanes are drained. Each may run twice or not at all."""

from __future__ import annotations

import logging
import time
from functools import partial

from celery import shared_task
from django.utils import timezone

from picking.operations.certification import hold_lapsed
from wms.aliexpress import breaker, evidence, order_pull
from wms.aliexpress.failures import PlatformFailure
from wms.aliexpress.gateway import gateway_of
from wms.aliexpress.models import OnboardingPaper, ShopAccount
from wms.aliexpress.operations.connect import warn_life_ends
from wms.aliexpress.operations.late_share import watch_late_share
from wms.aliexpress.operations.onboarding import warn
from wms.aliexpress.operations.oversold import watch_oversold
from wms.aliexpress.operations.reconcile import purge_runs
from wms.aliexpress.product_pull import pull_products
from wms.aliexpress.reconciliation import reconcile
from wms.aliexpress.stock_lane import drain_stock, due_accounts
from wms.core.alone import alone
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import Person, Warehouse
from wms.core.outbox import drain_exchanges
from wms.core.transactions import run

log = logging.getLogger(__name__)

PURGE_REST_SECONDS = 0.2


def due_lanes() -> set[str]:
    """The lanes of accounts whose stock is due, or whose orders were last pulled too long ago [M51]."""
    lanes: set[str] = set()
    accounts = list(ShopAccount.objects.filter(is_active=True, needs_authorisation_since=None).select_related("shop"))
    due = due_accounts(timezone.now()) if accounts else set()
    for account in accounts:
        if account.pk in due and not breaker.is_shut(account) and _may_try(account):
            lanes.add(account.lane("stock"))
        if not order_pull.is_fresh(account, float(figure("order_pull_seconds", shop=account.shop))):
            lanes.add(account.lane("pull"))
    return lanes


def _may_try(account: ShopAccount) -> bool:
    return account.failing_since is None or breaker.is_probe_due(account)


@shared_task(name="aliexpress.pull_products", queue="default", expires=3600)
def pull_all_products() -> None:
    """[M50] Meet the products that shops have added: proposed here, verified by a person."""
    accounts = ShopAccount.objects.filter(is_active=True, needs_authorisation_since=None).select_related("shop")
    for account in accounts.order_by("pk"):
        if not account.access_token:
            continue
        try:
            pull_products(account, cause=Cause.task("product_pull"))
        except PlatformFailure as failure:
            log.warning("%s: product pull: %s", account, failure)


@shared_task(name="aliexpress.token_life", queue="default", expires=3000)
def warn_of_ending_lives() -> None:
    """[M21] Tell people in time that a shop's authorisation ends for good."""
    for account_id in ShopAccount.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True):
        with alone(f"account {account_id}"):
            run(partial(warn_life_ends, cause=Cause.task("token_life"), account_id=account_id))


@shared_task(name="aliexpress.late_share", queue="default", expires=800)
def watch_late_updates() -> None:
    """[M45] Tell people while more stock updates are late than is allowed."""
    cause, now = Cause.task("late_share"), timezone.now()
    for account in ShopAccount.objects.filter(is_active=True).select_related("shop__warehouse").order_by("pk"):
        with alone(account):
            run(partial(watch_late_share, cause=cause, account=account, now=now))


@shared_task(name="aliexpress.watch_oversold", queue="default", expires=60)
def watch_oversold_orders() -> None:
    """[M20] Tell people of each order that was sold and has no goods."""
    cause, now = Cause.task("oversold"), timezone.now()
    for warehouse in Warehouse.objects.filter(is_active=True).order_by("pk"):
        with alone(warehouse):
            run(partial(watch_oversold, cause=cause, warehouse=warehouse, now=now))


@shared_task(name="aliexpress.reconcile", queue="default", expires=3600)
def reconcile_shop(account_id: int, person_id: int | None = None) -> None:
    """[M24] Compare one shop's front with the ledger, for a person who asked or by the calendar."""
    person = Person.objects.filter(pk=person_id).first() if person_id is not None else None
    account = ShopAccount.objects.select_related("shop__warehouse").get(pk=account_id)
    reconcile(account, cause=Cause(source="task", person=person, reference="reconcile"))


@shared_task(name="aliexpress.reconcile_all", queue="default", expires=3600)
def reconcile_all() -> None:
    """[M24] Each day, every shop that can be read."""
    accounts = ShopAccount.objects.filter(is_active=True, needs_authorisation_since=None).exclude(access_token="")
    for account_id in accounts.order_by("pk").values_list("pk", flat=True):
        with alone(f"account {account_id}"):
            reconcile_shop(account_id)


@shared_task(name="aliexpress.paper_ends", queue="default", expires=3000)
def watch_papers() -> None:
    """[M18] Tell of papers that end within 30 days; [M2] hold promised orders where the certification has ended."""
    cause = Cause.task("paper_ends")
    for paper in OnboardingPaper.objects.exclude(expires_on=None).select_related("shop", "warehouse"):
        with alone(paper):
            run(partial(warn, cause=cause, paper=paper))
    for warehouse in Warehouse.objects.filter(is_active=True):
        with alone(warehouse):
            hold_lapsed(cause=cause, warehouse=warehouse)


@shared_task(name="aliexpress.purge", queue="default", expires=3000)
def purge() -> None:
    """[M15] Take away exchanges past their retention, and addresses with them: a batch a transaction, and a rest
    between two, so that scans never queue behind it for longer than one batch takes."""
    for batch in (evidence.purge, evidence.purge_recipients, evidence.purge_pushes, purge_runs):
        while run(batch):
            time.sleep(PURGE_REST_SECONDS)


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
