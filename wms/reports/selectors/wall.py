"""What the wall screen shows under the waves: what left today, seconds an order, the pace of answers, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum

from picking.models import PickList, PickSlot
from picking.states import PickListState
from wms.core.models import ScanEvent, Warehouse
from wms.reports.periods import period_of

LEAST_ORDERS, LEAST_SCANS = 5, 20


@dataclass(frozen=True)
class Wall:
    """None where too little was done to say a number. `p95_ms` is over the last hour's scans."""

    seconds_an_order: int | None
    p95_ms: int | None


def wall_figures(warehouse: Warehouse, now: datetime) -> Wall:
    return Wall(_seconds_an_order(warehouse, now), _answer_p95(warehouse, now))


def _seconds_an_order(warehouse: Warehouse, now: datetime) -> int | None:
    """Time on the floor of the walks that ended today, over the orders that were on them. Two queries."""
    since = period_of(warehouse, now, 1).starts_at
    walks = PickList.objects.filter(
        warehouse=warehouse, state=PickListState.PICKED, finished_at__gte=since, assigned_at__isnull=False
    )
    spent = ExpressionWrapper(F("finished_at") - F("assigned_at"), output_field=DurationField())
    sums = walks.aggregate(spent=Sum(spent), before=Sum("walked_seconds"))  # before: in the zones before the last one
    total = sums["spent"] and sums["spent"] + timedelta(seconds=sums["before"])
    orders = PickSlot.objects.filter(pick_list__in=walks).aggregate(n=Count("order", distinct=True))["n"]
    return round(total.total_seconds() / orders) if total and orders >= LEAST_ORDERS else None


def _answer_p95(warehouse: Warehouse, now: datetime) -> int | None:
    """Nearest rank. Two queries."""
    scans = ScanEvent.objects.filter(warehouse=warehouse, received_at__gte=now - timedelta(hours=1))
    count = scans.count()
    if count < LEAST_SCANS:
        return None
    rank = -(-95 * count // 100) - 1
    return scans.order_by("milliseconds").values_list("milliseconds", flat=True)[rank]
