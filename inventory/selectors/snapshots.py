"""[M16] The days' snapshots of a warehouse, and whether they and the movements between them tell one story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Sum

from inventory.models import DailySnapshot, StockMovement
from inventory.states import PHYSICAL_KINDS, Condition
from wms.core.models import Warehouse


@dataclass(frozen=True)
class Jump:
    """A SKU whose figure changed from one day's end to the next otherwise than its movements say."""

    sku_code: str
    day: date
    expected: int
    found: int


def days_kept(warehouse: Warehouse, first: date, last: date) -> dict[date, int]:
    """How many SKUs each day from `first` to `last` has a snapshot of; days without any are left out."""
    rows = DailySnapshot.objects.filter(warehouse=warehouse, day__gte=first, day__lte=last).order_by()
    return dict(rows.values_list("day").annotate(Count("pk")))


def jumps(warehouse: Warehouse, first: date, last: date, *, limit: int = 50) -> list[Jump]:
    """Compare each day's end with the day before plus what moved; days of before the system are taken as they are.

    Two queries a day and one for the movements: a week is a dozen.
    """
    found: list[Jump] = []
    day = first
    while day < last and len(found) < limit:
        found += _jumps_of(warehouse, day, day + timedelta(days=1))
        day += timedelta(days=1)
    return found[:limit]


def _jumps_of(warehouse: Warehouse, day: date, following: date) -> Iterator[Jump]:
    before, after = _on_hand(warehouse, day), _on_hand(warehouse, following)
    moved = _moved_good(warehouse, following)
    for sku_id, (code, was, _imported) in before.items():
        if sku_id not in after:
            yield Jump(code, following, was, 0)
            continue
        _code, now, is_imported = after[sku_id]
        if not is_imported and was + moved.get(sku_id, 0) != now:
            yield Jump(code, following, was + moved.get(sku_id, 0), now)


def _on_hand(warehouse: Warehouse, day: date) -> dict[int, tuple[str, int, bool]]:
    rows = DailySnapshot.objects.filter(warehouse=warehouse, day=day)
    return {
        sku_id: (code, units, imported)
        for sku_id, code, units, imported in rows.values_list("sku", "sku__code", "on_hand_sellable", "is_imported")
    }


def _moved_good(warehouse: Warehouse, day: date) -> dict[int, int]:
    """What good units came into the house or left it on that day of the warehouse's clock, by SKU."""
    starts_at = datetime.combine(day, time(), tzinfo=warehouse.zone)
    ends_at = datetime.combine(day + timedelta(days=1), time(), tzinfo=warehouse.zone)
    rows = StockMovement.objects.filter(warehouse=warehouse, created_at__gte=starts_at, created_at__lt=ends_at)
    into = rows.filter(target_condition=Condition.GOOD, target_location__kind__in=PHYSICAL_KINDS)
    out = rows.filter(source_condition=Condition.GOOD, source_location__kind__in=PHYSICAL_KINDS)
    total: dict[int, int] = {}
    for sign, side in ((1, into), (-1, out)):
        for sku_id, units in side.order_by().values_list("sku").annotate(Sum("quantity")):
            total[sku_id] = total.get(sku_id, 0) + sign * units
    return total


def snapshot_lines(warehouse: Warehouse, first: date, last: date) -> Iterator[tuple[Any, ...]]:
    """day, SKU code, available, reserved, in transit, on hand, imported: as a file has them."""
    rows = DailySnapshot.objects.filter(warehouse=warehouse, day__gte=first, day__lte=last).order_by("day", "sku__code")
    yield from rows.values_list(
        "day", "sku__code", "available", "reserved", "in_transit", "on_hand_sellable", "is_imported"
    ).iterator(chunk_size=2000)
