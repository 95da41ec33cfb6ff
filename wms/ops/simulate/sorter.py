"""The put wall: any unit out of a batch tote, the slot that the screen says, its label."""

from __future__ import annotations

import time
from typing import Any

from wms.ops.simulate.site import EXCEPTIONS, TOTE, Shown, Worker

ENDLESS = 2000
FULL_WALL_SECONDS = 0.5


class Sorter(Worker):
    """Sorts one tote after the other; nobody else reaches into the tote meanwhile."""

    stage = "sort"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tote = ""
        self.told: set[int] = set()  # units in the tote whose orders were cancelled

    def work(self) -> bool:
        shown = self.device.looks("put_wall")
        if shown["step"] == "tote":
            totes = (self.site.tote_barcode(code) for code in shown["data"]["totes"])
            tote = next((tote for tote in totes if self.site.take_in_hand(tote)), None)
            if tote is None:
                return False
            self.tote, self.told = tote, set()
            shown = self.device.scans("put_wall", tote)
        try:
            return self._goes_on(shown)
        finally:
            self.site.let_go(self.tote)

    def _goes_on(self, shown: Shown) -> bool:
        for _ in range(ENDLESS):
            if shown["step"] == "tote" or self.site.is_over.is_set():
                return True
            shown = self.after(getattr(self, f"at_{shown['step']}")(shown["data"]), "put_wall")
        raise AssertionError("a tote without end")

    def at_wall(self, data: dict[str, Any]) -> Shown:
        return self.device.scans("put_wall", self.rng.choice(sorted(self.site.slots.values())))

    def at_unit(self, data: dict[str, Any]) -> Shown | None:
        """Any unit: the screen says whose it is, that it stays in the tote, or that nobody waits for it."""
        place = TOTE + self.tote
        units = [unit for unit in self.world.units_at(place) if unit.number not in self.told]
        if not units:
            return self._declares_empty(place)
        unit = self.rng.choice(units)
        if not self.world.grab(unit, place, self.hand):
            return None
        answer = self.device.scans("put_wall", self.site.labels[unit.label])
        if answer["verdict"] == "ok":
            return answer
        if answer["code"] == "wall.no_order_waits":
            self.world.move(unit, EXCEPTIONS)
            self.world.met_extra(place, unit.label, self.stage)
            return answer
        self.world.move(unit, place)
        if answer["code"] == "wall.unit_left_over":
            self.told.add(unit.number)
        elif answer["code"] == "wall.full":
            time.sleep(FULL_WALL_SECONDS)
            return self.device.commands("put_wall", "PARK")
        return answer

    def at_slot(self, data: dict[str, Any]) -> Shown | None:
        """Into the slot, and scan it. Sometimes another slot is scanned, or the unit lands in another one."""
        slot = self.site.slots[data["slot"]]
        while self.errs():
            other = self.rng.choice([barcode for barcode in self.site.slots.values() if barcode != slot])
            shown = self.scans_wrong("put_wall", other)
            if shown["step"] != "slot" or shown["data"]["slot"] != data["slot"]:
                return None
        answer = self.device.scans("put_wall", slot)
        if answer["verdict"] == "ok":
            self.site.order_of_tote[slot] = data["order"]
            self._lays_into(slot, data["order"])
            if answer["code"] == "wall.tote_done":  # what lies in it nevertheless was never scanned into it
                self.world.clear(TOTE + self.tote, EXCEPTIONS, self.stage)
        return answer

    def _lays_into(self, slot: str, order: str) -> None:
        units = self.world.units_at(self.hand)
        if units and self.errs() and self.world.may_lose(order):
            strange = self._slot_of_another(slot, units[0].label)
            if strange:
                self.world.lose(order, units[0].label)
                self.world.move(units[0], TOTE + strange)
        self.world.move_all(self.hand, TOTE + slot)

    def _slot_of_another(self, slot: str, label: str) -> str:
        """A slot with goods of an order that does not want such a unit: its bench will say so."""
        others = [
            barcode
            for barcode in self.site.slots.values()
            if barcode != slot
            and self.world.units_at(TOTE + barcode)
            and not self.world.wants(self.site.order_of_tote.get(barcode, ""))[label]
        ]
        return self.rng.choice(others) if others else ""

    def at_return(self, data: dict[str, Any]) -> Shown:
        """The order was cancelled with its units in hand: back into the tote."""
        answer = self.device.scans("put_wall", self.tote)
        if answer["verdict"] == "ok":
            self.world.move_all(self.hand, TOTE + self.tote)
        return answer

    def _declares_empty(self, place: str) -> Shown:
        """Orders wait and nothing is left for them: their units were lost on the way."""
        answer = self.device.commands("put_wall", "MISSING")
        if answer["verdict"] == "ok":
            self.world.met_missing(place, answer["data"]["facts"]["skus"], self.stage)
        return answer
