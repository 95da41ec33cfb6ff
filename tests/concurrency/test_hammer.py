"""Eight processes fight for twenty scarce SKUs on PostgreSQL; and the same fight with the locks broken.

SQLite hides every locking mistake: its transactions are serial (PROTOCOLS 1).
"""

from __future__ import annotations

import pytest
from django.db.models import Sum

from inventory.models import Allocation, Location, Sku, SkuStock, StockBalance
from inventory.states import AllocationState
from tests.concurrency.floor import SOUND, UNLOCKED, UNORDERED, Job, in_processes
from tests.factories.inventory import HandlingUnitFactory, LocationFactory, SkuFactory, StockedWarehouseFactory
from tests.floor import stock
from wms.core.models import Warehouse
from wms.ops.ledger import differences

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.slow]

PROCESSES, SKUS, UNITS = 8, 20, 20


class Field:
    """Twenty units of each SKU, ten on each of two shelves."""

    def __init__(self, skus: int = SKUS) -> None:
        self.warehouse: Warehouse = StockedWarehouseFactory()
        self.skus: list[Sku] = SkuFactory.create_batch(skus)
        self.shelves: list[Location] = LocationFactory.create_batch(2, warehouse=self.warehouse)
        for sku in self.skus:
            for shelf in self.shelves:
                stock(shelf, sku, UNITS // 2)

    def jobs(self, *, orders: int, locks: str = SOUND, disturbers: int = 0) -> list[Job]:
        return [
            Job(
                worker=worker,
                warehouse_id=self.warehouse.pk,
                sku_ids=tuple(sku.pk for sku in self.skus),
                shelf_ids=tuple(shelf.pk for shelf in self.shelves),
                tote_id=HandlingUnitFactory(warehouse=self.warehouse).location.pk,
                orders=orders,
                kind="disturb" if worker < disturbers else "pick",
                locks=locks,
            )
            for worker in range(PROCESSES)
        ]

    @property
    def oversold(self) -> int:
        """Units that left or are promised beyond what there ever was."""
        gone = Allocation.objects.exclude(state__in=[AllocationState.WAITING, AllocationState.RELEASED])
        rows = gone.values("sku").annotate(units=Sum("quantity"))
        return sum(max(0, row["units"] - UNITS) for row in rows)


def test_scarce_stock_is_used_fully_and_never_sold_twice() -> None:
    field = Field()
    tallies = in_processes(field.jobs(orders=12))
    assert [error for tally in tallies for error in tally.errors] == []
    assert [code for tally in tallies for code in tally.refusals] == []
    assert sum(tally.deadlocks for tally in tallies) == 0
    assert sum(tally.shipped_units for tally in tallies) == SKUS * UNITS
    assert field.oversold == 0
    assert set(SkuStock.objects.values_list("on_hand_sellable", "reserved", "waiting")) == {(0, 0, 0)}
    assert set(StockBalance.objects.values_list("on_hand", "allocated")) == {(0, 0)}
    assert differences() == []


def test_losses_finds_and_moves_under_the_pickers_leave_no_difference_and_no_deadlock_to_a_person() -> None:
    field = Field(skus=6)
    tallies = in_processes(field.jobs(orders=20, disturbers=3))
    assert [error for tally in tallies for error in tally.errors] == []
    assert sum(tally.deadlocks for tally in tallies) == 0
    assert sum(tally.shipped_units for tally in tallies) > 0
    assert not StockBalance.objects.filter(on_hand__lt=0).exists()
    assert differences() == []


def test_the_same_hammer_sells_twice_without_locks() -> None:
    field = Field(skus=6)
    in_processes(field.jobs(orders=8, locks=UNLOCKED))
    assert differences() != []
    assert field.oversold > 0


def test_the_same_hammer_deadlocks_with_locks_out_of_order() -> None:
    field = Field(skus=6)
    tallies = in_processes(field.jobs(orders=8, locks=UNORDERED))
    assert sum(tally.deadlocks for tally in tallies) > 0
