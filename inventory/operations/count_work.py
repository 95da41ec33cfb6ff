"""A blind count by scans: the counter is told nothing, the books follow when he is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from inventory.errors import CountNotOpen
from inventory.floor_errors import CountNotAsked, CountTaken, NothingCounted
from inventory.locks import lock_count_at
from inventory.models import CountTally, Location, Lot, Sku, StockBalance, StockCount
from inventory.operations.count import Counted, CountResult, books_at, open_count, record_locked_count
from inventory.selectors.counts import tallies_of
from inventory.states import Condition, CountState
from wms.core.cause import Cause


def begin_count(*, cause: Cause, location: Location, is_confirmed: bool = False) -> StockCount:
    """Stand at a place and count it. With `is_confirmed` also one that nobody has asked for.

    Refuses with CountNotAsked, CountTaken (somebody else is counting), CountNotOpen (in review). Locks the count.
    """
    count = lock_count_at(location.pk)
    if count is None and not is_confirmed:
        raise CountNotAsked(location=location.code)
    if count is None:
        count = open_count(cause=cause, location=location, why="floor")
    if count.state != CountState.OPEN:
        raise CountNotOpen(count=count.pk, state=str(count.state))
    if count.begun_at is not None and count.counted_by is not None and count.counted_by != cause.person:
        raise CountTaken(location=location.code, person=count.counted_by.name)
    return _restart(cause, count)


def tally_units(*, cause: Cause, count: StockCount, sku: Sku, lot: Lot | None, units: int) -> int:
    """Count `units` more; returns how many of this SKU (and lot) so far. The count is locked.

    Without a lot those of a lot-tracked SKU wait for name_tally_lot: finish_count refuses them.
    """
    tally = CountTally.objects.filter(count=count, sku=sku, lot=lot).first() or CountTally(
        count=count, sku=sku, lot=lot, units=0
    )
    return _write(cause, count, tally, tally.units + units)


def name_tally_lot(*, cause: Cause, count: StockCount, lot: Lot) -> int:
    """The units that were scanned without a lot are of this one; returns how many of it so far. The count is locked."""
    waiting = CountTally.objects.get(count=count, sku=lot.sku_id, lot=None)
    waiting.delete()
    return tally_units(cause=cause, count=count, sku=lot.sku, lot=lot, units=waiting.units)


def set_tally(*, cause: Cause, count: StockCount, tally: CountTally, units: int) -> int:
    """Say how many there are of what was scanned last; zero is an answer. The count is locked."""
    return _write(cause, count, tally, units)


def last_tally(count: StockCount) -> CountTally | None:
    """What was scanned last."""
    tallies = tallies_of(count)
    return tallies[0] if tallies else None


def finish_count(*, cause: Cause, count: StockCount, is_confirmed: bool = False) -> CountResult:
    """What was scanned is what is there; the books follow, or a second person decides (record_count).

    Refuses with CountDisturbed (goods came or went meanwhile), NothingCounted unless `is_confirmed`, LotRequired. The
    count is locked, with its warehouse at hand; locks what record_count locks below it.
    """
    tallies = sorted(tallies_of(count), key=lambda tally: tally.pk)
    if not any(tally.units for tally in tallies) and not is_confirmed:
        raise NothingCounted(location=count.location.code)
    books = books_at(count.location)
    counted = _by_condition(tallies, books.there)
    result = record_locked_count(cause=cause, count=count, counted=counted, books=books, since=count.begun_at)
    CountTally.objects.filter(count=count).delete()
    return result


def restart_count(*, cause: Cause, count: StockCount) -> StockCount:
    """Forget what was scanned and begin anew. The count is locked."""
    return _restart(cause, count)


def leave_count(*, cause: Cause, count: StockCount) -> StockCount:
    """Somebody else counts it: it stays open, without any scan. The count is locked."""
    CountTally.objects.filter(count=count).delete()
    count.begun_at = None
    count.counted_by = None
    count.touch(cause)
    count.save(update_fields=["begun_at", "counted_by", *StockCount.WORK_FIELDS])
    return count


def _restart(cause: Cause, count: StockCount) -> StockCount:
    CountTally.objects.filter(count=count).delete()
    count.begun_at = timezone.now()
    count.counted_by = cause.person
    count.touch(cause)
    count.save(update_fields=["begun_at", "counted_by", *StockCount.WORK_FIELDS])
    return count


def _write(cause: Cause, count: StockCount, tally: CountTally, units: int) -> int:
    tally.units, tally.changed_at = units, timezone.now()
    tally.save()
    count.touch(cause)
    count.save(update_fields=StockCount.WORK_FIELDS)
    return units


def _by_condition(tallies: list[CountTally], there: Sequence[StockBalance]) -> list[Counted]:
    """A unit on the shelf does not say that it is blocked: what the books hold apart is counted first as such, so that
    a difference is one of good units as long as there are any.
    """
    apart: dict[tuple[int, int | None], list[StockBalance]] = defaultdict(list)
    for balance in there:
        if balance.condition != Condition.GOOD:
            apart[balance.sku_id, balance.lot_id].append(balance)
    counted: list[Counted] = []
    for tally in tallies:
        left = tally.units
        for balance in apart[tally.sku_id, tally.lot_id]:
            units = min(left, balance.on_hand)
            left -= units
            counted.append(Counted(sku=tally.sku, lot=tally.lot, units=units, condition=balance.condition))
        counted.append(Counted(sku=tally.sku, lot=tally.lot, units=left))
    return counted
