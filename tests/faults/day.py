"""A small day in a plant where everything may fail, and what must be true in its evening.

A shelf is counted, buyers order, a picker walks, a packer packs and hands over: people over HTTP, who send again until
they are answered.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.faults.plant import Plant, until
from tests.faults.switches import CALLS, REFUSED_SKU, UNKNOWN_SKU, Switch
from wms.ops.simulate.floor import COMMAND, Device

SHOP = "DEMO"
SKUS = [REFUSED_SKU, "MC-15P-CLR", UNKNOWN_SKU, "NL-48W-PNK"]
ENDLESS = 400
SENT = "WAIT_BUYER_ACCEPT_GOODS"


class House:
    """One plant with its people; days follow one another in it, and each ends with the same questions."""

    def __init__(self, plant: Plant) -> None:
        self.plant, self.faults, self.control = plant, plant.sandbox.faults, plant.sandbox.control
        self.told = plant.office.ask("setup", gateway=plant.gateway, skus=SKUS)
        for name in ("web", "worker"):
            plant.start(name)
        plant.wait_until_served()
        self.people = {
            role: Device(plant.url, told["device"], told["person"], random.Random(1))
            for role, told in self.told["devices"].items()
        }
        self.ask("push_url", url=f"{plant.url}/aliexpress/push/")
        self.ask("settings", push_retry_seconds=0.5)
        self.orders: list[str] = []
        self.wait_for_evening()

    def ask(self, call: str, **body: Any) -> dict[str, Any]:
        """What no seller can do at the platform."""
        return self.control.run("POST", call, {}, body)

    def state(self) -> dict[str, Any]:
        return dict(self.plant.office.ask("state"))

    def front(self) -> dict[str, int]:
        shown = self.control.state()["shops"][SHOP]["front"]
        return {code: shown[code] for code in SKUS}

    def tell(self) -> str:
        """For whoever reads of a failure."""
        return f"front {self.front()}\nhere {json.dumps(self.state(), indent=1)}\n{self.plant.logs()}"

    def _until(self, true: Callable[[], Any], what: str) -> Any:
        """Wait for it, and start whoever ends himself meanwhile again."""

        def looked() -> Any:
            self.plant.keep()
            return true()

        return until(looked, what, self.tell)

    # --- a day ---

    def day(self, *switches: Switch, victim: str = "", dies_in: tuple[str, ...] = ()) -> None:
        """All three parts of a day under these switches, with one victim; raises AssertionError in a bad evening."""
        self.plant.office.ask("night")
        self.ask("settings", page_rows=min(switch.page_rows for switch in switches))
        before = self.faults.struck.copy()
        try:
            for part in CALLS:
                self._part(part, switches, victim if part in dies_in else "")
            self._cure(switches)
            for switch in switches:
                self._until(lambda name=switch.name: self.faults.struck[name] > before[name], f"{switch.name} strikes")
        finally:
            self.ask("faults", **{switch.name: False for switch in switches})
            self.ask("settings", page_rows=50)
        self.wait_for_evening()

    def _part(self, part: str, switches: tuple[Switch, ...], victim: str) -> None:
        self.ask("faults", **{switch.name: switch.parts[part] for switch in switches if part in switch.parts})
        before = self._calls(part)
        with self.plant.killing(victim, lambda: self._calls(part) > before):
            getattr(self, part)(switches)

    def _calls(self, part: str) -> int:
        """What has come to the platform of a part's kind, and what a switch has struck."""
        by_method = self.plant.sandbox.gateway.traffic.by_method.copy()
        seen = sum(count for name, count in by_method.items() if any(word in name for word in CALLS[part]))
        return seen + self.faults.struck.total()

    def shelf(self, switches: tuple[Switch, ...]) -> None:
        """Two shelves are counted, and two buyers order; their orders are promised here."""
        self.plant.office.ask("count", sku=SKUS[0], more=3)
        self.plant.office.ask("count", sku=SKUS[2], more=-1)
        mine = [self._buy({SKUS[0]: 1, SKUS[3]: 2}), self._buy({SKUS[1]: 1})]
        for switch in switches:
            if switch.cure in {"consent", "try_again", "breaker"}:
                self._until_told(switch)
                getattr(self, f"_{switch.cure}")(switch)
        self._until_state("promised", mine)

    def _until_told(self, switch: Switch) -> None:
        def is_told() -> bool:
            return switch.told in self.state()["work"]

        self._until(is_told, f"people are told of {switch.name}")

    def _consent(self, _: Switch) -> None:
        assert self.state()["needs_authorisation"]
        self.plant.office.ask("consent", gateway=self.plant.gateway)

    def _try_again(self, switch: Switch) -> None:
        """The cause is removed at the platform's console, and a person says so."""
        assert not self.state()["is_open"]
        self.ask("faults", **{switch.name: False})
        self._until(lambda: self.plant.office.ask("try_again") == 0, f"nothing is refused by {switch.name}")

    def _breaker(self, switch: Switch) -> None:
        """The outage ends, and nothing but a person closes what it has opened."""
        assert self.state()["is_open"]
        self.ask("faults", **{switch.name: False})

    def _buy(self, lines: dict[str, int]) -> str:
        wanted = [{"sku": sku, "quantity": units} for sku, units in lines.items()]
        number = str(self.ask("orders", shop=SHOP, lines=wanted)["order_id"])
        self.orders.append(number)
        return number

    def _until_state(self, wanted: str, numbers: list[str]) -> None:
        def is_there() -> bool:
            orders = self.state()["orders"]
            return all(orders.get(number) == wanted for number in numbers)

        self._until(is_there, f"{numbers} are {wanted}")

    def bench(self, _: tuple[Switch, ...]) -> None:
        """A wave, a walk, and every tote packed with its label on."""
        assert self.plant.office.ask("wave") == 2
        self._walk()
        self._pack()

    def _walk(self) -> None:
        picker = self.people["picker"]
        shown = picker.looks("pick")
        for _ in range(ENDLESS):
            answer = picker.scanner.scan(self._pick_label(shown))
            shown = answer if answer["verdict"] == "ok" else picker.looks("pick")
            if shown["step"] == "cart" and not shown["data"].get("waiting"):
                return
        raise AssertionError(f"a walk without end: {shown}")

    def _pick_label(self, shown: dict[str, Any]) -> str:
        step, data = shown["step"], shown["data"]
        if step == "cart":
            return str(self.told["cart"])
        if step == "slot":
            known = self.told["totes"]
            return known[data["tote"]] if data.get("tote") else known[self._free_tote()]
        if step == "location":
            return self.told["places"][data["location"]]
        return self.told["labels"][data["sku"]] if step == "item" else self.told["totes"][data["tote"]]

    def _free_tote(self) -> str:
        """They are taken in turn: those of the day before are free again."""
        self._turn = getattr(self, "_turn", -1) + 1
        return sorted(self.told["totes"])[self._turn % len(self.told["totes"])]

    def _pack(self) -> None:
        packer = self.people["packer"]
        shown = packer.looks("pack")
        self.sealed: list[str] = []
        for _ in range(ENDLESS):
            step, data = shown["step"], shown["data"]
            if step == "open" and not data["ready"]:
                return
            if step == "label":
                shown = self._labelled(packer)
                continue
            raw = self._pack_label(step, data)
            answer = packer.scanner.scan(raw)
            if step == "close" and answer["verdict"] == "ok":
                self.sealed.append(raw)
            shown = packer.looks("pack")
        raise AssertionError(f"a bench without end: {shown} {self.tell()}")

    def _labelled(self, packer: Device) -> dict[str, Any]:
        """What the bench shows once the platform has given waybill and label."""

        def look() -> dict[str, Any] | None:
            shown = dict(packer.looks("pack"))
            return shown if shown["step"] != "label" else None

        return dict(self._until(look, "the label is there"))

    def _pack_label(self, step: str, data: dict[str, Any]) -> str:
        if step == "open":
            return str(self.told["totes"].get(data["ready"][0]["tote"], data["ready"][0]["tote"]))
        if step == "close":
            return str(data["waybill"])
        line = next(line for line in data["lines"] if line["verified"] < line["quantity"])
        return str(self.told["labels"][line["sku"]])

    def van(self, _: tuple[Switch, ...]) -> None:
        """What is sealed goes out; the platform hears of it."""
        packer = self.people["packer"]
        for waybill in self.sealed:
            packer.looks("handover")
            answer = packer.scanner.scan(waybill)
            assert answer["verdict"] == "ok", answer
        answer = packer.scanner.scan(COMMAND["CLOSE"])
        assert answer["verdict"] == "ok", answer
        self._until_state("shipped", self.orders)
        self._until(lambda: self._at_platform() == {SENT}, "all is declared")

    def _at_platform(self) -> set[str]:
        return {row["status"] for row in self._platform_orders()}

    def _platform_orders(self) -> list[dict[str, Any]]:
        return list(self.control.list_orders(SHOP)["orders"])

    def _cure(self, switches: tuple[Switch, ...]) -> None:
        """One Re-sync ends what nothing else ends: an open breaker, and refused SKUs, which wait parked and alone."""
        parked = sorted(switch.parked for switch in switches if switch.parked)
        is_open = any(switch.cure == "breaker" for switch in switches)
        if is_open:
            assert self.state()["is_open"]
        elif parked:
            self._until(lambda: self._waiting() == parked, "nothing waits but what was refused")
            assert "stock_refused" in self.state()["work"]
        else:
            return
        self.ask("faults", **{switch.name: False for switch in switches if switch.parked})
        assert self.plant.office.ask("resync_all") is is_open

    def _waiting(self) -> list[str]:
        return sorted(self.state()["pushes"])

    # --- the evening ---

    def wait_for_evening(self) -> None:
        """Everything comes to rest by itself; then nothing is lost, doubled or different."""
        self._until(lambda: self._is_at_rest(self.state()), "everything rests")
        state, shop = self.state(), self.control.state()["shops"][SHOP]
        rows = self._platform_orders()
        assert sorted(state["orders"]) == sorted(self.orders) == sorted(str(row["order_id"]) for row in rows)
        assert set(state["parts"].values()) <= {1}
        assert self.front() == state["available"]
        for code in SKUS:
            (held,) = shop["states"][code].values()
            assert held["reserved_quantity"] == state["reserved"][code], (code, held, state["reserved"])
        shipped = [row for row in rows if row["status"] == SENT]
        assert [len(row["shipments"]) for row in shipped] == [1] * len(shipped) == [1] * len(self.orders)
        assert shop["declared_shipments"] == len(shipped)
        assert all(row["waybills"] == row["shipments"] for row in rows), rows
        assert Counter(state["waybills"].values()) == Counter(state["parcels"]) == Counter(self.orders)
        assert {row["shipments"][0]: str(row["order_id"]) for row in shipped} == state["waybills"]
        assert shop["oversold_orders"] == 0

    def _is_at_rest(self, state: dict[str, Any]) -> bool:
        is_idle = not (state["pushes"] or state["exchanges"] or state["messages"] or state["is_failing"])
        return is_idle and self.front() == state["available"]
