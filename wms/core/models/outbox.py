"""What must leave the transaction that caused it (PROTOCOLS 3), and the one throttle (PROTOCOLS 4)."""

from __future__ import annotations

from django.db import models

from wms.core.models.base import CausedRow
from wms.core.states import DeliveryState


class Delivery(models.Model):
    """The columns of anything that is leased, tried again and finished under a token."""

    lane = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Message(Delivery):
    """News for one subscriber: a topic, a key, and the few facts that it needs. Delivered at least once."""

    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    subscriber = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                fields=["lane", "next_at"], name="message_due", condition=models.Q(state__in=["pending", "leased"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key} -> {self.subscriber}"


class Exchange(Delivery, CausedRow):
    """One outbound call to be made: by which handler, about which subject. Serial per subject."""

    handler = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    is_suspect = models.BooleanField(default=False)  # an earlier try may have reached the other side
    outcome = models.CharField(max_length=60, blank=True, default="")
    result = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                fields=["lane", "next_at"], name="exchange_due", condition=models.Q(state__in=["pending", "leased"])
            ),
            models.Index(fields=["subject", "state"], name="exchange_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.subject} {self.state}"


class Throttle(models.Model):
    """[M13] One row per application key: all workers of all machines take their slots here, on the database's clock."""

    key = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()
    stock_next_at = models.DateTimeField()
    urgent_until = models.DateTimeField(null=True, blank=True)
    banned_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key
