"""Taking, undoing, carrying, shipping: the goods of an allocation, and no others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.errors import (
    AllocationMoved,
    DemandIncomplete,
    ForeignWarehouse,
    GoodsElsewhere,
    NothingToUntake,
    NotTaken,
    QuantityNotPositive,
    UnknownDemand,
)
from inventory.models import Allocation, StockMovement
from inventory.operations import (
    carry,
    declare_loss,
    place_again,
    put_back_units,
    return_to_put_back,
    ship,
    switch_negative_outbound,
    take,
    untake,
)
from tests.factories.inventory import HandlingUnitFactory
from tests.floor import CAUSE
from tests.inventory.floor import House, do, statements
from wms.core.models import AuditEntry
from wms.core.transactions import unit_of_work

DEMAND = [("test_item", "1")]


def taken(small: House, units: int = 3) -> int:
    pk = small.placed("1", units)
    return do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=units, into=small.tote)).allocation_id


def test_a_part_taken_leaves_the_rest_placed_under_its_own_id(small: House) -> None:
    small.stock(5)
    pk = small.placed("1", 5)
    result = do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=2, into=small.tote))
    assert result.rest_allocation_id == pk
    assert result.allocation_id != pk
    assert small.held("1") == {"placed": 3, "taken": 2}
    assert (small.row(small.shelf), small.row(small.tote)) == ((3, 3), (2, 2))


def test_a_take_never_touches_the_sums(small: House) -> None:
    small.stock(5)
    pk = small.placed("1", 5)
    with CaptureQueriesContext(connection) as queries, unit_of_work():
        take(cause=CAUSE, allocation_id=pk, quantity=5, into=small.tote)
    assert not [sql for sql in statements(queries) if "inventory_skustock" in sql]


@pytest.mark.parametrize("units", [2, 5])
def test_a_take_costs_at_most_eight_queries(small: House, units: int) -> None:
    small.stock(5)
    pk = small.placed("1", 5)
    with CaptureQueriesContext(connection) as queries, unit_of_work():
        take(cause=CAUSE, allocation_id=pk, quantity=units, into=small.tote)
    assert len(statements(queries)) <= 8


def test_goods_that_are_no_longer_held_there_are_not_taken(small: House) -> None:
    small.stock(5)
    pk = small.placed("1", 5)
    goods = {"location": small.shelf, "sku": small.sku, "lot": None, "reason": "test"}
    do(lambda: declare_loss(cause=CAUSE, quantity=5, **goods))
    with pytest.raises(AllocationMoved) as caught:
        do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=5, into=small.tote))
    assert caught.value.facts == {"sku": small.sku.code, "location": ""}
    assert small.held("1") == {"promised": 5}
    assert small.row(small.tote) == (0, 0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"quantity": 6}, AllocationMoved),
        ({"quantity": 0}, QuantityNotPositive),
        ({"allocation_id": 0}, UnknownDemand),
    ],
)
def test_a_take_beyond_the_allocation_is_refused_and_nothing_changes(
    small: House, change: dict[str, int], refusal: type[Exception]
) -> None:
    small.stock(9)
    goods = {"allocation_id": small.placed("1", 5), "quantity": 5, **change}
    with pytest.raises(refusal):
        do(lambda: take(cause=CAUSE, into=small.tote, **goods))
    assert small.held("1") == {"placed": 5}
    assert (small.row(small.shelf), small.row(small.tote)) == ((9, 5), (0, 0))


def test_the_scanned_place_must_be_the_placed_one(small: House) -> None:
    small.stock(5)
    small.stock(5, at=small.other_shelf)
    pk = small.placed("1", 5)
    placed_at = Allocation.objects.get(pk=pk).balance.location
    wrong = small.other_shelf if placed_at == small.shelf else small.shelf
    with pytest.raises(AllocationMoved):
        do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=5, into=small.tote, source=wrong))
    do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=5, into=small.tote, source=placed_at))
    assert small.held("1") == {"taken": 5}


def test_a_tote_of_another_warehouse_takes_nothing(small: House) -> None:
    small.stock(5)
    pk = small.placed("1", 5)
    foreign = HandlingUnitFactory().location
    with pytest.raises(ForeignWarehouse):
        do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=5, into=foreign))


def test_undo_reverses_the_newest_take_beside_what_is_still_placed(small: House) -> None:
    small.stock(5)
    pk = small.placed("1", 5)
    first = do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=2, into=small.tote))
    undone = do(lambda: untake(cause=CAUSE, allocation_id=first.allocation_id))
    assert undone.allocation_id == first.allocation_id
    assert dict(Allocation.objects.values_list("pk", "quantity")) == {pk: 3, first.allocation_id: 2}
    assert small.held("1") == {"placed": 5}
    assert (small.row(small.shelf), small.row(small.tote)) == ((5, 5), (0, 0))
    assert StockMovement.objects.get(pk=undone.movement_id).reverses == StockMovement.objects.get(reason="take")


def test_undo_twice_is_refused(small: House) -> None:
    small.stock(5)
    pk = taken(small)
    do(lambda: untake(cause=CAUSE, allocation_id=pk))
    with pytest.raises(NotTaken):
        do(lambda: untake(cause=CAUSE, allocation_id=pk))
    assert small.held("1") == {"placed": 3}


def test_goods_that_were_carried_on_cannot_be_untaken(small: House) -> None:
    small.stock(5)
    pk = taken(small)
    do(lambda: carry(cause=CAUSE, allocation_ids=[pk], target=small.other_tote))
    with pytest.raises(NothingToUntake):
        do(lambda: untake(cause=CAUSE, allocation_id=pk))
    assert small.row(small.other_tote) == (3, 3)


def test_goods_leave_only_whole_and_only_from_where_they_are(small: House) -> None:
    small.stock(5)
    pk = small.placed("1", 3)
    do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=2, into=small.tote))
    with pytest.raises(DemandIncomplete) as incomplete:
        do(lambda: ship(cause=CAUSE, demands=DEMAND, source=small.tote))
    assert incomplete.value.facts == {"demand": "1", "taken": 2, "wanted": 3}
    do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=1, into=small.other_tote))
    with pytest.raises(GoodsElsewhere):
        do(lambda: ship(cause=CAUSE, demands=DEMAND, source=small.tote))
    assert small.sums() == (5, 3, 0, 0)
    assert do(lambda: ship(cause=CAUSE, demands=DEMAND)).units == 3
    assert small.sums() == (2, 0, 0, 0)
    with pytest.raises(DemandIncomplete):
        do(lambda: ship(cause=CAUSE, demands=DEMAND))
    with pytest.raises(UnknownDemand):
        do(lambda: ship(cause=CAUSE, demands=[("test_item", "9")]))


def test_a_cancelled_order_s_goods_are_sellable_only_when_they_are_back_on_a_shelf(small: House) -> None:
    small.stock(5)
    pk = taken(small)
    do(lambda: return_to_put_back(cause=CAUSE, allocation_ids=[pk]))
    assert small.sums() == (2, 0, 0, 0)
    assert small.row(small.tote, "put_back") == (3, 0)
    with pytest.raises(NotTaken):
        do(lambda: return_to_put_back(cause=CAUSE, allocation_ids=[pk]))
    ends = {"source": small.tote, "target": small.other_shelf}
    do(lambda: put_back_units(cause=CAUSE, sku=small.sku, lot=None, quantity=3, **ends))
    assert small.sums() == (5, 0, 0, 0)
    assert (small.row(small.tote, "put_back"), small.row(small.other_shelf)) == ((0, 0), (3, 0))


def test_goods_dropped_from_a_tote_are_promised_again_and_placed_elsewhere(small: House) -> None:
    small.stock(3)
    pk = taken(small)
    small.stock(4, at=small.other_shelf)
    goods = {"location": small.tote, "sku": small.sku, "lot": None, "reason": "dropped"}
    lost = do(lambda: declare_loss(cause=CAUSE, quantity=1, **goods))
    (back,) = lost.returned
    assert (back.quantity, back.split_from) == (1, pk)
    assert small.held("1") == {"taken": 2, "promised": 1}
    placement = do(lambda: place_again(cause=CAUSE, allocation_id=back.allocation_id))
    assert (placement.missing, placement.placed[0].location_id) == (0, small.other_shelf.pk)


def negative(small: House) -> None:
    do(lambda: switch_negative_outbound(cause=CAUSE, warehouse=small.warehouse, is_on=True, reason="stocktaking"))
    small.shelf.warehouse.refresh_from_db()


def test_negative_outbound_is_off_and_an_empty_place_gives_nothing(small: House) -> None:
    small.stock(3)
    small.promise("1", 3)
    pk = Allocation.objects.get().pk
    with pytest.raises(AllocationMoved):
        do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=3, into=small.tote, source=small.other_shelf))
    assert not AuditEntry.objects.filter(action="stock.found").exists()


def test_negative_outbound_finds_what_the_books_miss_and_no_place_goes_below_zero(small: House) -> None:
    small.stock(3)
    small.promise("1", 3)
    negative(small)
    small.other_shelf.warehouse.refresh_from_db()
    pk = Allocation.objects.get().pk
    result = do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=2, into=small.tote, source=small.other_shelf))
    assert result.found_units == 2
    assert small.row(small.other_shelf) == (0, 0)
    assert small.row(small.tote) == (2, 2)
    assert small.held("1") == {"promised": 1, "taken": 2}
    assert small.sums() == (5, 3, 0, 0)
    entry = AuditEntry.objects.get(action="stock.found")
    assert (entry.before, entry.after["demand_id"]) == ({"missing": 2}, "1")


def test_negative_outbound_ships_promised_goods_from_a_place_that_the_books_call_empty(small: House) -> None:
    small.stock(3)
    small.promise("1", 3)
    negative(small)
    small.tote.warehouse.refresh_from_db()
    result = do(lambda: ship(cause=CAUSE, demands=DEMAND, source=small.tote))
    assert (result.units, result.found_units) == (3, 3)
    assert small.row(small.tote) == (0, 0)
    assert small.sums() == (3, 0, 0, 0)
