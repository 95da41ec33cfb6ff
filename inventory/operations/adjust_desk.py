"""Stock is put right from the desk: small differences at once, large ones wait for a second person [M34]."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.errors import CountUnderWay, SecondPersonNeeded
from inventory.models import CountLine, Location, Lot, Sku, StockBalance, StockCount
from inventory.operations.adjust import adjust_stock
from inventory.operations.count import TO_REVIEW, cancel_count, open_count
from inventory.states import CountState
from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.work_items import raise_work_item

WHY_LIMIT = 40
OPEN_STATES = (CountState.OPEN, CountState.REVIEW)


@dataclass(frozen=True)
class AdjustedAtDesk:
    """`count_id` is the review that waits for a second person; None when the books say it already."""

    difference: int
    count_id: int | None


def adjust_at_desk(
    *, cause: Cause, location: Location, sku: Sku, lot: Lot | None, condition: str, to_on_hand: int, reason: str
) -> AdjustedAtDesk:
    """Say how many units really lie at a place. Above the figure adjust_second_person_units nothing is changed yet:
    a review of this one line is opened, which somebody else approves like a count's.

    Refuses like adjust_stock, and with CountUnderWay (the place is being counted, or waits for a review already).
    Locks like adjust_stock.
    """
    try:
        done = adjust_stock(
            cause=cause, location=location, sku=sku, lot=lot, condition=condition, to_on_hand=to_on_hand, reason=reason
        )
    except SecondPersonNeeded as needed:
        count = _review(cause, location, sku, lot, condition, to_on_hand, reason)
        return AdjustedAtDesk(int(needed.facts["difference"]), count.pk)
    return AdjustedAtDesk(done.difference, None)


def reject_count(*, cause: Cause, count: StockCount, reason: str, again: bool) -> StockCount | None:
    """What was counted is not believed: nothing is changed; `again` asks for a new blind count of the place.

    The new count, or None. Audited. Refuses with CountNotOpen. Locks the count.
    """
    found = cancel_count(cause=cause, count=count, resolution=reason[:200] or "rejected")
    place = found.location
    subject, warehouse = f"count:{found.pk}", place.warehouse
    record(cause=cause, action="count.rejected", subject=subject, warehouse=warehouse, reason=reason or "rejected")
    return open_count(cause=cause, location=place, why="recount") if again else None


def _review(
    cause: Cause, location: Location, sku: Sku, lot: Lot | None, condition: str, to_on_hand: int, reason: str
) -> StockCount:
    if StockCount.objects.filter(location=location, state__in=OPEN_STATES).exists():
        raise CountUnderWay(location=location.code)
    there = StockBalance.objects.filter(location=location, sku=sku, lot=lot, condition=condition).first()
    count = StockCount.objects.create(
        warehouse_id=location.warehouse_id,
        location=location,
        why=reason[:WHY_LIMIT],
        state=CountState.REVIEW,
        counted_by=cause.person,
        **cause.columns,
    )
    book = there.on_hand if there else 0
    CountLine.objects.create(
        count=count, sku=sku, lot=lot, condition=condition, counted_units=to_on_hand, book_units=book
    )
    raise_work_item(
        cause=cause,
        kind=TO_REVIEW,
        warehouse_id=location.warehouse_id,
        subject_type="count",
        subject_id=count.pk,
        subject_label=location.code,
        facts={"differences": [[sku.code, to_on_hand - book]], "why": reason},
        is_urgent=True,
        stage="stock",
    )
    return count
