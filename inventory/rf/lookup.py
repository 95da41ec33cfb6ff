"""Look up (查询): any code -> what it is, where, how much, and what happened. docs/floor/lookup.md"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from inventory.models import StockBalance
from inventory.operations.count import open_count
from inventory.rf.parts import lot_words
from inventory.rf.words import CONDITIONS, REASONS
from inventory.selectors.by_id import lot_by_id, place_by_id, receipt_by_id, tote_by_id
from inventory.selectors.channel import bindings_of_sku, inventory_state
from inventory.selectors.hands import receipt_lines
from inventory.selectors.history import history
from inventory.selectors.items import sku_by_id
from inventory.selectors.places import stock_at, where_is
from inventory.selectors.serials import serial_by_id, serial_history
from inventory.states import Reason
from inventory.words import SERIAL_EVENTS, SERIAL_STATES
from wms.core.cause import Cause
from wms.core.models import ScanEvent
from wms.core.states import Role, Verdict
from wms.scan.barcode import Candidate
from wms.scan.errors import UnknownCommand
from wms.scan.screen import Action, Actor, Barcode, Outcome, ScanScreen, Step, View
from wms.scan.work import Work

FRESH = timedelta(minutes=15)
MOVEMENTS = 5
FOUND, CHOICES = "lookup.found", "lookup.choices"
COUNTERS = frozenset({Role.STOCK_KEEPER, Role.MANAGER})
COUNT = Action("1", "COUNT", ("盘这里", "Count here"), "count")
KINDS = ("sku", "location", "handling_unit", "cart", "document", "lot", "serial")
Detail = dict[str, Any]


class LookupScreen(ScanScreen):
    """One step that takes everything. What was scanned last is read from this device's last right scan here."""

    name = "lookup"
    stage = "lookup"
    title = ("查询", "Look up")
    icon = "search"
    menu_order = 24
    steps = {"any": Step(KINDS, ("扫商品、库位或箱", "Scan an item, location or tote"), commands=("COUNT",))}
    first_step = "any"

    def open_work(self, actor: Actor) -> Work | None:
        return None

    def lock(self, actor: Actor) -> Work | None:
        return None

    def step(self, actor: Actor, work: Work | None) -> str:
        return "any"

    def narrow(self, actor: Actor, work: Work | None, step: str, candidates: list[Candidate]) -> list[Candidate]:
        """Several meanings are an answer here: the screen shows them all. A unit's own number is finer than its SKU."""
        numbered = {candidate.facts["sku_id"] for candidate in candidates if candidate.kind == "serial"}
        candidates = [row for row in candidates if row.kind != "sku" or row.id not in numbered]
        if len(candidates) < 2:
            return candidates
        choices = [[candidate.kind, candidate.id] for candidate in candidates]
        return [Candidate("choices", 0, candidates[0].label, facts={"choices": choices})]

    def view(self, actor: Actor, work: Work | None, step: str) -> View:
        facts = self._last(actor)
        try:
            detail = DETAILS[facts["kind"]](actor, facts) if facts else None
        except ObjectDoesNotExist:  # taken away since, with the import or the racks that brought it
            detail = None
        if detail is None:
            return View(title=self.title, detail={"kind": ""})
        can_count = facts["kind"] == "location" and actor.roles & COUNTERS
        return View(
            title=self.title,
            subtitle=facts["label"],
            actions=(COUNT,) if can_count else (),
            detail={"kind": facts["kind"], "is_keeper": bool(actor.roles & COUNTERS), **detail},
            data={"kind": facts["kind"], "label": facts["label"], **detail.get("data", {})},
        )

    def _last(self, actor: Actor) -> dict[str, Any]:
        here = {"warehouse": actor.warehouse, "device": actor.device, "person": actor.person, "screen": self.name}
        events = ScanEvent.objects.filter(**here)
        recent = events.filter(verdict=Verdict.OK, received_at__gte=timezone.now() - FRESH)
        found = recent.filter(code__in=(FOUND, CHOICES)).order_by("-pk").values_list("facts", flat=True).first()
        return found or {}

    def on_any(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        candidate = barcode.candidate
        facts: dict[str, Any] = {"kind": candidate.kind, "id": candidate.id, "label": candidate.label}
        if candidate.kind != "choices":
            return Outcome(FOUND, facts)
        return Outcome(CHOICES, {**facts, "label": barcode.text.plain[:40], "choices": candidate.facts["choices"]})

    def on_command_count(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        facts = self._last(actor)
        is_place = facts.get("kind") == "location" and bool(actor.roles & COUNTERS)
        try:
            place = place_by_id(facts["id"]) if is_place else None
        except ObjectDoesNotExist:
            place = None
        if place is None:
            raise UnknownCommand(command=barcode.candidate.label, expected=list(self.steps["any"].prompt))
        open_count(cause=cause, location=place, why="lookup")
        return Outcome("lookup.count_opened", {"location": place.code})


def sku_detail(actor: Actor, facts: dict[str, Any]) -> Detail:
    """The three numbers as the platform sees them, then the places, then the last movements."""
    sku = sku_by_id(facts["id"])
    state = inventory_state(sku_id=sku.pk, warehouse_id=actor.warehouse.pk)
    numbers = {"available": state.available, "reserved": state.reserved, "in_transit": state.in_transit}
    return {
        "sku": sku,
        "state": state,
        "places": worded(where_is(sku, actor.warehouse)),
        "bindings": bindings_of_sku(sku.pk, actor.warehouse.pk),
        "history": movements(actor, sku=sku),
        "data": {"sku": sku.code, **numbers},
    }


def location_detail(actor: Actor, facts: dict[str, Any]) -> Detail:
    place = place_by_id(facts["id"])
    there = stock_at(place)
    units = sum(balance.on_hand for balance in there)
    return {
        "place": place,
        "there": worded(there),
        "units": units,
        "history": movements(actor, location=place),
        "data": {"place": place.code, "units": units},
    }


def tote_detail(actor: Actor, facts: dict[str, Any]) -> Detail:
    unit = tote_by_id(facts["id"])
    there = stock_at(unit.location)
    units = sum(balance.on_hand for balance in there)
    return {
        "unit": unit,
        "on_it": list(unit.children.order_by("slot", "code")),
        "there": worded(there),
        "units": units,
        "history": movements(actor, location=unit.location),
        "data": {"tote": unit.code, "units": units},
    }


def document_detail(actor: Actor, facts: dict[str, Any]) -> Detail:
    receipt = receipt_by_id(facts["id"])
    lines = receipt_lines(receipt.pk)
    return {"receipt": receipt, "lines": lines, "data": {"receipt": receipt.number}}


def lot_detail(actor: Actor, facts: dict[str, Any]) -> Detail:
    lot = lot_by_id(facts["id"])
    places = [balance for balance in where_is(lot.sku, actor.warehouse) if balance.lot_id == lot.pk]
    return {
        "sku": lot.sku,
        "lot": lot_words(lot),
        "places": worded(places),
        "data": {"lot": lot.code, "sku": lot.sku.code},
    }


def serial_detail(actor: Actor, facts: dict[str, Any]) -> Detail:
    """One unit: where it is, which order and parcel, and what happened to it."""
    serial = serial_by_id(facts["id"])
    return {
        "serial": serial,
        "status": SERIAL_STATES[serial.state],
        "events": [
            {
                "at": f"{row.created_at.astimezone(actor.warehouse.zone):%m-%d %H:%M}",
                "what": SERIAL_EVENTS[row.kind],
                "order": row.order_number,
                "document": row.document,
                "person": row.person.name if row.person else "",
            }
            for row in serial_history(serial, limit=MOVEMENTS)
        ],
        "data": {"serial": serial.number, "state": serial.state, "order": serial.order_number},
    }


def choices_detail(actor: Actor, facts: dict[str, Any]) -> Detail:
    """Each meaning with its picture; a tap looks that one up by its own code."""
    found = []
    for kind, id_ in facts["choices"]:
        if kind == "sku":
            found.append({"sku": sku_by_id(id_)})
        elif kind == "lot":
            found.append({"sku": lot_by_id(id_).sku})
        elif kind == "serial":
            found.append({"sku": serial_by_id(id_).sku})
    return {"choices": found, "data": {"choices": [choice["sku"].code for choice in found]}}


def worded(balances: list[StockBalance]) -> list[Detail]:
    """Each balance with the word for its condition; none for good goods."""
    return [{"balance": row, "state": CONDITIONS.get(row.condition)} for row in balances]


def movements(actor: Actor, **of: Any) -> list[Detail]:
    """The last movements of a SKU or a place, newest first, in the warehouse's own time."""
    return [
        {
            "at": f"{row.created_at.astimezone(actor.warehouse.zone):%m-%d %H:%M}",
            "source": row.source_location.code,
            "target": row.target_location.code,
            "reason": (str(Reason(row.reason).label), REASONS[Reason(row.reason)]),
            "person": row.person.name if row.person else "",
            "sku": row.sku.code,
            "units": row.quantity,
        }
        for row in history(warehouse=actor.warehouse, limit=MOVEMENTS, **of)
    ]


DETAILS: dict[str, Callable[[Actor, dict[str, Any]], Detail]] = {
    "sku": sku_detail,
    "location": location_detail,
    "handling_unit": tote_detail,
    "cart": tote_detail,
    "document": document_detail,
    "lot": lot_detail,
    "serial": serial_detail,
    "choices": choices_detail,
}
