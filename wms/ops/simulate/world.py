"""What is physically true: each unit has an identity, a SKU, and a place. No scan changes it, only hands do."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field

GONE = "gone:"


@dataclass(eq=False)
class Unit:
    """One piece. People go by its label; when that lies, no scan can see it."""

    number: int
    sku: str
    label: str
    place: str


@dataclass
class Bought:
    """An order that the front has accepted. `lines`: units by SKU."""

    number: str
    lines: dict[str, int]
    accepted_at: float
    will_cancel: bool = False  # the buyer will ask, or has asked
    shipped_at: float | None = None
    was_right: bool = False  # at its last scan at the bench its units bore the labels that were bought
    is_released: bool = False  # it needs no unit any more


@dataclass
class Counts:
    """What the last line reports."""

    wrong_scans_made: int = 0
    caught: Counter[str] = field(default_factory=Counter)
    wrong_parcels: int = 0
    unseen_errors: int = 0
    oversold: int = 0
    parcels: int = 0
    passed_on: int = 0  # walks that were laid at a pass point for somebody else


class World:
    """Units by place, orders, and what was counted. Every method is safe from any thread."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.at: dict[str, list[Unit]] = defaultdict(list)
        self.orders: dict[str, Bought] = {}
        self.counts = Counts()
        self.lost: dict[str, Counter[str]] = defaultdict(Counter)  # by order or bulk tote, then SKU; not met yet
        self.extra: dict[str, Counter[str]] = defaultdict(Counter)  # laid into a bulk tote unscanned; not met yet
        self._committed: Counter[str] = Counter()
        self._made = 0

    def make(self, sku: str, place: str, count: int, label: str = "") -> None:
        """Units come into being: in the supplier's van, or on a shelf that an earlier run has filled."""
        with self.lock:
            for _ in range(count):
                self._made += 1
                self.at[place].append(Unit(self._made, sku, label or sku, place))

    def take(self, place: str, label: str, into: str, count: int = 1) -> list[Unit]:
        """Hands take up to `count` units that bear a label."""
        with self.lock:
            taken = [unit for unit in self.at[place] if unit.label == label][:count]
            for unit in taken:
                self.move(unit, into)
            return taken

    def grab(self, unit: Unit, place: str, hand: str) -> bool:
        """One unit is in one hand: False when somebody else has just taken it from its place."""
        with self.lock:
            is_there = unit.place == place
            if is_there:
                self.move(unit, hand)
            return is_there

    def move(self, unit: Unit, target: str) -> None:
        with self.lock:
            self.at[unit.place].remove(unit)
            unit.place = target
            self.at[target].append(unit)

    def move_all(self, source: str, target: str) -> int:
        with self.lock:
            units = self.units_at(source)
            for unit in units:
                self.move(unit, target)
            return len(units)

    def swap(self, one: str, other: str) -> None:
        """Two parcels change places: each lies where the other's label says."""
        with self.lock:
            ours, theirs = self.units_at(one), self.units_at(other)
            for unit in ours:
                self.move(unit, other)
            for unit in theirs:
                self.move(unit, one)

    def units_at(self, place: str) -> list[Unit]:
        with self.lock:
            return list(self.at[place])

    def labels_at(self, place: str) -> Counter[str]:
        with self.lock:
            return Counter(unit.label for unit in self.at[place])

    def neighbour(self, place: str, prefix: str, not_label: str) -> Unit | None:
        """A unit with another label that somebody could mistake: from any other shelf place."""
        with self.lock:
            for other, units in self.at.items():
                if other != place and other.startswith(prefix):
                    for unit in units:
                        if unit.label != not_label:
                            return unit
        return None

    def free_units(self) -> Counter[str]:
        """Units in the house that no accepted order needs: what may still be sold without overselling."""
        with self.lock:
            lying = Counter(
                unit.sku for place, units in self.at.items() if not place.startswith(GONE) for unit in units
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

    def release(self, number: str) -> None:
        """The order needs its units no more: it was cancelled, or they have left with it."""
        with self.lock:
            order = self.orders[number]
            if not order.is_released:
                order.is_released = True
                self._committed.subtract(order.lines)

    def wants(self, number: str) -> Counter[str]:
        """What an order bought; nothing for an order that is not of this run."""
        with self.lock:
            order = self.orders.get(number)
            return Counter(order.lines) if order else Counter()

    def may_lose(self, number: str) -> bool:
        """Units of an order that the buyer will cancel are not lost on the way: no bench would count them any more."""
        with self.lock:
            order = self.orders.get(number)
            return order is not None and not order.will_cancel

    def may_double(self, number: str, label: str) -> bool:
        """A double scan of a SKU of which nothing is lost will be met, because a unit is left over then."""
        with self.lock:
            order = self.orders.get(number)
            return order is not None and not order.will_cancel and not self.lost[number][label]

    def may_upset(self, tote: str, label: str, other: dict[str, Counter[str]]) -> bool:
        """Units of a bulk tote are no one order's: an error is met there unless an order for the like is cancelled, or
        the `other` kind of error with the same SKU makes the count right again.
        """
        with self.lock:
            cancels = any(order.will_cancel and label in order.lines for order in self.orders.values())
            return not cancels and not other[tote][label]

    def seal(self, number: str, parcel: str) -> None:
        """The last scan at the bench has passed: what the labels say now is all that any scan could see."""
        with self.lock:
            order = self.orders.get(number)
            if order is None:
                return  # of an earlier run
            order.was_right = self.labels_at(parcel) == Counter(order.lines)

    def hand_over(self, number: str, parcel: str, when: float) -> None:
        """A parcel leaves: its units are compared with what was bought."""
        with self.lock:
            order = self.orders.get(number)
            if order is None or order.shipped_at is not None:
                return
            if Counter(unit.sku for unit in self.at[parcel]) != Counter(order.lines):
                if order.was_right:
                    self.counts.unseen_errors += 1
                else:
                    self.counts.wrong_parcels += 1
            self.counts.parcels += 1
            order.shipped_at = when
            self.release(number)
            self.move_all(parcel, f"{GONE}{number}")

    def passed_on(self) -> None:
        with self.lock:
            self.counts.passed_on += 1

    def made_wrong(self) -> None:
        with self.lock:
            self.counts.wrong_scans_made += 1

    def caught(self, stage: str) -> None:
        with self.lock:
            self.counts.caught[stage] += 1

    def lose(self, whose: str, label: str) -> None:
        """A wrong scan that looks right: one unit less in the tote of an order, or of many, than the books believe."""
        with self.lock:
            self.counts.wrong_scans_made += 1
            self.lost[whose][label] += 1

    def add_extra(self, tote: str, label: str) -> None:
        """A unit went into a bulk tote without a scan: one more than the books believe."""
        with self.lock:
            self.counts.wrong_scans_made += 1
            self.extra[tote][label] += 1

    def met_extra(self, tote: str, label: str, stage: str) -> None:
        """A unit that no order waits for was met, or left in the tote at its end. Nobody knows whence: it may be a
        stray, which the bench of its own order counts.
        """
        with self.lock:
            if self.extra[tote][label]:
                self.extra[tote][label] -= 1
                self.counts.caught[stage] += 1

    def clear(self, tote: str, into: str, stage: str) -> None:
        """Whatever is left in a tote that should be empty is laid aside, and met."""
        with self.lock:
            for unit in self.units_at(tote):
                self.move(unit, into)
                self.met_extra(tote, unit.label, stage)

    def met_missing(self, whose: str, missing: dict[str, int], stage: str) -> None:
        """A scan stage found units missing. Units that nobody has lost cannot be missing: then an actor errs.

        What is missing of an order of an earlier run is believed.
        """
        with self.lock:
            is_known = whose in self.orders or whose in self.lost
            lost = self.lost[whose] if is_known else Counter(missing)
            for label, units in missing.items():
                if units > lost[label]:
                    raise AssertionError(f"{whose}: {units} of {label} are missing, {lost[label]} were lost")
                lost[label] -= units
                self.counts.caught[stage] += units
