"""[M16] What midnight in the warehouse's own zone does: the ended day is kept, what is past its date goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest import mock

from django.utils import timezone

from inventory.models import DailySnapshot
from inventory.operations import Snapshot, close_days, import_snapshot
from inventory.tasks import daily
from tests.factories.core import WarehouseFactory
from tests.factories.inventory import LotFactory
from tests.inventory.floor import House, do
from wms.core.models import Warehouse

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def today(small: House) -> date:
    """The day on which the goods of these tests move."""
    return timezone.now().astimezone(small.warehouse.zone).date()


def midnight(small: House, day: date) -> datetime:
    """The moment at which a day ends in the warehouse's zone."""
    return datetime.combine(day + DAY, time(), tzinfo=small.warehouse.zone)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


def close(small: House, moment: datetime) -> tuple[date, ...]:
    with at(moment):
        return do(lambda: close_days(warehouse=small.warehouse, now=moment))


def kept(small: House) -> dict[date, int]:
    return dict(DailySnapshot.objects.filter(warehouse=small.warehouse).values_list("day", "on_hand_sellable"))


def test_a_day_ends_at_midnight_of_the_warehouse_and_is_kept_once(small: House) -> None:
    day = today(small)
    small.stock(5)
    assert close(small, midnight(small, day) - MINUTE) == ()
    assert close(small, midnight(small, day)) == (day,)
    small.stock(4)
    assert close(small, midnight(small, day) + 2 * MINUTE) == ()
    assert kept(small) == {day: 5}


def test_missed_days_are_caught_up_but_never_before_the_first_movement(small: House) -> None:
    day = today(small)
    small.stock(5)
    days = close(small, midnight(small, day + 2 * DAY))
    assert days == (day, day + DAY, day + 2 * DAY)
    assert kept(small) == dict.fromkeys(days, 5)


def test_no_more_than_the_seven_days_that_a_first_sync_sends_are_caught_up(small: House) -> None:
    day = today(small)
    small.stock(5)
    days = close(small, midnight(small, day + 30 * DAY))
    assert (len(days), days[0], days[-1]) == (7, day + 24 * DAY, day + 30 * DAY)


def test_history_is_gone_on_from_where_it_ends(small: House) -> None:
    day = today(small)
    small.stock(5)
    numbers = {"on_hand_sellable": 9, "reserved": 0, "in_transit": 0, "available": 9}
    do(lambda: import_snapshot(warehouse=small.warehouse, snapshot=Snapshot(sku_id=small.sku.pk, day=day, **numbers)))
    assert close(small, midnight(small, day + DAY)) == (day + DAY,)
    assert kept(small) == {day: 9, day + DAY: 5}


def test_a_warehouse_that_nothing_ever_moved_in_has_no_days(small: House) -> None:
    assert close(small, midnight(small, today(small))) == ()
    assert kept(small) == {}


def test_the_task_keeps_a_lot_in_its_last_day_and_expires_it_after(small: House) -> None:
    closed = WarehouseFactory(is_active=False)
    day = today(small)
    lot = LotFactory(sku=small.sku, expires_on=day)
    small.stock(3, lot=lot)
    with at(midnight(small, day) - MINUTE):
        daily()
    assert (small.sums()[0], kept(small)) == (3, {})
    for _ in range(2):
        with at(midnight(small, day)):
            daily()
    assert kept(small) == {day: 3}
    assert small.sums()[0] == 0
    assert small.row(small.shelf, condition="expired", lot=lot) == (3, 0)
    assert not DailySnapshot.objects.filter(warehouse=closed).exists()


def test_a_warehouse_whose_day_cannot_be_closed_holds_up_no_other(small: House) -> None:
    other = WarehouseFactory()
    tried: set[int] = set()

    def fails_at_first(*, warehouse: Warehouse, now: datetime) -> tuple[date, ...]:
        tried.add(warehouse.pk)
        if len(tried) == 1:
            raise RuntimeError
        return ()

    with mock.patch("inventory.tasks.close_days", fails_at_first):
        daily()
    assert tried == {small.warehouse.pk, other.pk}
