"""Move (移库): from a place or tote, an item by scans, to another place or tote. docs/floor/move.md"""

from __future__ import annotations

from inventory.models import HandlingUnit, MoveTask
from inventory.operations.carry_work import (
    begin_carrying,
    let_go,
    name_lot_in_hand,
    pick_up,
    put_down,
    set_units_in_hand,
)
from inventory.operations.hands import put_out_of_hand
from inventory.rf.parts import CANCEL, PARK, TaskScreen, data_of, goods_of, lot_of, place_of, row_of
from inventory.selectors.hands import good_at
from inventory.states import MoveKind
from wms.core.cause import Cause
from wms.scan.barcode import Candidate
from wms.scan.screen import Actor, Barcode, Outcome, Step, View

FROM, ITEM, TO = ("来源", "From"), ("商品", "Item"), ("目的", "To")


class MoveScreen(TaskScreen):
    """source -> item (each scan counts) [-> lot] -> target -> item …; the books change at the target's scan."""

    name = "move"
    kind = MoveKind.MOVE
    stage = "move"
    title = ("移库", "Move stock")
    icon = "layers"
    menu_order = 22
    steps = {
        "source": Step(("location", "handling_unit"), ("扫来源库位或箱", "Scan where it lies"), FROM),
        "item": Step(("sku",), ("扫商品", "Scan an item"), ITEM, commands=("PARK",)),
        "lot": Step(("lot",), ("扫批号", "Scan the lot"), ITEM, commands=("CANCEL",)),
        "target": Step(
            ("sku", "location", "handling_unit", "quantity"),
            ("再扫一件，或目的地", "One more, or target"),
            TO,
            commands=("CANCEL",),
        ),
    }
    first_step = "source"

    def step(self, actor: Actor, work: MoveTask | None) -> str:  # type: ignore[override]
        if work is None:
            return "source"
        if work.sku is None:
            return "item"
        return "lot" if work.sku.tracks_lots and work.lot is None else "target"

    def narrow(  # type: ignore[override]
        self,
        actor: Actor,
        work: MoveTask | None,
        step: str,
        candidates: list[Candidate],
    ) -> list[Candidate]:
        """A lot of the item in hand; of several SKUs with one barcode the one that lies here."""
        if step == "lot" and work is not None:
            return [candidate for candidate in candidates if candidate.facts["sku_id"] == work.sku_id]
        if len(candidates) > 1 and work is not None and candidates[0].kind == "sku":
            there = {balance.sku_id for balance in good_at(work.source_id or 0)}
            return [candidate for candidate in candidates if candidate.id in there] or candidates
        return candidates

    def view(self, actor: Actor, work: MoveTask | None, step: str) -> View:  # type: ignore[override]
        if work is None or work.source is None:
            return View(title=self.title)
        detail = {
            "step": step,
            "goods": goods_of(work.sku, work.lot, work.quantity) if work.sku else None,
            "there": good_at(work.source_id or 0) if step in {"item", "lot"} else [],
        }
        actions = (PARK,) if step == "item" else (CANCEL,)
        return View(title=self.title, subtitle=work.source.code, actions=actions, detail=detail, data=data_of(work))

    def on_source(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        place = place_of(barcode)
        begin_carrying(cause=cause, warehouse=actor.warehouse, kind=self.kind, source=place)
        return Outcome("move.begun", {"place": place.code})

    def on_item(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        units = barcode.candidate.pack_quantity
        lot_code, _ = lot_of(barcode)
        taken = pick_up(cause=cause, task=work, sku=row_of(barcode), units=units, lot_code=lot_code)
        code = "move.lot_asked" if taken.needs_lot else "move.counted"
        return Outcome(code, {"sku": barcode.candidate.label, "units": taken.units})

    def on_lot(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        name_lot_in_hand(cause=cause, task=work, lot_code=barcode.candidate.label)
        return Outcome("move.lot_named", {"lot": barcode.candidate.label})

    def on_target(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        if barcode.kind == "sku":
            return self.on_item(actor, work, barcode, cause)
        if barcode.kind == "quantity":
            taken = set_units_in_hand(cause=cause, task=work, units=barcode.id)
            return Outcome("move.counted", {"sku": work.sku.code if work.sku else "", "units": taken.units})
        place, unit = place_of(barcode), row_of(barcode)
        tote = unit if isinstance(unit, HandlingUnit) else None
        done = put_down(cause=cause, task=work, target=place, unit=tote)
        code = "move.put" if done.left else "move.emptied"
        return Outcome(code, {"units": done.units, "place": place.code, "left": done.left}, ended=True)

    def on_command_cancel(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        units = work.quantity
        put_out_of_hand(cause=cause, task=work)
        return Outcome("floor.put_back", {"units": units}, ended=True)

    def on_command_park(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        place = work.source.code if work.source else ""
        let_go(cause=cause, task=work)
        return Outcome("floor.left", {"place": place}, ended=True)
