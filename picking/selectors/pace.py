"""The warehouse's own pace of picking, read from its scans; the sums are planning's (picking/planning/pace.py)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from inventory.selectors.likely_places import coordinates_of
from picking.planning.pace import Kind, Pace, Sample, learn
from wms.core.models import ScanEvent, Warehouse
from wms.core.states import Verdict

DAYS, MOST_SCANS, KEEP_SECONDS = 14, 6000, 600
KINDS = {"slot": Kind.SLOT, "location": Kind.PLACE, "item": Kind.UNIT, "tote": Kind.TOTE}
Row = tuple[str, int, str, str, datetime]


def pace_of(warehouse: Warehouse) -> Pace:
    """Learned from the newest right pick scans of two weeks, kept for ten minutes."""
    key = f"picking.pace:{warehouse.pk}"
    found: Pace | None = cache.get(key)
    if found is None:
        found = learn(samples_of(warehouse))
        cache.set(key, found, KEEP_SECONDS)
    return found


def samples_of(warehouse: Warehouse) -> list[Sample]:
    """Seconds between two right scans that one person made one after the other on the same walk. Two queries."""
    since = timezone.now() - timedelta(days=DAYS)
    scans = ScanEvent.objects.filter(
        warehouse=warehouse, stage="pick", verdict=Verdict.OK, received_at__gte=since, step__in=KINDS
    )
    rows: list[Row] = list(
        scans.exclude(work="")
        .order_by("-received_at")
        .values_list("work", "person_id", "step", "location_code", "captured_at")[:MOST_SCANS]
    )
    at = coordinates_of(warehouse.pk, {row[3] for row in rows})
    last: dict[tuple[str, int], datetime] = {}
    stood: dict[tuple[str, int], tuple[int, int]] = {}
    samples = []
    for work, person_id, step, code, captured_at in sorted(rows, key=_by_time):
        key = (work, person_id)
        before, here = last.get(key), at.get(code)
        if before is not None:
            way = None
            if step == "location" and here is not None and key in stood:
                way = abs(here[0] - stood[key][0]) + abs(here[1] - stood[key][1])
            samples.append(Sample(KINDS[step], (captured_at - before).total_seconds(), way))
        last[key] = captured_at
        if step == "location" and here is not None:
            stood[key] = here
    return samples


def _by_time(row: Row) -> datetime:
    return row[4]
