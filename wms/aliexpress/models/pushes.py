"""What came in at the platform's push door: genuine messages once each, forged ones as evidence, and not too many."""

from __future__ import annotations

from django.db import models


class PushVerdict(models.TextChoices):
    """What became of a message."""

    PULLED = "pulled", "已触发拉单"
    OTHER = "other", "与订单无关"
    UNKNOWN_SELLER = "unknown_seller", "不认识的卖家"
    UNREADABLE = "unreadable", "读不懂"
    FORGED = "forged", "签名不对"
    TOO_LARGE = "too_large", "过大"


class PushMessage(models.Model):
    """One message. `digest` is of the raw body: a genuine one that comes again is the same message."""

    account = models.ForeignKey(
        "aliexpress.ShopAccount", null=True, blank=True, on_delete=models.CASCADE, related_name="push_messages"
    )
    received_at = models.DateTimeField()
    verdict = models.CharField(max_length=16, choices=PushVerdict)
    is_genuine = models.BooleanField()
    digest = models.CharField(max_length=64)
    topic = models.CharField(max_length=40, blank=True, default="")
    order_number = models.CharField(max_length=40, blank=True, default="")
    sender = models.GenericIPAddressField(null=True, blank=True)
    body = models.JSONField(default=dict)  # masked; of what cannot be read, its beginning
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["is_genuine", "digest"], name="pushmessage_once"),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="pushmessage_retention"),
            models.Index(fields=["order_number"], name="pushmessage_order"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.order_number}"
