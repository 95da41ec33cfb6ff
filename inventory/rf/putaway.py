"""Put away (上架) [M31]: tote, item, the proposed place, how many. docs/floor/putaway.md"""

from __future__ import annotations

from typing import Any

from inventory.errors import SkuNotBound
from inventory.floor_errors import UnknownBarcode, UnusualPlace
from inventory.models import Location, MoveTask
from inventory.operations.carry_work import begin_carrying, let_go
from inventory.operations.hands import put_out_of_hand, sku_of
from inventory.operations.putaway_work import (
    ask_for_binding,
    bind_barcode,
    choose_place,
    name_putaway_lot,
    remember_unknown,
    shelve,
    shelve_single,
    suggest_other,
    take_item,
)
from inventory.rf.parts import (
    CANCEL,
    PARK,
    TaskScreen,
    data_of,
    goods_of,
    is_scanned_again,
    lot_of,
    place_of,
    row_of,
    split_code,
)
from inventory.selectors.hands import good_at
from inventory.selectors.suggestions import look_alikes, place_reason
from inventory.states import MoveKind
from wms.core.cause import Cause
from wms.core.refusals import OperationRefused
from wms.core.states import Role
from wms.scan.barcode import Candidate
from wms.scan.errors import BadCheckCharacter
from wms.scan.screen import Action, Actor, Barcode, Outcome, Pair, Step, View

CHANGE = Action("2", "CHANGE", ("换库位", "Other location"), "pin")
ALL = Action("2", "ALL", ("全部", "All of it"), "check")
ITEM, PLACE, QUANTITY = ("商品", "Item"), ("库位", "Location"), ("数量", "Quantity")
BINDERS = frozenset({Role.STOCK_KEEPER, Role.MANAGER})
BARCODE_LIMIT = 80


class PutawayScreen(TaskScreen):
    """source (tote or dock) -> item [-> bind an unknown barcode] [-> lot] -> location -> quantity -> item …"""

    name = "putaway"
    kind = MoveKind.PUT_AWAY
    stage = "putaway"
    title = ("上架", "Put away")
    icon = "shelf"
    menu_order = 21
    steps = {
        "source": Step(("handling_unit", "location"), ("扫周转箱或收货台", "Scan the tote or the dock")),
        "item": Step(("sku", "text"), ("扫商品", "Scan an item"), ITEM, commands=("PARK",)),
        "bind": Step(("sku",), ("扫它自己的标签", "Scan its own label"), ITEM, commands=("CANCEL",)),
        "lot": Step(("lot",), ("扫批号", "Scan the lot"), ITEM, commands=("CANCEL",)),
        "location": Step(("location",), ("扫库位码", "Scan the location"), PLACE, commands=("CANCEL", "CHANGE")),
        "quantity": Step(
            ("quantity", "location"),
            ("输件数，或再扫库位", "Type how many"),
            QUANTITY,
            commands=("CANCEL", "ALL"),
        ),
    }
    first_step = "source"

    def step(self, actor: Actor, work: MoveTask | None) -> str:  # type: ignore[override]
        if work is None:
            return "source"
        if work.sku is None:
            return "bind" if work.remembered else "item"
        if work.sku.tracks_lots and work.lot is None:
            return "lot"
        return "location" if work.target is None else "quantity"

    def narrow(  # type: ignore[override]
        self,
        actor: Actor,
        work: MoveTask | None,
        step: str,
        candidates: list[Candidate],
    ) -> list[Candidate]:
        """A text that some SKU has is no unknown barcode; what does not lie in the tote is not meant."""
        if step == "lot" and work is not None:
            return [candidate for candidate in candidates if candidate.facts["sku_id"] == work.sku_id]
        if step not in {"item", "bind"}:
            return candidates
        skus = [candidate for candidate in candidates if candidate.kind == "sku"]
        if len(skus) > 1 and work is not None:
            there = {balance.sku_id for balance in good_at(work.source_id or 0)}
            return [candidate for candidate in skus if candidate.id in there] or skus
        return skus or candidates

    def view(self, actor: Actor, work: MoveTask | None, step: str) -> View:  # type: ignore[override]
        if work is None or work.source is None:
            return View(title=self.title)
        detail: dict[str, Any] = {"step": step, "remembered": work.remembered}
        if work.sku is None or step == "lot":
            detail["there"] = good_at(work.source_id or 0)
        if work.sku is not None:
            detail["goods"] = goods_of(work.sku, work.lot, work.quantity)
        if step == "location" and work.suggested is not None and work.sku is not None:
            detail["sign"] = split_code(work.suggested.code)
            detail["reason"] = reason_words(work)
            detail["warning"] = warning_words(work)
        if step == "quantity" and work.target is not None:
            detail["sign"] = split_code(work.target.code)
        return View(
            title=self.title,
            subtitle=work.source.code,
            actions=ACTIONS[step],
            detail=detail,
            data=data_of(work),
        )

    def refused(self, actor: Actor, step: str, refusal: OperationRefused, cause: Cause) -> None:
        """[M31] An unknown barcode, or goods without a platform product, become somebody's work."""
        if not isinstance(refusal, UnknownBarcode | SkuNotBound):
            return
        task = self.lock(actor)
        if task is None:
            return
        if isinstance(refusal, SkuNotBound):
            ask_for_binding(cause=cause, task=task, sku_code=refusal.facts["sku"])
        else:
            raw = str(refusal.facts["raw"])
            remember_unknown(cause=cause, task=task, raw=raw, may_bind=refusal.facts["may_bind"])

    def on_source(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        place = place_of(barcode)
        begin_carrying(cause=cause, warehouse=actor.warehouse, kind=self.kind, source=place)
        return Outcome("putaway.begun", {"place": place.code})

    def on_item(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        if barcode.kind == "text":
            raise unknown(actor, barcode)
        lot_code, _ = lot_of(barcode)
        taken = take_item(cause=cause, task=work, sku=row_of(barcode), lot_code=lot_code)
        if taken.needs_lot:
            return Outcome("putaway.lot_asked", {"sku": barcode.candidate.label})
        place = taken.place.code if taken.place else ""
        facts = {"sku": barcode.candidate.label, "units": taken.units, "place": place}
        return Outcome("putaway.item" if place else "putaway.item_free", facts)

    def on_bind(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        raw = work.remembered
        bind_barcode(cause=cause, task=work, sku=row_of(barcode))
        return Outcome("putaway.bound", {"raw": raw, "sku": barcode.candidate.label})

    def on_lot(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        name_putaway_lot(cause=cause, task=work, lot_code=barcode.candidate.label)
        return Outcome("putaway.lot_named", {"lot": barcode.candidate.label})

    def on_location(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        place = place_of(barcode)
        is_confirmed = is_scanned_again(actor, work, self.name, UnusualPlace.code, barcode)
        if choose_place(cause=cause, task=work, target=place, is_confirmed=is_confirmed):
            return put_outcome(shelve_single(cause=cause, task=work, target=place), place.code)
        return Outcome("putaway.place", {"place": place.code, "units": work.quantity})

    def on_quantity(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        target = target_of(work)
        if barcode.kind == "quantity":
            return put_outcome(shelve(cause=cause, task=work, target=target, units=barcode.id), target.code)
        if barcode.id != target.pk:
            return self.on_location(actor, work, barcode, cause)
        return put_outcome(shelve(cause=cause, task=work, target=target), target.code)

    def on_command_all(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        target = target_of(work)
        return put_outcome(shelve(cause=cause, task=work, target=target), target.code)

    def on_command_change(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        place = suggest_other(cause=cause, task=work)
        return Outcome("putaway.suggested", {"place": place.code})

    def on_command_cancel(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        units = work.quantity
        put_out_of_hand(cause=cause, task=work)
        return Outcome("floor.put_back", {"units": units}, ended=True)

    def on_command_park(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        place = work.source.code if work.source else ""
        let_go(cause=cause, task=work)
        return Outcome("floor.left", {"place": place}, ended=True)


ACTIONS: dict[str, tuple[Action, ...]] = {
    "item": (PARK,),
    "bind": (CANCEL,),
    "lot": (CANCEL,),
    "location": (CANCEL, CHANGE),
    "quantity": (CANCEL, ALL),
}


def put_outcome(done: Any, place: str) -> Outcome:
    """What was shelved, and whether the source holds more."""
    code = "putaway.put" if done.left else "putaway.emptied"
    return Outcome(code, {"units": done.units, "place": place, "left": done.left}, ended=True)


def unknown(actor: Actor, barcode: Barcode) -> OperationRefused:
    """[M31] No SKU has this barcode. One of ours with a wrong check character is a mistyped code, nothing new."""
    text = barcode.text
    if text.own is not None and not text.is_keyed:
        return BadCheckCharacter(raw=text.raw)
    raw = text.gtin or text.upper
    return UnknownBarcode(raw=raw, may_bind=bool(actor.roles & BINDERS) and len(raw) <= BARCODE_LIMIT)


def reason_words(task: MoveTask) -> Pair:
    """Why this place: the same goods lie there, or it is empty; how many fit."""
    suggested = task.suggested
    if suggested is None:
        return "", ""
    why = place_reason(sku_of(task).pk, suggested)
    zh = f"已有同款 {why.same_units} 件" if why.same_units else "空位"
    en = f"{why.same_units} of the same there" if why.same_units else "Empty"
    if why.room is not None:
        return f"{zh} · 可放 {why.room} 件", f"{en} · room for {why.room}"
    return zh, en


def warning_words(task: MoveTask) -> Pair | None:
    """[M35] Where a look-alike lies, so that nobody puts it beside."""
    alikes = look_alikes(sku_of(task), task.warehouse_id)
    if not alikes:
        return None
    other = alikes[0]
    zh, en = other.sku.variant_zh or other.sku.code, other.sku.variant_en or other.sku.code
    return f"{zh}在 {other.location.code}，不挨着放", f"{en} is in {other.location.code}: not beside it"


def target_of(task: MoveTask) -> Location:
    """The place that was scanned; asked only at the quantity step."""
    assert task.target is not None  # noqa: S101  narrows the type
    return task.target
