"""Those who receive, pick, put back, pack and hand over: they read the screen, move units, and scan labels."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

from wms.ops.simulate.floor import Device
from wms.ops.simulate.world import Unit, World

PAUSE_SECONDS = 0.25
SHELF = "loc:"


class Site:
    """What everybody on the floor shares: labels by name, totes, and the piles between the stages."""

    def __init__(self, told: dict[str, Any], skus: dict[str, dict[str, str]]) -> None:
        self.locations: dict[str, str] = told["locations"]
        self.totes: list[str] = told["totes"]
        self.carts: list[str] = told["carts"]
        self.labels = {sku: facts["barcode"] for sku, facts in skus.items()}
        self.sealed: list[tuple[str, str]] = []  # (order, waybill) that wait for the carrier
        self.in_work: set[str] = set()  # totes and orders in somebody's hands
        self.lock = threading.Lock()
        self.is_over = threading.Event()

    def tote_barcode(self, code: str) -> str:
        """T0009001 as printed -> its barcode with the check character."""
        return next(barcode for barcode in self.totes if barcode[:-1] == code)

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

    def errs(self) -> bool:
        return self.rng.random() < self.wrong_rate

    def wrong(self, answer: dict[str, Any], stage: str) -> None:
        """A wrong scan was made; was it stopped?"""
        self.world.made_wrong()
        if answer["verdict"] != "ok":
            self.world.caught(stage)

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


class Receiver(Worker):
    """Takes the van's goods in, tote by tote, and shelves them."""

    stage = "receive"

    def receive(self, document: str, units: dict[str, int], totes: list[str]) -> None:
        """All units of these SKUs into totes: two by scan, the rest by typing how many."""
        self.device.looks("receive")
        self._ok(self.device.scans("receive", document))
        for sku, count in sorted(units.items()):
            tote = totes.pop(0)
            for unit in self.world.take("van", sku, f"tote:{tote}", count):
                del unit
            for _ in range(min(2, count)):
                self._ok(self.device.scans("receive", self.site.labels[sku]))
            if count > 2:
                self._ok(self.device.scans("receive", str(count), symbology="keyed"))
            self._ok(self.device.scans("receive", tote))
            self.shelve(tote, sku, count)
            self.device.looks("receive")

    def shelve(self, tote: str, sku: str, count: int) -> None:
        """Tote, item, the place that the screen proposes, all of it."""
        self.device.looks("putaway")
        self._ok(self.device.scans("putaway", tote))
        answer = self._ok(self.device.scans("putaway", self.site.labels[sku]))
        place = answer["data"]["suggested"]
        if self.errs():
            self.wrong(self.device.scans("putaway", self.site.tote_barcode(self.site.totes[-1][:-1])), self.stage)
        answer = self._ok(self.device.scans("putaway", self.site.locations[place]))
        if answer["step"] == "quantity":
            self._ok(self.device.scans("putaway", self.site.locations[place]))
        self.world.move_all(f"tote:{tote}", SHELF + place)

    def _ok(self, answer: dict[str, Any]) -> dict[str, Any]:
        if answer["verdict"] != "ok":
            raise AssertionError(f"{self.device.name}: {answer['code']} {answer['text']} {answer['data'].get('facts')}")
        return answer


class Picker(Worker):
    """Walks: cart, totes, place, units, tote. Puts cancelled goods back when there is nothing to walk."""

    stage = "pick"

    def __init__(self, *args: Any, cart: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cart = cart
        self.slips = 0

    def work(self) -> bool:
        shown = self.device.looks("pick")
        if shown["step"] == "cart":
            if not shown["data"].get("waiting"):
                return self.put_back()
            answer = self.device.scans("pick", self.cart)
            if answer["verdict"] != "ok":
                return self.put_back()
            shown = answer
        for _ in range(5000):
            if shown["step"] == "cart" or self.site.is_over.is_set():
                return True
            shown = getattr(self, f"at_{shown['step']}")(shown["data"])
        raise AssertionError("a walk without end")

    def at_slot(self, data: dict[str, Any]) -> dict[str, Any]:
        """An empty tote into the slot that the screen names."""
        if data.get("tote"):
            return self.device.scans("pick", self.site.tote_barcode(data["tote"]))
        for tote in self.rng.sample(self.site.totes, len(self.site.totes)):
            if self.world.units_at(f"tote:{tote}") or not self.site.take_in_hand(f"empty:{tote}"):
                continue
            answer = self.device.scans("pick", tote)
            self.site.let_go(f"empty:{tote}")
            if answer["verdict"] != "refused":
                return answer
        raise AssertionError("no free tote")

    def at_location(self, data: dict[str, Any]) -> dict[str, Any]:
        self._hands_empty(data)
        if self.errs():
            other = self.rng.choice([place for place in self.site.locations if place != data["location"]])
            self.wrong(self.device.scans("pick", self.site.locations[other]), self.stage)
            self.device.looks("pick")
        return self.device.scans("pick", self.site.locations[data["location"]])

    def at_item(self, data: dict[str, Any]) -> dict[str, Any]:
        """Take the units that are asked for, one scan each; sometimes the wrong one, sometimes one scanned twice."""
        place, sku = SHELF + data["location"], data["sku"]
        if self.errs():
            self._take_wrong_unit(place, sku)
        left = data["wanted"] - data["scanned"]
        answer: dict[str, Any] = {}
        for number in range(left):
            if number and self.may_slip(data) and self.errs():
                self.slips += 1  # the unit in hand is scanned again: the count is right, a unit is missing
                self.world.made_wrong()
            elif not self.world.take(place, sku, self.hand):
                return self.device.commands("pick", "SHORT")
            answer = self.device.scans("pick", self.site.labels[sku])
            if answer["verdict"] != "ok":
                return self.device.looks("pick")
        return answer

    def _take_wrong_unit(self, place: str, sku: str) -> None:
        """A look-alike from the neighbour's place: its label tells, and it goes back."""
        unit = self.world.neighbour(place, SHELF, sku)
        if unit is None:
            return
        home = unit.place
        self.world.move(unit, self.hand)
        self.wrong(self.device.scans("pick", self.site.labels[unit.sku]), self.stage)
        self.world.move(unit, home)
        self.device.looks("pick")

    def at_tote(self, data: dict[str, Any]) -> dict[str, Any]:
        """Into the slot's tote. Sometimes the right tote is scanned and a unit lands in another, or on the floor."""
        tote = self.site.tote_barcode(data["tote"])
        if self.errs():
            other = self.rng.choice([barcode for barcode in self.site.totes if barcode != tote])
            self.wrong(self.device.scans("pick", other), self.stage)
            self.device.looks("pick")
        answer = self.device.scans("pick", tote)
        if answer["verdict"] != "ok":
            return self.device.looks("pick")
        self._drop_into(tote, data)
        return answer

    def may_slip(self, data: dict[str, Any]) -> bool:
        """Units of an order that the buyer will cancel are not lost on the way: nobody would count them any more."""
        return not self.world.will_cancel(data["order"])

    def _drop_into(self, tote: str, data: dict[str, Any]) -> None:
        units = self.world.units_at(self.hand)
        if units and self.may_slip(data) and self.errs():
            self.world.made_wrong()
            busy = [
                barcode for barcode in self.site.totes if barcode != tote and self.world.units_at(f"tote:{barcode}")
            ]
            astray = f"tote:{self.rng.choice(busy)}" if busy and self.rng.random() < 0.5 else "floor"
            self.world.move(units[0], astray)
        self.world.move_all(self.hand, f"tote:{tote}")

    def at_short(self, data: dict[str, Any]) -> dict[str, Any]:
        return self.device.commands("pick", "NOSTOCK")

    def at_return(self, data: dict[str, Any]) -> dict[str, Any]:
        """The order was cancelled with its units in hand: back to their place."""
        self.world.move_all(self.hand, SHELF + data["location"])
        return self.device.scans("pick", self.site.locations[data["location"]])

    def _hands_empty(self, data: dict[str, Any]) -> None:
        """Units that nobody asks for any more lie back where they came from."""
        self.world.move_all(self.hand, SHELF + data["location"])

    def put_back(self) -> bool:
        """Cancelled goods: tote, item, place, until the tote is empty."""
        shown = self.device.looks("put_back")
        if shown["step"] == "tote":
            waiting = shown["data"].get("totes", [])
            if not waiting:
                return False
            shown = self.device.scans("put_back", self.site.tote_barcode(self.rng.choice(waiting)))
        tote = ""
        for _ in range(400):
            data = shown["data"]
            if shown["step"] == "tote":
                self.world.move_all(tote, "exceptions")  # what lies in it besides is nobody's
                return True
            tote = f"tote:{self.site.tote_barcode(data['tote'])}"
            if shown["step"] == "item":
                sku = data["waiting"][0]["sku"]
                self.world.take(tote, sku, self.hand)
                shown = self.device.scans("put_back", self.site.labels[sku])
            else:
                self.world.move_all(self.hand, SHELF + data["location"])
                shown = self.device.scans("put_back", self.site.locations[data["location"]])
        raise AssertionError("a put-back without end")


class Packer(Worker):
    """Opens a tote, scans what lies in it, prints, scans the label, seals."""

    stage = "pack"

    def work(self) -> bool:
        shown = self.device.looks("pack")
        if shown["step"] == "open":
            ready = [row for row in shown["data"].get("ready", []) if self.site.take_in_hand(row["order"])]
            if not ready:
                return False
            for row in ready[1:]:
                self.site.let_go(row["order"])
            shown = self.device.scans("pack", self.site.tote_barcode(ready[0]["tote"]))
            self.site.let_go(ready[0]["order"])
            if shown["verdict"] != "ok":
                return True
        for _ in range(2000):
            if shown["step"] == "open" or self.site.is_over.is_set():
                return True
            shown = getattr(self, f"at_{shown['step']}")(shown["data"])
        raise AssertionError("a parcel without end")

    def at_verify(self, data: dict[str, Any]) -> dict[str, Any]:
        """Unit by unit out of the tote; what does not belong goes to the exceptions, what lacks is declared."""
        tote, parcel = f"tote:{data['tote']}", f"parcel:{data['order']}"
        units = self.world.units_at(tote)
        if not units:
            answer = self.device.commands("pack", "MISSING")
            if answer["verdict"] == "ok":
                missing = sum(line["quantity"] - line["verified"] for line in data["lines"])
                for _ in range(missing):
                    self.world.caught(self.stage)
                self.world.move_all(parcel, tote)
            return self.device.looks("pack")
        unit: Unit = self.rng.choice(units)
        answer = self.device.scans("pack", self.site.labels[unit.sku])
        if answer["verdict"] == "ok":
            self.world.move(unit, parcel)
        elif answer["verdict"] == "refused" and answer["code"] in {"pack.wrong_unit", "pack.too_many"}:
            self.world.move(unit, "exceptions")  # its other half, the missing unit, is what is counted as caught
        return self.device.looks("pack")

    def at_label(self, data: dict[str, Any]) -> dict[str, Any]:
        """The platform is asked; the page looks again."""
        time.sleep(0.3)
        shown = self.device.looks("pack")
        if shown["step"] == "label" and not shown["data"].get("waiting"):
            return self.device.commands("pack", "RETRY")
        return shown

    def at_close(self, data: dict[str, Any]) -> dict[str, Any]:
        """The printed label off the parcel; sometimes another parcel's label is on the bench."""
        if self.errs():
            with self.site.lock:
                other = next((label for order, label in self.site.sealed if order != data["order"]), None)
            if other:
                self.wrong(self.device.scans("pack", other), self.stage)
                data = self.device.looks("pack")["data"]
                if not data.get("waybill"):
                    return self.device.looks("pack")
        answer = self.device.scans("pack", data["waybill"])
        if answer["verdict"] == "ok":
            self.world.move_all(f"tote:{data['tote']}", "exceptions")  # a stray unit that nobody asked for
            with self.site.lock:
                self.site.sealed.append((data["order"], data["waybill"]))
        return self.device.looks("pack")

    def at_intercept(self, data: dict[str, Any]) -> dict[str, Any]:
        """Cancelled: everything back into the tote, and scan it."""
        self.world.move_all(f"parcel:{data['order']}", f"tote:{data['tote']}")
        return self.device.scans("pack", data["tote"])


class Dispatcher(Worker):
    """Scans sealed parcels onto the carrier's manifest; what was cancelled goes back to a bench."""

    stage = "handover"

    def __init__(self, *args: Any, give_back: Callable[[str], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_back = give_back

    def work(self) -> bool:
        with self.site.lock:
            if not self.site.sealed:
                return False
            order, waybill = self.site.sealed.pop(0)
        self.device.looks("handover")
        answer = self.device.scans("handover", waybill)
        if answer["code"] == "handover.other_carrier":
            self.device.commands("handover", "CLOSE")
            answer = self.device.scans("handover", waybill)
        if answer["verdict"] == "ok" or answer["code"] == "handover.twice":
            self.world.hand_over(order, f"parcel:{order}", time.monotonic())
        elif answer["code"] == "handover.cancelled":
            self.intercept(order, waybill)
        else:
            raise AssertionError(f"handover of {order}: {answer['code']}")
        return True

    def intercept(self, order: str, waybill: str) -> None:
        """Sealed and cancelled: taken apart at this bench into an empty tote."""
        self.device.looks("pack")
        opened = self.device.scans("pack", waybill)
        if opened["step"] != "intercept":
            return
        for tote in self.rng.sample(self.site.totes, len(self.site.totes)):
            if self.world.units_at(f"tote:{tote}"):
                continue
            answer = self.device.scans("pack", tote)
            if answer["verdict"] == "ok":
                self.world.move_all(f"parcel:{order}", f"tote:{tote}")
                self.give_back(order)
                return
        raise AssertionError("no free tote to take a parcel apart")
