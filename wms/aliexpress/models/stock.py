"""Which binding's stock must go to the front, and how long each update took [M12]."""

from __future__ import annotations

from django.db import models

from wms.aliexpress.states import PushState


class StockPush(models.Model):
    """One row a binding, without payload: the present state is computed at the moment of sending (PROTOCOLS 3).

    `wanted` rises with each change, `sent` is what the last claim took, `confirmed` what the platform holds for sure.
    """

    account = models.ForeignKey(
        "aliexpress.ShopAccount", on_delete=models.CASCADE, related_name="pushes", db_index=False
    )
    binding = models.OneToOneField("inventory.SkuBinding", on_delete=models.CASCADE, related_name="stock_push")
    product_id = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=PushState, default=PushState.PENDING)
    wanted = models.PositiveBigIntegerField(default=1)
    sent = models.PositiveBigIntegerField(default=0)
    confirmed = models.PositiveBigIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    nearness = models.PositiveIntegerField(default=0)  # units available at the last change: nearest to zero goes first

    # An earlier write may still be applied, or may not have been: read back when `check_at` has come.
    is_suspect = models.BooleanField(default=False)
    suspect_rounds = models.PositiveSmallIntegerField(default=0)
    check_at = models.DateTimeField(null=True, blank=True)

    since = models.DateTimeField(null=True, blank=True)  # the first change that no claim has taken
    sending_since = models.DateTimeField(null=True, blank=True)  # the first change that the claim took

    shown_available = models.PositiveIntegerField(null=True, blank=True)
    shown_reserved = models.PositiveIntegerField(null=True, blank=True)
    shown_in_transit = models.PositiveIntegerField(null=True, blank=True)
    shown_threshold = models.PositiveIntegerField(null=True, blank=True)
    shown_version = models.PositiveBigIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "next_at"],
                name="stockpush_due",
                condition=models.Q(state__in=["pending", "leased"]),
            ),
            models.Index(
                fields=["account", "check_at"], name="stockpush_check", condition=models.Q(check_at__isnull=False)
            ),
            models.Index(fields=["account", "product_id"], name="stockpush_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.binding_id} {self.state}"


class StockUpdate(models.Model):
    """[M12] One change that reached the platform: from the shelf to the answer, what was shown, and the request."""

    push = models.ForeignKey(StockPush, on_delete=models.CASCADE, related_name="updates", db_index=False)
    account = models.ForeignKey(
        "aliexpress.ShopAccount", on_delete=models.CASCADE, related_name="stock_updates", db_index=False
    )
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    is_late = models.BooleanField(default=False)  # over the shop's threshold [M12]; the share of these is [M45]
    # The binding's first push, or a change from before it: the front had nothing of ours, so it is no change whose
    # latency counts [M12].
    is_first = models.BooleanField(default=False)
    available = models.PositiveIntegerField()
    reserved = models.PositiveIntegerField(null=True, blank=True)  # empty where the shop's method carries one number
    in_transit = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveBigIntegerField()
    request_id = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["account", "answered_at"], name="stockupdate_day"),
            models.Index(fields=["push", "answered_at"], name="stockupdate_timeline"),
        ]

    def __str__(self) -> str:
        return f"{self.push_id} {self.milliseconds} ms"
