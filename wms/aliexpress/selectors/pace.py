"""[M12] [M45] How fast changes reach the front: live, and day by day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from wms.aliexpress.models import StockUpdate
from wms.aliexpress.selectors.shop_sync import Percentiles, changes, percentiles
from wms.core.models import Warehouse

DAYS = 7
KEEP_SECONDS = 60
LIVE = timedelta(hours=1)


@dataclass(frozen=True)
class Pace:
    """Changes answered in one span: percentiles, and how many were late."""

    day: date | None
    spread: Percentiles
    late: int

    @property
    def late_percent(self) -> float | None:
        return 100.0 * self.late / self.spread.count if self.spread.count else None


def live_pace(account_ids: Collection[int]) -> Pace:
    """The last hour. Five queries."""
    now = timezone.now()
    return _pace(account_ids, None, now - LIVE, now)


def pace_by_day(warehouse: Warehouse, account_ids: Collection[int]) -> list[Pace]:
    """The last seven days of the warehouse's zone, today last; days that are over are counted at most once a minute."""
    key = f"aliexpress:pace:{warehouse.pk}:{'-'.join(str(pk) for pk in sorted(account_ids))}"
    kept: list[Pace] | None = cache.get(key)
    if kept is None:
        today = timezone.now().astimezone(warehouse.zone).date()
        kept = [_day(warehouse, account_ids, today - timedelta(days=back)) for back in reversed(range(DAYS))]
        cache.set(key, kept, timeout=KEEP_SECONDS)
    return kept


def _day(warehouse: Warehouse, account_ids: Collection[int], day: date) -> Pace:
    starts_at = datetime.combine(day, time(), tzinfo=warehouse.zone)
    ends_at = datetime.combine(day + timedelta(days=1), time(), tzinfo=warehouse.zone)
    return _pace(account_ids, day, starts_at, ends_at)


def _pace(account_ids: Collection[int], day: date | None, since: datetime, until: datetime) -> Pace:
    updates = StockUpdate.objects.filter(account__in=account_ids)
    spread = percentiles(updates, since=since, until=until)
    if not spread.count:
        return Pace(day, spread, 0)
    rows = changes(updates).filter(answered_at__gte=since, answered_at__lt=until)
    return Pace(day, spread, rows.aggregate(late=Count("pk", filter=Q(is_late=True)))["late"])
