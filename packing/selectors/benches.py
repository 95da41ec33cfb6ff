"""What a bench works off between two parcels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from packing.models import BenchTote, Parcel
from picking.selectors.shared import WaitingUnit, in_turn, items_waiting, left_over, left_over_in, waiting_in_tote
from wms.core.prepared import Prepared, Together

if TYPE_CHECKING:
    from inventory.models import Sku


@dataclass(frozen=True)
class WaitingSku:
    sku: Sku
    units: int


def _rows(station: int) -> QuerySet[BenchTote]:
    return BenchTote.objects.select_related("tote", "station").filter(station=station, tote__isnull=False)


def _totes(station: int) -> QuerySet[BenchTote, Any]:
    return _rows(station).order_by().values("tote")


_tote_on_bench = Together(
    Prepared[BenchTote](_rows, station=int),
    Prepared[Any](lambda station: items_waiting(_totes(station)), station=int),
    Prepared[Any](lambda station: left_over(_totes(station)), station=int),
)


def bench_tote_at(station_id: int) -> BenchTote | None:
    """The bulk tote on a bench, unlocked; None when no order waits in it any more."""
    row = tote_on_bench(station_id)
    return row if row is not None and waiting_in(row) else None


def works_off_a_tote(parcel: Parcel) -> bool:
    """Whether the bench of a parcel that was locked there had a bulk tote then."""
    bench = getattr(parcel.station, "bench_tote", None)
    return bench is not None and bench.tote_id is not None


def tote_on_bench(station_id: int) -> BenchTote | None:
    """The bulk tote on a bench, whether or not an order waits in it, with all that lies in it: one query."""
    rows, items, left = _tote_on_bench(station=station_id)
    if not rows:
        return None
    row: BenchTote = rows[0]
    row.waiting = in_turn(items)  # type: ignore[attr-defined]
    row.left_over = sum(each.on_hand for each in left)  # type: ignore[attr-defined]
    return row


def with_waiting(row: BenchTote) -> BenchTote | None:
    """The row, carrying the units that orders wait for in its tote; None when there are none."""
    row.waiting = waiting_in_tote(row.tote_id or 0)  # type: ignore[attr-defined]
    return row if waiting_in(row) else None


def units_left_over(work: BenchTote) -> int:
    """Units of cancelled orders that still lie in its tote: of a row that tote_on_bench() has read, as they were."""
    if hasattr(work, "left_over"):
        return int(work.left_over)
    return sum(left_over_in(work.tote_id or 0).values())


def waiting_in(work: BenchTote) -> list[WaitingUnit]:
    """Units that orders wait for in the tote of a bench, as they were when its row was read."""
    waiting: list[WaitingUnit] = work.waiting  # type: ignore[attr-defined]
    return waiting


def waiting_skus(units: list[WaitingUnit]) -> list[WaitingSku]:
    """What lies in the tote for orders, by SKU; the one with the most first."""
    skus = {unit.sku.pk: unit.sku for unit in units}
    counted = Counter(unit.sku.pk for unit in units)
    return [WaitingSku(skus[sku_id], count) for sku_id, count in counted.most_common()]
