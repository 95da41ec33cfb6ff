"""Put wall (分播): a batch tote, then unit by unit into the slots of its orders. Diagram: docs/floor/put_wall.md"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inventory.resolvers import unit_in_hand
from picking.locks import lock_wall_sort_of
from picking.models import WallSort
from picking.operations.open_sort import choose_wall, open_sort
from picking.operations.sort import (
    Put,
    in_hand_of,
    is_wanted,
    more_in_hand,
    put_into_slot,
    set_sort_aside,
    take_back_to_tote,
    tell_slot,
)
from picking.operations.sort_mends import call_for_unit, declare_tote_sorted_out, undo_sort
from picking.rf.put_wall_view import wall_view
from picking.selectors.walls import batch_totes, sort_of
from picking.wall_errors import NoOrderAtWall
from wms.core.cause import Cause
from wms.core.refusals import OperationRefused
from wms.core.states import Role
from wms.scan.barcode import Candidate, ScanText
from wms.scan.screen import Actor, Barcode, Outcome, ScanScreen, Step, Tile, View
from wms.scan.work import Work

if TYPE_CHECKING:
    from inventory.models import HandlingUnit


class PutWallScreen(ScanScreen):
    """tote -> (wall) -> unit -> slot -> unit, until nothing in the tote is waited for.

    return: the order of the units in hand was cancelled meanwhile, they go back into the tote.
    """

    name = "put_wall"
    stage = "sort"
    title = ("分播", "Sort")
    icon = "grid"
    menu_order = 30
    roles = frozenset({Role.PICKER, Role.PACKER, Role.STOCK_KEEPER, Role.MANAGER})
    steps = {
        "tote": Step(("handling_unit",), ("扫拣好的周转箱", "Scan a picked tote")),
        "wall": Step(("handling_unit",), ("扫这面墙的任一格", "Scan any slot of your wall"), commands=("PARK",)),
        "unit": Step(("sku",), ("扫任一件", "Scan any unit"), commands=("MISSING", "UNDO", "PARK")),
        "slot": Step(("handling_unit", "sku"), ("扫格口", "Scan the slot"), commands=("UNDO",)),
        "return": Step(("handling_unit",), ("放回箱里，扫箱", "Back into the tote, scan it")),
    }
    first_step = "tote"

    def open_work(self, actor: Actor) -> WallSort | None:
        return sort_of(actor.person.pk, actor.warehouse.pk)

    def lock(self, actor: Actor) -> WallSort | None:
        return lock_wall_sort_of(actor.person.pk, actor.warehouse.pk)

    def step(self, actor: Actor, work: Work | None) -> str:
        if not isinstance(work, WallSort) or work.finished_at is not None:
            return "tote"
        if work.wall_id is None:
            return "wall"
        if work.in_hand and work.task is not None:
            return "slot" if is_wanted(work.task.order) else "return"
        return "unit"

    def view(self, actor: Actor, work: Work | None, step: str) -> View:
        return wall_view(actor, work if isinstance(work, WallSort) else None, step)

    def left_behind(self, actor: Actor, work: Work | None, outcome: Outcome) -> Work | None:
        """Scans change the very sorting that was locked, but for those that open one or end it."""
        if isinstance(work, WallSort):
            return work if work.finished_at is None and work.person_id is not None else None
        return self.open_work(actor)

    def tile(self, actor: Actor) -> Tile:
        return Tile(
            count=len(batch_totes(actor.warehouse.pk)),
            resumes=sort_of(actor.person.pk, actor.warehouse.pk) is not None,
        )

    def in_hand(self, actor: Actor, work: Work | None, step: str, text: ScanText) -> Candidate | None:
        """The slot that the unit goes into; the tote that a cancelled one goes back into."""
        if not isinstance(work, WallSort) or step not in {"slot", "return"}:
            return None
        unit = work.tote if step == "return" else in_hand_of(work)[1].handling_unit
        return unit_in_hand(text, unit)

    def refused(self, actor: Actor, step: str, refusal: OperationRefused, cause: Cause) -> None:
        """[M33] A unit that nobody waits for calls the manager."""
        if isinstance(refusal, NoOrderAtWall):
            sort = self.open_work(actor)
            if sort is not None:
                call_for_unit(cause=cause, sort=sort, sku_code=str(refusal.facts["scanned_sku"]))

    def on_tote(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        sort = open_sort(
            cause=cause,
            warehouse=actor.warehouse,
            person=actor.person,
            device=actor.device,
            tote=_unit(barcode),
        )
        facts = {"tote": barcode.candidate.label, "wall": sort.wall.code if sort.wall else ""}
        return Outcome("wall.opened" if sort.wall else "wall.asks_wall", facts, ended=True)

    def on_wall(self, actor: Actor, work: WallSort, barcode: Barcode, cause: Cause) -> Outcome:
        wall = choose_wall(cause=cause, sort=work, unit=_unit(barcode))
        return Outcome("wall.opened", {"tote": work.tote.code, "wall": wall.code}, ended=True)

    def on_unit(self, actor: Actor, work: WallSort, barcode: Barcode, cause: Cause) -> Outcome:
        candidate = barcode.candidate
        told = tell_slot(
            cause=cause,
            sort=work,
            sku_id=candidate.id,
            units=candidate.pack_quantity,
            lot_code=str(candidate.facts.get("lot_code", "")),
        )
        facts = {"sku": candidate.label, "slot": told.slot, "units": told.units}
        return Outcome("wall.new_slot" if told.is_new else "wall.told", facts)

    def on_slot(self, actor: Actor, work: WallSort, barcode: Barcode, cause: Cause) -> Outcome:
        candidate = barcode.candidate
        if barcode.kind == "sku":
            told = more_in_hand(cause=cause, sort=work, sku_id=candidate.id, units=candidate.pack_quantity)
            return Outcome("wall.told", {"sku": candidate.label, "slot": told.slot, "units": told.units})
        sku = work.task.sku.code if work.task else ""
        put = put_into_slot(cause=cause, sort=work, unit=_unit(barcode))
        facts = {
            "sku": sku,
            "slot": put.slot,
            "order": put.order.number,
            "units": put.units,
            "left": put.waiting,
            "left_over": put.left_over,
            "tote": work.tote.code,
        }
        return Outcome(_code_of(put), facts, ended=put.is_complete or not put.waiting)

    def on_return(self, actor: Actor, work: WallSort, barcode: Barcode, cause: Cause) -> Outcome:
        units = take_back_to_tote(cause=cause, sort=work, unit=_unit(barcode))
        return Outcome("wall.laid_back", {"tote": work.tote.code, "units": units}, ended=True)

    def on_command_undo(self, actor: Actor, work: WallSort, barcode: Barcode, cause: Cause) -> Outcome:
        undone = undo_sort(cause=cause, sort=work)
        code = "wall.put_undone" if undone.is_put else "wall.laid_back"
        return Outcome(code, {"units": undone.units, "tote": work.tote.code}, ended=True)

    def on_command_missing(self, actor: Actor, work: WallSort, barcode: Barcode, cause: Cause) -> Outcome:
        skus = declare_tote_sorted_out(cause=cause, sort=work)
        facts = {"tote": work.tote.code, "units": sum(skus.values()), "skus": skus}
        return Outcome("wall.tote_empty", facts, ended=True)

    def on_command_park(self, actor: Actor, work: WallSort, barcode: Barcode, cause: Cause) -> Outcome:
        set_sort_aside(cause=cause, sort=work)
        return Outcome("wall.set_aside", {"tote": work.tote.code}, ended=True)


class PutWallStation(PutWallScreen):
    """The same at the size of a station's screen: the slot's number fills it."""

    surface = "station"


def _unit(barcode: Barcode) -> HandlingUnit:
    """The tote or slot that was scanned."""
    unit: Any = barcode.candidate.facts["row"]
    return unit  # type: ignore[no-any-return]  the resolver's own row


def _code_of(put: Put) -> str:
    """What a right put says: the tote's end before the order's."""
    if not put.waiting:
        return "wall.tote_left_over" if put.left_over else "wall.tote_done"
    if put.is_complete:
        return "wall.order_stopped" if put.order.channel_stop else "wall.order_complete"
    return "wall.put"
