"""The pack station and the carrier's van: open a tote, scan what lies in it, print, scan the label, seal, hand over."""

from __future__ import annotations

import time
from typing import Any

from wms.ops.simulate.site import EXCEPTIONS, PARCEL, TOTE, Shown, Worker
from wms.ops.simulate.world import Unit

ENDLESS = 2000
LOOK_AGAIN_SECONDS = 0.5
UNSEEN_SHARE = 0.1  # of the wrong-scan rate: labels changed after the last scan


class Packer(Worker):
    """Opens a tote, scans what lies in it, prints, scans the label, seals."""

    stage = "pack"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bulk_tote = ""  # the one on this bench, whose units are told apart here
        self.told: set[int] = set()  # units in it whose orders were cancelled

    def work(self) -> bool:
        """A tote lies on one bench: the screens of others name a bulk tote too, but nobody else can reach into it."""
        shown = self.device.looks("pack")
        if shown["step"] != "open":
            return self._goes_on(shown)
        totes = (self.site.tote_barcode(row["tote"]) for row in shown["data"]["ready"])
        tote = next((tote for tote in totes if self.site.take_in_hand(tote)), None)
        if tote is None:
            return False
        self.bulk_tote, self.told = "", set()
        try:
            return self._goes_on(self.device.scans("pack", tote))
        finally:
            self.site.let_go(tote)

    def _goes_on(self, shown: Shown) -> bool:
        for _ in range(ENDLESS):
            if shown["step"] == "open" or self.site.is_over.is_set():
                return True
            shown = self.after(getattr(self, f"at_{shown['step']}")(shown["data"]), "pack")
        raise AssertionError("a parcel without end")

    def at_unit(self, data: dict[str, Any]) -> Shown | None:
        """Any unit out of the bulk tote: the screen says whose it is, or that it stays in the tote."""
        self.bulk_tote = data["tote"]
        units = [unit for unit in self.world.units_at(TOTE + self.bulk_tote) if unit.number not in self.told]
        if not units:
            return self._declares_tote_empty(data)
        unit = self.rng.choice(units)
        if not self.world.grab(unit, TOTE + self.bulk_tote, self.hand):
            return None
        answer = self.device.scans("pack", self.site.labels[unit.label])
        if answer["verdict"] == "ok":
            self.world.move(unit, PARCEL + answer["data"]["order"])
        elif answer["code"] == "pack.no_order_waits":
            self.world.move(unit, EXCEPTIONS)
            self.world.met_extra(TOTE + self.bulk_tote, unit.label, self.stage)
        else:
            self.world.move(unit, TOTE + self.bulk_tote)
            if answer["code"] == "pack.unit_left_over":
                self.told.add(unit.number)
        return answer

    def _declares_tote_empty(self, data: dict[str, Any]) -> Shown:
        """Orders wait and nothing is left for them: their units were lost on the way."""
        answer = self.device.commands("pack", "MISSING")
        if answer["verdict"] == "ok":
            missing = {row["sku"]: row["units"] for row in data["skus"]}
            self.world.met_missing(TOTE + self.bulk_tote, missing, self.stage)
        return answer

    def at_verify(self, data: dict[str, Any]) -> Shown | None:
        """Unit by unit out of the tote; sometimes one is scanned twice. What lacks in the end is declared."""
        tote, parcel = TOTE + data["tote"], PARCEL + data["order"]
        packed = self.world.units_at(parcel)
        if packed and self.errs():
            return self._scans_twice(data["order"], self.rng.choice(packed))
        units = self.world.units_at(tote)
        if not units:
            return self._declares_missing(data)
        unit = self.rng.choice(units)
        answer = self.device.scans("pack", self.site.labels[unit.label])
        if answer["verdict"] == "ok":
            self.world.move(unit, parcel)
        elif answer["code"] in {"pack.wrong_unit", "pack.too_many"}:
            self._sorts_out(data["order"], unit)
        return answer

    def at_serial(self, data: dict[str, Any]) -> Shown:
        """The number of the unit in hand, which lies on top; sometimes its barcode once more."""
        label = data["serial_of"]
        unit = next(unit for unit in reversed(self.world.units_at(PARCEL + data["order"])) if unit.label == label)
        if self.errs():
            self.scans_wrong("pack", self.site.labels[label])
        answer = self.device.scans("pack", self.site.serial_of(unit))
        if answer["code"].startswith("serial."):
            raise AssertionError(f"{self.device.name}: {answer['code']} for a serial that nobody has scanned")
        return answer

    def _scans_twice(self, order: str, unit: Unit) -> Shown | None:
        """Refused at once when all of them are verified, or when its serial number was said before; else the last one
        is, which the count takes for one too many.

        Not of a SKU that has lost a unit on the way: the one error would hide the other, and no scan could tell.
        """
        if not self.world.may_double(order, unit.label):
            return None
        answer = self.device.scans("pack", self.site.labels[unit.label])
        if answer["verdict"] == "ok" and answer["step"] == "serial":
            self.wrong(self.device.scans("pack", self.site.serial_of(unit)))
            self.device.looks("pack")
            return self.device.commands("pack", "UNDO")
        if answer["verdict"] == "ok":
            self.world.lose(order, unit.label)
        elif answer["verdict"] == "refused":
            self.wrong(answer)
        return answer

    def _sorts_out(self, order: str, unit: Unit) -> None:
        """A unit that the screen does not want. One that the parcel lacks was verified by a double scan: it goes in;
        any other came astray, and its own order is what misses it.
        """
        parcel = PARCEL + order
        if self.world.labels_at(parcel)[unit.label] < self.world.wants(order)[unit.label]:
            self.world.move(unit, parcel)
            self.world.met_missing(order, {unit.label: 1}, self.stage)
        else:
            self.world.move(unit, EXCEPTIONS)

    def _declares_missing(self, data: dict[str, Any]) -> Shown:
        """The tote is empty. What the parcel really lacks was lost on the way; the goods go back into their tote."""
        order, parcel = data["order"], PARCEL + data["order"]
        answer = self.device.commands("pack", "MISSING")
        if answer["verdict"] == "ok":
            lacking = self.world.wants(order) - self.world.labels_at(parcel)
            self.world.met_missing(order, dict(lacking), self.stage)
            self.world.move_all(parcel, TOTE + data["tote"])
        return answer

    def _empties_tote(self, data: dict[str, Any]) -> bool:
        """Before the label goes on: whatever still lies in the tote is scanned, and the screen does not want it."""
        units = self.world.units_at(TOTE + data["tote"])
        for unit in units:
            if self.device.scans("pack", self.site.labels[unit.label])["verdict"] != "refused":
                return False
            self._sorts_out(data["order"], unit)
            self.device.looks("pack")
        return not units

    def at_label(self, data: dict[str, Any]) -> None:
        """The platform is asked; the page looks again."""
        if not data["waiting"]:
            self.device.commands("pack", "RETRY")
        time.sleep(LOOK_AGAIN_SECONDS)

    def at_close(self, data: dict[str, Any]) -> Shown | None:
        """The printed label off the parcel; sometimes another parcel's label is on the bench."""
        if data["tote"] != self.bulk_tote and not self._empties_tote(data):
            return None
        if self.errs():
            with self.site.lock:
                other = next((label for order, label in self.site.sealed if order != data["order"]), None)
            if other and self.scans_wrong("pack", other)["step"] != "close":
                return None
        answer = self.device.scans("pack", data["waybill"])
        if answer["verdict"] == "ok":
            self.world.seal(data["order"], PARCEL + data["order"])
            with self.site.lock:
                if self.errs(UNSEEN_SHARE):
                    self._swaps_labels(data["order"])
                self.site.sealed.append((data["order"], data["waybill"]))
            if answer["code"] == "pack.tote_done":  # what lies in it nevertheless was never scanned into it
                self.world.clear(TOTE + data["tote"], EXCEPTIONS, self.stage)
        return answer

    def _swaps_labels(self, order: str) -> None:
        """With the parcel that was sealed last: no scan of the bench comes after this. The caller holds the pile."""
        other = self.site.sealed[-1][0] if self.site.sealed else order
        if self.world.may_lose(order) and self.world.may_lose(other):
            self.world.swap(PARCEL + order, PARCEL + other)

    def at_intercept(self, data: dict[str, Any]) -> Shown:
        """Cancelled: everything back into the tote, and scan it."""
        answer = self.device.scans("pack", data["tote"])
        if answer["verdict"] == "ok":
            self.world.move_all(PARCEL + data["order"], TOTE + data["tote"])
        return answer


class Dispatcher(Worker):
    """Scans sealed parcels onto the carrier's manifest; what was cancelled is taken apart again."""

    stage = "handover"

    def work(self) -> bool:
        with self.site.lock:
            if not self.site.sealed:
                return False
            order, waybill = self.site.sealed.pop(0)
        self.device.looks("handover")
        answer = self.device.scans("handover", waybill)
        if answer["code"] == "handover.other_carrier":
            self.must(self.device.commands("handover", "CLOSE"))
            answer = self.device.scans("handover", waybill)
        if answer["verdict"] == "ok":
            self.world.hand_over(order, PARCEL + order, time.monotonic())
            if self.errs():
                self.wrong(self.device.scans("handover", waybill))
        elif answer["code"] == "handover.cancelled":
            self._takes_apart(order, waybill)
        else:
            raise AssertionError(f"handover of {order}: {answer['code']}")
        return True

    def _takes_apart(self, order: str, waybill: str) -> None:
        """Sealed and cancelled: at this bench into an empty tote."""
        self.device.looks("pack")
        shown = self.device.scans("pack", waybill)
        for tote in self.rng.sample(self.site.totes, len(self.site.totes)):
            if shown["step"] != "intercept":
                raise AssertionError(f"{order} is cancelled, but the bench shows {shown['step']}: {shown['code']}")
            if self.world.units_at(TOTE + tote):
                continue
            shown = self.device.scans("pack", tote)
            if shown["verdict"] == "ok":
                self.world.move_all(PARCEL + order, TOTE + tote)
                return
        raise AssertionError("no free tote to take a parcel apart")
