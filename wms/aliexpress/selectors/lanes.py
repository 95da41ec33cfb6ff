"""Each shop's lanes as people ask about them: what waits, what holds it, until when, and what its method can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from wms.aliexpress.models import PlatformBlock, ShopAccount, StockPush
from wms.aliexpress.payloads import profiles
from wms.aliexpress.payloads.profiles import Capacity
from wms.aliexpress.selectors.held_lanes import KINDS, STOCK_METHODS
from wms.aliexpress.states import PushState
from wms.core import throttle
from wms.core.models import Exchange, Person
from wms.core.rights import DESK_ROLES
from wms.core.states import DeliveryState

OPEN = (DeliveryState.PENDING, DeliveryState.LEASED)


@dataclass(frozen=True)
class Lane:
    """`held`: open, unauthorised, banned, blocked, off, failing or nothing; `until` when it ends or is asked anew."""

    kind: str
    waiting: int
    oldest_at: datetime | None
    held: str
    until: datetime | None
    clears_in_seconds: int | None


def capacity_of(account: ShopAccount) -> Capacity:
    """[M10] What a shop's method carries, and how many products a minute it may at most."""
    return profiles.capacity_of(account.method_profile)


def lanes_of(account: ShopAccount, now: datetime) -> list[Lane]:
    """The stock lane first. Three queries."""
    open_pushes = Q(state__in=[PushState.PENDING, PushState.LEASED])
    stock = StockPush.objects.filter(open_pushes, account=account).aggregate(
        waiting=Count("pk"), products=Count("product_id", distinct=True), oldest=Min("since")
    )
    names = {account.lane(kind): kind for kind in KINDS}
    rows = Exchange.objects.filter(lane__in=names, state__in=OPEN).order_by()
    calls = {
        names[lane]: (count, oldest)
        for lane, count, oldest in rows.values_list("lane").annotate(Count("pk"), Min("created_at"))
    }
    per_second = capacity_of(account).products_a_minute / 60
    blocks = list(account.blocks.all())
    lanes = []
    for kind in sorted(KINDS, key=lambda name: name != "stock"):
        held, until = _held(account, kind, now, blocks)
        waiting, oldest = (stock["waiting"], stock["oldest"]) if kind == "stock" else calls.get(kind, (0, None))
        needs = stock["products"] if kind == "stock" else waiting
        pace = per_second if kind == "stock" else 1 / throttle.STEP_SECONDS
        clears = None if held or not waiting else max(1, round(needs / pace))
        lanes.append(Lane(kind, waiting, oldest, held, until, clears))
    return lanes


def _held(
    account: ShopAccount, kind: str, now: datetime, blocks: Sequence[PlatformBlock]
) -> tuple[str, datetime | None]:
    if not account.is_active:
        return "off", None
    if account.needs_authorisation_since is not None:
        return "unauthorised", None
    if account.banned_until is not None and account.banned_until > now:
        return "banned", account.banned_until
    for block in blocks:
        if not block.method or (block.method in STOCK_METHODS) == (kind == "stock"):
            return "blocked", block.check_at
    if kind == "stock" and account.opened_at is not None:
        return "open", None
    if kind == "stock" and account.failing_since is not None:
        return "failing", account.next_probe_at
    return "", None


def may_close(account: ShopAccount) -> list[str]:
    """[M14] The names of people whose Re-sync closes this shop's breaker: everyone who works at its desk."""
    here = Q(assignments__warehouse=account.shop.warehouse) | Q(assignments__warehouse=None)
    people = Person.objects.filter(here, assignments__role__in=DESK_ROLES, is_active=True)
    return list(people.distinct().order_by("name").values_list("name", flat=True))
