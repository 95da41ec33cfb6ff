"""What everybody on the floor shares, and what every worker does: look, act, scan, until the shift is over."""

from __future__ import annotations

import random
import threading
import time
import uuid
from typing import Any

from wms.ops.simulate.floor import Device
from wms.ops.simulate.world import Unit, World

PAUSE_SECONDS = 0.25
SHELF, TOTE, PARCEL = "loc:", "tote:", "parcel:"
FLOOR, EXCEPTIONS = "floor", "exceptions"
Shown = dict[str, Any]


class Site:
    """Labels by name, totes, and the pile of sealed parcels between benches and carrier."""

    def __init__(self, told: dict[str, Any], skus: dict[str, dict[str, str]]) -> None:
        self.locations: dict[str, str] = told["locations"]
        self.points: dict[str, str] = told.get("points", {})  # where totes wait for the next zone's picker
        self.totes: list[str] = told["totes"]
        self.carts: list[str] = told["carts"]
        self.slots: dict[str, str] = told.get("slots", {})
        self.lead_badge: str = next(row["badge"] for row in told["people"] if "manager" in row["roles"])
        self.labels = {sku: facts["barcode"] for sku, facts in skus.items()}
        self.sealed: list[tuple[str, str]] = []  # (order, waybill)
        self.order_of_tote: dict[str, str] = {}
        self.in_work: set[str] = set()  # totes and orders that somebody reaches for
        self.batch = uuid.uuid4().hex[:6].upper()  # this run's units bear serial numbers that no other run's bear
        self.lock = threading.Lock()
        self.is_over = threading.Event()

    def tote_barcode(self, code: str) -> str:
        """T0009001 as printed, or A-07 at the wall -> its barcode with the check character."""
        return self.slots.get(code) or next(barcode for barcode in self.totes if barcode[:-1] == code)

    def serial_of(self, unit: Unit) -> str:
        """What its maker has printed on this one unit."""
        return f"SN{self.batch}{unit.number:05d}"

    def take_in_hand(self, name: str) -> bool:
        with self.lock:
            if name in self.in_work:
                return False
            self.in_work.add(name)
            return True

    def let_go(self, name: str) -> None:
        with self.lock:
            self.in_work.discard(name)


class Worker:
    """A person with a device; `run` until the shift is over."""

    stage = ""

    def __init__(self, device: Device, world: World, site: Site, rng: random.Random, wrong_rate: float) -> None:
        self.device, self.world, self.site, self.rng, self.wrong_rate = device, world, site, rng, wrong_rate
        self.hand = f"hand:{device.name}"
        self.error: BaseException | None = None

    def errs(self, share: float = 1.0) -> bool:
        return self.rng.random() < self.wrong_rate * share

    def wrong(self, answer: Shown) -> None:
        """A wrong scan was made; was it stopped?"""
        self.world.made_wrong()
        if answer["verdict"] != "ok":
            self.world.caught(self.stage)

    def scans_wrong(self, screen: str, raw: str) -> Shown:
        """A wrong scan, judged on a screen that was fresh; returns what the screen shows then."""
        answer = self.device.scans(screen, raw)
        if answer["verdict"] != "stale":  # a stale scan is refused whatever was scanned: it proves nothing
            self.wrong(answer)
        return self.device.looks(screen)

    def after(self, answer: Shown | None, screen: str) -> Shown:
        """What the person sees now: the answer of a scan that went through, else the screen, looked at again."""
        return answer if answer is not None and answer["verdict"] == "ok" else self.device.looks(screen)

    def must(self, answer: Shown) -> Shown:
        """A right scan that nothing can make wrong."""
        if answer["verdict"] != "ok":
            raise AssertionError(f"{self.device.name}: {answer['code']} {answer['text']} {answer['data'].get('facts')}")
        return answer

    def run(self) -> None:
        try:
            while not self.site.is_over.is_set():
                if not self.work():
                    time.sleep(PAUSE_SECONDS)
        except BaseException as error:
            self.error = error
            self.site.is_over.set()
            raise

    def work(self) -> bool:
        """One round; False when there was nothing to do."""
        raise NotImplementedError
