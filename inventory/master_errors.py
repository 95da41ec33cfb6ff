"""Refused when places, racks, SKUs and barcodes are made or changed. The wordings stand in wms/core/messages/."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class LocationGivenUp(OperationRefused):
    """The place is no longer in use."""

    code = "location.given_up"
    fields = ("location",)


class LocationInUse(OperationRefused):
    """A place with goods, or with work going on at it, cannot be given up. `what` is a pair (zh, en) of texts."""

    code = "location.in_use"
    fields = ("location", "what")


class LocationCodeTaken(OperationRefused):
    code = "location.code_taken"
    fields = ("location",)


class LocationCodeUnfit(OperationRefused):
    """2 to 16 letters and digits, with dashes between them as people like: what a barcode can hold."""

    code = "location.code_unfit"
    http_status = 400
    fields = ("location",)


class ZoneCodeTaken(OperationRefused):
    code = "zone.code_taken"
    fields = ("zone",)


class SkuCodeTaken(OperationRefused):
    code = "sku.code_taken"
    fields = ("sku",)


class SkuExpiryNeedsLots(OperationRefused):
    """An expiry date belongs to a lot: without lots there is nothing that could expire."""

    code = "sku.expiry_needs_lots"
    http_status = 400
    fields = ("sku",)


class SkuHasStock(OperationRefused):
    """Whether lots, expiry or serials are tracked cannot change under units that lie somewhere."""

    code = "sku.has_stock"
    fields = ("sku", "units")


class SkuInUse(OperationRefused):
    """Goods with stock or open orders cannot be deactivated. `what` is a pair (zh, en) of texts."""

    code = "sku.in_use"
    fields = ("sku", "what")


class SkuInactive(OperationRefused):
    code = "sku.inactive"
    fields = ("sku",)


class BarcodeCheckDigitWrong(OperationRefused):
    """It has the length of a GTIN, but its last digit is not the check digit of the others."""

    code = "barcode.check_digit"
    http_status = 400
    fields = ("barcode",)


class BarcodeOfOtherSku(OperationRefused):
    """A code that meant two SKUs would stop every scan of it."""

    code = "barcode.other_sku"
    fields = ("barcode", "other")


class FloorPlanInvalid(OperationRefused):
    """What was set for a floor or a connector contradicts itself; `field` is where, `problem` a short code."""

    code = "floor_plan.invalid"
    http_status = 400
    fields = ("field", "problem")


class RackTooLarge(OperationRefused):
    code = "racks.too_large"
    http_status = 400
    fields = ("count", "limit")


class RackPatternWrong(OperationRefused):
    """The numbering pattern names something that no place has, or makes a code that is too long."""

    code = "racks.pattern_wrong"
    http_status = 400
    fields = ("pattern", "field")


class RackCodesRepeat(OperationRefused):
    """The pattern leaves out a number that tells places apart."""

    code = "racks.codes_repeat"
    http_status = 400
    fields = ("code",)


class RackCodesTaken(OperationRefused):
    code = "racks.codes_taken"
    fields = ("count", "codes")


class RackOverlaps(OperationRefused):
    """The new aisle would share floor with places that are there: the planner could not walk them."""

    code = "racks.overlaps"
    fields = ("aisle", "other", "codes")
