"""The figures of the error report: [M40] with its trend and limits, its cost, and what stands behind the counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import sqrt

from django.db.models import Count

from packing.models import ParcelMismatch
from wms.reports.periods import Period
from wms.reports.rates import Counts
from wms.reports.selectors.quality import Days, total, wrong_lines

LEAST_BASE = 500  # below this many units a rate says nothing: no tag
DELIVERED_PER_POINT, RETURNS_PER_POINT = 0.8, 0.35  # [M48]


@dataclass(frozen=True)
class TrendDay:
    """One point of the p chart. `limit_percent` is the upper 3σ limit at this day's base."""

    day: date
    counts: Counts
    limit_percent: float | None

    @property
    def is_out(self) -> bool:
        percent = self.counts.percent
        return percent is not None and self.limit_percent is not None and percent > self.limit_percent


def trend(days: Days) -> list[TrendDay]:
    """p chart: the mean over all days, and each day's limit stepped by its own base."""
    mean = total(days)
    share = mean.count / mean.base if mean.base else 0.0
    found = []
    for day in sorted(days):
        counts = days[day]
        limit = 100 * (share + 3 * sqrt(share * (1 - share) / counts.base)) if counts.base else None
        found.append(TrendDay(day, counts, limit))
    return found


def wrong_orders(period: Period) -> int:
    """[M40] Orders with a line that left picking wrong: more than five a day costs."""
    return len({line.order_id for line in wrong_lines(period)})


def stopped_at_bench(period: Period) -> dict[str, int]:
    """What the benches found, by kind (wrong, extra, missing, label)."""
    rows = ParcelMismatch.objects.filter(
        parcel__warehouse=period.warehouse, created_at__gte=period.starts_at, created_at__lt=period.ends_at
    )
    return dict(rows.order_by().values_list("kind").annotate(Count("pk")))


def cost(counts: Counts) -> tuple[float, float] | None:
    """[M48] What the rate costs against a faultless day: points of delivered orders lost, points of returns added."""
    if counts.percent is None or counts.base < LEAST_BASE:
        return None
    return counts.percent * DELIVERED_PER_POINT, counts.percent * RETURNS_PER_POINT
