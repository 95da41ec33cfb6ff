"""How the platform hears of stock: latency, what waits, failures, breaker and authorisation; and lanes that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from wms.aliexpress.breaker import recent_failures
from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.aliexpress.states import PushState
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.outbox.excuses import excused_lanes
from wms.core.outbox.leases import oldest_due

STUCK_SECONDS = 20.0  # lease + sweep + margin (PROTOCOLS 3)
NEAR_THE_BREAKER = 2
KEEP_SECONDS = 20


@dataclass(frozen=True)
class ShopSync:
    """One shop's stock on its way to the front, over the last 24 hours. `state` is the worst that holds."""

    account_id: int
    shop: str
    state: str  # ok, failing, near, open, banned, unauthorised, off
    since: datetime | None
    p95_ms: int | None
    updates: int
    waiting: int
    parked: int
    failures: int
    failures_limit: int

    @property
    def tone(self) -> str:
        return {"ok": "ok", "failing": "warn", "near": "warn", "banned": "warn", "off": ""}.get(self.state, "stop")


@dataclass(frozen=True)
class StuckLane:
    """The oldest due row of a lane has been due for this long, and nobody has taken it."""

    lane: str
    seconds: float


def shops(warehouse: Warehouse, now: datetime) -> list[ShopSync]:
    """Accounts whose shop ships from here or shows goods of here."""
    accounts = ShopAccount.objects.filter(
        Q(shop__warehouse=warehouse) | Q(pushes__binding__warehouse=warehouse)
    ).select_related("shop")
    return [_shop(account, now) for account in accounts.distinct().order_by("shop__name")]


def quick_p95(warehouse: Warehouse, now: datetime) -> int | None:
    """The 95th percentile over all updates of this warehouse's goods in the last 24 hours, for the head of each page.

    Milliseconds from the change to the platform's answer [M12]; counted at most once in 20 s.
    """
    key = f"reports:p95:{warehouse.pk}"
    kept = cache.get(key, "")
    if kept == "":
        kept = _p95(StockUpdate.objects.filter(push__binding__warehouse=warehouse), now)[0]
        cache.set(key, kept, timeout=KEEP_SECONDS)
    return kept


def _p95(updates: QuerySet[StockUpdate], now: datetime) -> tuple[int | None, int]:
    """(the 95th percentile in ms, how many) of the last 24 hours: the nearest rank, so always a real update."""
    recent = updates.filter(answered_at__gte=now - timedelta(days=1))
    count = recent.count()
    if not count:
        return None, 0
    return recent.order_by("milliseconds").values_list("milliseconds", flat=True)[-(-count * 95 // 100) - 1], count


def _shop(account: ShopAccount, now: datetime) -> ShopSync:
    pushes = StockPush.objects.filter(account=account).aggregate(
        waiting=Count("pk", filter=Q(state__in=[PushState.PENDING, PushState.LEASED])),
        parked=Count("pk", filter=Q(state=PushState.PARKED)),
    )
    p95, count = _p95(StockUpdate.objects.filter(account=account), now)
    failures = recent_failures(account)
    limit = int(figure("breaker_failures", shop=account.shop))
    state, since = _state(account, failures, limit, now)
    return ShopSync(
        account_id=account.pk,
        shop=account.shop.name,
        state=state,
        since=since,
        p95_ms=p95,
        updates=count,
        waiting=pushes["waiting"],
        parked=pushes["parked"],
        failures=failures,
        failures_limit=limit,
    )


def _state(account: ShopAccount, failures: int, limit: int, now: datetime) -> tuple[str, datetime | None]:
    if not account.is_active:
        return "off", None
    if account.opened_at is not None:
        return "open", account.opened_at
    if account.needs_authorisation_since is not None:
        return "unauthorised", account.needs_authorisation_since
    if account.banned_until is not None and account.banned_until > now:
        return "banned", account.banned_until
    if failures and failures >= limit - NEAR_THE_BREAKER:
        return "near", None
    if account.failing_since is not None:
        return "failing", account.failing_since
    return "ok", None


def stuck_lanes(now: datetime) -> list[StuckLane]:
    """Lanes whose oldest due row is older than lease and sweep allow; those held on purpose are left out."""
    oldest = oldest_due(now)
    limit = now - timedelta(seconds=STUCK_SECONDS)
    late = {lane: since for lane, since in oldest.items() if since < limit}
    if not late:
        return []
    held = excused_lanes() | _banned_lanes(now, late)
    found = [StuckLane(lane, (now - since).total_seconds()) for lane, since in late.items() if lane not in held]
    return sorted(found, key=lambda lane: (-lane.seconds, lane.lane))


def _banned_lanes(now: datetime, lanes: dict[str, datetime]) -> set[str]:
    banned = [account.lane("") for account in ShopAccount.objects.filter(banned_until__gt=now)]
    return {lane for lane in lanes if lane.startswith(tuple(banned))} if banned else set()
