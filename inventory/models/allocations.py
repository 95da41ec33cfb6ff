"""The promise and the placement of goods to a demand: one table in states, no second truth (PROTOCOLS 1)."""

from __future__ import annotations

from django.db import models

from inventory.states import AllocationState


class Allocation(models.Model):
    """`quantity` units of one SKU for one demand. `balance` is where they lie: empty until placed, the tote once taken.

    No foreign key upward: the demand is a type and an id, its owner keeps the inverse. Rank: smaller `priority`,
    earlier `due_at`, earlier `arrived_at` is stronger.
    """

    demand_type = models.CharField(max_length=24)
    demand_id = models.CharField(max_length=40)
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="allocations")
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=AllocationState, default=AllocationState.WAITING)
    balance = models.ForeignKey(
        "inventory.StockBalance", null=True, blank=True, on_delete=models.PROTECT, related_name="allocations"
    )
    priority = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="allocation_quantity_positive"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "promised"], balance__isnull=True)
                | models.Q(state__in=["placed", "taken"], balance__isnull=False)
                | models.Q(state__in=["shipped", "released"]),
                name="allocation_balance_when_placed",
            ),
        ]
        indexes = [
            models.Index(fields=["demand_type", "demand_id"], name="allocation_demand"),
            models.Index(
                fields=["warehouse", "sku", "state"],
                name="allocation_open",
                condition=models.Q(state__in=["waiting", "promised", "placed", "taken"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand_type}:{self.demand_id} {self.quantity} {self.state}"
