"""What a counter has scanned so far: the books are not shown to him, and not touched before he is done."""

from __future__ import annotations

from django.db import models


class CountTally(models.Model):
    """Units of one SKU (and lot) counted by scans in a count that is going on. The newest change is the last scan."""

    count = models.ForeignKey("inventory.StockCount", on_delete=models.CASCADE, related_name="tallies")
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey("inventory.Lot", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["count", "sku", "lot"], condition=models.Q(lot__isnull=False), name="counttally_once_with_lot"
            ),
            models.UniqueConstraint(
                fields=["count", "sku"], condition=models.Q(lot__isnull=True), name="counttally_once_without_lot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.units}"
