"""The one table with clear addresses: encrypted, and purged when it has served."""

from __future__ import annotations

from django.db import models

from wms.core.secrets import EncryptedTextField


class Recipient(models.Model):
    """Who gets an order. `oaid` stands for the address where the platform takes it; the address itself is often masked.

    `address` is JSON text; `is_clear` says that it was decrypted, at a person's or a carrier's need.
    """

    order = models.OneToOneField("picking.Order", on_delete=models.CASCADE, related_name="recipient")
    oaid = EncryptedTextField(blank=True, default="")
    buyer_login = EncryptedTextField(blank=True, default="")
    address = EncryptedTextField(blank=True, default="")
    told_digest = models.CharField(max_length=64, blank=True, default="")  # of the masked address, as last told
    is_clear = models.BooleanField(default=False)
    fetched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["fetched_at"], name="recipient_retention")]

    def __str__(self) -> str:
        return f"recipient of order {self.order_id}"
