"""Cart types (车型): what a kind of cart carries, how one may pick with it, and which carts are of it."""

from __future__ import annotations

from django.db import models

from picking.states import PickMode


def all_modes() -> list[str]:
    return list(PickMode.values)


class TrolleyType(models.Model):
    """A kind of cart. Slots are orders; litres and kilograms None: no limit; `modes` are of PickMode."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="trolley_types")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    slots = models.PositiveSmallIntegerField()
    volume_litres = models.PositiveIntegerField(null=True, blank=True)
    weight_kg = models.PositiveIntegerField(null=True, blank=True)
    modes = models.JSONField(default=all_modes)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["warehouse", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "name_zh"], name="trolleytype_name_zh_once"),
            models.UniqueConstraint(fields=["warehouse", "name_en"], name="trolleytype_name_en_once"),
            models.CheckConstraint(condition=models.Q(slots__gte=1, slots__lte=24), name="trolleytype_slots_range"),
        ]

    def __str__(self) -> str:
        return self.name_zh


class TrolleyCart(models.Model):
    """Which type a cart is of. One without a row is of none: it takes lists that ask for no type."""

    cart = models.OneToOneField("inventory.HandlingUnit", on_delete=models.CASCADE, related_name="+")
    trolley_type = models.ForeignKey(TrolleyType, on_delete=models.CASCADE, related_name="carts")

    class Meta:
        ordering = ["cart"]

    def __str__(self) -> str:
        return f"{self.cart_id}: {self.trolley_type_id}"
