"""A place is counted blind; what the shelf says becomes the books, a large difference by a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from inventory.errors import ApproverIsSame, CountNotInReview, CountNotOpen, NotEnoughStock
from inventory.floor_errors import CountDisturbed
from inventory.locks import BalanceKey, key_of, lock_count
from inventory.models import CountLine, Location, Lot, Sku, StockBalance, StockCount, StockMovement
from inventory.operations.adjust import Shelf, audit_approval, lock_shelf, settle
from inventory.operations.checks import check_lot, check_physical
from inventory.operations.shelf_wins import Returned
from inventory.selectors.places import outer_locations
from inventory.states import COUNT_MOVES, Condition, CountState, LocationKind, Reason
from inventory.words import WHYS
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import Person
from wms.core.outbox import publish
from wms.core.prepared import Prepared, Together
from wms.core.refusals import InvalidInput
from wms.core.states import move_to
from wms.core.work_items import close_many, raise_work_item

TO_COUNT, TO_REVIEW = "stock.count", "stock.count_review"
COUNT_WANTED = "stock.count_wanted"
MOST_COUNTS = 500


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What somebody counted of one SKU (and lot) at the place."""

    sku: Sku
    lot: Lot | None = None
    units: int
    condition: str = Condition.GOOD


@dataclass(frozen=True)
class CountResult:
    """`state`: done (the books follow) or review (a second person decides). `differences` by (SKU id, lot id)."""

    count_id: int
    state: str
    differences: dict[tuple[int, int | None], int]
    returned: tuple[Returned, ...] = ()


def open_count(*, cause: Cause, location: Location, why: str) -> StockCount:
    """Ask for a blind count of one place. One count at a time is open per place: an open one is returned as it is.

    Refuses with LocationNotPhysical. Locks nothing.
    """
    check_physical(location)
    count = _insert_unless_open(
        StockCount(warehouse_id=location.warehouse_id, location=location, why=why, **cause.columns)
    )
    if count is None:
        is_open = Q(location=location, state__in=(CountState.OPEN, CountState.REVIEW))
        there = StockCount.objects.filter(is_open).first()
        return there or open_count(cause=cause, location=location, why=why)  # it ended at this moment
    raise_work_item(
        cause=cause,
        kind=TO_COUNT,
        warehouse_id=location.warehouse_id,
        subject_type="count",
        subject_id=count.pk,
        subject_label=location.code,
        facts={"why": list(WHYS.get(why, (why, why)))},
        stage="stock",
    )
    return count


def want_count(*, cause: Cause, location: Location, why: str) -> None:
    """open_count() right after the commit, told by message: a scan that finds a place short does not wait for it.

    Refuses with LocationNotPhysical.
    """
    check_physical(location)
    publish(COUNT_WANTED, str(location.pk), why=why, cause=cause.facts)


def _insert_unless_open(count: StockCount) -> StockCount | None:
    """None when one is open at the place, also one of this very moment: the table lets in one. One statement, raw: the
    ORM's ignore_conflicts does not tell.
    """
    fields = [field for field in StockCount._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(str(field.column) for field in fields)
    values = [field.get_db_prep_save(field.pre_save(count, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO inventory_stockcount ({columns})"  # noqa: S608  the model's own names
            f" VALUES ({', '.join(['%s'] * len(fields))}) ON CONFLICT DO NOTHING RETURNING id",
            values,
        )
        made = cursor.fetchone()
    if made is None:
        return None
    count.pk, count._state.adding = made[0], False
    return count


def open_counts_at(*, cause: Cause, locations: Sequence[Location], why: str) -> list[StockCount]:
    """Ask for a blind count of each of these places, 500 at most; those that are being counted stay as they are.

    Refuses with InvalidInput (more), LocationNotPhysical. Locks nothing.
    """
    if len(locations) > MOST_COUNTS:
        raise InvalidInput(field="places", problem="too_many")
    return [open_count(cause=cause, location=location, why=why) for location in locations]


def record_count(*, cause: Cause, count: StockCount, counted: Sequence[Counted]) -> CountResult:
    """Write down a blind count. What is not named is not there. Small differences become the books at once.

    A difference above the figure adjust_second_person_units sends the whole count to review: nothing is changed yet.
    Refuses with CountNotOpen, LotRequired. Locks the count, SkuStock, the allocations there, the balances.
    """
    count = lock_count(count.pk)
    return record_locked_count(cause=cause, count=count, counted=counted, books=books_at(count.location))


@dataclass(frozen=True)
class BooksAt:
    """What the books have at a place, with its SKUs, and the end that differences come from and go to."""

    there: Sequence[StockBalance]
    adjustment: Location


def _lying_at(place: int) -> QuerySet[StockBalance]:
    return StockBalance.objects.filter(location=place, on_hand__gt=0).select_related("sku").order_by("pk")


_books_at = Together(Prepared(_lying_at, place=int), Prepared(outer_locations, warehouse=int, kind=str))


def books_at(location: Location) -> BooksAt:
    """One query; nothing is locked."""
    there, ends = _books_at(place=location.pk, warehouse=location.warehouse_id, kind=LocationKind.ADJUSTMENT)
    return BooksAt(sorted(there, key=lambda balance: balance.pk), ends[0])


def record_locked_count(
    *, cause: Cause, count: StockCount, counted: Sequence[Counted], books: BooksAt, since: datetime | None = None
) -> CountResult:
    """record_count() for a count that the caller holds, with its warehouse at hand, and of whose place he has read
    books_at(). Refuses with CountDisturbed where goods came or went `since`: asked behind the locks, so that none slips
    in between.
    """
    if count.state != CountState.OPEN:
        raise CountNotOpen(count=count.pk, state=str(count.state))
    for one in counted:
        check_lot(one.sku, one.lot)
    units = _units_by_key(count, counted, books.there)
    shelf = lock_shelf(count.location, list(units), new=units.keys() - {key_of(balance) for balance in books.there})
    if since is not None and _was_disturbed(count, since):
        raise CountDisturbed(location=count.location.code)
    lines = _write_lines(count, units, shelf)
    count.counted_by = cause.person
    differences = {(line.sku_id, line.lot_id): line.difference for line in lines if line.difference}
    if differences and max(map(abs, differences.values())) > _second_person_units(count):
        codes = {balance.sku_id: balance.sku.code for balance in books.there} | {
            one.sku.pk: one.sku.code for one in counted
        }
        _send_to_review(cause, count, differences, codes)
        return CountResult(count.pk, CountState.REVIEW, differences)
    note = count.why or "count"
    settled = settle(cause=cause, shelf=shelf, to_on_hand=units, kind=Reason.COUNT, note=note, outer=books.adjustment)
    _finish(cause, count, CountState.DONE, "counted")
    return CountResult(count.pk, CountState.DONE, differences, settled.returned)


def approve_count(*, cause: Cause, count: StockCount, approver: Person) -> CountResult:
    """A second person lets a large difference become the books: by the difference, so that what moved since stays.

    Refuses with CountNotInReview, ApproverIsSame (the counter cannot approve), NotEnoughStock (goods that the count
    missed have left since: count again). Locks like record_count.
    """
    count = lock_count(count.pk)
    if count.state != CountState.REVIEW:
        raise CountNotInReview(count=count.pk, state=str(count.state))
    if count.counted_by_id == approver.pk:
        raise ApproverIsSame(person=approver.name)
    lines = list(CountLine.objects.filter(count=count).select_related("sku").order_by("pk"))
    keys = {BalanceKey(count.location_id, line.sku_id, line.lot_id, line.condition): line for line in lines}
    shelf = lock_shelf(count.location, list(keys))
    targets = {key: shelf.balances[key].on_hand + line.difference for key, line in keys.items()}
    for key, units in targets.items():
        if units < 0:
            free = shelf.balances[key].on_hand
            wanted = -keys[key].difference
            raise NotEnoughStock(sku=keys[key].sku.code, location=count.location.code, wanted=wanted, free=free)
    settled = settle(cause=cause, shelf=shelf, to_on_hand=targets, kind=Reason.COUNT, note=count.why or "count")
    differences = {(line.sku_id, line.lot_id): line.difference for line in lines if line.difference}
    audit_approval(cause, count.location, approver, [[line.sku.code, line.difference] for line in lines])
    _finish(cause, count, CountState.DONE, "approved")
    return CountResult(count.pk, CountState.DONE, differences, settled.returned)


def cancel_count(*, cause: Cause, count: StockCount, resolution: str) -> StockCount:
    """Drop a count: nothing is changed. Refuses with CountNotOpen. Locks the count."""
    count = lock_count(count.pk)
    if count.state not in (CountState.OPEN, CountState.REVIEW):
        raise CountNotOpen(count=count.pk, state=str(count.state))
    _finish(cause, count, CountState.CANCELLED, resolution)
    return count


def _was_disturbed(count: StockCount, since: datetime) -> bool:
    moved = StockMovement.objects.filter(warehouse_id=count.warehouse_id, created_at__gte=since)
    here = moved.filter(source_location=count.location_id) | moved.filter(target_location=count.location_id)
    return here.exists()


def _second_person_units(count: StockCount) -> int:
    return int(figure("adjust_second_person_units", warehouse=count.warehouse))


def _units_by_key(
    count: StockCount, counted: Sequence[Counted], there: Sequence[StockBalance]
) -> dict[BalanceKey, int]:
    """What was counted, and zero for everything else that the books have there."""
    units = {key_of(balance): 0 for balance in there}
    for one in counted:
        key = BalanceKey(count.location_id, one.sku.pk, one.lot.pk if one.lot else None, one.condition)
        units[key] = units.get(key, 0) + one.units
    return units


def _write_lines(count: StockCount, units: dict[BalanceKey, int], shelf: Shelf) -> list[CountLine]:
    lines = [
        CountLine(
            count=count,
            sku_id=key.sku_id,
            lot_id=key.lot_id,
            condition=key.condition,
            counted_units=counted,
            book_units=shelf.balances[key].on_hand,
        )
        for key, counted in units.items()
    ]
    return CountLine.objects.bulk_create(lines)


def _send_to_review(
    cause: Cause, count: StockCount, differences: dict[tuple[int, int | None], int], codes: dict[int, str]
) -> None:
    _finish(cause, count, CountState.REVIEW, "to review")
    raise_work_item(
        cause=cause,
        kind=TO_REVIEW,
        warehouse_id=count.warehouse_id,
        subject_type="count",
        subject_id=count.pk,
        subject_label=count.location.code,
        facts={"differences": [[codes[sku_id], units] for (sku_id, _), units in differences.items()]},
        is_urgent=True,
        stage="stock",
    )


def _finish(cause: Cause, count: StockCount, state: str, resolution: str) -> None:
    move_to(count, state, COUNT_MOVES)
    count.done_at = None if state == CountState.REVIEW else timezone.now()
    count.touch(cause)
    count.save(update_fields=["state", "done_at", "counted_by", *count.WORK_FIELDS])
    close_many(kinds=[TO_COUNT, TO_REVIEW], subject_type="count", subject_ids=[count.pk], resolution=resolution)
