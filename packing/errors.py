"""What the bench and the handover say no to. Wordings: wms/core/messages/."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class NothingToPack(OperationRefused):
    """The tote holds no picked order, or the order is not picked yet; `state` is the order's."""

    code = "pack.nothing_to_pack"
    fields = ("label", "state")
    is_wrong_scan = True


class NotSortedYet(OperationRefused):
    """Goods of the order are still in a batch tote that waits for a put wall."""

    code = "pack.not_sorted"
    fields = ("order", "tote")


class NoOrderWaits(OperationRefused):
    """[M33] A unit out of a bulk tote that no order in it waits for: it came astray. The manager is called."""

    code = "pack.no_order_waits"
    fields = ("tote", "sku", "scanned_sku")
    is_wrong_scan = True


class UnitLeftOver(OperationRefused):
    """[M4] The order of this unit was cancelled: it stays in the tote, and goes back with it."""

    code = "pack.unit_left_over"
    fields = ("tote", "sku", "left")


class ParcelIsClosed(OperationRefused):
    """The order's parcel is sealed; reprint or hand it over."""

    code = "pack.already_closed"
    fields = ("order", "parcel")


class ParcelHasLeft(OperationRefused):
    code = "pack.already_left"
    fields = ("order", "parcel")


class WrongUnit(OperationRefused):
    """[M33] Not a unit of this order. Blocks the parcel; `belongs_to` names an order that lacks it, or is empty."""

    code = "pack.wrong_unit"
    fields = ("order", "sku", "scanned_sku", "scanned_label", "belongs_to", "versus")
    is_wrong_scan = True


class UnitTooMany(OperationRefused):
    """[M33] All units of this SKU are verified already: one too many was picked. Blocks the parcel."""

    code = "pack.too_many"
    fields = ("order", "sku", "scanned_sku", "quantity", "versus")
    is_wrong_scan = True


class PackTooLarge(OperationRefused):
    """The scanned pack holds more units than are still to be verified; nothing is wrong with the goods yet."""

    code = "pack.pack_too_large"
    fields = ("order", "sku", "pack_quantity", "left")
    is_wrong_scan = True


class OrderCancelledAtBench(OperationRefused):
    """[M4] The buyer has cancelled: nothing may be sealed, the goods go into a tote and back to their places."""

    code = "pack.cancelled"
    fields = ("order", "tote")


class StoppedByChannel(OperationRefused):
    """Frozen, disputed or sent by others: nothing of it may be labelled, sealed or handed over while that lasts."""

    code = "pack.stopped_by_channel"
    fields = ("order", "reason")


class RefundedInside(OperationRefused):
    """[M4] A line was refunded: its units come out and into a tote before anything else."""

    code = "pack.refunded"
    fields = ("order", "units")


class AddressChanged(OperationRefused):
    """The buyer's address has changed since this label was made: it is void, a new one must be made."""

    code = "pack.address_changed"
    fields = ("order", "waybill")


class NotThisTote(OperationRefused):
    """The intercept tote must be the parcel's own, or an empty one."""

    code = "pack.tote_in_use"
    fields = ("tote",)
    is_wrong_scan = True


class NotItsTote(OperationRefused):
    """Not a tote of this order that is still missing on the bench."""

    code = "pack.not_its_tote"
    fields = ("order", "tote")
    is_wrong_scan = True


class LabelNotReady(OperationRefused):
    code = "pack.label_not_ready"
    fields = ("order",)


class WrongLabel(OperationRefused):
    """The label on the parcel is another's. Blocks the parcel; `belongs_to` is the order of that label, when known."""

    code = "pack.wrong_label"
    fields = ("order", "expected", "scanned", "belongs_to")
    is_wrong_scan = True


class NumberFormat(OperationRefused):
    """Not a tracking number of this carrier: another barcode was scanned, or it was mistyped."""

    code = "pack.number_format"
    fields = ("carrier", "scanned")


class NumberTaken(OperationRefused):
    """This carrier's number is on another parcel already; `belongs_to` is that parcel's order."""

    code = "pack.number_taken"
    fields = ("carrier", "scanned", "belongs_to")


class NumberNotOurs(OperationRefused):
    """The number is the platform's: only one that was put in here can be changed."""

    code = "pack.number_not_ours"
    fields = ("order",)


class CarrierUnknown(OperationRefused):
    """The warehouse has no such carrier of its own any more: nothing tells what its numbers look like."""

    code = "pack.carrier_gone"
    http_status = 409
    fields = ("carrier",)


class CarrierFieldMissing(OperationRefused):
    """A carrier of one's own needs its service, name and number pattern."""

    code = "carrier.field"
    http_status = 400
    fields = ("field",)


class CarrierPatternWrong(OperationRefused):
    """Not a regular expression, or one that could take for ever: a repetition of a group."""

    code = "carrier.pattern"
    http_status = 400
    fields = ("pattern",)


class CarrierNeedsWebsite(OperationRefused):
    """The platform takes the "other" carriers only with the address where their numbers are followed."""

    code = "carrier.website"
    http_status = 400
    fields = ("service",)


class ParcelNotDeclared(OperationRefused):
    """A number is changed at the platform only once its parcel has left, and only one that was put in here."""

    code = "carrier.not_declared"
    http_status = 409
    fields = ("parcel",)


class NothingMissing(OperationRefused):
    code = "pack.nothing_missing"
    fields = ("order",)


class LabelStillAlive(OperationRefused):
    """A waybill may only be asked for again when the last one has failed."""

    code = "pack.waybill_alive"
    fields = ("order", "waybill")


class WaybillUnknown(OperationRefused):
    code = "handover.unknown"
    http_status = 404
    fields = ("scanned",)
    is_wrong_scan = True


class ParcelNotClosed(OperationRefused):
    code = "handover.not_closed"
    fields = ("order", "parcel")
    is_wrong_scan = True


class OtherCarrier(OperationRefused):
    code = "handover.other_carrier"
    fields = ("order", "carrier", "expected")
    is_wrong_scan = True


class ParcelOnManifest(OperationRefused):
    code = "handover.twice"
    fields = ("order", "manifest")


class ParcelIntercepted(OperationRefused):
    """[M4] Cancelled after sealing and before handover: the parcel stays here."""

    code = "handover.cancelled"
    fields = ("order", "parcel")


class ManifestEmpty(OperationRefused):
    code = "handover.empty"


class BatchNotYet(OperationRefused):
    """Parcels are committed to the platform when their manifest is closed."""

    code = "handover.batch_open"
    http_status = 409
    fields = ("manifest",)


class BatchNothing(OperationRefused):
    """None of the manifest's parcels carries a waybill of a platform that takes batches."""

    code = "handover.batch_nothing"
    http_status = 409
    fields = ("manifest",)
