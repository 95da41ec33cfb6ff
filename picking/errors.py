"""What picking refuses with. Facts only; the sentences stand in wms/core/messages/."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class OrderInvalid(OperationRefused):
    """The order as told cannot be an order; `problem` is a short code."""

    code = "order.invalid"
    http_status = 400
    fields = ("order", "problem")


class ManualOrderInvalid(OperationRefused):
    """[M1] A manual order that cannot be taken in; `problem` is a short code, `value` what was told."""

    code = "order.manual_invalid"
    http_status = 400
    fields = ("problem", "value")


class OrderUnknown(OperationRefused):
    code = "order.unknown"
    http_status = 404
    fields = ("order",)


class OrderAlreadyShipped(OperationRefused):
    """[M4] After handover nothing can be intercepted here any more."""

    code = "order.already_shipped"
    fields = ("order",)


class OrderNotReady(OperationRefused):
    """The order is not at the stage that this step needs; `state` is where it is [M1]."""

    code = "order.not_ready"
    fields = ("order", "state")


class RouteImpossible(OperationRefused):
    """[M3] The warehouse that was chosen cannot send all of the order."""

    code = "order.route_impossible"
    fields = ("order", "warehouse")


class RoutingInvalid(OperationRefused):
    """A routing rule that cannot work; `problem` is a short code."""

    code = "order.routing_invalid"
    http_status = 400
    fields = ("warehouse", "problem")


class OrderCancelled(OperationRefused):
    """[M4] The buyer has cancelled: the goods stop here."""

    code = "order.cancelled"
    fields = ("order",)


class OrderOnTheFloor(OperationRefused):
    """A wave has it already, or it is over: too late to hold it back."""

    code = "order.on_the_floor"
    fields = ("order", "state")


class OrderHeldAlready(OperationRefused):
    """Something else holds it (`hold`), which must be settled first."""

    code = "order.held_already"
    fields = ("order", "hold")


class OrderNotHeld(OperationRefused):
    """Nobody has held it back: what holds it otherwise ends by itself."""

    code = "order.not_held"
    fields = ("order",)


class NothingLacks(OperationRefused):
    """The order is not short of anything: it goes on whole, as it is."""

    code = "part.nothing_lacks"
    fields = ("order",)


class NothingThere(OperationRefused):
    """Of what the order needs not one unit is there."""

    code = "part.nothing_there"
    fields = ("order",)


class PartSealed(OperationRefused):
    """The order is sealed, or has left: `state` tells which."""

    code = "part.sealed"
    fields = ("order", "state")


class PlatformShips(OperationRefused):
    """Every line of the order is sent by the platform's own warehouse."""

    code = "part.platform_ships"
    fields = ("order",)


class PartFrozen(OperationRefused):
    """The channel lets nothing of the order leave now; `hold` is its word."""

    code = "part.frozen"
    fields = ("order", "hold")


class NoRest(OperationRefused):
    """Nothing else of this order has left or is on its way: without it the whole order would end."""

    code = "part.no_rest"
    fields = ("order",)


class HoldReasonMissing(OperationRefused):
    code = "order.hold_reason"
    http_status = 400
    fields = ("limit",)


class NothingToWave(OperationRefused):
    code = "wave.nothing_to_do"
    fields = ("warehouse",)


class WaveLeaseLost(OperationRefused):
    """Somebody else builds this wave now: what this builder still held is rolled back."""

    code = "wave.lease_lost"
    fields = ("wave",)


class WaveAlreadyStarted(OperationRefused):
    code = "wave.already_started"
    fields = ("wave",)


class WaveOver(OperationRefused):
    """The wave has ended: closed, or cancelled. `state` is where it is."""

    code = "wave.over"
    fields = ("wave", "state")


class WaveBuilding(OperationRefused):
    """The wave is still being made; only cancelling it can come before that ends."""

    code = "wave.building"
    fields = ("wave",)


class WaveChanged(OperationRefused):
    """What was chosen is no longer as it was shown: a picker has begun one of the lists, or it moved."""

    code = "wave.changed"
    fields = ("wave",)


class NothingChosen(OperationRefused):
    """No list was chosen, or every one: nothing would be left of the wave."""

    code = "wave.nothing_chosen"
    fields = ("wave",)


class WavesUnlike(OperationRefused):
    """Two waves of different kinds or carriers are packed differently and stay apart."""

    code = "wave.unlike"
    fields = ("wave", "other")


class NotAPicker(OperationRefused):
    """The person may not pick in this warehouse."""

    code = "wave.not_a_picker"
    fields = ("person",)


class WalkNotUnderWay(OperationRefused):
    """Nobody walks this list (any more)."""

    code = "wave.nobody_walks"
    fields = ("list",)


class WaveRuleInvalid(OperationRefused):
    """The rule as told contradicts itself; `problem` is a short code."""

    code = "wave_rule.invalid"
    http_status = 400
    fields = ("field", "problem")


class NoPickWork(OperationRefused):
    code = "pick.no_work"
    fields = ("cart",)


class ToteNotFree(OperationRefused):
    """The tote holds something, or belongs to another slot or walk."""

    code = "pick.tote_not_free"
    fields = ("tote",)


class NotATote(OperationRefused):
    code = "pick.not_a_tote"
    fields = ("tote",)


class WrongSlotTote(OperationRefused):
    """An order whose earlier goods lie in `tote` goes on in that tote."""

    code = "pick.wrong_slot_tote"
    fields = ("tote", "scanned_tote", "slot")
    is_wrong_scan = True


class WrongLocation(OperationRefused):
    code = "pick.wrong_location"
    fields = ("location", "scanned_location", "sku", "order")
    is_wrong_scan = True


class PickLocationBlocked(OperationRefused):
    code = "pick.location_blocked"
    fields = ("location",)


class WrongItem(OperationRefused):
    """`versus` shows both; `place` is where the scanned one belongs, or where it was taken from."""

    code = "pick.wrong_item"
    fields = ("sku", "scanned_sku", "location", "order", "place", "versus")
    is_wrong_scan = True


class WrongLot(OperationRefused):
    code = "pick.wrong_lot"
    fields = ("sku", "lot", "scanned_lot", "location")
    is_wrong_scan = True


class TooMany(OperationRefused):
    """`left` units are still wanted here, the scan stood for `scanned`."""

    code = "pick.too_many"
    fields = ("sku", "left", "scanned", "location", "order")
    is_wrong_scan = True


class WrongTote(OperationRefused):
    """The right goods over the wrong order's tote; `scanned_slot` is whose tote that is, if it is on this cart."""

    code = "pick.wrong_tote"
    fields = ("tote", "scanned_tote", "slot", "scanned_slot", "sku", "order")
    is_wrong_scan = True


class InHandOfCancelled(OperationRefused):
    """The units in hand are no longer wanted (cancelled, or their place changed): they go back to `location`."""

    code = "pick.put_units_back"
    fields = ("location", "units", "sku", "order")


class NothingInHand(OperationRefused):
    """The tote was scanned before any unit of the item."""

    code = "pick.nothing_in_hand"
    fields = ("sku", "location")


class NotALead(OperationRefused):
    """Three wrong scans in a row ask for the badge of somebody who leads here."""

    code = "pick.not_a_lead"
    fields = ("person",)


class FinishUnitsFirst(OperationRefused):
    """Units are in hand: they go into their tote, or back by undo, before anything else."""

    code = "pick.finish_units_first"
    fields = ("units",)


class NothingShort(OperationRefused):
    code = "pick.nothing_short"
    fields = ("sku",)


class LastTask(OperationRefused):
    """Nothing else is left to fetch before it."""

    code = "pick.last_task"
    fields = ("location",)


class NothingToPutBack(OperationRefused):
    code = "put_back.nothing_here"
    fields = ("tote",)


class PutBackWrongItem(OperationRefused):
    code = "put_back.wrong_item"
    fields = ("tote", "scanned_sku")
    is_wrong_scan = True


class PutBackTooMany(OperationRefused):
    code = "put_back.too_many"
    fields = ("sku", "left", "scanned")
    is_wrong_scan = True


class PutBackMixedHands(OperationRefused):
    """Another SKU is in hand: it goes to its shelf first."""

    code = "put_back.one_at_a_time"
    fields = ("sku", "scanned_sku")
    is_wrong_scan = True


class NothingToSort(OperationRefused):
    """No order waits for anything in this tote at a put wall."""

    code = "wall.nothing_to_sort"
    fields = ("tote",)
    is_wrong_scan = True


class ToteOnAWalk(OperationRefused):
    """Somebody still picks into this tote."""

    code = "wall.tote_on_a_walk"
    fields = ("tote",)


class NotAWallSlot(OperationRefused):
    code = "wall.not_a_slot"
    fields = ("scanned",)
    is_wrong_scan = True


class WrongWallSlot(OperationRefused):
    """The unit in hand goes into `slot`, and something else was scanned."""

    code = "wall.wrong_slot"
    fields = ("slot", "scanned_slot", "sku", "order")
    is_wrong_scan = True


class NoOrderAtWall(OperationRefused):
    """[M33] A unit out of a batch tote that no order in it waits for: it came astray. The manager is called."""

    code = "wall.no_order_waits"
    fields = ("tote", "sku", "scanned_sku")
    is_wrong_scan = True


class SortedUnitLeftOver(OperationRefused):
    """[M4] The order of this unit was cancelled: it stays in the tote, and goes back with it."""

    code = "wall.unit_left_over"
    fields = ("tote", "sku", "left")


class PackTooLargeForOrder(OperationRefused):
    """The scanned pack holds more units than any order of the tote waits for."""

    code = "wall.pack_too_large"
    fields = ("sku", "pack_quantity", "left")
    is_wrong_scan = True


class WallFull(OperationRefused):
    """Every slot of the wall has its order: complete ones go to a bench first."""

    code = "wall.full"
    fields = ("wall", "sku")


class NothingMissingAtWall(OperationRefused):
    """Units are in hand: they go into their slot, or back by undo, before the tote is declared empty."""

    code = "wall.finish_unit_first"
    fields = ("tote",)


class WallInvalid(OperationRefused):
    """The wall as told cannot be built; `problem` is a short code."""

    code = "wall.invalid"
    http_status = 400
    fields = ("field", "problem")


class WallInUse(OperationRefused):
    """Goods stand in it, or a rule counts on it as the only one."""

    code = "wall.in_use"
    fields = ("wall", "what")
