"""What the channel refuses, as data."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class ResyncNeedsPerson(OperationRefused):
    """[M14] Only a person's Re-sync closes a breaker, never an automatic retry."""

    code = "stock_sync.needs_person"
    http_status = 403
    fields = ("shop",)
