"""Which places wait to be counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Sum

from inventory.models import CountLine, CountTally, StockBalance, StockCount
from inventory.states import CountState
from wms.core.models import Warehouse


def open_counts(warehouse: Warehouse) -> list[StockCount]:
    """Counts that nobody has begun, along the walk."""
    rows = StockCount.objects.filter(warehouse=warehouse, state=CountState.OPEN, begun_at=None)
    return list(rows.select_related("location").order_by("location__walk_order", "location__code"))


@dataclass(frozen=True)
class LastCount:
    """The newest finished count of a SKU at a warehouse: counted less booked over its lines, and when."""

    difference: int
    at: datetime


def last_counts(warehouse_id: int, sku_ids: Collection[int]) -> dict[int, LastCount]:
    """By SKU; those never counted are left out. Two queries."""
    lines = CountLine.objects.filter(
        count__warehouse=warehouse_id, count__state=CountState.DONE, count__done_at__isnull=False, sku__in=sku_ids
    ).order_by()
    newest = dict(lines.values_list("sku").annotate(Max("count")))
    found = (
        CountLine.objects.filter(count__in=set(newest.values()), sku__in=sku_ids)
        .order_by()
        .values_list("sku", "count", "count__done_at")
        .annotate(Sum("counted_units"), Sum("book_units"))
    )
    return {
        sku_id: LastCount(counted - booked, at)
        for sku_id, count_id, at, counted, booked in found
        if newest.get(sku_id) == count_id
    }


def awaiting_count(warehouse_id: int, sku_ids: Collection[int]) -> set[int]:
    """SKUs of which units lie where a count is open, or waits for its second person. One query."""
    waiting = StockCount.objects.filter(warehouse=warehouse_id, state__in=[CountState.OPEN, CountState.REVIEW])
    rows = StockBalance.objects.filter(location__in=waiting.values("location"), sku__in=sku_ids, on_hand__gt=0)
    return set(rows.values_list("sku_id", flat=True))


def keep_tallies(count: StockCount | None) -> StockCount | None:
    """The count, carrying what was scanned so far; whoever scans more asks again."""
    if count is not None:
        rows = CountTally.objects.filter(count=count).select_related("sku", "lot")
        count.kept_tallies = list(rows)  # type: ignore[attr-defined]
    return count


def tallies_of(count: StockCount) -> list[CountTally]:
    """What was scanned of a count, the last first."""
    if not hasattr(count, "kept_tallies"):
        keep_tallies(count)
    return list(count.kept_tallies)  # type: ignore[attr-defined]
