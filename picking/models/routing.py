"""[M3] Which warehouses send a shop's orders, and what was decided for an order and why."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wms.core.models import CausedRow


class RoutingRule(models.Model):
    """How a shop's orders are spread over warehouses. A shop without one sends all from its own warehouse."""

    shop = models.OneToOneField("core.Shop", on_delete=models.CASCADE, related_name="routing_rule")
    most_parcels = models.PositiveSmallIntegerField(default=2)  # 1: an order is never split
    most_parcels_promised = models.PositiveSmallIntegerField(default=1)  # [M2] Choice and X-day orders

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(most_parcels__gte=1) & models.Q(most_parcels_promised__gte=1),
                name="routingrule_at_least_one_parcel",
            )
        ]

    def __str__(self) -> str:
        return f"routing of shop {self.shop_id}"


class RoutingWarehouse(models.Model):
    """One warehouse that may send a shop's orders. `distances`: {country or region: km}; `distance_km` elsewhere."""

    rule = models.ForeignKey(RoutingRule, on_delete=models.CASCADE, related_name="warehouses")
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=10)
    distance_km = models.PositiveIntegerField(null=True, blank=True)
    distances = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "warehouse"], name="routingwarehouse_once_a_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.warehouse_id}"


class RoutingDecision(CausedRow):
    """Where an order went, what else was looked at and why not. Append-only; `order` is its part 1."""

    order = models.ForeignKey("picking.Order", on_delete=models.CASCADE, related_name="routing_decisions")
    kind = models.CharField(max_length=8)  # whole | split | nowhere
    why = models.CharField(max_length=24)  # what made it look: arrived, held, destination, stock, person
    note = models.CharField(max_length=200, blank=True, default="")  # a person's reason
    country = models.CharField(max_length=2, blank=True, default="")
    facts = models.JSONField(default=dict)  # {"parts": […], "options": […]} as picking.operations.routing writes them
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["order"], name="routingdecision_order")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
