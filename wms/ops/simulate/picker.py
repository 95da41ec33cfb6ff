"""Walks: cart, totes, place, units, tote; passes totes on from zone to zone. Puts cancelled goods back when there is
nothing to walk.
"""

from __future__ import annotations

from typing import Any

from wms.ops.simulate.site import EXCEPTIONS, FLOOR, SHELF, TOTE, Shown, Worker
from wms.ops.simulate.world import Unit

ENDLESS = 5000
ASTRAY_SHARE = 0.5  # of the units that miss their tote; the others fall to the floor
GOES_ON_SHARE = 0.2  # of the walks at a pass point; the others are laid down there
OVERLOOKED_SHARE = 0.05  # of the totes at a pass point; told missing, and then found


class Picker(Worker):
    stage = "pick"

    def __init__(self, *args: Any, cart: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cart = cart
        self.found = ""  # a tote that was told missing and has turned up

    def work(self) -> bool:
        shown = self.device.looks("pick")
        if shown["step"] == "cart" and self.found:
            tote, self.found = self.found, ""
            shown = self.after(self.device.scans("pick", tote), "pick")
        if shown["step"] == "cart":
            if not shown["data"].get("waiting"):
                return self.puts_back()
            shown = self.device.scans("pick", self.cart)
            if shown["verdict"] != "ok":
                return self.puts_back()
        for _ in range(ENDLESS):
            if shown["step"] == "cart" or self.site.is_over.is_set():
                return True
            shown = self.after(getattr(self, f"at_{shown['step']}")(shown["data"]), "pick")
        raise AssertionError("a walk without end")

    def at_slot(self, data: dict[str, Any]) -> Shown | None:
        """An empty tote into the slot that the screen names, or the one that holds the order's goods already."""
        if data["tote"]:
            return self._takes_on(self.site.tote_barcode(data["tote"]), data)
        for tote in self.rng.sample(self.site.totes, len(self.site.totes)):
            if self.world.units_at(TOTE + tote) or not self.site.take_in_hand(tote):
                continue
            answer = self._puts(tote, data["order"])
            self.site.let_go(tote)
            if answer["verdict"] != "refused":
                return answer
        raise AssertionError("no free tote")

    def _takes_on(self, tote: str, data: dict[str, Any]) -> Shown | None:
        """Sometimes a tote that was never an order's is scanned, sometimes one is overlooked where it was laid."""
        strange = [barcode for barcode in self.site.totes if barcode not in self.site.order_of_tote]
        while strange and data["order"] in self.world.orders and self.errs():
            shown = self.scans_wrong("pick", self.rng.choice(strange))
            if (shown["step"], shown["data"].get("tote")) != ("slot", data["tote"]):
                return None
        if self.rng.random() < OVERLOOKED_SHARE:
            answer = self.device.commands("pick", "MISSING")
            if answer["verdict"] == "ok":
                self.found = tote
                return answer
            self.device.looks("pick")
        return self._puts(tote, data["order"])

    def _puts(self, tote: str, order: str) -> Shown:
        answer = self.device.scans("pick", tote)
        if answer["verdict"] == "ok":
            self.site.order_of_tote.pop(tote, None)
            if order:  # a bulk tote is no one order's
                self.site.order_of_tote[tote] = order
        return answer

    def at_location(self, data: dict[str, Any]) -> Shown | None:
        while self.errs():
            other = self.rng.choice([place for place in self.site.locations if place != data["location"]])
            if not self._still(self.scans_wrong("pick", self.site.locations[other]), "location", data):
                return None
        return self.device.scans("pick", self.site.locations[data["location"]])

    def at_item(self, data: dict[str, Any]) -> Shown | None:
        """Take the units that are asked for, one scan each; sometimes the wrong one, sometimes one scanned twice."""
        place, sku = SHELF + data["location"], data["sku"]
        if not self._finds(place, sku, "item", data):
            return None
        answer = None
        for number in range(data["wanted"] - data["scanned"]):
            is_double = number > 0 and self.errs() and self.world.may_lose(data["order"])
            units = [] if is_double else self.world.take(place, sku, self.hand)
            if not units and not is_double:
                return self.device.commands("pick", "SHORT")
            answer = self.device.scans("pick", self.site.labels[sku])
            if answer["verdict"] != "ok":
                for unit in units:
                    self.world.move(unit, place)
                return answer
            if is_double:  # the count is right, a unit is missing
                self.world.lose(data["order"], sku)
        return answer

    def at_units(self, data: dict[str, Any]) -> Shown | None:
        """The sum that a bulk list wants of one place. What is in hand goes into the tote before a short is told."""
        place, sku, tote = SHELF + data["location"], data["sku"], TOTE + self.site.tote_barcode(data["tote"])
        if not self._finds(place, sku, "units", data):
            return None
        answer = None
        for number in range(data["wanted"] - data["scanned"]):
            is_double = number > 0 and self.errs() and self.world.may_upset(tote, sku, self.world.extra)
            units = [] if is_double else self.world.take(place, sku, self.hand)
            if not units and not is_double:
                return self.at_tote(data) if self.world.units_at(self.hand) else self.device.commands("pick", "SHORT")
            answer = self.device.scans("pick", self.site.labels[sku])
            if answer["verdict"] != "ok":
                for unit in units:
                    self.world.move(unit, place)
                return answer
            if is_double:  # the sum is right, a unit is missing
                self.world.lose(tote, sku)
        return answer

    def at_lead(self, data: dict[str, Any]) -> Shown | None:
        """The same wrong scan three times: a lead comes and scans a badge; sometimes the picker tries their own."""
        if self.errs() and self.scans_wrong("pick", self.device.badge)["step"] != "lead":
            return None
        return self.device.scans("pick", self.site.lead_badge)

    def _finds(self, place: str, sku: str, step: str, data: dict[str, Any]) -> bool:
        """After a look-alike or more; False when the screen asks for something else by now, a lead's badge perhaps."""
        while self.errs():
            if not self._still(self._takes_wrong_unit(place, sku), step, data):
                return False
        return True

    def _takes_wrong_unit(self, place: str, sku: str) -> Shown:
        """A look-alike from another place: its label tells, and it goes back."""
        unit = self.world.neighbour(place, SHELF, sku)
        if unit is None:
            return self.device.looks("pick")
        home = unit.place
        self.world.move(unit, self.hand)
        shown = self.scans_wrong("pick", self.site.labels[unit.label])
        self.world.move(unit, home)
        return shown

    def at_tote(self, data: dict[str, Any]) -> Shown | None:
        """Into the slot's tote. Sometimes the right tote is scanned and a unit lands in another, or on the floor."""
        tote = self.site.tote_barcode(data["tote"])
        while self.errs():
            other = self.rng.choice([barcode for barcode in self.site.totes if barcode != tote])
            if not self._still(self.scans_wrong("pick", other), "tote", data):
                return None
        answer = self.device.scans("pick", tote)
        if answer["verdict"] == "ok":
            self._drops_into(tote, data)
        return answer

    def _drops_into(self, tote: str, data: dict[str, Any]) -> None:
        units, place = self.world.units_at(self.hand), TOTE + tote
        whose = place if data["is_bulk"] else data["order"]
        if units and self.errs() and self._may_drop(whose, units[0].label, is_bulk=data["is_bulk"]):
            self.world.lose(whose, units[0].label)
            self.world.move(units[0], self._astray(tote, units[0]))
        self.world.move_all(self.hand, place)
        if data["is_bulk"] and self.errs() and self.world.may_upset(place, data["sku"], self.world.lost):
            for unit in self.world.take(SHELF + data["location"], data["sku"], place):  # one more, without a scan
                self.world.add_extra(place, unit.label)

    def _may_drop(self, whose: str, label: str, *, is_bulk: bool) -> bool:
        return self.world.may_upset(whose, label, self.world.extra) if is_bulk else self.world.may_lose(whose)

    def _astray(self, tote: str, unit: Unit) -> str:
        """Another tote on the floor whose order does not want such a unit, or the floor itself."""
        others = [
            barcode
            for barcode, order in list(self.site.order_of_tote.items())
            if barcode != tote and self.world.units_at(TOTE + barcode) and not self.world.wants(order)[unit.label]
        ]
        return TOTE + self.rng.choice(others) if others and self.rng.random() < ASTRAY_SHARE else FLOOR

    def at_pass(self, data: dict[str, Any]) -> Shown | None:
        """The zone is done: its totes are laid at the next one's pass point, unless the picker goes on himself."""
        point = data["location"]
        while point and self.errs():
            other = self.rng.choice([place for place in self.site.locations if place != point])
            shown = self.scans_wrong("pick", self.site.locations[other])
            if (shown["step"], shown["data"].get("location")) != ("pass", point):
                return None
        if not point or self.rng.random() < GOES_ON_SHARE:
            answer = self.device.commands("pick", "GOON")
            if answer["verdict"] == "ok" or not point:
                return answer
            self.device.looks("pick")
        answer = self.device.scans("pick", self.site.points[point])
        if answer["verdict"] == "ok":
            self.world.passed_on()
        return answer

    def at_short(self, data: dict[str, Any]) -> Shown:
        return self.device.commands("pick", "NOSTOCK")

    def at_choose(self, data: dict[str, Any]) -> Shown:
        """Mostly what the screen says is best; sometimes the order is let wait."""
        return self.device.commands("pick", self.rng.choice([data["options"][0], *data["options"]]))

    def at_return(self, data: dict[str, Any]) -> Shown:
        """The order was cancelled with its units in hand: back to their place."""
        answer = self.device.scans("pick", self.site.locations[data["location"]])
        if answer["verdict"] == "ok":
            held = [unit for unit in self.world.units_at(self.hand) if unit.label == data["sku"]]
            for unit in held[: data["scanned"]]:  # a bulk picker holds those of other orders as well
                self.world.move(unit, SHELF + data["location"])
        return answer

    def _still(self, shown: Shown, step: str, data: dict[str, Any]) -> bool:
        """After something went wrong: does the screen still ask for the same?"""
        now = shown["data"]
        return shown["step"] == step and all(now.get(key) == data[key] for key in ("order", "sku", "location"))

    def puts_back(self) -> bool:
        """Cancelled goods: tote, item, place, until the tote is empty."""
        shown = self.device.looks("put_back")
        if shown["step"] == "tote":
            waiting = shown["data"]["totes"]
            if not waiting:
                return False
            shown = self.device.scans("put_back", self.site.tote_barcode(self.rng.choice(waiting)))
        tote = ""
        for _ in range(ENDLESS):
            if shown["step"] == "tote":
                self.world.clear(tote, EXCEPTIONS, self.stage)  # what lies in it besides is nobody's
                return True
            tote = TOTE + self.site.tote_barcode(shown["data"]["tote"])
            if shown["step"] == "item":
                self._takes_out(tote, shown["data"])
            else:
                self._shelves(shown["data"])
            shown = self.device.looks("put_back")
        raise AssertionError("a put-back without end")

    def _takes_out(self, tote: str, data: dict[str, Any]) -> None:
        sku = data["waiting"][0]["sku"]
        units = self.world.take(tote, sku, self.hand)
        if not units:
            raise AssertionError(f"{tote} holds no {sku} to put back")
        self.must(self.device.scans("put_back", self.site.labels[sku]))

    def _shelves(self, data: dict[str, Any]) -> None:
        """To the place that holds its like; when there is none, wherever there is room."""
        places = [data["location"]] if data["location"] else self.rng.sample(sorted(self.site.locations), 20)
        for place in places:
            if self.device.scans("put_back", self.site.locations[place])["verdict"] == "ok":
                self.world.move_all(self.hand, SHELF + place)
                return
            self.device.looks("put_back")
        raise AssertionError(f"no place takes {data['sku']} back")
