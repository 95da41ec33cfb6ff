"""Where a manual order goes: encrypted, and purged when it has served, as the platform's addresses are [M21]."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wms.core.secrets import EncryptedTextField


class ManualRecipient(models.Model):
    """The clear address of an order that has no platform to keep it. `address` is JSON text (manual_orders.Address)."""

    order = models.OneToOneField("picking.Order", on_delete=models.CASCADE, related_name="manual_recipient")
    address = EncryptedTextField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["kept_at"], name="manualrecipient_retention")]

    def __str__(self) -> str:
        return f"recipient of manual order {self.order_id}"
