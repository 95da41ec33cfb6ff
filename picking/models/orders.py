"""Orders as the floor needs them: what to send, until when, and each change of state with who made it [M1]."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from picking.states import CHANNEL_HOLD, SHORT, OrderClass, OrderState
from wms.core.models import CausedRow


class Order(models.Model):
    """One order of a shop, or a manual one (人工补单). Buyer columns are masked; addresses live with the channel.

    An order that is split over warehouses [M3] has one row a part, under one number: each with a warehouse, lines,
    promise, walk and parcel of its own. Part 1 is there always; a part that is no longer needed is merged.
    """

    shop = models.ForeignKey("core.Shop", on_delete=models.PROTECT, related_name="orders", db_index=False)
    number = models.CharField(max_length=40)
    part = models.PositiveSmallIntegerField(default=1)
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="orders", db_index=False)
    wave = models.ForeignKey("picking.Wave", null=True, blank=True, on_delete=models.SET_NULL, related_name="orders")
    state = models.CharField(max_length=12, choices=OrderState, default=OrderState.HELD)
    state_since = models.DateTimeField(db_default=Now())
    hold_code = models.CharField(max_length=60, blank=True, default="")
    hold_facts = models.JSONField(default=dict, blank=True)
    channel_state = models.CharField(max_length=40, blank=True, default="")
    order_class = models.CharField(max_length=12, choices=OrderClass, blank=True, default="")
    is_manual = models.BooleanField(default=False)
    is_choice = models.BooleanField(default=False)
    promise_days = models.PositiveSmallIntegerField(null=True, blank=True)  # X日达
    has_subsidy = models.BooleanField(default=False)  # logistics subsidy
    carrier = models.CharField(max_length=60, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    buyer_name = models.CharField(max_length=120, blank=True, default="")
    buyer_city = models.CharField(max_length=120, blank=True, default="")
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="USD")
    note = models.CharField(max_length=200, blank=True, default="")
    reference = models.CharField(max_length=40, blank=True, default="")  # a person's own number of a manual order
    reship_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reships")
    reship_reason = models.CharField(max_length=200, blank=True, default="")
    placed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    platform_modified_at = models.DateTimeField()
    imported_at = models.DateTimeField(db_default=Now())
    refund_units = models.PositiveIntegerField(default=0)  # taken, refunded since: the bench takes them out first
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["shop", "number", "part"], name="order_part_once_a_shop")]
        indexes = [
            models.Index(fields=["warehouse", "state", "due_at"], name="order_board"),
            models.Index(fields=["number"], name="order_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_promise(self) -> bool:
        """[M2] Marked, first in every queue, and only from a certified warehouse."""
        return self.is_choice or self.promise_days is not None or self.has_subsidy

    @property
    def channel_stop(self) -> str:
        """Why the channel lets nothing of it leave now: its hold's code, also beside a shortage; empty when it does."""
        if self.hold_code == SHORT:
            return str(self.hold_facts.get("channel", ""))
        return self.hold_code if self.hold_code.startswith(CHANNEL_HOLD) else ""

    @property
    def priority(self) -> int:
        return 0 if self.has_promise else 1


class OrderLine(models.Model):
    """A line as the buyer ordered it. A line that somebody else ships keeps its reason and makes no items."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    platform_line = models.CharField(max_length=40)
    product_id = models.CharField(max_length=40, blank=True, default="")
    seller_sku = models.CharField(max_length=64, blank=True, default="")
    quantity = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    binding = models.ForeignKey(
        "inventory.SkuBinding", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sku = models.ForeignKey(
        "inventory.Sku", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # manual
    skip_reason = models.CharField(max_length=40, blank=True, default="")
    is_cut = models.BooleanField(default=False, db_default=False)  # goods of sets whose units another part counts

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "platform_line"], name="orderline_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="orderline_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.seller_sku} x {self.quantity}"


class OrderItem(models.Model):
    """Units of one SKU that a line needs, bundles taken apart. The demand behind allocations ("order_item", pk)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="items", db_index=False)
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    is_refunded = models.BooleanField(default=False)  # since its walk began: nobody fetches or packs it any more

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "sku"], name="orderitem_once_a_line"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="orderitem_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} x {self.quantity}"


class OrderHistory(CausedRow):
    """One change of an order's state, or a request that did not change it yet. Append-only."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="history")
    was = models.CharField(max_length=12, blank=True, default="")
    became = models.CharField(max_length=12)
    code = models.CharField(max_length=60, blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["became", "created_at"], name="orderhistory_day"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.was} -> {self.became}"
