"""What the platform keeps refusing although the authorisation holds: address list, permission, clock."""

from __future__ import annotations

from django.db import models


class PlatformBlock(models.Model):
    """One a method that is refused; `method` is empty when every call of the application is.

    It ends by itself with the first call that passes; until then one call after each `check_at` asks.
    """

    account = models.ForeignKey("aliexpress.ShopAccount", on_delete=models.CASCADE, related_name="blocks")
    method = models.CharField(max_length=100, blank=True, default="")
    code = models.CharField(max_length=60)
    since = models.DateTimeField()
    check_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["account", "method"], name="platformblock_method_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.method or '*'} {self.code}"
