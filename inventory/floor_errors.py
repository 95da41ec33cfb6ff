"""What the floor screens refuse beside the operations' own refusals. The wordings stand in wms/core/messages/."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class NothingThere(OperationRefused):
    """No free, good units lie at the place that was scanned as the source."""

    code = "floor.nothing_there"
    fields = ("location",)


class NotThere(OperationRefused):
    """The scanned goods do not lie at the source."""

    code = "floor.not_there"
    fields = ("sku", "scanned_sku", "location", "versus")
    is_wrong_scan = True


class OtherItemInHand(OperationRefused):
    """Another SKU was scanned before the one in hand had been put down."""

    code = "floor.other_item"
    fields = ("sku", "scanned_sku", "versus")
    is_wrong_scan = True


class OtherLotInHand(OperationRefused):
    code = "floor.other_lot"
    fields = ("sku", "lot", "scanned_lot")
    is_wrong_scan = True


class LotNotThere(OperationRefused):
    code = "floor.lot_not_there"
    fields = ("sku", "lot", "location")
    is_wrong_scan = True


class BadDate(OperationRefused):
    """No date of the form YYMMDD or YYYYMMDD."""

    code = "lot.bad_date"
    fields = ("raw",)


class LotIsBarcode(OperationRefused):
    """The barcode of goods was scanned where the lot is asked for: the lot would be called so for ever."""

    code = "lot.is_barcode"
    fields = ("sku", "raw")
    is_wrong_scan = True


class NotADock(OperationRefused):
    """Goods are received onto a dock or into a tote, never straight onto a shelf."""

    code = "receive.not_a_dock"
    fields = ("location",)
    is_wrong_scan = True


class ToteInUse(OperationRefused):
    """The handling unit is on a cart, holds held or set-apart goods, or is retired."""

    code = "receive.tote_in_use"
    fields = ("tote",)
    is_wrong_scan = True


class StillMissing(OperationRefused):
    """Goods of the ASN have not come; the same command again closes it all the same."""

    code = "receive.still_missing"
    fields = ("receipt", "units")


class UnknownBarcode(OperationRefused):
    """[M31] A barcode that no SKU has cannot be shelved. `may_bind`: the person may bind it right here."""

    code = "putaway.unknown_barcode"
    fields = ("raw", "may_bind")
    is_wrong_scan = True


class UnusualPlace(OperationRefused):
    """Another place than the suggested one; the same scan again takes it."""

    code = "putaway.unusual_place"
    fields = ("location", "scanned_location", "versus")


class NoOtherPlace(OperationRefused):
    code = "putaway.no_other_place"
    fields = ("sku",)


class CountNotAsked(OperationRefused):
    """Nobody asked for a count there; the same scan again begins one."""

    code = "count.not_asked"
    fields = ("location",)


class CountTaken(OperationRefused):
    code = "count.taken"
    fields = ("location", "person")


class NothingCounted(OperationRefused):
    """The counter is done without any scan; the same command again says that the place is empty."""

    code = "count.nothing_counted"
    fields = ("location",)


class CountDisturbed(OperationRefused):
    """Goods came or went while somebody counted: what was counted is no longer true."""

    code = "count.disturbed"
    fields = ("location",)
