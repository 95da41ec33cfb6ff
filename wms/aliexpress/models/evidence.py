"""[M15] Each exchange with the platform, kept 180 days, never edited; found by SKU, order, request id or time."""

from __future__ import annotations

import uuid

from django.db import models

from wms.core.models import CausedRow
from wms.core.secrets import EncryptedTextField


class EvidenceOutcome(models.TextChoices):
    """What came of the call, as far as this request tells."""

    OK = "ok", "成功"
    REFUSED = "refused", "平台拒绝"
    FAILED = "failed", "失败"
    UNKNOWN = "unknown", "结果不明"


class Evidence(CausedRow):
    """One request and its answer, secrets and persons masked. Append-only; retention goes through its door."""

    account = models.ForeignKey(
        "aliexpress.ShopAccount", on_delete=models.PROTECT, related_name="evidence", db_index=False
    )
    our_id = models.UUIDField(default=uuid.uuid4, unique=True)
    request_id = models.CharField(max_length=64, blank=True, default="")
    method = models.CharField(max_length=100)
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=EvidenceOutcome)
    code = models.CharField(max_length=80, blank=True, default="")
    request = models.JSONField(default=dict)
    response = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)  # binding id -> the stock version that the request carried [M23]

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["account", "sent_at"], name="evidence_time"),
            models.Index(fields=["sent_at"], name="evidence_retention"),
            models.Index(fields=["request_id"], name="evidence_request"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.request_id}"

    @property
    def milliseconds(self) -> int:
        return round((self.answered_at - self.sent_at).total_seconds() * 1000)


class EvidenceKey(models.Model):
    """What an exchange was about, one row a SKU or order: JSON cannot be indexed alike on both databases."""

    class Kind(models.TextChoices):
        SKU = "sku", "SKU"
        ORDER = "order", "订单"

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=5, choices=Kind)
    value = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["kind", "value", "evidence"], name="evidencekey_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class SigningKey(models.Model):
    """The installation's Ed25519 pair for exports, in hex; older pairs stay, so that what they signed verifies."""

    public_key = models.CharField(max_length=64, unique=True)
    private_key = EncryptedTextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.public_key[:16]
