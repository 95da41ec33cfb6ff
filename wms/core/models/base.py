"""Columns that many rows share."""

from __future__ import annotations

from django.db import models


class CausedRow(models.Model):
    """A row that remembers who or what made it: the columns of wms.core.cause.Cause."""

    person = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey("core.Device", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scan_id = models.UUIDField(null=True, blank=True)
    source = models.CharField(max_length=16)
    reference = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        abstract = True
