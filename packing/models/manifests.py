"""The handover: which parcels left with which carrier."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from packing.states import ManifestState
from wms.core.models import CausedRow
from wms.scan.work import Work


class Manifest(Work):
    """One handover to one carrier. Each parcel leaves in the transaction of its own scan."""

    work_type: ClassVar[str] = "manifest"

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="manifests")
    number = models.CharField(max_length=24)
    carrier = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=ManifestState, default=ManifestState.OPEN)
    station = models.ForeignKey("core.Station", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey("core.Device", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "number"], name="manifest_number_once"),
            models.UniqueConstraint(
                fields=["device"], condition=models.Q(state="open"), name="manifest_one_open_a_device"
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "state", "opened_at"], name="manifest_board")]

    def __str__(self) -> str:
        return self.number


class ManifestLine(CausedRow):
    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="lines")
    parcel = models.OneToOneField("packing.Parcel", on_delete=models.PROTECT, related_name="manifest_line")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.manifest_id}/{self.parcel_id}"
