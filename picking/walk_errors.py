"""What a walk and the way back of goods refuse with. Facts only; the sentences stand in wms/core/messages/."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


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
