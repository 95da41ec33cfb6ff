"""The floor that chance acts on: its goods and places, the model beside it, and what several rules do."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from inventory.models import InboundReceipt, Location, Lot, Sku
from inventory.operations import adjust_stock, release_demands
from tests.factories.core import PersonFactory
from tests.factories.inventory import (
    HandlingUnitFactory,
    LocationFactory,
    LotFactory,
    SkuFactory,
    StockedWarehouseFactory,
)
from tests.floor import CAUSE
from tests.inventory.model import Key, Model, Order
from wms.core.transactions import unit_of_work

UNITS = st.integers(1, 6)
PICK = st.integers(0, 10_000)


def do(operation: Callable[..., Any], **named: Any) -> Any:
    with unit_of_work():
        return operation(cause=CAUSE, **named)


def refused(refusal: type[Exception], operation: Callable[..., Any], **named: Any) -> None:
    with pytest.raises(refusal), unit_of_work():
        operation(cause=CAUSE, **named)


def one_of(things: Any, pick: int) -> Any:
    rows = list(things)
    return rows[pick % len(rows)]


def keys_of(order: Order) -> list[tuple[str, str]]:
    return [("test_item", name) for name in order.demands]


class Floor(RuleBasedStateMachine):
    """Two plain SKUs and one with two lots; a dock, three shelves, two totes."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()  # noqa: TID251  undone after each example
        self.transaction.__enter__()
        self.model = Model()
        self.receipts: dict[int, InboundReceipt] = {}
        self.seen: dict[int, tuple[tuple[int, int, int], int]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def build(self) -> None:
        self.warehouse = StockedWarehouseFactory()
        plain = SkuFactory.create_batch(2)
        with_lots = SkuFactory(with_expiry=True)
        self.skus: dict[int, Sku] = {sku.pk: sku for sku in [*plain, with_lots]}
        self.lots: dict[int, Lot] = {
            lot.pk: lot
            for lot in (
                LotFactory(sku=with_lots, expires_on=datetime.date(2030, 5, 1)),
                LotFactory(sku=with_lots, expires_on=datetime.date(2030, 9, 1)),
            )
        }
        self.goods = [(plain[0].pk, None), (plain[1].pk, None), *((with_lots.pk, pk) for pk in self.lots)]
        self.dock = LocationFactory(warehouse=self.warehouse, dock=True)
        self.shelves = LocationFactory.create_batch(3, warehouse=self.warehouse, allows_mixed_lots=True)
        self.totes = [HandlingUnitFactory(warehouse=self.warehouse).location for _ in range(2)]
        self.places: dict[int, Location] = {row.pk: row for row in [self.dock, *self.shelves, *self.totes]}
        self.approver = PersonFactory()

    def _at(self, condition: str) -> list[Key]:
        return [key for key, units in self.model.units.items() if units > 0 and key[3] == condition]

    def _set_on_hand(self, key: Key, change: int) -> None:
        location, sku, lot, _ = key
        target = self.model.units[key] + change
        adjusted = do(
            adjust_stock,
            location=self.places[location],
            sku=self.skus[sku],
            lot=self.lots.get(lot or 0),
            to_on_hand=target,
            reason="test",
            approver=self.approver,
        )
        assert adjusted.difference == change
        self._lowered(key, target, adjusted.returned)
        self.model.units[key] = target

    def _lowered(self, key: Key, to: int, returned: Any) -> None:
        """Exactly the weakest lose their place, and exactly as much as it takes."""
        lost = self.model.lower(key, to)
        assert Counter(back.quantity for back in returned) == Counter(units for _, units in lost)
        assert {back.split_from or back.allocation_id for back in returned} == {pk for pk, _ in lost}
        for pk, _ in lost:
            if pk in self.model.holds:
                self.model.holds[pk].came_from = None
        self._let_go_of_the_ended(returned)

    def _let_go_of_the_ended(self, returned: Any) -> None:
        """What picking does when it hears `allocation.returned` of an order that is cancelled: nobody wants it."""
        ended = {name for order in self.model.orders if order.state == "ended" for name in order.demands}
        keys = [back.demand for back in returned if back.demand[1] in ended]
        if keys:
            do(release_demands, demands=keys)
