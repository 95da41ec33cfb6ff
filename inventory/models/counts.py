"""Blind counts, and what each SKU's three quantities were at the end of each day [M16]."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from inventory.states import Condition, CountState
from wms.core.models import CausedRow
from wms.scan.work import Work


class StockCount(Work, CausedRow):
    """One location to be counted by somebody who is not told what the books say."""

    work_type: ClassVar[str] = "count"

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="counts")
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="counts")
    state = models.CharField(max_length=10, choices=CountState, default=CountState.OPEN)
    why = models.CharField(max_length=40, blank=True, default="")
    counted_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True, blank=True)  # somebody stands there and counts
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["location"], condition=models.Q(state__in=["open", "review"]), name="stockcount_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"count {self.pk} {self.state}"


class CountLine(models.Model):
    """What was counted of one SKU, and what the books said at that moment."""

    count = models.ForeignKey(StockCount, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey("inventory.Lot", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(max_length=10, choices=Condition, default=Condition.GOOD)
    counted_units = models.PositiveIntegerField()
    book_units = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["count", "sku", "lot", "condition"],
                condition=models.Q(lot__isnull=False),
                name="countline_once_with_lot",
            ),
            models.UniqueConstraint(
                fields=["count", "sku", "condition"],
                condition=models.Q(lot__isnull=True),
                name="countline_once_without_lot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.counted_units}/{self.book_units}"

    @property
    def difference(self) -> int:
        return self.counted_units - self.book_units


class DailySnapshot(models.Model):
    """[M16] The end of one day in the warehouse's zone, kept from day one. `is_imported` = from before the system."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="snapshots")
    day = models.DateField()
    on_hand_sellable = models.PositiveIntegerField()
    reserved = models.PositiveIntegerField()
    in_transit = models.PositiveIntegerField()
    available = models.PositiveIntegerField()
    is_imported = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "sku", "day"], name="dailysnapshot_once")]
        indexes = [models.Index(fields=["day"], name="dailysnapshot_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.sku_id}: {self.available}"
