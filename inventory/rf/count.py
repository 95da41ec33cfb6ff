"""Count (盘点): a place, everything on it by scans, done. The books are never shown. docs/floor/count.md"""

from __future__ import annotations

from inventory.floor_errors import CountDisturbed, CountNotAsked, NothingCounted
from inventory.locks import lock_count_in_hand
from inventory.models import CountTally, StockCount
from inventory.operations.count_work import (
    begin_count,
    finish_count,
    last_tally,
    leave_count,
    name_tally_lot,
    restart_count,
    set_tally,
    tally_units,
)
from inventory.operations.receive import open_lot
from inventory.rf.parts import is_scanned_again, lot_of, place_of, row_of, split_code, today
from inventory.selectors.counts import keep_tallies, open_counts, tallies_of
from inventory.selectors.hands import count_in_hand
from inventory.states import CountState
from wms.core.cause import Cause
from wms.core.refusals import OperationRefused
from wms.core.states import Role
from wms.scan.barcode import Candidate
from wms.scan.screen import Action, Actor, Barcode, Outcome, ScanScreen, Step, Tile, View
from wms.scan.work import Work

PLACE, ITEM = ("库位", "Location"), ("点数", "Count")
DONE = Action("2", "DONE", ("点完了", "Counted"), "check")
PARK = Action("1", "PARK", ("先不点", "Leave it"), "pause")
AGAIN = Action("3", "AGAIN", ("重新点", "Start again"), "undo")


class CountScreen(ScanScreen):
    """location -> item by item (each scan counts; a typed number says how many of the last one) -> DONE."""

    name = "count"
    stage = "count"
    title = ("盘点", "Count")
    icon = "count"
    menu_order = 23
    roles = frozenset({Role.STOCK_KEEPER, Role.MANAGER})
    steps = {
        "location": Step(("location",), ("扫要盘的库位", "Scan the location"), PLACE),
        "item": Step(
            ("sku", "quantity"),
            ("逐件扫，或输数", "Scan each item"),
            ITEM,
            commands=("DONE", "PARK", "AGAIN"),
        ),
        "lot": Step(("lot",), ("扫批号", "Scan the lot"), ITEM, commands=("AGAIN", "PARK")),
    }
    first_step = "location"

    def open_work(self, actor: Actor) -> StockCount | None:
        return keep_tallies(count_in_hand(actor.person.pk, actor.warehouse.pk))

    def lock(self, actor: Actor) -> StockCount | None:
        return keep_tallies(lock_count_in_hand(actor.person.pk, actor.warehouse.pk))

    def left_behind(self, actor: Actor, work: Work | None, outcome: Outcome) -> Work | None:
        """The count that was locked, as long as it is this person's."""
        if not isinstance(work, StockCount):
            return self.open_work(actor)
        return keep_tallies(work) if work.state == CountState.OPEN and work.begun_at is not None else None

    def step(self, actor: Actor, work: StockCount | None) -> str:  # type: ignore[override]
        if work is None:
            return "location"
        return "lot" if is_lot_missing(last_tally(work)) else "item"

    def narrow(  # type: ignore[override]
        self,
        actor: Actor,
        work: StockCount | None,
        step: str,
        candidates: list[Candidate],
    ) -> list[Candidate]:
        if step == "lot" and work is not None:
            last = last_tally(work)
            return [candidate for candidate in candidates if last and candidate.facts["sku_id"] == last.sku_id]
        return candidates

    def view(self, actor: Actor, work: StockCount | None, step: str) -> View:  # type: ignore[override]
        if work is None:
            return View(title=self.title, detail={"counts": open_counts(actor.warehouse)[:6]})
        tallies = tallies_of(work)
        detail = {"sign": split_code(work.location.code), "tallies": tallies, "last": tallies[0] if tallies else None}
        counted = [{"sku": row.sku.code, "lot": row.lot.code if row.lot else "", "units": row.units} for row in tallies]
        data = {"place": work.location.code, "tallies": counted}
        return View(
            title=self.title,
            subtitle=work.location.code,
            actions=(PARK, DONE) if step == "item" else (PARK, AGAIN),
            detail=detail,
            data=data,
        )

    def tile(self, actor: Actor) -> Tile:
        count = count_in_hand(actor.person.pk, actor.warehouse.pk)
        if count is not None:
            return Tile(resumes=True, note=(count.location.code, count.location.code))
        return Tile(count=len(open_counts(actor.warehouse)))

    def refused(self, actor: Actor, step: str, refusal: OperationRefused, cause: Cause) -> None:
        """Goods that moved during the count spoil it: it begins anew."""
        count = self.lock(actor) if isinstance(refusal, CountDisturbed) else None
        if count is not None:
            restart_count(cause=cause, count=count)

    def on_location(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        place = place_of(barcode)
        is_confirmed = is_scanned_again(actor, None, self.name, CountNotAsked.code, barcode)
        begin_count(cause=cause, location=place, is_confirmed=is_confirmed)
        return Outcome("count.begun", {"location": place.code})

    def on_item(self, actor: Actor, work: StockCount, barcode: Barcode, cause: Cause) -> Outcome:
        if barcode.kind == "quantity":
            tally = last_tally(work)
            if tally is None:
                raise NothingCounted(location=work.location.code)
            units = set_tally(cause=cause, count=work, tally=tally, units=barcode.id)
            return Outcome("count.tallied", {"sku": tally.sku.code, "units": units})
        sku, pack = row_of(barcode), barcode.candidate.pack_quantity
        lot_code, expires_on = lot_of(barcode)
        is_named = sku.tracks_lots and lot_code
        lot = open_lot(sku=sku, code=lot_code, expires_on=expires_on, today=today(actor)) if is_named else None
        units = tally_units(cause=cause, count=work, sku=sku, lot=lot, units=pack)
        code = "count.lot_asked" if sku.tracks_lots and lot is None else "count.tallied"
        return Outcome(code, {"sku": sku.code, "units": units})

    def on_lot(self, actor: Actor, work: StockCount, barcode: Barcode, cause: Cause) -> Outcome:
        units = name_tally_lot(cause=cause, count=work, lot=row_of(barcode))
        return Outcome("count.tallied", {"sku": barcode.candidate.label, "units": units})

    def on_command_done(self, actor: Actor, work: StockCount, barcode: Barcode, cause: Cause) -> Outcome:
        has_counted = any(tally.units for tally in tallies_of(work))
        is_confirmed = not has_counted and is_scanned_again(actor, work, self.name, NothingCounted.code, barcode)
        result = finish_count(cause=cause, count=work, is_confirmed=is_confirmed)
        facts = {
            "location": work.location.code,
            "differences": sum(abs(units) for units in result.differences.values()),
        }
        if result.state == CountState.REVIEW:
            return Outcome("count.to_review", facts, ended=True)
        return Outcome("count.differs" if result.differences else "count.agrees", facts, ended=True)

    def on_command_again(self, actor: Actor, work: StockCount, barcode: Barcode, cause: Cause) -> Outcome:
        restart_count(cause=cause, count=work)
        return Outcome("count.restarted", {"location": work.location.code})

    def on_command_park(self, actor: Actor, work: StockCount, barcode: Barcode, cause: Cause) -> Outcome:
        leave_count(cause=cause, count=work)
        return Outcome("floor.left", {"place": work.location.code}, ended=True)


def is_lot_missing(tally: CountTally | None) -> bool:
    """The item that was scanned last has lots, and nobody has said which."""
    return tally is not None and tally.lot_id is None and tally.sku.tracks_lots
