"""Goods come in, are carried from place to place, and come back from orders that have ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from inventory.errors import MoreThanExpected, NotEnoughStock
from inventory.models import Location
from inventory.operations import (
    AsnLine,
    close_receipt,
    move_stock,
    open_asn,
    put_away,
    put_back_units,
    receive_units,
    return_to_put_back,
)
from tests.inventory.machine.floor import PICK, UNITS, Floor, do, one_of, refused
from tests.inventory.model import GOOD


class Goods(Floor):
    @rule(good=st.integers(0, 3), units=UNITS)
    def announce(self, good: int, units: int) -> None:
        sku, _ = self.goods[good]
        number = f"ASN-{len(self.model.expected)}-{len(self.receipts)}"
        lines = [AsnLine(sku=self.skus[sku], expected_units=units)]
        opened = do(open_asn, warehouse=self.warehouse, number=number, lines=lines)
        self.receipts[opened.receipt.pk] = opened.receipt
        self.model.expected[opened.receipt.pk] = Counter({sku: units})

    @precondition(lambda self: self.model.expected)
    @rule(pick=PICK, units=UNITS, over=st.booleans(), lot=st.integers(0, 1))
    def receive(self, pick: int, units: int, over: bool, lot: int) -> None:
        pk = one_of(self.model.expected, pick)
        (sku,) = self.model.expected[pk]
        batch = list(self.lots.values())[lot] if self.skus[sku].tracks_lots else None
        goods = {"receipt": self.receipts[pk], "sku": self.skus[sku], "lot": batch, "quantity": units}
        to_come = self.model.expected[pk][sku]
        if units > to_come and not over:
            refused(MoreThanExpected, receive_units, **goods, into=self.dock)
            return
        do(receive_units, **goods, into=self.dock, allow_over=over)
        self.model.expected[pk][sku] = max(0, to_come - units)
        self.model.move(sku, batch.pk if batch else None, units, None, (self.dock.pk, GOOD))

    @precondition(lambda self: self.model.expected)
    @rule(pick=PICK)
    def close(self, pick: int) -> None:
        pk = one_of(self.model.expected, pick)
        closed = do(close_receipt, receipt=self.receipts[pk])
        assert closed.short == {sku: units for sku, units in self.model.expected.pop(pk).items() if units}

    @rule(good=st.integers(0, 3), shelf=st.integers(0, 2), units=UNITS)
    def find(self, good: int, shelf: int, units: int) -> None:
        """Opening stock, straight onto a shelf: an adjustment upwards."""
        self._set_on_hand((self.shelves[shelf].pk, *self.goods[good], GOOD), +units)

    @rule(good=st.integers(0, 3), shelf=st.integers(0, 2), units=UNITS)
    def shelve(self, good: int, shelf: int, units: int) -> None:
        self._carry(put_away, good, self.dock, self.shelves[shelf], units, requires_binding=False)

    @rule(good=st.integers(0, 3), source=st.integers(0, 2), units=UNITS)
    def move(self, good: int, source: int, units: int) -> None:
        self._carry(move_stock, good, self.shelves[source], self.shelves[(source + 1) % 3], units)

    def _carry(
        self, operation: Callable[..., Any], good: int, source: Location, target: Location, units: int, **more: Any
    ) -> None:
        sku, lot = self.goods[good]
        goods = {
            "sku": self.skus[sku],
            "lot": self.lots.get(lot or 0),
            "quantity": units,
            "source": source,
            "target": target,
            **more,
        }
        if self.model.free((source.pk, sku, lot, GOOD)) < units:
            refused(NotEnoughStock, operation, **goods)
            return
        do(operation, **goods)
        self.model.move(sku, lot, units, (source.pk, GOOD), (target.pk, GOOD))

    @precondition(lambda self: self._cancelled())
    @rule(pick=PICK)
    def set_apart(self, pick: int) -> None:
        pk = one_of(self._cancelled(), pick)
        hold = self.model.holds.pop(pk)
        do(return_to_put_back, allocation_ids=[pk])
        self.model.move(hold.sku, hold.key[2], hold.units, (hold.key[0], GOOD), (hold.key[0], "put_back"))

    def _cancelled(self) -> list[int]:
        """Holds of ended orders whose goods are off the shelf; what was laid back again is only placed."""
        ended = {pk: hold for pk, hold in self.model.holds.items() if self.model.orders[hold.order].state == "ended"}
        return [pk for pk, hold in ended.items() if hold.taken]

    @precondition(lambda self: self._at("put_back"))
    @rule(pick=PICK, shelf=st.integers(0, 2), units=UNITS)
    def put_back(self, pick: int, shelf: int, units: int) -> None:
        source, sku, lot, _ = one_of(self._at("put_back"), pick)
        goods = {
            "sku": self.skus[sku],
            "lot": self.lots.get(lot or 0),
            "source": self.places[source],
            "target": self.shelves[shelf],
        }
        if units > self.model.units[source, sku, lot, "put_back"]:
            refused(NotEnoughStock, put_back_units, **goods, quantity=units)
            return
        do(put_back_units, **goods, quantity=units)
        self.model.move(sku, lot, units, (source, "put_back"), (self.shelves[shelf].pk, GOOD))
