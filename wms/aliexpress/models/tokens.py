"""Who refreshes an account's tokens right now: refreshing twice at once loses the newer pair."""

from __future__ import annotations

from django.db import models


class TokenRefresh(models.Model):
    """One row an account: a lease under a token, as everywhere."""

    account = models.OneToOneField("aliexpress.ShopAccount", on_delete=models.CASCADE, related_name="token_refresh")
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    last_code = models.CharField(max_length=60, blank=True, default="")

    def __str__(self) -> str:
        return f"refresh of {self.account_id}"
