"""What is refused of a serial number, on the floor and at the desk. Wordings: wms/core/messages/serials.py."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class SerialIsBarcode(OperationRefused):
    """The barcode of goods was scanned where the serial number is asked for: it would be the same on every unit."""

    code = "serial.is_barcode"
    fields = ("sku", "raw")
    is_wrong_scan = True


class SerialOfOtherSku(OperationRefused):
    """The number is another SKU's: two boxes are in hand, or the label of one is on the other."""

    code = "serial.other_sku"
    fields = ("sku", "serial", "scanned_sku")
    is_wrong_scan = True


class SerialTwice(OperationRefused):
    """Scanned into this parcel, or this batch, already."""

    code = "serial.twice"
    fields = ("sku", "serial")
    is_wrong_scan = True


class SerialElsewhere(OperationRefused):
    """Another parcel that has not left yet holds it."""

    code = "serial.elsewhere"
    fields = ("sku", "serial", "order", "document")
    is_wrong_scan = True


class SerialShipped(OperationRefused):
    """It has left with an order and has not come back."""

    code = "serial.shipped"
    fields = ("sku", "serial", "order", "document")
    is_wrong_scan = True


class SerialLost(OperationRefused):
    """Its unit is written off as lost; the desk books it found."""

    code = "serial.lost"
    fields = ("sku", "serial")
    is_wrong_scan = True


class SerialNotReceived(OperationRefused):
    """The warehouse takes numbers in at receipt, and this one never came in."""

    code = "serial.not_received"
    fields = ("sku", "serial")
    is_wrong_scan = True


class SerialHere(OperationRefused):
    """A number that is to come in lies in the house already."""

    code = "serial.here"
    fields = ("sku", "serial")
    is_wrong_scan = True


class SerialsNotTracked(OperationRefused):
    """The SKU does not track serial numbers."""

    code = "serial.not_tracked"
    fields = ("sku",)


class SerialEach(OperationRefused):
    """A pack, or a typed number, of a SKU that tracks serials: each unit has a number of its own."""

    code = "serial.each"
    fields = ("sku", "pack_quantity")
    is_wrong_scan = True


class SerialNotThere(OperationRefused):
    """The desk's act does not fit: only what has left comes back, only what lies here is lost, only lost is found."""

    code = "serial.not_in_state"
    fields = ("serial", "state")
