"""What a scan works on: rows with a work version and the last change (PROTOCOLS 2)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from wms.core.cause import Cause


class Work(models.Model):
    """A pick list, a receipt, a parcel: `work_version` rises only when this work changes [M23].

    `work_type` is the short name in the work's key ("picklist:17"); one per subclass.
    """

    work_type: ClassVar[str] = ""

    work_version = models.PositiveIntegerField(default=1)
    last_change_device = models.ForeignKey(
        "core.Device", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_change_scan = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def work_key(self) -> str:
        return f"{self.work_type}:{self.pk}"

    def touch(self, cause: Cause) -> None:
        """Raise the version and remember who did. The caller has locked the row, and saves."""
        self.work_version += 1
        self.last_change_device_id = cause.device.pk if cause.device else None
        self.last_change_scan = cause.scan_id if isinstance(cause.scan_id, uuid.UUID) else None

    WORK_FIELDS: ClassVar[list[str]] = ["work_version", "last_change_device", "last_change_scan"]
