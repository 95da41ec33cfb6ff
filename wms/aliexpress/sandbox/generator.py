"""Buyers by themselves: one thread that lets orders age and, at a set rate, places new ones from the seed."""

import threading
from random import Random

from wms.aliexpress.sandbox import catalogue, orders
from wms.aliexpress.sandbox.faults import Faults
from wms.aliexpress.sandbox.state import World

SINGLE_LINE_SHARE = 0.45
LINE_COUNTS = ((2, 3, 4, 5, 6, 7), (30, 25, 15, 12, 10, 8))
SEVERAL_UNITS_SHARE = 0.22
CHOICE_SHARE = 0.12
X_DAY_SHARE = 0.08
CANCEL_SHARE = 0.03
NEVER_PAID_SHARE = 0.04
CANCEL_AFTER_SECONDS = (3, 40)
CARRIER_WEIGHTS = {"CAINIAO_STANDARD": 50, "CAINIAO_ECONOMY": 24, "YANWEN_JYT": 14, "CPAM": 8, "CAINIAO_PREMIUM": 4}
LONGEST_SLEEP_SECONDS = 3_600.0


def compose(world: World, shop: str, number: int) -> dict:
    """What the n-th buyer wants, from the seed and from what the front shows now; no lines when it shows nothing."""
    random = Random(f"{world.seed}/generated/{number}")
    is_single = random.random() < SINGLE_LINE_SHARE
    count = 1 if is_single else random.choices(*LINE_COUNTS)[0]
    shelf = list(enumerate(catalogue.skus(shop), start=1))
    lines: list[tuple[str, int]] = []
    for _ in range(count):
        chosen = {code for code, _units in lines}
        open_skus = [(place, s) for place, s in shelf if s.sku_code not in chosen and world.front(shop, s.sku_code)]
        if not open_skus:
            break
        sku = random.choices([s for _, s in open_skus], [1 / (4 + place) for place, _ in open_skus])[0]
        units = random.choice((2, 2, 3, 4)) if random.random() < SEVERAL_UNITS_SHARE else 1
        lines.append((sku.sku_code, min(units, world.front(shop, sku.sku_code))))
    is_cancelled = random.random() < CANCEL_SHARE
    return {
        "wanted": lines,
        "carrier": random.choices(list(CARRIER_WEIGHTS), list(CARRIER_WEIGHTS.values()))[0],
        "choice": random.random() < CHOICE_SHARE,
        "x_day": random.choice((5, 7, 10)) if random.random() < X_DAY_SHARE else 0,
        "pays": random.random() >= NEVER_PAID_SHARE,
        "cancel_after": random.uniform(*CANCEL_AFTER_SECONDS) if is_cancelled else None,
    }


class Ticker:
    """Runs in a thread of its own; sleeps until something is due, so it costs nothing while nothing happens."""

    def __init__(self, world: World, faults: Faults, shop: str | None = catalogue.DEMO) -> None:
        self._world = world
        self._faults = faults
        self._shop = shop if shop in world.shops else None
        self._pace = Random(f"{world.seed}/pace/{world.tally('generated')}")
        self._rate = 0.0
        self._next_order = 0.0
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End and wait for it."""
        self._is_ending = True
        self._world.woken.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_ending:
            self._world.woken.clear()
            self._world.woken.wait(self.step())

    def step(self) -> float:
        """Do what is due now; returns seconds until the next time (a test can call it by itself)."""
        now = self._world.now()
        with self._world.change():
            agenda = self._world.agenda
            while agenda and agenda[0][0] <= now:
                _when, key, what = self._world.next_due()
                if key in self._world.orders:
                    orders.act(self._world, self._world.orders[key], what)
            due = [agenda[0][0]] if agenda else []
        rate = self._world.settings["orders_per_minute"]
        if rate != self._rate:
            self._rate, self._next_order = rate, now + self._gap(rate)
        if self._shop and rate > 0:
            if now >= self._next_order:
                self.place_next()
                self._next_order = max(self._next_order + self._gap(rate), now)
            due.append(self._next_order)
        return min(LONGEST_SLEEP_SECONDS, max(0.0, min(due) - self._world.now())) if due else LONGEST_SLEEP_SECONDS

    def _gap(self, rate: float) -> float:
        return self._pace.expovariate(rate / 60) if rate > 0 else 0.0

    def place_next(self) -> dict | None:
        """Let the next buyer order; None when the front shows nothing or the shop is not here."""
        if self._shop is None:
            return None
        with self._world.change():
            wish = compose(self._world, self._shop, self._world.count("generated"))
            if not wish["wanted"]:
                return None
            order = orders.place(
                self._world, self._shop, wish["wanted"], stage=orders.UNPAID, carrier=wish["carrier"],
                choice=wish["choice"], x_day=wish["x_day"], foreign_sku=bool(self._faults.hit("unknown_sku", "order")),
            )  # fmt: skip
            if wish["cancel_after"] is not None:
                self._world.plan(order, self._world.now() + wish["cancel_after"], "cancel")
            orders.start_ageing(self._world, order, wish["pays"])
            return order
