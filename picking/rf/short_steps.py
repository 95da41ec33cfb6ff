"""The pick screen where a place gives less: why, what to do about it, and the walk goes on [M34]."""

from __future__ import annotations

from picking.models import PickList
from picking.operations.pick import order_of
from picking.operations.short import ask_short, short_pick, tell_reason
from picking.rf.stand import ended, group_at, position_at, task_at, with_position
from picking.states import ShortReason
from wms.core.cause import Cause
from wms.scan.screen import Actor, Barcode, Outcome


class ShortSteps:
    """What PickScreen does with its exception SHORT, and at its steps `short` and `choose`."""

    def on_command_short(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        ask_short(cause=cause, walk=work, group=group_at(work), is_asking=True)
        position = position_at(work)
        return Outcome("pick.short_asked", {"units": position.wanted - position.scanned}, ended=True)

    def on_command_found(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        task = task_at(work)
        ask_short(cause=cause, walk=work, group=group_at(work), is_asking=False)
        return Outcome("pick.short_found", {"location": task.location.code}, ended=True)

    def on_command_nostock(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        return self._tell(work, cause, ShortReason.OUT_OF_STOCK)

    def on_command_damaged(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        return self._tell(work, cause, ShortReason.DAMAGED)

    def on_command_wrongitem(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        return self._tell(work, cause, ShortReason.WRONG_ITEM)

    def on_command_elsewhere(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        return self._short(work, cause, is_held=False)

    def on_command_hold(self, actor: Actor, work: PickList, barcode: Barcode, cause: Cause) -> Outcome:
        return self._short(work, cause, is_held=True)

    def _tell(self, work: PickList, cause: Cause, reason: ShortReason) -> Outcome:
        tell_reason(cause=cause, walk=work, reason=reason)
        return Outcome("pick.short_told", {"location": task_at(work).location.code}, ended=True)

    def _short(self, work: PickList, cause: Cause, *, is_held: bool) -> Outcome:
        task, group = task_at(work), group_at(work)
        in_hand = task.scanned
        reason, ahead = ShortReason(work.short_reason), position_at(work).ahead
        short = short_pick(cause=cause, walk=work, group=group, ahead=ahead, reason=reason, is_held=is_held)
        facts = {
            "sku": task.sku.code,
            "location": task.location.code,
            "order": order_of(group),
            "units": short.units,
            "missing": short.missing,
            "list": work.number,
        }
        if in_hand:
            return Outcome("pick.short_after_tote", facts, ended=True)
        if short.is_walk_done:
            return ended(work, "pick.walk_done_short", facts)
        walk = with_position(work, short.left or [])
        if short.missing:
            return Outcome("pick.short_held", facts, ended=True, work=walk)
        told = "pick.short_passed" if short.passed else "pick.short_here" if short.here else "pick.short_elsewhere"
        return Outcome(told, facts, ended=True, work=walk)
