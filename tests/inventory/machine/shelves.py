"""The shelf wins: what is lost, damaged, found, counted or expired, whoever held it."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from inventory.errors import NotEnoughStock
from inventory.operations import (
    Counted,
    change_condition,
    declare_loss,
    expire_lots,
    open_count,
    record_count,
    set_threshold,
)
from tests.inventory.machine.floor import PICK, UNITS, Floor, do, one_of, refused
from tests.inventory.model import GOOD, Key

EXPIRED_BY = datetime.date(2030, 6, 1)


class Shelves(Floor):
    @precondition(lambda self: self._at(GOOD))
    @rule(pick=PICK, units=UNITS, condition=st.sampled_from(["", "blocked", "damaged"]))
    def lose(self, pick: int, units: int, condition: str) -> None:
        """Goods are gone, or no longer good: also promised, placed and taken ones."""
        key = one_of(self._at(GOOD), pick)
        location, sku, lot, _ = key
        goods = {
            "location": self.places[location],
            "sku": self.skus[sku],
            "lot": self.lots.get(lot or 0),
            "reason": "test",
        }
        if units > self.model.units[key]:
            refused(NotEnoughStock, declare_loss, **goods, quantity=units)
            return
        if condition:
            lost = do(change_condition, **goods, quantity=units, to_condition=condition)
        else:
            lost = do(declare_loss, **goods, quantity=units)
        self._lowered(key, self.model.units[key] - units, lost.returned)
        self.model.move(sku, lot, units, (location, GOOD), (location, condition) if condition else None)

    @precondition(lambda self: self._at(GOOD))
    @rule(pick=PICK, change=st.integers(-6, 6))
    def adjust(self, pick: int, change: int) -> None:
        key = one_of(self._at(GOOD), pick)
        self._set_on_hand(key, max(change, -self.model.units[key]))

    @rule(shelf=st.integers(0, 2), counts=st.lists(st.integers(0, 8), min_size=4, max_size=4))
    def count(self, shelf: int, counts: list[int]) -> None:
        """A blind count of a whole shelf; every difference is within what one person may settle."""
        location = self.shelves[shelf]
        units_of = {(location.pk, *good, GOOD): units for good, units in zip(self.goods, counts, strict=True)}
        if any(abs(units - self.model.units[key]) > 20 for key, units in units_of.items()):
            return
        bad = [key for key in self.model.units if key[0] == location.pk and key[3] != GOOD]
        counted = [
            Counted(sku=self.skus[key[1]], lot=self.lots.get(key[2] or 0), units=units, condition=key[3])
            for key, units in [*units_of.items(), *((key, self.model.units[key]) for key in bad)]
        ]
        task = do(open_count, location=location, why="test")
        result = do(record_count, count=task, counted=counted)
        assert result.state == "done"
        for key, units in units_of.items():
            self._lowered(key, units, [back for back in result.returned if back.demand[1] in self._demands_at(key)])
            self.model.units[key] = units

    def _demands_at(self, key: Key) -> set[str]:
        return {hold.demand for hold in self.model.holds.values() if hold.key == key}

    @rule()
    def expire(self) -> None:
        gone = [key for key in self._at(GOOD) if key[2] and self.lots[key[2]].expires_on < EXPIRED_BY]
        expired = do(expire_lots, warehouse=self.warehouse, today=EXPIRED_BY)
        assert expired.units == sum(self.model.units[key] for key in gone)
        for key in gone:
            self.model.lower(key, 0)
            self.model.move(key[1], key[2], self.model.units[key], (key[0], GOOD), (key[0], "expired"))
        self._let_go_of_the_ended(expired.returned)

    @rule(good=st.integers(0, 2), units=st.integers(0, 4))
    def withhold(self, good: int, units: int) -> None:
        sku, _ = self.goods[good]
        do(set_threshold, warehouse=self.warehouse, sku=self.skus[sku], units=units)
        self.model.thresholds[sku] = units
