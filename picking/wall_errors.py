"""What sorting at a put wall refuses with. Facts only; the sentences stand in wms/core/messages/."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


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
