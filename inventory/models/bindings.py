"""[M11] Which platform product is which goods, at which warehouse."""

from __future__ import annotations

from django.db import models

from inventory.states import BindingConflict, BindingState


class SkuBinding(models.Model):
    """The triple (platform SPU, seller's SKU, warehouse) of one shop. Only a verified one shows stock or may ship."""

    shop = models.ForeignKey("core.Shop", on_delete=models.PROTECT, related_name="bindings")
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="bindings")
    product_id = models.CharField(max_length=40)
    seller_sku = models.CharField(max_length=64)
    platform_sku_id = models.CharField(max_length=80, blank=True, default="")
    warehouse_code = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=12, choices=BindingState, default=BindingState.UNVERIFIED)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    proposal_reason = models.CharField(max_length=120, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")  # as the platform calls the product and variant
    # How sure the automatic proposal is, and the goods that it would name where nothing is bound yet.
    match_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    candidate = models.ForeignKey(
        "inventory.Sku", null=True, blank=True, on_delete=models.SET_NULL, related_name="candidate_of"
    )
    # What does not fit together with another binding; a person who says that both are right settles that kind.
    conflict = models.CharField(max_length=14, choices=BindingConflict, blank=True, default="")
    settled_conflict = models.CharField(max_length=14, choices=BindingConflict, blank=True, default="")
    # Empty: shared by the last 7 days' sales. `threshold_units` is withheld on top of the SKU's own [M19].
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    threshold_units = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["shop_id", "product_id", "seller_sku"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "product_id", "seller_sku", "warehouse"], name="skubinding_triple_once"
            ),
            models.CheckConstraint(
                condition=models.Q(share_percent=None) | models.Q(share_percent__lte=100),
                name="skubinding_share_within_hundred",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "seller_sku"], name="skubinding_seller_sku"),
            models.Index(fields=["warehouse", "seller_sku"], name="skubinding_list"),
            models.Index(fields=["warehouse", "state"], name="skubinding_state"),
            models.Index(
                fields=["warehouse", "conflict"], name="skubinding_conflict", condition=~models.Q(conflict="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.seller_sku}"


class BindingComponent(models.Model):
    """One kind of goods in a platform SKU: one of it, or several in a bundle."""

    binding = models.ForeignKey(SkuBinding, on_delete=models.CASCADE, related_name="components")
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="binding_components")
    quantity = models.PositiveIntegerField(default=1)
    is_gift = models.BooleanField(default=False)  # goes along unasked; picked, packed and counted like the rest

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["binding", "sku"], name="bindingcomponent_sku_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="bindingcomponent_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku_id}"
