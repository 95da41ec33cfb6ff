"""Receive (收货): the ASN, then its items by scans, then the tote that receives them. docs/floor/receive.md"""

from __future__ import annotations

from datetime import date
from typing import Any

from inventory.errors import MoreThanExpected
from inventory.floor_errors import BadDate, LotIsBarcode, NotADock, StillMissing
from inventory.locks import lock_receiving
from inventory.models import HandlingUnit, MoveTask
from inventory.operations.hands import put_out_of_hand
from inventory.operations.receive_work import (
    asks_serial,
    begin_receiving,
    count_units,
    finish_receiving,
    leave_receiving,
    name_lot,
    name_serial,
    put_into,
    set_units,
    undo_serial_unit,
)
from inventory.rf.parts import (
    CANCEL,
    PARK,
    TaskScreen,
    data_of,
    goods_of,
    is_dock,
    is_scanned_again,
    lot_of,
    place_of,
    row_of,
    today,
)
from inventory.selectors.hands import lines_shown
from inventory.selectors.inbound import open_receipts
from inventory.states import MoveKind
from wms.core.cause import Cause
from wms.scan.resolvers import known_as
from wms.scan.screen import Action, Actor, Barcode, Outcome, Pair, Step, View

UNDO = Action("2", "UNDO", ("撤回这件", "Undo this unit"), "undo")
DONE = Action("2", "DONE", ("收完了", "All received"), "check")
ITEM, LOT, INTO = ("商品", "Item"), ("批次", "Lot"), ("放入", "Into")


class ReceiveScreen(TaskScreen):
    """document -> item (each scan counts; then serial, where numbers are taken in) -> lot, expiry where the SKU tracks
    them -> into (tote or dock) -> item …
    """

    name = "receive"
    kind = MoveKind.RECEIVE
    stage = "receive"
    title = ("收货", "Receive")
    icon = "inbox"
    menu_order = 20
    steps = {
        "document": Step(("document",), ("扫到货单码", "Scan the ASN")),
        "item": Step(("sku",), ("扫商品", "Scan an item"), ITEM, commands=("DONE", "PARK")),
        "serial": Step(
            ("unit_serial",), ("扫这件的序列号", "Scan its serial number"), ITEM, commands=("UNDO", "CANCEL")
        ),
        "lot": Step(("lot", "text"), ("扫批号，或手输", "Scan or type the lot"), LOT, commands=("CANCEL",)),
        "expiry": Step(("text",), ("输到期日，如 261130", "Type the expiry, like 261130"), LOT, commands=("CANCEL",)),
        "into": Step(
            ("sku", "handling_unit", "location", "quantity"),
            ("再扫一件，或扫箱", "One more, or the tote"),
            INTO,
            commands=("CANCEL",),
        ),
    }
    first_step = "document"

    def lock(self, actor: Actor) -> MoveTask | None:
        return lock_receiving(actor.person.pk, actor.warehouse.pk)

    def step(self, actor: Actor, work: MoveTask | None) -> str:  # type: ignore[override]
        if work is None:
            return "document"
        if work.sku is None:
            return "item"
        if asks_serial(work):
            return "serial"
        if work.sku.tracks_lots and work.lot is None:
            return "expiry" if work.remembered else "lot"
        return "into"

    def narrow(self, actor, work, step, candidates):  # type: ignore[no-untyped-def]
        """A lot that is known is a text too: one reading is enough."""
        if step == "lot":
            return [candidate for candidate in candidates if candidate.kind == "text"]
        return candidates

    def view(self, actor: Actor, work: MoveTask | None, step: str) -> View:  # type: ignore[override]
        if work is None or work.receipt is None:
            return View(title=self.title, detail={"receipts": open_receipts(actor.warehouse)[:4]})
        lines = lines_shown(work.receipt)
        detail = {
            "step": step,
            "lines": [line for line in lines if line.to_come][:6],
            "missing": sum(line.to_come for line in lines),
            "goods": goods_of(work.sku, work.lot, work.quantity) if work.sku else None,
            "expected": sum(line.to_come for line in lines if line.sku_id == work.sku_id),
            "announced_lots": [line.lot_code for line in lines if line.sku_id == work.sku_id and line.lot_code],
        }
        return View(
            title=self.title,
            subtitle=work.receipt.number,
            done=sum(line.to_come == 0 for line in lines),
            total=len(lines),
            actions={"item": (PARK, DONE), "serial": (CANCEL, UNDO)}.get(step, (CANCEL,)),
            detail=detail,
            data=data_of(work),
        )

    def resume_note(self, task: MoveTask) -> Pair:
        number = task.receipt.number if task.receipt else ""
        return (number, number)

    def on_document(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        task = begin_receiving(cause=cause, warehouse=actor.warehouse, receipt_id=barcode.id)
        return Outcome("receive.begun", {"receipt": barcode.candidate.label, "work": task.work_key})

    def on_item(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        lot_code, expires_on = lot_of(barcode)
        batch = count_units(
            cause=cause,
            task=work,
            sku=row_of(barcode),
            units=barcode.candidate.pack_quantity,
            lot_code=lot_code,
            expires_on=expires_on,
            serial=str(barcode.candidate.facts["serial"]),
            is_confirmed=is_scanned_again(actor, work, self.name, MoreThanExpected.code, barcode),
            today=today(actor),
        )
        code = "receive.serial_asked" if asks_serial(work) else "receive.counted"
        return Outcome(code, {"sku": barcode.candidate.label, "units": batch.units})

    def on_serial(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        facts: Any = barcode.candidate.facts
        number = barcode.candidate.label
        batch = name_serial(cause=cause, task=work, number=number, skus=facts["skus"], is_gs1=facts["is_gs1"])
        return Outcome("receive.serial_named", {"serial": number, "units": batch.units})

    def on_command_undo(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        return Outcome("receive.serial_undone", {"units": undo_serial_unit(cause=cause, task=work).units})

    def on_lot(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        text = barcode.text
        goods = [] if text.lot_code or text.is_keyed else known_as(text, ("sku",), actor)
        if goods:
            raise LotIsBarcode(sku=goods[0].label, raw=text.plain)
        code = text.lot_code or text.plain
        lot = name_lot(cause=cause, task=work, code=code[:40], expires_on=text.expires_on, today=today(actor))
        return Outcome("receive.lot_named" if lot else "receive.expiry_asked", {"lot": code})

    def on_expiry(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        expires_on = barcode.text.expires_on or read_date(barcode.text.upper)
        code = work.remembered
        name_lot(cause=cause, task=work, code=code, expires_on=expires_on, today=today(actor))
        return Outcome("receive.lot_named", {"lot": code})

    def on_into(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        if barcode.kind == "sku":
            return self.on_item(actor, work, barcode, cause)
        if barcode.kind == "quantity":
            is_confirmed = is_scanned_again(actor, work, self.name, MoreThanExpected.code, barcode)
            batch = set_units(cause=cause, task=work, units=barcode.id, is_confirmed=is_confirmed)
            return Outcome("receive.counted", {"sku": work.sku.code if work.sku else "", "units": batch.units})
        place = place_of(barcode)
        if barcode.kind == "location" and not is_dock(place):
            raise NotADock(location=place.code)
        unit = row_of(barcode)
        done = put_into(cause=cause, task=work, target=place, unit=unit if isinstance(unit, HandlingUnit) else None)
        facts = {"units": done.units, "place": place.code, "over": done.over}
        return Outcome("receive.put_over" if done.over else "receive.put", facts, ended=True)

    def on_command_done(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        number = work.receipt.number if work.receipt else ""
        is_confirmed = is_scanned_again(actor, work, self.name, StillMissing.code, barcode)
        closed = finish_receiving(cause=cause, task=work, is_confirmed=is_confirmed)
        facts = {"receipt": number, "short": sum(closed.short.values())}
        return Outcome("receive.closed_short" if closed.short else "receive.closed", facts, ended=True)

    def on_command_park(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        number = work.receipt.number if work.receipt else ""
        leave_receiving(cause=cause, task=work)
        return Outcome("receive.left", {"receipt": number}, ended=True)

    def on_command_cancel(self, actor: Actor, work: MoveTask, barcode: Barcode, cause: Cause) -> Outcome:
        units = work.quantity
        put_out_of_hand(cause=cause, task=work)
        return Outcome("floor.put_back", {"units": units}, ended=True)


def read_date(text: str) -> date:
    """YYMMDD or YYYYMMDD of this century, with or without separators. Refuses with BadDate; so is a barcode that was
    scanned instead: a lot has its date for ever.
    """
    digits = "".join(character for character in text if character.isdigit())
    if len(digits) == 6:
        digits = f"20{digits}"
    if len(digits) != 8 or not digits.startswith("20"):
        raise BadDate(raw=text)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise BadDate(raw=text) from None
