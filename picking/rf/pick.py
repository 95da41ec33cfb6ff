"""Cluster picking (边拣边分): cart and totes, then place, item, tote, task by task. Diagram: docs/floor/pick.md"""

from __future__ import annotations

from typing import Any

from inventory.resolvers import unit_in_hand
from picking.locks import lock_walk_of
from picking.models import PickList
from picking.operations.full_tote import ask_for_tote, go_on_in_fresh_tote
from picking.operations.left_walks import get_work
from picking.operations.pick import (
    confirm_location,
    confirm_pick,
    give_back,
    order_of,
    refuse_sku_at_tote,
    refuse_units_in_hand,
    scan_item,
)
from picking.operations.short import skip_task
from picking.operations.start_walk import put_tote
from picking.operations.undo import undo_last
from picking.operations.wrong_row import count_wrong_scan, let_go_on
from picking.rf.pick_view import pick_view
from picking.rf.short_steps import ShortSteps
from picking.rf.stand import ended, group_at, position_at, task_at, with_position
from picking.rf.zone_pass import ZonePassSteps, pass_view
from picking.selectors.walks import Position, is_walking, open_lists, tasks_of, walk_of
from picking.states import PickListState
from wms.core.cause import Cause
from wms.core.refusals import OperationRefused
from wms.core.states import Role
from wms.scan.barcode import Candidate, ScanText
from wms.scan.errors import NothingToUndo
from wms.scan.screen import Actor, Barcode, Outcome, ScanScreen, Step, Tile, View
from wms.scan.work import Work

SAME_TASK = {"pick.at_place", "pick.unit_counted", "pick.units_complete", "pick.short_asked", "pick.short_found"}
WALK_DONE = {"pick.walk_done", "pick.walk_done_short", "pick.passed_on", "pick.tote_missing", "pick.list_kept"}
CART_RAIL = ("车箱", "Cart")
LOCATION_RAIL, ITEM_RAIL, TOTE_RAIL = ("库位", "Place"), ("商品", "Item"), ("周转箱", "Tote")


class PickScreen(ShortSteps, ZonePassSteps, ScanScreen):
    """cart -> slot (a tote each) -> location -> item (as often as wanted) -> tote -> next task, until the walk is done.

    pass: everything of this zone is in, the totes go on to the next one.

    return: units in hand that nobody wants any more go back to their place; short: why the place gives less.
    """

    name = "pick"
    stage = "pick"
    title = ("拣货", "Pick")
    icon = "hand"
    menu_order = 20
    roles = frozenset({Role.PICKER, Role.STOCK_KEEPER, Role.MANAGER})
    steps = {
        "cart": Step(("cart", "handling_unit"), ("扫拣货车领任务", "Scan a cart"), CART_RAIL),
        "slot": Step(("handling_unit",), ("扫空周转箱", "Scan an empty tote"), CART_RAIL, commands=("MISSING", "UNDO")),
        "location": Step(("location",), ("扫库位码", "Scan the place"), LOCATION_RAIL, commands=("SKIP", "UNDO")),
        "item": Step(("sku",), ("扫商品码", "Scan the item"), ITEM_RAIL, commands=("SHORT", "UNDO")),
        "units": Step(
            ("sku", "handling_unit"), ("扫商品，装箱扫箱", "Scan items, then the tote"), ITEM_RAIL, ("SHORT", "UNDO")
        ),
        "tote": Step(("handling_unit", "sku"), ("扫周转箱码", "Scan the tote"), TOTE_RAIL, commands=("FULL", "UNDO")),
        "full": Step(("handling_unit",), ("扫一个空箱", "Scan an empty tote"), TOTE_RAIL, commands=("BACK",)),
        "short": Step((), ("选原因", "Choose a reason"), commands=("NOSTOCK", "DAMAGED", "WRONGITEM", "FOUND")),
        "choose": Step((), ("选怎么办", "Choose what to do"), commands=("ELSEWHERE", "HOLD", "FOUND")),
        "pass": Step(("location",), ("扫接力点", "Scan the pass point"), commands=("GOON", "UNDO")),
        "lead": Step(("badge",), ("扫组长工牌", "Scan a lead's badge")),
        "return": Step(("location", "sku", "handling_unit"), ("放回后扫库位码", "Put back, scan the place")),
    }
    first_step = "cart"

    def open_work(self, actor: Actor) -> PickList | None:
        return with_position(*walk_of(actor.person.pk, actor.warehouse.pk))

    def lock(self, actor: Actor) -> PickList | None:
        return with_position(*lock_walk_of(actor.person.pk, actor.warehouse.pk))

    def left_behind(self, actor: Actor, work: Work | None, outcome: Outcome) -> Work | None:
        """Most scans change the very walk and task that were locked; what changes other tasks too is read anew."""
        if outcome.work is not None:
            return outcome.work
        if isinstance(work, PickList) and work.state == PickListState.PICKING:
            stood = position_at(work)
            if stood.task is not None and outcome.code in SAME_TASK:
                return with_position(work, [*stood.group, *stood.ahead])
        return None if outcome.code in WALK_DONE else self.open_work(actor)

    def step(self, actor: Actor, work: Work | None) -> str:
        return position_at(work).step if isinstance(work, PickList) else "cart"

    def view(self, actor: Actor, work: Work | None, step: str) -> View:
        walk = work if isinstance(work, PickList) else None
        if walk is not None and step == "pass":
            return pass_view(actor, walk)
        return pick_view(actor, walk, position_at(walk) if walk else Position("cart"))

    def tile(self, actor: Actor) -> Tile:
        return Tile(
            count=open_lists(actor.warehouse.pk, actor.person.pk).count(),
            resumes=is_walking(actor.person.pk, actor.warehouse.pk),
        )

    def in_hand(self, actor: Actor, work: Work | None, step: str, text: ScanText) -> Candidate | None:
        """The tote that the units go into."""
        if isinstance(work, PickList) and step in {"units", "tote"}:
            return unit_in_hand(text, task_at(work).slot.handling_unit)
        return None

    def refused(self, actor: Actor, step: str, refusal: OperationRefused, cause: Cause) -> None:
        """A row of the same wrong scan is counted; the walk is locked since this scan began."""
        if refusal.is_wrong_scan and step not in {"cart", "lead"}:
            count_wrong_scan(person_id=actor.person.pk, warehouse_id=actor.warehouse.pk, code=refusal.code)

    def on_lead(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        lead = let_go_on(cause=cause, walk=work, lead_id=barcode.id)
        return Outcome("pick.lead_seen", {"person": lead.name}, ended=True)

    def on_cart(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        if barcode.kind == "handling_unit":
            return self.take_tote(actor, barcode, cause)
        started = get_work(
            cause=cause,
            warehouse=actor.warehouse,
            person=actor.person,
            device=actor.device,
            cart_id=barcode.id,
            cart_label=barcode.candidate.label,
        )
        code = "pick.taken_over" if started.is_taken_over else "pick.started"
        walk = with_position(started.walk, tasks_of(started.walk), started.slots)
        return Outcome(code, {"list": started.walk.number, "cart": barcode.candidate.label}, ended=True, work=walk)

    def on_slot(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        stood = position_at(work)
        tote: Any = barcode.candidate.facts["row"]
        put = put_tote(cause=cause, walk=work, slots=stood.slots, tasks=stood.ahead, tote=tote)
        facts = {"tote": barcode.candidate.label, "slot": put.position}
        if put.is_walk_done:
            return Outcome("pick.walk_done", {**facts, "list": work.number}, ended=True)
        walk = with_position(work, list(stood.ahead), put.left)
        return Outcome("pick.ready" if put.is_ready else "pick.tote_set", facts, ended=put.is_ready, work=walk)

    def on_location(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        task = task_at(work)
        confirm_location(
            cause=cause, walk=work, task=task, location_id=barcode.id, location_label=barcode.candidate.label
        )
        return Outcome("pick.at_place", {"location": task.location.code, "sku": task.sku.code})

    def on_item(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        group = group_at(work)
        task, candidate = group[0], barcode.candidate
        done = scan_item(
            cause=cause,
            walk=work,
            group=group,
            sku_id=candidate.id,
            units=candidate.pack_quantity,
            lot_code=str(candidate.facts.get("lot_code", "")),
        )
        facts = {
            "sku": task.sku.code,
            "location": task.location.code,
            "order": order_of(group),
            "scanned": done.scanned,
            "wanted": done.wanted,
        }
        return Outcome("pick.units_complete" if done.scanned == done.wanted else "pick.unit_counted", facts)

    def on_units(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        """A bulk picker counts on, or lays what is in hand into the tote before all is there."""
        if barcode.kind == "sku":
            return self.on_item(actor, work, barcode, cause)
        return self.on_tote(actor, work, barcode, cause)

    def on_tote(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        group = group_at(work)
        task = group[0]
        if barcode.kind == "sku":
            refuse_sku_at_tote(task, barcode.id, barcode.candidate.pack_quantity)
        done = confirm_pick(
            cause=cause,
            walk=work,
            group=group,
            ahead=position_at(work).ahead,
            tote_id=barcode.id,
            tote_label=barcode.candidate.label,
        )
        walk = with_position(work, list(done.left))
        facts = {
            "sku": task.sku.code,
            "location": task.location.code,
            "order": order_of(group),
            "tote": barcode.candidate.label,
            "units": done.units,
            "slot": done.position,
            "list": work.number,
        }
        if done.is_walk_done:
            return ended(work, "pick.walk_done", facts)
        if work.is_bulk:
            return Outcome("pick.units_in_tote", facts, ended=True, work=walk)
        return Outcome(
            "pick.order_complete" if done.is_order_complete else "pick.in_tote", facts, ended=True, work=walk
        )

    def on_full(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        stood, tote = position_at(work), barcode.candidate.facts["row"]
        done = go_on_in_fresh_tote(cause=cause, walk=work, group=stood.group, ahead=stood.ahead, tote=tote)  # type: ignore[arg-type]
        facts = {"tote": barcode.candidate.label, "units": done.units, "slot": done.position, "list": work.number}
        if done.is_walk_done:
            return ended(work, "pick.walk_done", facts)
        return Outcome("pick.tote_changed", facts, ended=True, work=with_position(work, list(done.left)))

    def on_command_full(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        ask_for_tote(cause=cause, walk=work, is_asking=True)
        return Outcome("pick.tote_full", {"slot": task_at(work).slot.position}, ended=True)

    def on_command_back(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        ask_for_tote(cause=cause, walk=work, is_asking=False)
        return Outcome("scan.undone", {}, ended=True)

    def on_return(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        task = task_at(work)
        if barcode.kind != "location":
            refuse_units_in_hand(task)
        units = task.scanned
        give_back(cause=cause, walk=work, task=task, location_id=barcode.id, location_label=barcode.candidate.label)
        return Outcome("pick.given_back", {"location": task.location.code, "units": units}, ended=True)

    def on_command_skip(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        task = task_at(work)
        skip_task(cause=cause, walk=work, group=group_at(work))
        return Outcome("pick.skipped", {"location": task.location.code}, ended=True)

    def on_command_undo(self, actor: Actor, work: PickList | None, barcode: Barcode, cause: Cause) -> Outcome:
        if work is None:
            raise NothingToUndo
        stood = position_at(work)
        undone = undo_last(cause=cause, walk=work)
        if not undone.opened:
            return Outcome("scan.undone", {}, ended=True)
        tasks = sorted([*undone.opened, *stood.group, *stood.ahead], key=lambda task: (task.sequence, task.pk))
        return Outcome("scan.undone", {}, ended=True, work=with_position(work, tasks))
