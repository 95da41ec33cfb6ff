"""One run: fill the warehouse, sell at the front, work until everything is out, and compare all three truths."""

from __future__ import annotations

import random
import statistics
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from wms.ops.simulate.bench import Dispatcher, Packer
from wms.ops.simulate.control import Platform, System
from wms.ops.simulate.floor import Device
from wms.ops.simulate.picker import Picker
from wms.ops.simulate.receiver import Receiver, van
from wms.ops.simulate.site import SHELF, TOTE, Site, Worker
from wms.ops.simulate.sorter import Sorter
from wms.ops.simulate.world import Bought, World

CARRIERS = ("CAINIAO_STANDARD", "CAINIAO_ECONOMY", "YANWEN_JYT")
CANCEL_SHARE, CHOICE_SHARE, SINGLE_SHARE = 0.03, 0.12, 0.45
LIE_SHARE = 0.02  # of the wrong-scan rate: units that the supplier has labelled wrongly
CUSHION_SHARE, CUSHION_UNITS = 0.25, 12
SETTLE_SECONDS, STALL_SECONDS, FRONT_SECONDS, SHIFT_END_SECONDS = 60.0, 300.0, 90.0, 30.0
CANCEL_WITHIN_SECONDS = 25.0
POLL_SECONDS, SELL_PAUSE_SECONDS = 1.0, 0.02
PACKERS, SORTERS = 3, 2
SKUS = tuple(f"SIM-{number:03d}" for number in range(1, 25))
ENDED = {"shipped", "cancelled"}


@dataclass(frozen=True)
class Wanted:
    """What simulate was asked for."""

    url: str
    control_url: str
    orders: int
    pickers: int
    wrong_scan_rate: float
    seed: int


@dataclass(frozen=True)
class Plan:
    """What a buyer will do."""

    lines: dict[str, int]
    carrier: str
    is_choice: bool
    cancel_after: float | None  # seconds


class Simulation:
    """Holds the two worlds apart: `world` is what is true, everything else is what was scanned."""

    def __init__(self, wanted: Wanted, access: dict[str, Any]) -> None:
        self.wanted, self.sim = wanted, access["sim"]
        self.rng = random.Random(wanted.seed)
        self.world = World()
        self.platform = Platform(access["gateway"], self.sim["shop"])
        self.system = System(wanted.control_url, self.sim["token"])
        self.plans = [self._plan() for _ in range(wanted.orders)]
        self.used: set[str] = set()  # devices and badges that are in somebody's hands
        self.walked: Counter[str] = Counter()  # orders by the way they were picked, known at the end

    def run(self) -> dict[str, Any]:
        """The last line's facts."""
        self._fill()
        crew = self._crew()
        threads = [threading.Thread(target=worker.run, name=worker.device.name, daemon=True) for worker in crew]
        for thread in threads:
            thread.start()
        try:
            self._sell()
            where = self._wait_until_done()
        finally:
            self.site.is_over.set()
            for thread in threads:
                thread.join(timeout=SHIFT_END_SECONDS)
            failed = next((worker.error for worker in crew if worker.error), None)
            if failed:
                raise failed
        return self._report(where)

    def _plan(self) -> Plan:
        """Mostly one or a few lines, now and then several units; some buyers will change their mind."""
        count = 1 if self.rng.random() < SINGLE_SHARE else self.rng.choice((2, 2, 3, 4))
        lines = {sku: self.rng.choice((1, 1, 1, 2, 3)) for sku in self.rng.sample(SKUS, count)}
        cancels = self.rng.random() < CANCEL_SHARE
        return Plan(
            lines=lines,
            carrier=self.rng.choice(CARRIERS),
            is_choice=self.rng.random() < CHOICE_SHARE,
            cancel_after=self.rng.uniform(0.5, CANCEL_WITHIN_SECONDS) if cancels else None,
        )

    def _fill(self) -> None:
        """Goods for all orders and a cushion come in by van; units of an earlier run lie where the books say."""
        needed: Counter[str] = Counter()
        for plan in self.plans:
            needed.update(plan.lines)
        announced = {sku: int(needed[sku] * (1 + CUSHION_SHARE)) + CUSHION_UNITS for sku in SKUS}
        begun = self.system.begin(uuid.uuid4().hex[:8].upper(), announced)
        self.site = Site(self.sim, begun["skus"])
        self._find(begun["stock"])
        for sku, count in announced.items():
            self._load(sku, count)
        rng, rate = random.Random(self.rng.random()), self.wanted.wrong_scan_rate
        receiver = Receiver(self._people("handheld", "receiver", 1)[0], self.world, self.site, rng, rate)
        receiver.receive(begun["document"], announced)
        self.platform.tell_truth(dict(self.world.free_units()))
        self._wait_for_front()

    def _find(self, stock: list[dict[str, Any]]) -> None:
        for row in stock:
            if row["kind"] == "storage":
                self.world.make(row["sku"], SHELF + row["location"], row["units"])
            elif row["kind"] == "handling_unit":
                self.world.make(row["sku"], TOTE + self._known_unit(row["location"]), row["units"])

    def _known_unit(self, code: str) -> str:
        """A tote's or slot's barcode; a carton has none but its name."""
        known = [tote for tote in self.site.totes if tote[:-1] == code]
        return self.site.slots.get(code) or (known[0] if known else code)

    def _load(self, label: str, count: int) -> None:
        """One SKU's pallet; now and then a unit on it is not what its label says."""
        for _ in range(count):
            lies = self.rng.random() < self.wanted.wrong_scan_rate * LIE_SHARE
            sku = self.rng.choice([other for other in SKUS if other != label]) if lies else label
            self.world.make(sku, van(label), 1, label=label)

    def _wait_for_front(self) -> None:
        ends = time.monotonic() + FRONT_SECONDS
        while time.monotonic() < ends:
            front = self.platform.front()
            if all(front.get(sku, 0) > 0 for sku in SKUS):
                return
            time.sleep(POLL_SECONDS)
        raise SystemExit("the front never showed the stock that was received")

    def _people(self, kind: str, role: str, count: int) -> list[Device]:
        """Devices of a kind, each with its own person of a role."""
        devices = [row for row in self.sim["devices"] if row["kind"] == kind and row["code"] not in self.used]
        people = [row for row in self.sim["people"] if role in row["roles"] and row["badge"] not in self.used]
        pairs = list(zip(devices, people, strict=False))[:count]
        if len(pairs) < count:
            raise SystemExit(f"SIM has no {count} {role}s with a {kind} each")
        for device, person in pairs:
            self.used |= {device["code"], person["badge"]}
        return [Device(self.wanted.url, *pair, random.Random(self.rng.random())) for pair in pairs]

    def _crew(self) -> list[Worker]:
        rate, crew = self.wanted.wrong_scan_rate, list[Worker]()
        for number, device in enumerate(self._people("handheld", "picker", self.wanted.pickers)):
            rng = random.Random(self.rng.random())
            crew.append(Picker(device, self.world, self.site, rng, rate, cart=self.site.carts[number]))
        for device in self._people("handheld", "picker", SORTERS):
            crew.append(Sorter(device, self.world, self.site, random.Random(self.rng.random()), rate))
        benches = self._people("station", "packer", PACKERS + 1)
        for kind, device in zip([Packer] * PACKERS + [Dispatcher], benches, strict=True):
            crew.append(kind(device, self.world, self.site, random.Random(self.rng.random()), rate))
        return crew

    def _sell(self) -> None:
        """Buyers at the front, as fast as it shows stock."""
        for plan in self.plans:
            number = self._buy(plan)
            if number is None:
                return  # a worker has failed: there is nothing to sell any more
            self.world.accept(
                Bought(number, dict(plan.lines), time.monotonic(), will_cancel=plan.cancel_after is not None)
            )
            if plan.cancel_after is not None:
                timer = threading.Timer(plan.cancel_after, self.platform.cancel, args=(number,))
                timer.daemon = True
                timer.start()
            time.sleep(SELL_PAUSE_SECONDS)

    def _buy(self, plan: Plan) -> str | None:
        ends = time.monotonic() + FRONT_SECONDS
        while not self.site.is_over.is_set():
            number = self.platform.buy(plan.lines, plan.carrier, plan.is_choice)
            if number is not None:
                return number
            if time.monotonic() > ends:
                raise SystemExit(f"the front never showed enough for {plan.lines}")
            time.sleep(POLL_SECONDS)
        return None

    def _wait_until_done(self) -> dict[str, str]:
        """Every order shipped or cancelled, every cancelled unit on its shelf. Nothing moving for long is a fault."""
        last, since = None, time.monotonic()
        while True:
            state = self.system.state()
            where = {number: state["orders"].get(number, "unknown") for number in self.world.orders}
            for number in (number for number, stands in where.items() if stands == "cancelled"):
                self.world.release(number)
            is_put_back = all(row["condition"] != "put_back" for row in state["stock"])
            if self.site.is_over.is_set() or (is_put_back and set(where.values()) <= ENDED):
                return where
            seen = (Counter(where.values()), [(row["location"], row["sku"], row["units"]) for row in state["stock"]])
            if seen != last:
                last, since = seen, time.monotonic()
            if time.monotonic() - since > STALL_SECONDS:
                stuck = Counter(stands for stands in where.values() if stands not in ENDED)
                raise SystemExit(f"nothing moves any more: {stuck}, holds {state['holds']}")
            time.sleep(POLL_SECONDS)

    def _report(self, where: dict[str, str]) -> dict[str, Any]:
        """Waits at most a minute for the pushes to settle, then compares."""
        unequal = self._front_differences()
        audit = self.system.audit()
        counts, orders = self.world.counts, self.world.orders.values()
        self.walked = Counter(mode for number, mode in audit["modes"].items() if number in self.world.orders)
        seconds = [order.shipped_at - order.accepted_at for order in orders if order.shipped_at is not None]
        return {
            "orders_placed": len(orders),
            "orders_shipped": sum(stands == "shipped" for stands in where.values()),
            "orders_cancelled": sum(stands == "cancelled" for stands in where.values()),
            "parcels": counts.parcels,
            "wrong_scans_made": counts.wrong_scans_made,
            "wrong_scans_caught": dict(counts.caught),
            "wrong_parcels": counts.wrong_parcels,
            "unseen_errors": counts.unseen_errors,
            "oversold_orders": counts.oversold,
            "seconds_per_order_p50": round(statistics.median(seconds), 1) if seconds else 0.0,
            "ledger_differences": audit["ledger_differences"],
            "front_stock_differences": len(unequal),
        }

    def _front_differences(self) -> list[str]:
        """SKUs whose shown stock is not what it should be, a minute after the last change at most."""
        ends = time.monotonic() + SETTLE_SECONDS
        while True:
            state, front = self.system.state(), self.platform.front()
            unequal = [sku for sku, shown in state["shown"].items() if front.get(sku, 0) != shown]
            if not unequal or time.monotonic() > ends:
                return unequal
            time.sleep(POLL_SECONDS)
