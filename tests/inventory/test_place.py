"""Places are chosen by FEFO, then FIFO, then so that few are needed; blocked and unpickable ones never."""

from __future__ import annotations

import datetime

import pytest

from inventory.choosing import Place, choose_places
from inventory.errors import AllocationNotPromised, UnknownDemand
from inventory.models import Allocation, StockBalance
from inventory.operations import block_location, place_again, place_demands
from inventory.selectors.likely_places import likely_places
from inventory.states import ZoneKind
from tests.factories.inventory import LocationFactory, LotFactory, SkuFactory, ZoneFactory
from tests.floor import CAUSE, stock
from tests.inventory.floor import House, do

JANUARY, MARCH = datetime.date(2030, 1, 1), datetime.date(2030, 3, 1)


def place(pk: int, free: int, *, expires: datetime.date | None = None, aged: datetime.date = JANUARY) -> Place:
    return Place(balance_id=pk, free=free, expires_on=expires, aged_on=aged, walk_order=pk)


@pytest.mark.parametrize(
    ("need", "places", "expected"),
    [
        (3, [place(1, 9, expires=MARCH), place(2, 2, expires=JANUARY)], [(2, 2), (1, 1)]),
        (3, [place(1, 9, aged=MARCH), place(2, 2, aged=JANUARY)], [(2, 2), (1, 1)]),
        (3, [place(1, 9), place(2, 9, expires=MARCH)], [(2, 3)]),
        (5, [place(1, 2), place(2, 3), place(3, 8), place(4, 6)], [(4, 5)]),
        (9, [place(1, 2), place(2, 5), place(3, 4)], [(2, 5), (3, 4)]),
        (9, [place(1, 2), place(2, 5)], [(2, 5), (1, 2)]),
        (1, [], []),
        (1, [place(1, 0)], []),
    ],
    ids=["fefo", "fifo", "dated-first", "smallest-covering", "largest-first", "not-enough", "none", "empty"],
)
def test_the_choice_of_places(need: int, places: list[Place], expected: list[tuple[int, int]]) -> None:
    assert [(chosen.balance_id, units) for chosen, units in choose_places(need, places)] == expected


def test_the_lot_that_expires_first_is_placed_first(small: House) -> None:
    sku = SkuFactory(with_expiry=True)
    late, soon = (LotFactory(sku=sku, expires_on=day) for day in (MARCH, JANUARY))
    stock(small.shelf, sku, 4, late)
    stock(small.other_shelf, sku, 4, soon)
    small.promise("1", 6, sku=sku)
    (placement,) = do(lambda: place_demands(cause=CAUSE, warehouse=small.warehouse, demands=[("test_item", "1")]))
    assert {(unit.lot_id, unit.quantity) for unit in placement.placed} == {(soon.pk, 4), (late.pk, 2)}
    assert placement.missing == 0


def test_fifo_goes_by_the_days_of_the_warehouse(small: House) -> None:
    """23:00 and 01:00 in Shanghai are two days, though one in UTC; 01:00 and 17:00 are one, though two in UTC."""
    assert small.warehouse.time_zone == "Asia/Shanghai"
    small.stock(3)
    small.stock(9, at=small.other_shelf)
    came = {small.shelf: "2026-01-01T17:00+00:00", small.other_shelf: "2026-01-01T15:00+00:00"}
    for place, moment in came.items():
        StockBalance.objects.filter(location=place).update(aged_from=datetime.datetime.fromisoformat(moment))
    small.promise("1", 3)
    assert chosen_from(small) == small.other_shelf.pk
    (placement,) = do(lambda: place_demands(cause=CAUSE, warehouse=small.warehouse, demands=[("test_item", "1")]))
    assert [unit.location_id for unit in placement.placed] == [small.other_shelf.pk]
    StockBalance.objects.filter(location=small.other_shelf).update(
        aged_from=datetime.datetime.fromisoformat("2026-01-02T09:00+00:00")
    )
    assert chosen_from(small) == small.shelf.pk  # one day: the smallest place that has all


def chosen_from(house: House) -> int:
    likely = likely_places(house.warehouse.pk, [house.sku.pk])
    ((place, _units),) = choose_places(3, likely.by_sku[house.sku.pk])
    return likely.location_of[place.balance_id]


def test_the_stronger_promise_gets_the_last_units(small: House) -> None:
    small.stock(4)
    small.stock(4, at=small.dock)  # promised from the dock, too, but not pickable there
    small.promise("weak", 4, priority=1)
    small.promise("choice", 4, priority=0)
    small.place("weak", "choice")
    assert small.held("choice") == {"placed": 4}
    assert small.held("weak") == {"promised": 4}


def test_blocked_and_unpickable_places_are_left_out(small: House) -> None:
    small.stock(2)
    quarantine = ZoneFactory(warehouse=small.warehouse, kind=ZoneKind.QUARANTINE)
    small.stock(2, at=LocationFactory(warehouse=small.warehouse, zone=quarantine))
    small.stock(2, at=small.tote)
    small.promise("1", 5)
    do(lambda: block_location(cause=CAUSE, location=small.shelf, is_blocked=True, reason="wet"))
    (placement,) = do(lambda: place_demands(cause=CAUSE, warehouse=small.warehouse, demands=[("test_item", "1")]))
    assert (placement.placed, placement.missing) == ((), 5)
    do(lambda: block_location(cause=CAUSE, location=small.shelf, is_blocked=False, reason="dry"))
    small.place("1")
    assert small.held("1") == {"placed": 2, "promised": 3}


def test_placing_twice_places_nothing_twice(small: House) -> None:
    small.stock(5)
    pk = small.placed("1", 3)
    assert small.place("1") == {"1": []}
    assert small.row(small.shelf) == (5, 3)
    with pytest.raises(AllocationNotPromised):
        do(lambda: place_again(cause=CAUSE, allocation_id=pk))
    with pytest.raises(UnknownDemand):
        do(lambda: place_again(cause=CAUSE, allocation_id=0))


def test_waiting_goods_get_no_place(small: House) -> None:
    small.stock(2)
    assert small.promise("1", 3) == "waiting"
    small.place("1")
    assert Allocation.objects.get().state == "waiting"
    assert small.row(small.shelf) == (2, 0)
