"""What paper refuses with; an unknown size, resolution or language is a bug of the caller and raises ValueError."""

from wms.core.refusals import OperationRefused


class PaperError(Exception):
    """Catch-all for the refusals of this package; each of them is an OperationRefused with its own code."""


class NothingToPrint(OperationRefused, PaperError):
    code = "paper.nothing_to_print"
    http_status = 400


class BarcodeTooWide(OperationRefused, PaperError):
    """The barcode does not fit with modules that scan; `width_mm` is the room that it had."""

    code = "paper.too_wide"
    http_status = 400
    fields = ("text", "width_mm", "dpi")


class BarcodeNotEncodable(OperationRefused, PaperError):
    """Code 128 as we print it holds printable ASCII only."""

    code = "paper.not_encodable"
    http_status = 400
    fields = ("text",)


class TextTooLong(OperationRefused, PaperError):
    """A text that may not be cut does not fit even at its smallest size."""

    code = "paper.text_too_long"
    http_status = 400
    fields = ("text",)


class PaperUnreadable(OperationRefused, PaperError):
    """What should be a PDF is none that can be drawn."""

    code = "paper.unreadable"
    http_status = 400
