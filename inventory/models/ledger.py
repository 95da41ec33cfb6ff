"""The truth about stock (movements) and its two caches (balances by place, sums by SKU and warehouse)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from inventory.states import Condition, Reason
from wms.core.models import CausedRow


class StockMovement(CausedRow):
    """`quantity` units from one end to the other. Append-only by trigger; a mistake is corrected by a reversing row."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="movements", db_index=False)
    lot = models.ForeignKey("inventory.Lot", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    source_location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="movements_out")
    source_condition = models.CharField(max_length=10, choices=Condition, default=Condition.GOOD)
    target_location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="movements_in")
    target_condition = models.CharField(max_length=10, choices=Condition, default=Condition.GOOD)
    reason = models.CharField(max_length=16, choices=Reason)
    note = models.CharField(max_length=120, blank=True, default="")
    demand_type = models.CharField(max_length=24, blank=True, default="")
    demand_id = models.CharField(max_length=40, blank=True, default="")
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="movement_quantity_positive"),
            models.CheckConstraint(
                condition=~models.Q(
                    source_location=models.F("target_location"), source_condition=models.F("target_condition")
                ),
                name="movement_has_two_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["sku", "created_at"], name="movement_sku"),
            models.Index(fields=["warehouse", "created_at"], name="movement_day"),
            models.Index(fields=["demand_type", "demand_id"], name="movement_demand"),
            # Partial, so that the floor's movements, which have neither, cost nothing more to write.
            models.Index(
                fields=["warehouse", "note", "created_at"], name="movement_document", condition=~models.Q(note="")
            ),
            models.Index(
                fields=["warehouse", "created_at"],
                name="movement_rare",
                condition=~models.Q(reason__in=["receive", "put_away", "move", "take", "carry", "ship"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku_id}: {self.source_location_id} -> {self.target_location_id}"


class StockBalance(models.Model):
    """What lies at one place: a cache of the movements, guarded by CHECK. `allocated` = Σ placed and taken there.

    `aged_from` is when the oldest of these units came into the house; it travels with them, for FIFO.
    """

    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="balances")
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="balances")
    lot = models.ForeignKey("inventory.Lot", null=True, blank=True, on_delete=models.PROTECT, related_name="balances")
    condition = models.CharField(max_length=10, choices=Condition, default=Condition.GOOD)
    on_hand = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)
    aged_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(on_hand__gte=0), name="balance_on_hand_not_negative"),
            models.CheckConstraint(
                condition=models.Q(allocated__gte=0) & models.Q(allocated__lte=models.F("on_hand")),
                name="balance_allocated_within_on_hand",
            ),
            models.UniqueConstraint(
                fields=["location", "sku", "lot", "condition"],
                condition=models.Q(lot__isnull=False),
                name="balance_place_once_with_lot",
            ),
            models.UniqueConstraint(
                fields=["location", "sku", "condition"],
                condition=models.Q(lot__isnull=True),
                name="balance_place_once_without_lot",
            ),
        ]
        indexes = [
            models.Index(fields=["sku", "condition"], name="balance_in_stock", condition=models.Q(on_hand__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}@{self.location_id}: {self.allocated}/{self.on_hand}"

    @property
    def free(self) -> int:
        """Units that no allocation holds."""
        return self.on_hand - self.allocated


class SkuStock(models.Model):
    """Four sums of one SKU at one warehouse, the version [M23] and the threshold [M19]. No CHECK between the sums.

    The row that promises lock. `on_hand_sellable` = condition good, totes and parcels included until they are shipped.
    """

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="sku_stocks", db_index=False)
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="stocks")
    on_hand_sellable = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    in_transit = models.IntegerField(default=0)
    threshold_units = models.PositiveIntegerField(default=0)
    # How far the sum of what the shops show may exceed `available`; audited, its oversells count.
    overlap_percent = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        ordering = ["warehouse_id", "sku_id"]
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "sku"], name="skustock_once"),
            models.CheckConstraint(
                condition=models.Q(on_hand_sellable__gte=0)
                & models.Q(reserved__gte=0)
                & models.Q(waiting__gte=0)
                & models.Q(in_transit__gte=0),
                name="skustock_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}@{self.warehouse_id}: {self.available}"

    @property
    def available(self) -> int:
        """[M10] What the front may see."""
        return max(0, self.on_hand_sellable - self.reserved - self.waiting - self.threshold_units)

    @property
    def promisable(self) -> int:
        """What an arriving order may still be promised; below zero the house is over-promised.

        The threshold does not bind it: it is the cushion for orders that slip through.
        """
        return self.on_hand_sellable - self.reserved

    @property
    def shown(self) -> tuple[int, int, int]:
        """The three quantities whose change raises the version [M23]."""
        return self.available, self.reserved, self.in_transit
