"""The sandbox's world: shops, front stock, tokens, waybills and orders under one lock, kept by the journal."""

import hashlib
import heapq
import hmac
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from wms.aliexpress.sandbox import catalogue
from wms.aliexpress.sandbox.front_log import FrontLog
from wms.aliexpress.sandbox.journal import Journal

KINDS = ("meta", "sku", "order", "waybill", "bag", "token", "code")
SINGLE_NUMBER = ""
"""Warehouse name of a figure that came through a method without warehouses."""

DEFAULT_SETTINGS = {
    "pay_seconds": 2.0,
    "risk_seconds": 5.0,
    "unpaid_seconds": 60.0,
    "accept_seconds": 3 * 86_400.0,
    "orders_per_minute": 0.0,
    "qps_limit": 0.0,
    "page_rows": 50.0,
    "push_retry_seconds": 1_800.0,
}


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller's shop with its fixed, fictitious identity."""

    code: str
    seller_id: str
    login_id: str
    nick: str


class World:
    """All state. Change it only inside `with world.change():`, which writes the journal before the lock is let go.

    `now` gives epoch seconds and can be replaced in tests. Everything that looks random follows from the seed.
    """

    def __init__(
        self,
        seed: int = 1,
        shops: tuple[str, ...] | None = None,
        data_file: str | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.seed = seed
        self.now = now
        self.lock = threading.RLock()
        self.woken = threading.Event()
        self.news: deque[tuple[str, int, str]] = deque(maxlen=10_000)
        self.news_woken = threading.Event()
        self.shops = {code: self._make_shop(code) for code in shops or tuple(catalogue.PRODUCTS)}
        self.warehouses = {code: set(catalogue.PLATFORM_WAREHOUSES[code]) for code in self.shops}
        self.products = {p.product_id: p for code in self.shops for p in catalogue.PRODUCTS[code]}
        self.catalogue = {(s.shop, s.sku_code): s for p in self.products.values() for s in p.skus}
        self.app_key = str(500_000 + int(self.secret("app_key")[:8], 16) % 400_000)
        self.app_secret = self.secret("app_secret")[:32]
        self.control_token = self.secret("control")[:32]
        self._journal = Journal(data_file)
        self.front_log = FrontLog(f"{data_file}.front" if data_file else None)
        self._dirty: dict[tuple[str, str], None] = {}
        self._depth = 0
        loaded = self._journal.load()
        kept_seed = loaded.get("meta", {}).get("seed", {"value": seed})["value"]
        if kept_seed != seed:
            self._journal.close()
            self.front_log.close()
            raise ValueError(f"{data_file} belongs to seed {kept_seed}")
        self.records = {kind: loaded.get(kind, {}) for kind in KINDS}
        self.settings = {**DEFAULT_SETTINGS, **self.records["meta"].get("settings", {})}
        for code, extra in self.records["meta"].get("warehouses", {}).items():
            self.warehouses.setdefault(code, set()).update(extra)
        self.agenda = [(when, key, act) for key, o in self.orders.items() for when, act in o["events"]]
        heapq.heapify(self.agenda)
        with self.change():
            self.put("meta", "seed", {"value": seed})

    def secret(self, name: str) -> str:
        """64 hex digits that follow from the seed and the name."""
        return hmac.new(f"zhunjian-sandbox-{self.seed}".encode(), name.encode(), hashlib.sha256).hexdigest()

    def _make_shop(self, code: str) -> Shop:
        number = int(self.secret(f"seller/{code}")[:10], 16) % 900_000_000
        return Shop(code, str(2_000_000_000 + number), f"cn{1000 + number % 9000}{code.lower()}", f"cn{number}")

    @property
    def orders(self) -> dict[str, dict]:
        """Order records by order id (text)."""
        return self.records["order"]

    @contextmanager
    def change(self) -> Iterator["World"]:
        """Hold the lock; what was put or dropped inside is on disk when it ends."""
        with self.lock:
            self._depth += 1
            try:
                yield self
            finally:
                self._depth -= 1
                if not self._depth and self._dirty:
                    changes = [(kind, key, self.records[kind].get(key)) for kind, key in self._dirty]
                    self._dirty.clear()
                    self._journal.append(changes, self.records)

    def put(self, kind: str, key: str, value: dict) -> dict:
        """Keep a record (also after changing it in place)."""
        self.records[kind][key] = value
        self._dirty[kind, key] = None
        return value

    def drop(self, kind: str, key: str) -> None:
        """Forget a record."""
        self.records[kind].pop(key, None)
        self._dirty[kind, key] = None

    def count(self, name: str) -> int:
        """Next number of a counter, from 1; kept across restarts."""
        counter = self.records["meta"].get(name, {"value": 0})
        counter["value"] += 1
        self.put("meta", name, counter)
        return counter["value"]

    def tally(self, name: str) -> int:
        """Present value of a counter."""
        return self.records["meta"].get(name, {"value": 0})["value"]

    @property
    def push_url(self) -> str:
        """Where the application wants to be told; empty for nowhere."""
        return self.records["meta"].get("push", {"value": ""})["value"]

    def tell(self, order: dict) -> None:
        """An order has changed its status: the application is told, if it has said where."""
        if self.push_url:
            self.news.append((order["shop"], order["id"], order["status"]))
            self.news_woken.set()

    def configure(self, **settings: float) -> None:
        """Change settings and wake the ticker."""
        with self.change():
            self.settings.update(settings)
            self.put("meta", "settings", dict(self.settings))
        self.woken.set()

    def add_warehouses(self, shop: str, codes: list[str]) -> None:
        """Make more warehouse codes known to the platform for a shop."""
        with self.change():
            self.warehouses[shop].update(codes)
            self.put("meta", "warehouses", {code: sorted(known) for code, known in self.warehouses.items()})

    def withdraw_services(self, shop: str, codes: list[str]) -> None:
        """Logistics services that the platform does not offer a shop's orders until it is told otherwise."""
        with self.change():
            self.put("meta", "withdrawn", {**self.records["meta"].get("withdrawn", {}), shop: sorted(set(codes))})

    def withdrawn(self, shop: str) -> set[str]:
        return set(self.records["meta"].get("withdrawn", {}).get(shop, ()))

    def plan(self, order: dict, when: float, act: str) -> None:
        """Let an order do something at a time (epoch seconds)."""
        order["events"].append([when, act])
        heapq.heappush(self.agenda, (when, str(order["id"]), act))
        self.woken.set()

    def next_due(self) -> tuple[float, str, str]:
        """Take the earliest planned event off the agenda: time, order key, what."""
        return heapq.heappop(self.agenda)

    def sku(self, shop: str, sku_code: str) -> dict:
        """The changing part of a SKU: shown quantities by warehouse, truth (None = unknown), pushes."""
        key = f"{shop}/{sku_code}"
        found = self.records["sku"].get(key)
        if found is None:
            found = {"warehouses": {}, "truth": None, "pushes": 0, "pushed_at": None}
            self.records["sku"][key] = found
        return found

    def keep_sku(self, shop: str, sku_code: str) -> None:
        """Mark a SKU's record as changed."""
        self.put("sku", f"{shop}/{sku_code}", self.sku(shop, sku_code))

    def front(self, shop: str, sku_code: str) -> int:
        """Units that the shop front shows."""
        with self.lock:
            return sum(state["available_quantity"] for state in self.sku(shop, sku_code)["warehouses"].values())

    def push_number(self, shop: str, sku_code: str, quantity: int, cause: str = "push") -> None:
        """An absolute figure without warehouse: replaces all that was shown."""
        record = self.sku(shop, sku_code)
        record["warehouses"] = {SINGLE_NUMBER: {"available_quantity": quantity}}
        self._pushed(shop, sku_code, {"available_quantity": quantity}, cause)

    def push_state(self, shop: str, sku_code: str, warehouse: str, state: dict) -> None:
        """A whole state of one warehouse: replaces that warehouse's figures, and any figure without warehouse."""
        record = self.sku(shop, sku_code)
        record["warehouses"].pop(SINGLE_NUMBER, None)
        record["warehouses"][warehouse] = {**state, "updated_at": self.now()}
        self._pushed(shop, sku_code, {"warehouse_code": warehouse, **state})

    def _pushed(self, shop: str, sku_code: str, state: dict, cause: str = "push") -> None:
        record = self.sku(shop, sku_code)
        record["pushes"] += 1
        record["pushed_at"] = self.now()
        self.keep_sku(shop, sku_code)
        self._log_front(shop, sku_code, cause, state)

    def _log_front(self, shop: str, sku_code: str, cause: str, state: dict | None = None) -> None:
        self.front_log.record(self.now(), shop, sku_code, self.front(shop, sku_code), cause, state)

    def lower_front(self, shop: str, sku_code: str, quantity: int) -> list[list]:
        """Take units from the front, fullest warehouse first; returns [[warehouse, units], …] for giving back."""
        taken = []
        shown = self.sku(shop, sku_code)["warehouses"]
        for warehouse, state in sorted(shown.items(), key=lambda item: (-item[1]["available_quantity"], item[0])):
            units = min(quantity, state["available_quantity"])
            if units:
                state["available_quantity"] -= units
                quantity -= units
                taken.append([warehouse, units])
        self.keep_sku(shop, sku_code)
        self._log_front(shop, sku_code, "sold")
        return taken

    def raise_front(self, shop: str, sku_code: str, taken: list[list]) -> None:
        """Give units back to the front after an order that was never paid."""
        shown = self.sku(shop, sku_code)["warehouses"]
        for warehouse, units in taken:
            target = warehouse if warehouse in shown else next(iter(sorted(shown)), None)
            if target is not None:
                shown[target]["available_quantity"] += units
        self.keep_sku(shop, sku_code)
        self._log_front(shop, sku_code, "returned")

    def close(self) -> None:
        """Close the journal."""
        with self.lock:
            self._journal.close()
            self.front_log.close()
