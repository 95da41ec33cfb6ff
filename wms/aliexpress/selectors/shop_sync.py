"""[M12] How the platform hears of each shop's stock: latency, what waits, failures, breaker, ban, authorisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from inventory.operations import normal_value
from inventory.selectors.channel import bindings_of_sku
from inventory.selectors.items import sku_by_code, skus_with_barcode
from wms.aliexpress.breaker import recent_failures
from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.aliexpress.states import PushState
from wms.core.figures import figure
from wms.core.models import Warehouse

NEAR_THE_BREAKER = 2
KEEP_SECONDS = 20
TONES = {"ok": "ok", "late": "warn", "failing": "warn", "near": "warn", "banned": "warn", "off": ""}


@dataclass(frozen=True)
class Percentiles:
    """Milliseconds from the change to the platform's answer; nearest rank, so always a real update's."""

    p50: int | None = None
    p95: int | None = None
    p99: int | None = None
    count: int = 0


@dataclass(frozen=True)
class ShopSync:
    """One shop's stock on its way to the front, over the last 24 hours. `state` is the worst that holds."""

    account_id: int
    shop: str
    state: str  # ok, late, failing, near, open, banned, unauthorised, off
    since: datetime | None
    p95_ms: int | None
    updates: int
    waiting: int
    parked: int
    failures: int
    failures_limit: int

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "stop")


def accounts_of(warehouse: Warehouse) -> QuerySet[ShopAccount]:
    """Accounts whose shop ships from here or shows goods of here, by name."""
    here = Q(shop__warehouse=warehouse) | Q(pushes__binding__warehouse=warehouse)
    return ShopAccount.objects.filter(here).select_related("shop__warehouse").distinct().order_by("shop__name", "pk")


def seller_skus_called(text: str, warehouse: Warehouse) -> list[str]:
    """Under which names shops sell, from here, the goods that a code or any barcode of theirs means."""
    named = sku_by_code(text.strip())
    goods = [named] if named else skus_with_barcode(normal_value(text)[0])
    return sorted({row.seller_sku for sku in goods for row in bindings_of_sku(sku.pk, warehouse.pk)})


def shops(warehouse: Warehouse, now: datetime) -> list[ShopSync]:
    """Each shop of the warehouse with the worst that holds about it."""
    return [shop_sync(account, now) for account in accounts_of(warehouse)]


def changes(updates: QuerySet[StockUpdate]) -> QuerySet[StockUpdate]:
    """[M12] The updates that carried a change: what a binding's first push takes along is no change at the front."""
    return updates.filter(is_first=False)


def percentiles(updates: QuerySet[StockUpdate], *, since: datetime, until: datetime | None = None) -> Percentiles:
    """p50, p95 and p99 of what was answered from `since` on. Four queries at most."""
    rows = changes(updates).filter(answered_at__gte=since)
    if until is not None:
        rows = rows.filter(answered_at__lt=until)
    count = rows.count()
    if not count:
        return Percentiles()
    ordered = rows.order_by("milliseconds").values_list("milliseconds", flat=True)
    p50, p95, p99 = (ordered[-(-count * share // 100) - 1] for share in (50, 95, 99))
    return Percentiles(p50, p95, p99, count)


def quick_p95(warehouse: Warehouse, now: datetime) -> int | None:
    """The 95th percentile over all updates of this warehouse's goods in the last 24 hours, for the head of each page.

    Milliseconds; counted at most once in 20 s.
    """
    key = f"reports:p95:{warehouse.pk}"
    kept = cache.get(key, "")
    if kept == "":
        kept = _p95(StockUpdate.objects.filter(push__binding__warehouse=warehouse), now)[0]
        cache.set(key, kept, timeout=KEEP_SECONDS)
    return kept


def trouble_here(warehouse: Warehouse) -> str:
    """For the head of each page: "stopped" while a shop's stock waits for a person (breaker, authorisation), "failing"
    while its pushes fail, empty when all goes. Read anew each time, so that it ends with a Re-sync. One query.
    """
    mine = StockPush.objects.filter(account=OuterRef("pk"), binding__warehouse=warehouse)
    troubled = ShopAccount.objects.filter(Q(shop__warehouse=warehouse) | Exists(mine), is_active=True).exclude(
        opened_at=None, needs_authorisation_since=None, failing_since=None
    )
    held = list(troubled.values_list("opened_at", "needs_authorisation_since"))
    if any(any(row) for row in held):
        return "stopped"
    return "failing" if held else ""


def pace_tone(milliseconds: int | None, *, warehouse: Warehouse) -> str:
    """ok within our threshold [M12], warn above it, stop above the platform's limit; nothing without an update."""
    if milliseconds is None:
        return ""
    if milliseconds > 1000 * figure("sync_limit_seconds", warehouse=warehouse):
        return "stop"
    return "warn" if milliseconds > 1000 * figure("sync_threshold_seconds", warehouse=warehouse) else "ok"


def shop_sync(account: ShopAccount, now: datetime) -> ShopSync:
    """One shop's line: six queries."""
    pushes = StockPush.objects.filter(account=account).aggregate(
        waiting=Count("pk", filter=Q(state__in=[PushState.PENDING, PushState.LEASED])),
        parked=Count("pk", filter=Q(state=PushState.PARKED)),
    )
    p95, count = _p95(StockUpdate.objects.filter(account=account), now)
    failures = recent_failures(account)
    limit = int(figure("breaker_failures", shop=account.shop))
    state, since = _state(account, failures, limit, now)
    if state == "ok" and p95 is not None and p95 > 1000 * figure("sync_threshold_seconds", shop=account.shop):
        state = "late"
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


def _p95(updates: QuerySet[StockUpdate], now: datetime) -> tuple[int | None, int]:
    """(the 95th percentile in ms, how many) of the last 24 hours."""
    recent = changes(updates).filter(answered_at__gte=now - timedelta(days=1))
    count = recent.count()
    if not count:
        return None, 0
    return recent.order_by("milliseconds").values_list("milliseconds", flat=True)[-(-count * 95 // 100) - 1], count


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
