"""The plain model that the stateful test holds against the ledger: dictionaries, no database, no cleverness."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

Key = tuple[int, int, int | None, str]  # location, SKU, lot, condition
End = tuple[int, str] | None  # location, condition
GOOD = "good"


@dataclass
class Hold:
    """Units that an allocation holds at a place. `came_from` = the shelf that they were taken from."""

    order: int
    demand: str
    sku: int
    units: int
    key: Key
    taken: bool = False
    came_from: int | None = None


@dataclass
class Order:
    """Its demands, and how many units of each are promised or waiting; what is not held is promised only."""

    number: int
    priority: int
    demands: dict[str, tuple[int, int]]  # name -> (SKU, units)
    state: str = "waiting"  # waiting | promised | ended

    def wants(self) -> Counter[int]:
        wanted: Counter[int] = Counter()
        for sku, units in self.demands.values():
            wanted[sku] += units
        return wanted


@dataclass
class Model:
    units: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    holds: dict[int, Hold] = field(default_factory=dict)  # by allocation id
    orders: list[Order] = field(default_factory=list)
    # Units of ended orders that still are an order's, by demand: taken ones of a released order.
    left_over: Counter[tuple[int, str]] = field(default_factory=Counter)
    expected: dict[int, Counter[int]] = field(default_factory=dict)  # open receipts: still to come by SKU
    thresholds: Counter[int] = field(default_factory=Counter)

    def move(
        self, sku: int, lot: int | None, units: int, source: tuple[int, str] | None, target: tuple[int, str] | None
    ) -> None:
        """(location, condition) at both ends; None is an outer end."""
        if source is not None:
            self.units[source[0], sku, lot, source[1]] -= units
        if target is not None:
            self.units[target[0], sku, lot, target[1]] += units

    def allocated(self, key: Key) -> int:
        return sum(hold.units for hold in self.holds.values() if hold.key == key)

    def free(self, key: Key) -> int:
        return self.units[key] - self.allocated(key)

    def sellable(self, sku: int) -> int:
        return sum(units for key, units in self.units.items() if key[1] == sku and key[3] == GOOD)

    def reserved(self, sku: int) -> int:
        promised = sum(order.wants()[sku] for order in self.orders if order.state == "promised")
        return promised + sum(
            hold.units for hold in self.holds.values() if hold.sku == sku and self.orders[hold.order].state == "ended"
        )

    def waiting(self, sku: int) -> int:
        return sum(order.wants()[sku] for order in self.orders if order.state == "waiting")

    def in_transit(self, sku: int) -> int:
        return sum(lines[sku] for lines in self.expected.values())

    def sums(self, sku: int) -> tuple[int, int, int, int]:
        return self.sellable(sku), self.reserved(sku), self.waiting(sku), self.in_transit(sku)

    def shown(self, sku: int) -> tuple[int, int, int]:
        sellable, reserved, waiting, in_transit = self.sums(sku)
        return max(0, sellable - reserved - waiting - self.thresholds[sku]), reserved, in_transit

    def can_promise(self, order: Order) -> bool:
        return all(self.sellable(sku) - self.reserved(sku) >= units for sku, units in order.wants().items())

    def lower(self, key: Key, to: int) -> list[tuple[int, int]]:
        """Goods are gone: (allocation id, units) that lose their place, the weakest first, as much as it takes."""
        excess = self.allocated(key) - to
        lost = []
        holders = [(pk, hold) for pk, hold in self.holds.items() if hold.key == key]
        holders.sort(key=lambda item: (self.orders[item[1].order].priority, item[1].order, item[0]), reverse=True)
        for pk, hold in holders:
            if excess <= 0:
                break
            units = min(excess, hold.units)
            excess -= units
            hold.units -= units
            if hold.units == 0:
                del self.holds[pk]
            lost.append((pk, units))
        return lost

    def held_of(self, order: Order) -> dict[int, Hold]:
        return {pk: hold for pk, hold in self.holds.items() if hold.order == order.number}
