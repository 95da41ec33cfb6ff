"""Tokens of integrators, the answers kept for repeats, and the feed of events."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wms.api.states import EventKind


class ApiToken(models.Model):
    """One integrator's key. Only its hash is kept; `prefix` is the part that people recognise it by.

    `keeper` made it and answers for it: what the token does counts as his, so that he is no second person for it.
    """

    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    is_everywhere = models.BooleanField(default=False)  # every warehouse, also those that are made later
    warehouses = models.ManyToManyField("core.Warehouse", blank=True, related_name="+")
    keeper = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_request = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class KeptAnswer(models.Model):
    """What a write was answered, by the Idempotency-Key that it came with: a repeat gets this, and no second effect."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers", db_index=False)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="keptanswer_key_once_a_token")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"


class FeedArrival(models.Model):
    """Something happened: written by a trigger in the transaction that did it, numbered later (ADR 0020)."""

    kind = models.CharField(max_length=20, choices=EventKind)
    source_id = models.BigIntegerField()
    state = models.CharField(max_length=12, blank=True, default="")  # of things that have no history of their own
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"


class FeedEvent(models.Model):
    """One event at its final place. `position` is given under a lock held until commit: readers see no gap close."""

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20, choices=EventKind)
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.CASCADE, related_name="+", db_index=False)
    occurred_at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["warehouse", "position"], name="feedevent_follow"),
            models.Index(fields=["occurred_at"], name="feedevent_age"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"


class FeedHead(models.Model):
    """The one row whose lock orders the feed: the last position given, and the last one taken away as too old."""

    last_position = models.BigIntegerField(default=0)
    dropped_position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.dropped_position}..{self.last_position}"
