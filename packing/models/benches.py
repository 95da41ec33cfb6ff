"""The bulk tote that a bench works off, unit by unit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wms.scan.work import Work


class BenchTote(Work):
    """One row a bench, kept: `tote` is empty while it works off none. Between two parcels the next scan is any unit."""

    work_type: ClassVar[str] = "benchtote"

    station = models.OneToOneField("core.Station", on_delete=models.PROTECT, related_name="bench_tote")
    tote = models.OneToOneField(
        "inventory.HandlingUnit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.station_id}: {self.tote_id or '-'}"
