"""The pick screen where totes go on from zone to zone: laid at a pass point, taken up from there, told missing."""

from __future__ import annotations

from picking.models import PickList
from picking.operations.zone_pass import pass_on, reserve_by_tote, tell_missing, walk_on
from picking.rf.cart_view import TITLE
from picking.rf.pick_view import UNDO, parts_of
from picking.selectors.walks import position_of, tasks_of
from picking.selectors.zones import next_zone
from wms.core.cause import Cause
from wms.scan.screen import Action, Actor, Barcode, Outcome, View

GO_ON = Action("1", "GOON", ("我接着拣", "I go on"), "right")


class ZonePassSteps:
    """What PickScreen does at its step `pass`, with a tote at `cart`, and about a missing one at `slot`."""

    def on_pass(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        ahead = pass_on(cause=cause, walk=work, location_id=barcode.id, location_label=barcode.candidate.label)
        facts = {"list": work.number, "location": barcode.candidate.label, "zone": ahead.code}
        return Outcome("pick.passed_on", facts, ended=True)

    def on_command_goon(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        ahead = walk_on(cause=cause, walk=work, person=actor.person)
        work.position = position_of(work, tasks_of(work))  # type: ignore[attr-defined]
        return Outcome("pick.zone_begun", {"list": work.number, "zone": ahead.code}, ended=True, work=work)

    def on_command_missing(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        slot = tell_missing(cause=cause, walk=work, slot=work.position.slot)  # type: ignore[attr-defined]
        facts = {"list": work.number, "tote": slot.handling_unit.code if slot.handling_unit else ""}
        return Outcome("pick.tote_missing", facts, ended=True)

    def take_tote(self, actor: Actor, barcode: Barcode, cause: Cause) -> Outcome:
        """A tote instead of a cart: its list is kept for this person."""
        walk = reserve_by_tote(
            cause=cause,
            warehouse=actor.warehouse,
            person=actor.person,
            tote_id=barcode.id,
            tote_label=barcode.candidate.label,
        )
        return Outcome("pick.list_kept", {"list": walk.number, "tote": barcode.candidate.label})


def pass_view(actor: Actor, walk: PickList) -> View:
    """Where the totes are laid down, and for which zone; who picks there too may go on himself."""
    ahead = next_zone(walk, actor.person.pk)
    code = ahead.point_code if ahead is not None else ""
    front, back = parts_of(code)
    is_chinese = actor.language.startswith("zh")
    speech = (f"放到 {code}" if is_chinese else f"Lay them at {code}") if code else ""
    return View(
        TITLE,
        subtitle=walk.number,
        done=walk.tasks_done,
        total=walk.tasks_total,
        prompt=(f"扫 {code}", f"Scan {code}") if code else ("按“我接着拣”", "Press “I go on”"),
        actions=(GO_ON, UNDO) if ahead is None or ahead.may_go_on else (UNDO,),
        detail={
            "step": "pass",
            "point": code,
            "front": front,
            "back": back,
            "zone": ahead.zone if ahead is not None else None,
            "is_fill": True,
        },
        data={"location": code, "zone": ahead.code if ahead is not None else "", "speech": speech},
    )
