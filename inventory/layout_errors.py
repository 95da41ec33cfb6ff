"""What is refused when places are moved on a floor."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class LayoutImpossible(OperationRefused):
    """The places cannot stand there; `problem` is a short code, `other` the aisle that is in the way."""

    code = "layout.impossible"
    http_status = 400
    fields = ("field", "problem", "aisle", "other")
