"""Takes the van's goods in, tote by tote, and shelves them."""

from __future__ import annotations

from wms.ops.simulate.site import SHELF, TOTE, Worker

SCANNED_ONE_BY_ONE = 2  # the rest is typed


class Receiver(Worker):
    stage = "receive"

    def receive(self, document: str, units: dict[str, int]) -> None:
        """All units of these SKUs, each SKU through a tote of its own: two by scan, the rest by typing how many."""
        self._leave_what_was_open()
        self.must(self.device.scans("receive", document))
        for sku, count in sorted(units.items()):
            tote = self._fill(sku, count)
            self._shelve(tote, sku)
            self.device.looks("receive")
        self.must(self.device.commands("receive", "DONE"))

    def _leave_what_was_open(self) -> None:
        """A run that was broken off has left its receipt, perhaps with units in hand, at this person's screen."""
        shown = self.device.looks("receive")
        if shown["step"] == "into":
            shown = self.must(self.device.commands("receive", "CANCEL"))
        if shown["step"] != "document":
            self.must(self.device.commands("receive", "PARK"))

    def _fill(self, sku: str, count: int) -> str:
        """The van's units into a free tote; one that was left in use by an earlier run is refused and passed over."""
        by_scan = min(SCANNED_ONE_BY_ONE, count)
        for _ in range(by_scan):
            self.must(self.device.scans("receive", self.site.labels[sku]))
        if count > by_scan:
            self.must(self.device.scans("receive", str(count), symbology="keyed"))
        for tote in self.site.totes:
            if self.world.units_at(TOTE + tote):
                continue
            if self.device.scans("receive", tote)["verdict"] == "ok":
                self.world.move_all(van(sku), TOTE + tote)
                return tote
            self.device.looks("receive")
        raise AssertionError("no free tote for goods that come in")

    def _shelve(self, tote: str, sku: str) -> None:
        """Tote, item, place, all of it; sometimes another label than the place's."""
        self.device.looks("putaway")
        self.must(self.device.scans("putaway", tote))
        proposed = self.must(self.device.scans("putaway", self.site.labels[sku]))["data"]["suggested"]
        place = self._place_for(sku, proposed)
        if self.errs():
            self.scans_wrong("putaway", self.site.totes[-1])
        if place != proposed:  # asked whether it is meant: the same scan again says so
            self.device.scans("putaway", self.site.locations[place])
        answer = self.must(self.device.scans("putaway", self.site.locations[place]))
        if answer["step"] == "quantity":
            self.must(self.device.scans("putaway", self.site.locations[place]))
        self.world.move_all(TOTE + tote, SHELF + place)

    def _place_for(self, sku: str, proposed: str) -> str:
        """What the screen proposes; of each pair of look-alikes one goes into an empty place of the far zone."""
        if int(sku[-1]) % 2 or self.world.units_at(SHELF + proposed):
            return proposed
        places = sorted(self.site.locations)
        far = places[len(places) // 2 :]
        return next(place for place in far if not self.world.units_at(SHELF + place))


def van(sku: str) -> str:
    """The pallet of one SKU: what lies on it was booked by its label, whatever a unit really is."""
    return f"van:{sku}"
