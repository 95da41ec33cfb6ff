"""Put back (放回): a cancelled order's goods from their tote to a shelf [M4]. Diagram: docs/floor/put_back.md"""

from __future__ import annotations

from typing import Any

from picking.locks import lock_put_back_of
from picking.models import PutBack
from picking.operations.put_back import (
    declare_put_back_missing,
    lay_back_in_tote,
    open_put_back,
    scan_put_back_item,
    shelve_put_back,
)
from picking.selectors.put_backs import open_put_backs, put_back_of, put_backs_waiting, shelf_for, waiting_in
from picking.states import PutBackState
from wms.core.cause import Cause
from wms.core.states import Role
from wms.scan.screen import Action, Actor, Barcode, Outcome, ScanScreen, Step, Tile, View
from wms.scan.work import Work

TITLE = ("放回", "Put back")
UNDO = Action("1", "UNDO", ("放回箱里", "Back into the tote"), "undo")
MISSING = Action("1", "MISSING", ("箱里没有了", "Not in the tote"), "warning")


class PutBackScreen(ScanScreen):
    """tote -> item (as often as units are in hand) -> location -> next item, until the tote is empty."""

    name = "put_back"
    stage = "putaway"
    title = TITLE
    icon = "return"
    menu_order = 40
    roles = frozenset({Role.PICKER, Role.STOCK_KEEPER, Role.RECEIVER, Role.MANAGER})
    steps = {
        "tote": Step(("handling_unit",), ("扫待放回的箱", "Scan a tote to put back"), ("周转箱", "Tote")),
        "item": Step(("sku",), ("扫商品码", "Scan an item"), ("商品", "Item"), commands=("MISSING",)),
        "location": Step(("location", "sku"), ("扫库位码", "Scan the place"), ("库位", "Place"), commands=("UNDO",)),
    }
    first_step = "tote"

    def open_work(self, actor: Actor) -> PutBack | None:
        return put_back_of(actor.person.pk, actor.warehouse.pk)

    def lock(self, actor: Actor) -> PutBack | None:
        return lock_put_back_of(actor.person.pk, actor.warehouse.pk)

    def left_behind(self, actor: Actor, work: Work | None, outcome: Outcome) -> Work | None:
        if not isinstance(work, PutBack):
            return self.open_work(actor)
        return None if work.state == PutBackState.DONE else work

    def step(self, actor: Actor, work: Work | None) -> str:
        if not isinstance(work, PutBack):
            return "tote"
        return "location" if work.in_hand else "item"

    def view(self, actor: Actor, work: Work | None, step: str) -> View:
        if not isinstance(work, PutBack):
            waiting, totes = put_backs_waiting(actor.warehouse.pk)
            idle = {"waiting": waiting, "totes": totes, "speech": ""}
            return View(TITLE, detail={"step": step, "waiting": waiting, "is_fill": not waiting}, data=idle)
        rows = waiting_in(work)
        left = sum(row.units for row in rows)
        shelf = shelf_for(work)
        data: dict[str, Any] = {
            "tote": work.handling_unit.code,
            "sku": work.sku.code if work.sku else "",
            "in_hand": work.in_hand,
            "left": left - work.in_hand,
            "waiting": [{"sku": row.sku_code, "lot": row.lot_code, "units": row.units} for row in rows],
            "location": shelf,
            "speech": shelf.replace("-", "，"),
        }
        return View(
            TITLE,
            subtitle=work.handling_unit.code,
            done=work.units_done,
            total=work.units_done + left,
            actions=(UNDO,) if work.in_hand else (MISSING,),
            detail={"step": step, "work": work, "rows": rows, "shelf": shelf, "left": left - work.in_hand},
            data=data,
        )

    def tile(self, actor: Actor) -> Tile:
        waiting = open_put_backs(actor.warehouse.pk)
        return Tile(count=waiting, resumes=put_back_of(actor.person.pk, actor.warehouse.pk) is not None)

    def on_tote(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        open_put_back(
            cause=cause,
            warehouse=actor.warehouse,
            person=actor.person,
            device=actor.device,
            tote_id=barcode.id,
            tote_label=barcode.candidate.label,
        )
        return Outcome("put_back.begun", {"tote": barcode.candidate.label}, ended=True)

    def on_item(self, actor: Actor, work: PutBack, barcode: Barcode, cause: Cause) -> Outcome:
        candidate = barcode.candidate
        done = scan_put_back_item(
            cause=cause,
            work=work,
            sku_id=candidate.id,
            sku_label=candidate.label,
            units=candidate.pack_quantity,
            lot_code=str(candidate.facts.get("lot_code", "")),
        )
        return Outcome("put_back.in_hand", {"sku": candidate.label, "in_hand": done.in_hand, "left": done.left})

    def on_location(self, actor: Actor, work: PutBack, barcode: Barcode, cause: Cause) -> Outcome:
        if barcode.kind == "sku":
            return self.on_item(actor, work, barcode, cause)
        place: Any = barcode.candidate.facts["row"]
        done = shelve_put_back(cause=cause, work=work, target=place)
        facts = {"location": barcode.candidate.label, "left": done.left, "tote": work.handling_unit.code}
        return Outcome("put_back.done" if done.is_done else "put_back.shelved", facts, ended=True)

    def on_command_undo(self, actor: Actor, work: PutBack, barcode: Barcode, cause: Cause) -> Outcome:
        lay_back_in_tote(cause=cause, work=work)
        return Outcome("scan.undone", {}, ended=True)

    def on_command_missing(self, actor: Actor, work: PutBack, barcode: Barcode, cause: Cause) -> Outcome:
        units = declare_put_back_missing(cause=cause, work=work)
        return Outcome("put_back.missing", {"tote": work.handling_unit.code, "units": units}, ended=True)
