"""What is physically true: each unit has an identity, a SKU, and a place. No scan changes it, only hands do."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass(eq=False)
class Unit:
    """One piece. Its label always tells its SKU: a lying label would be an error that no scan can see."""

    number: int
    sku: str
    place: str


@dataclass
class Bought:
    """An order that the front has accepted."""

    number: str
    lines: dict[str, int]
    carrier: str
    accepted_at: float
    shipped_at: float = 0.0
    cancel_asked: bool = False  # the buyer will ask to cancel, or has asked


@dataclass
class Counts:
    """What the last line reports."""

    wrong_scans_made: int = 0
    caught: Counter[str] = field(default_factory=Counter)
    wrong_parcels: int = 0
    unseen_errors: int = 0
    oversold: int = 0
    parcels: int = 0


class World:
    """Units by place, orders, and what was counted. Every method is safe from any thread."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.at: dict[str, list[Unit]] = defaultdict(list)
        self.orders: dict[str, Bought] = {}
        self.counts = Counts()
        self._committed: Counter[str] = Counter()
        self._made = 0

    def make(self, sku: str, place: str, count: int) -> None:
        """Units come into being: at the supplier's van, or on a shelf that an earlier run has filled."""
        with self.lock:
            for _ in range(count):
                self._made += 1
                self.at[place].append(Unit(self._made, sku, place))

    def take(self, place: str, sku: str, into: str, count: int = 1) -> list[Unit]:
        """Hands take up to `count` units of a SKU from a place."""
        with self.lock:
            taken = [unit for unit in self.at[place] if unit.sku == sku][:count]
            for unit in taken:
                self._move(unit, into)
            return taken

    def move_all(self, source: str, target: str) -> int:
        with self.lock:
            units = list(self.at[source])
            for unit in units:
                self._move(unit, target)
            return len(units)

    def move(self, unit: Unit, target: str) -> None:
        with self.lock:
            self._move(unit, target)

    def _move(self, unit: Unit, target: str) -> None:
        self.at[unit.place].remove(unit)
        unit.place = target
        self.at[target].append(unit)

    def what_is_at(self, place: str) -> Counter[str]:
        with self.lock:
            return Counter(unit.sku for unit in self.at[place])

    def units_at(self, place: str) -> list[Unit]:
        with self.lock:
            return list(self.at[place])

    def neighbour(self, place: str, prefix: str, not_sku: str) -> Unit | None:
        """A unit of another SKU that somebody could mistake: from any other shelf place."""
        with self.lock:
            for other, units in self.at.items():
                if other != place and other.startswith(prefix):
                    for unit in units:
                        if unit.sku != not_sku:
                            return unit
        return None

    def free_units(self) -> Counter[str]:
        """Good units that no accepted order needs: what may still be sold without overselling."""
        with self.lock:
            lying = Counter(
                unit.sku
                for place, units in self.at.items()
                if not place.startswith(("gone:", "lost:"))
                for unit in units
            )
            lying.subtract(self._committed)
            return lying

    def accept(self, order: Bought) -> None:
        """The front has sold: count it oversold when this world has no free unit left for it."""
        with self.lock:
            free = self.free_units()
            if any(free[sku] < units for sku, units in order.lines.items()):
                self.counts.oversold += 1
            self._committed.update(order.lines)
            self.orders[order.number] = order

    def will_cancel(self, number: str) -> bool:
        with self.lock:
            order = self.orders.get(number)
            return order is not None and order.cancel_asked

    def release(self, number: str) -> None:
        """The order needs its units no more: it was cancelled, or they have left with it."""
        with self.lock:
            self._committed.subtract(self.orders[number].lines)

    def hand_over(self, number: str, parcel: str, when: float) -> None:
        """A parcel leaves: its units are compared with what was bought."""
        with self.lock:
            order = self.orders[number]
            if self.what_is_at(parcel) != Counter(order.lines):
                self.counts.wrong_parcels += 1
            self.counts.parcels += 1
            order.shipped_at = when
            self.release(number)
            self.move_all(parcel, f"gone:{number}")

    def made_wrong(self) -> None:
        with self.lock:
            self.counts.wrong_scans_made += 1

    def caught(self, stage: str) -> None:
        with self.lock:
            self.counts.caught[stage] += 1
