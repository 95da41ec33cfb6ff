"""One run: fill the warehouse, sell at the front, work until everything is out, and compare all three truths."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from wms.ops.simulate.control import Platform, System
from wms.ops.simulate.floor import Device
from wms.ops.simulate.people import SHELF, Dispatcher, Packer, Picker, Receiver, Site, Worker
from wms.ops.simulate.world import Bought, World

CARRIERS = ("CAINIAO_STANDARD", "CAINIAO_ECONOMY", "YANWEN_JYT")
CANCEL_SHARE, CHOICE_SHARE, SINGLE_SHARE = 0.03, 0.12, 0.45
SETTLE_SECONDS, STALL_SECONDS, FRONT_SECONDS = 60.0, 300.0, 90.0
PACKERS = 3


@dataclass(frozen=True)
class Wanted:
    """What simulate was asked for."""

    url: str
    orders: int
    pickers: int
    wrong_scan_rate: float
    seed: int


class Simulation:
    """Holds the two worlds apart: `world` is what is true, everything else is what was scanned."""

    def __init__(self, wanted: Wanted, access: dict[str, Any]) -> None:
        self.wanted, self.sim = wanted, access["sim"]
        self.rng = random.Random(wanted.seed)
        self.world = World()
        self.platform = Platform(access["gateway"], self.sim["shop"])
        self.system = System(wanted.url, self.sim["token"])
        self.cancel_later: list[str] = []

    def run(self) -> dict[str, Any]:
        """The last line's facts."""
        plans = self._plan_orders()
        begun = self._begin(plans)
        self.site = Site(self.sim, begun["skus"])
        self._receive(begun)
        crew = self._crew()
        threads = [threading.Thread(target=worker.run, name=worker.device.name, daemon=True) for worker in crew]
        for thread in threads:
            thread.start()
        self._sell(plans)
        self._wait_until_done()
        self.site.is_over.set()
        for thread in threads:
            thread.join(timeout=30)
        failed = next((worker.error for worker in crew if worker.error), None)
        if failed:
            raise failed
        return self._report()

    def _plan_orders(self) -> list[dict[str, int]]:
        """Lines of each order: mostly one or a few lines, now and then several units."""
        skus = [f"SIM-{number:03d}" for number in range(1, 25)]
        plans = []
        for _ in range(self.wanted.orders):
            lines = 1 if self.rng.random() < SINGLE_SHARE else self.rng.choice((2, 2, 3, 4))
            plans.append({sku: self.rng.choice((1, 1, 1, 2, 3)) for sku in self.rng.sample(skus, lines)})
        return plans

    def _begin(self, plans: list[dict[str, int]]) -> dict[str, Any]:
        """An ASN with what the orders need and a cushion; units of an earlier run lie where the books say."""
        needed: Counter[str] = Counter()
        for plan in plans:
            needed.update(plan)
        self.announced = {f"SIM-{n:03d}": int(needed[f"SIM-{n:03d}"] * 1.25) + 12 for n in range(1, 25)}
        begun = self.system.begin(self.announced)
        self.shelved: Counter[str] = Counter()
        for row in begun["stock"]:
            if row["kind"] == "storage":
                self.world.make(row["sku"], SHELF + row["location"], row["units"])
                self.shelved[row["sku"]] += row["units"]
        for sku, count in self.announced.items():
            self.world.make(sku, "van", count)
        return begun

    def _people(self, kind: str, role: str, count: int) -> list[Device]:
        """Devices of a kind, each with its own person of a role."""
        taken = self.__dict__.setdefault("_taken", set())
        devices = [row for row in self.sim["devices"] if row["kind"] == kind and row["code"] not in taken]
        people = [row for row in self.sim["people"] if role in row["roles"] and row["badge"] not in taken]
        found = []
        for device, person in list(zip(devices, people, strict=False))[:count]:
            taken.update({device["code"], person["badge"]})
            found.append(Device(self.wanted.url, device, person, random.Random(self.rng.random())))
        if len(found) < count:
            raise SystemExit(f"SIM has no {count} {role}s with a {kind} each")
        return found

    def _receive(self, begun: dict[str, Any]) -> None:
        """One receiver takes the van in; what he shelves shows at the front."""
        (device,) = self._people("handheld", "receiver", 1)
        receiver = Receiver(device, self.world, self.site, self.rng, 0.0)
        free = [tote for tote in self.site.totes if not self.world.units_at(f"tote:{tote}")]
        receiver.receive(begun["document"], self.announced, free)
        self.platform.tell_truth(dict(self.world.free_units()))
        ends = time.monotonic() + FRONT_SECONDS
        while time.monotonic() < ends:
            front = self.platform.front()
            if all(front.get(sku, 0) > 0 for sku in self.announced):
                return
            time.sleep(0.5)
        raise SystemExit("the front never showed the stock that was received")

    def _crew(self) -> list[Worker]:
        rate = self.wanted.wrong_scan_rate
        crew: list[Worker] = []
        for number, device in enumerate(self._people("handheld", "picker", self.wanted.pickers)):
            rng = random.Random(self.rng.random())
            crew.append(Picker(device, self.world, self.site, rng, rate, cart=self.site.carts[number]))
        benches = self._people("station", "packer", PACKERS + 1)
        for device in benches[:-1]:
            crew.append(Packer(device, self.world, self.site, random.Random(self.rng.random()), rate))
        rng = random.Random(self.rng.random())
        crew.append(Dispatcher(benches[-1], self.world, self.site, rng, rate, give_back=lambda order: None))
        return crew

    def _sell(self, plans: list[dict[str, int]]) -> None:
        """Buyers at the front, as fast as it shows stock; some will change their mind."""
        for plan in plans:
            number = None
            ends = time.monotonic() + FRONT_SECONDS
            while number is None and time.monotonic() < ends and not self.site.is_over.is_set():
                number = self.platform.buy(plan, self.rng.choice(CARRIERS), is_choice=self.rng.random() < CHOICE_SHARE)
                if number is None:
                    time.sleep(0.5)
            if number is None:
                raise SystemExit(f"the front never showed enough for {plan}")
            bought = Bought(number, dict(plan), "", time.monotonic())
            bought.cancel_asked = self.rng.random() < CANCEL_SHARE
            self.world.accept(bought)
            if bought.cancel_asked:
                self.cancel_later.append(number)
                delay = self.rng.uniform(0.5, 25.0)
                threading.Timer(delay, self.platform.cancel, args=(number,)).start()
            time.sleep(0.02)

    def _wait_until_done(self) -> None:
        """Every order shipped or cancelled. Nothing moving for five minutes is a fault."""
        last, since = None, time.monotonic()
        while not self.site.is_over.is_set():
            state = self.system.state()
            mine = {number: state["orders"].get(number, "unknown") for number in self.world.orders}
            if all(where in {"shipped", "cancelled"} for where in mine.values()) and not self._put_backs_left(state):
                self.final = mine
                return
            seen = (Counter(mine.values()), sum(row["units"] for row in state["stock"]))
            if seen != last:
                last, since = seen, time.monotonic()
            if time.monotonic() - since > STALL_SECONDS:
                stuck = {number: where for number, where in mine.items() if where not in {"shipped", "cancelled"}}
                raise SystemExit(f"nothing moves any more: {Counter(stuck.values())}, holds {state['holds']}")
            time.sleep(1.0)

    def _put_backs_left(self, state: dict[str, Any]) -> bool:
        return any(row["condition"] == "put_back" for row in state["stock"])

    def _report(self) -> dict[str, Any]:
        """Waits at most a minute for the pushes to settle, then compares."""
        ends = time.monotonic() + SETTLE_SECONDS
        while True:
            state = self.system.state()
            front = self.platform.front()
            unequal = [sku for sku, shown in state["shown"].items() if front.get(sku, 0) != shown]
            if not unequal or time.monotonic() > ends:
                break
            time.sleep(1.0)
        shipped = [order for order in self.world.orders.values() if order.shipped_at]
        counts = self.world.counts
        seconds = [order.shipped_at - order.accepted_at for order in shipped]
        return {
            "orders_placed": len(self.world.orders),
            "orders_shipped": sum(where == "shipped" for where in self.final.values()),
            "orders_cancelled": sum(where == "cancelled" for where in self.final.values()),
            "parcels": counts.parcels,
            "wrong_scans_made": counts.wrong_scans_made,
            "wrong_scans_caught": dict(counts.caught),
            "wrong_parcels": counts.wrong_parcels,
            "unseen_errors": counts.unseen_errors,
            "oversold_orders": counts.oversold,
            "seconds_per_order_p50": round(statistics.median(seconds), 1) if seconds else 0.0,
            "ledger_differences": state["ledger_differences"],
            "front_stock_differences": len(unequal),
        }
