"""What inventory refuses of goods, places, receipts and counts, as data. The wordings stand in wms/core/messages/."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class NotEnoughStock(OperationRefused):
    """Fewer units lie there than were asked for; `free` leaves out what allocations hold."""

    code = "stock.not_enough"
    fields = ("sku", "location", "wanted", "free")


class QuantityNotPositive(OperationRefused):
    code = "stock.quantity_not_positive"
    http_status = 400
    fields = ("quantity",)


class ForeignWarehouse(OperationRefused):
    """Something of another warehouse was named."""

    code = "stock.foreign_warehouse"
    http_status = 404
    fields = ("label",)


class SamePlace(OperationRefused):
    code = "stock.same_place"
    fields = ("location",)
    is_wrong_scan = True


class LocationNotPhysical(OperationRefused):
    code = "location.not_physical"
    fields = ("location",)


class LocationBlocked(OperationRefused):
    code = "location.blocked"
    fields = ("location",)


class LocationWrongKind(OperationRefused):
    """Goods cannot be shelved there: no storage location."""

    code = "location.wrong_kind"
    fields = ("location",)
    is_wrong_scan = True


class LocationFull(OperationRefused):
    code = "location.full"
    fields = ("location", "capacity", "on_hand", "wanted")


class LotsWouldMix(OperationRefused):
    """[M35] One lot per place unless the place allows more."""

    code = "location.lots_would_mix"
    fields = ("location", "sku", "lot")
    is_wrong_scan = True


class LookAlikesWouldAdjoin(OperationRefused):
    """[M35] Look-alike variants never adjoin."""

    code = "location.look_alikes"
    fields = ("location", "sku", "neighbour", "neighbour_location")
    is_wrong_scan = True


class SkuNotBound(OperationRefused):
    """[M31] No platform product stands for these goods here, so they cannot be shelved."""

    code = "putaway.not_bound"
    fields = ("sku",)


class LotRequired(OperationRefused):
    code = "lot.required"
    fields = ("sku",)


class LotOfOtherSku(OperationRefused):
    code = "lot.other_sku"
    fields = ("sku", "lot")
    is_wrong_scan = True


class LotExpired(OperationRefused):
    code = "lot.expired"
    fields = ("sku", "lot", "expires_on")


class ExpiryRequired(OperationRefused):
    code = "lot.expiry_required"
    fields = ("sku", "lot")


class LotDiffers(OperationRefused):
    """The lot is known with another expiry date."""

    code = "lot.differs"
    fields = ("sku", "lot", "known", "given")


class ReceiptClosed(OperationRefused):
    code = "receipt.closed"
    fields = ("receipt",)


class ReceivingBegun(OperationRefused):
    """Units of the ASN have come: it can be closed short, no longer cancelled."""

    code = "receipt.receiving_begun"
    fields = ("receipt", "received")


class ReceiptNumberTaken(OperationRefused):
    code = "receipt.number_taken"
    fields = ("receipt",)


class NotOnReceipt(OperationRefused):
    code = "receipt.not_expected"
    fields = ("receipt", "sku")
    is_wrong_scan = True


class MoreThanExpected(OperationRefused):
    code = "receipt.too_many"
    fields = ("receipt", "sku", "expected", "received", "wanted")


class LessThanReceived(OperationRefused):
    """An announcement cannot shrink below what has come of it."""

    code = "receipt.less_than_received"
    fields = ("receipt", "sku", "received", "wanted")


class SecondPersonNeeded(OperationRefused):
    """[M34] Above the figure adjust_second_person_units somebody else must approve."""

    code = "adjust.second_person"
    fields = ("sku", "location", "difference", "limit")


class ApproverIsSame(OperationRefused):
    code = "adjust.same_person"
    fields = ("person",)


class AllocationMoved(OperationRefused):
    """The goods of this task are no longer held at that place: it must be read anew."""

    code = "pick.allocation_moved"
    fields = ("sku", "location")


class AllocationNotPromised(OperationRefused):
    code = "allocation.not_promised"
    fields = ("allocation", "state")


class NotTaken(OperationRefused):
    """Undo, ship or put back names goods that nobody has taken."""

    code = "allocation.not_taken"
    fields = ("allocation", "state")


class NothingToUntake(OperationRefused):
    code = "allocation.nothing_to_untake"
    fields = ("allocation",)


class GoodsElsewhere(OperationRefused):
    """Goods of the demand lie somewhere else than where they are to leave from."""

    code = "ship.goods_elsewhere"
    fields = ("demand", "location", "found")


class DemandIncomplete(OperationRefused):
    """Not every unit of the demand has been taken."""

    code = "ship.incomplete"
    fields = ("demand", "taken", "wanted")


class UnknownDemand(OperationRefused):
    code = "allocation.unknown_demand"
    http_status = 404
    fields = ("demand",)


class CountNotOpen(OperationRefused):
    code = "count.not_open"
    fields = ("count", "state")


class CountUnderWay(OperationRefused):
    """The place is being counted, or what was counted waits for its review."""

    code = "count.under_way"
    fields = ("location",)


class CountNotInReview(OperationRefused):
    code = "count.not_in_review"
    fields = ("count", "state")


class MoveTaskEnded(OperationRefused):
    code = "move.task_ended"
    fields = ("task", "state")


class BindingNotVerifiable(OperationRefused):
    """[M11] A binding without components stands for nothing."""

    code = "binding.no_components"
    fields = ("seller_sku",)


class BindingSharesTooMuch(OperationRefused):
    code = "binding.share_over_hundred"
    fields = ("seller_sku", "total")


class GoodsNotUnderstood(OperationRefused):
    """What a platform SKU is said to consist of cannot be read; `problem` is a pair of texts."""

    code = "binding.goods_not_understood"
    http_status = 400
    fields = ("sku", "problem")


class ReasonRequired(OperationRefused):
    code = "stock.reason_required"
    http_status = 400
    fields = ("action",)


class DayNotOver(OperationRefused):
    """[M16] A snapshot is of a day that is over, or of today at most."""

    code = "snapshot.future_day"
    http_status = 400
    fields = ("day",)


class StockAlreadyThere(OperationRefused):
    """Opening stock is entered at empty places only: the books have units there already."""

    code = "opening.stock_there"
    fields = ("sku", "location", "on_hand")
