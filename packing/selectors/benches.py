"""What a bench works off between two parcels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.selectors.items import skus_by_id
from packing.models import BenchTote
from picking.selectors.shared import WaitingUnit, waiting_in_tote

if TYPE_CHECKING:
    from inventory.models import Sku


@dataclass(frozen=True)
class WaitingSku:
    sku: Sku
    units: int


def bench_tote_at(station_id: int) -> BenchTote | None:
    """The bulk tote on a bench, unlocked; None when no order waits in it any more."""
    return with_waiting(tote_on_bench(station_id))


def tote_on_bench(station_id: int) -> BenchTote | None:
    """The bulk tote on a bench, whether or not an order waits in it."""
    return BenchTote.objects.select_related("tote", "station").filter(station=station_id, tote__isnull=False).first()


def with_waiting(row: BenchTote | None) -> BenchTote | None:
    """The row, carrying the units that orders wait for in its tote; None when there are none."""
    if row is None or row.tote_id is None:
        return None
    row.waiting = waiting_in_tote(row.tote_id)  # type: ignore[attr-defined]
    return row if waiting_in(row) else None


def waiting_in(work: BenchTote) -> list[WaitingUnit]:
    """Units that orders wait for in the tote of a bench, as they were when its row was read."""
    waiting: list[WaitingUnit] = work.waiting  # type: ignore[attr-defined]
    return waiting


def waiting_skus(units: list[WaitingUnit]) -> list[WaitingSku]:
    """What lies in the tote for orders, by SKU; the one with the most first."""
    counted = Counter(unit.sku_id for unit in units)
    skus = skus_by_id(counted)
    return [WaitingSku(skus[sku_id], count) for sku_id, count in counted.most_common()]
