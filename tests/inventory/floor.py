"""A small warehouse for inventory's tests, and the ledger's verdict on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import Allocation, Location, Lot, Sku, SkuStock, StockBalance
from inventory.operations import Demand, place_demands, promise_order
from inventory.states import Condition
from tests.factories.core import ShopFactory
from tests.factories.inventory import (
    HandlingUnitFactory,
    LocationFactory,
    SkuBindingFactory,
    SkuFactory,
    StockedWarehouseFactory,
)
from tests.floor import CAUSE, stock
from wms.core.models import Message, Warehouse
from wms.core.outbox.registry import News, subscription_of
from wms.core.transactions import unit_of_work
from wms.ops.ledger import differences

T = TypeVar("T")


@dataclass
class House:
    """One warehouse with a dock, two shelves, two totes, and one bound SKU."""

    warehouse: Warehouse
    sku: Sku
    dock: Location
    shelf: Location
    other_shelf: Location
    tote: Location
    other_tote: Location

    def stock(self, units: int, at: Location | None = None, lot: Lot | None = None) -> None:
        stock(at or self.shelf, self.sku, units, lot)

    def promise(self, name: str, units: int, *, priority: int = 1, sku: Sku | None = None) -> str:
        """Promise `units` to demand ("test_item", name); the state it is in now."""
        demand = Demand("test_item", name, (sku or self.sku).pk, units)
        return do(
            lambda: promise_order(
                cause=CAUSE, warehouse=self.warehouse, demands=[demand], priority=priority, arrived_at=timezone.now()
            )
        ).state

    def place(self, *names: str) -> dict[str, list[int]]:
        """Place these demands; the placed allocation ids by name."""
        keys = [("test_item", name) for name in names]
        placements = do(lambda: place_demands(cause=CAUSE, warehouse=self.warehouse, demands=keys))
        return {placement.demand[1]: [unit.allocation_id for unit in placement.placed] for placement in placements}

    def placed(self, name: str, units: int) -> int:
        """Promise and place at one place; the allocation's id."""
        assert self.promise(name, units) == "promised"
        (allocation_id,) = self.place(name)[name]
        return allocation_id

    def sums(self, sku: Sku | None = None) -> tuple[int, int, int, int]:
        """(on hand sellable, reserved, waiting, in transit)"""
        row = SkuStock.objects.get(warehouse=self.warehouse, sku=sku or self.sku)
        return row.on_hand_sellable, row.reserved, row.waiting, row.in_transit

    def row(self, at: Location, condition: str = Condition.GOOD, lot: Lot | None = None) -> tuple[int, int]:
        """(on hand, allocated)"""
        balance = StockBalance.objects.filter(location=at, sku=self.sku, condition=condition, lot=lot).first()
        return (balance.on_hand, balance.allocated) if balance else (0, 0)

    def held(self, name: str) -> dict[str, int]:
        """Units of a demand by allocation state."""
        units: dict[str, int] = {}
        for row in Allocation.objects.filter(demand_type="test_item", demand_id=name):
            units[row.state] = units.get(row.state, 0) + row.quantity
        return units


def house() -> House:
    warehouse = StockedWarehouseFactory()
    sku = SkuFactory()
    SkuBindingFactory(shop=ShopFactory(warehouse=warehouse), sku=sku)
    return House(
        warehouse,
        sku,
        LocationFactory(warehouse=warehouse, dock=True),
        LocationFactory(warehouse=warehouse),
        LocationFactory(warehouse=warehouse),
        HandlingUnitFactory(warehouse=warehouse).location,
        HandlingUnitFactory(warehouse=warehouse).location,
    )


def do(operation: Callable[[], T]) -> T:
    """One operation in a unit of work of its own; afterwards the ledger agrees with every cache."""
    with unit_of_work():
        result = operation()
    assert differences() == []
    return result


def hear(topic: str) -> None:
    """Hand over what was told under a topic and not heard yet, as the outbox does after the commit."""
    for message in Message.objects.filter(topic=topic, state="pending").order_by("pk"):
        subscription = subscription_of(topic, message.subscriber)
        assert subscription is not None
        with unit_of_work():
            subscription.tell([News(message.key, message.facts, message.created_at)])
        Message.objects.filter(pk=message.pk).update(state="done")


def statements(queries: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, transaction statements left out."""
    sql = [query["sql"] for query in queries]
    return [text for text in sql if not text.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT"))]
