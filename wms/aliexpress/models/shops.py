"""A shop's account at the platform: credentials, how far its orders were seen, the state of its breaker."""

from __future__ import annotations

from django.db import models

from wms.aliexpress.states import MethodProfile
from wms.core.secrets import EncryptedTextField


class ShopAccount(models.Model):
    """Everything secret is encrypted at rest [M21]; the throttle is shared by all accounts of one application."""

    shop = models.OneToOneField("core.Shop", on_delete=models.PROTECT, related_name="aliexpress_account")
    app_key = models.CharField(max_length=40)
    app_secret = EncryptedTextField()
    gateway_url = models.URLField(max_length=200)
    seller_id = models.CharField(max_length=40, blank=True, default="")
    access_token = EncryptedTextField(blank=True, default="")
    refresh_token = EncryptedTextField(blank=True, default="")
    access_expires_at = models.DateTimeField(null=True, blank=True)
    refresh_expires_at = models.DateTimeField(null=True, blank=True)
    method_profile = models.CharField(max_length=20, choices=MethodProfile, default=MethodProfile.WHOLE_STATE)
    is_active = models.BooleanField(default=True)

    refresh_warned_days = models.PositiveSmallIntegerField(null=True, blank=True)  # the last warning of their end

    # [M25] When the last complete pull of orders began, and who is pulling now.
    orders_seen_until = models.DateTimeField(null=True, blank=True)
    pull_until = models.DateTimeField(null=True, blank=True)
    pull_token = models.UUIDField(null=True, blank=True)

    # [M14] The breaker. `rung` counts the tries of the present ladder; `is_probe_early`: another lane succeeded.
    failing_since = models.DateTimeField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)
    next_probe_at = models.DateTimeField(null=True, blank=True)
    is_probe_early = models.BooleanField(default=False)
    probe_until = models.DateTimeField(null=True, blank=True)
    probe_token = models.UUIDField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    # Neither of these is a sync failure: the lane waits, with an alert of its own.
    banned_until = models.DateTimeField(null=True, blank=True)
    needs_authorisation_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["shop_id"]

    def __str__(self) -> str:
        return f"aliexpress:{self.pk}"

    @property
    def throttle_key(self) -> str:
        """[M13] counts per application, whatever the shop."""
        return f"aliexpress:{self.app_key}"

    def lane(self, kind: str) -> str:
        """The name of one of the account's lanes: interactive, orders, stock, pull."""
        return f"aliexpress:{self.pk}:{kind}"


class SyncFailure(models.Model):
    """[M14] One whole retry ladder without a success."""

    account = models.ForeignKey(ShopAccount, on_delete=models.CASCADE, related_name="sync_failures")
    failed_at = models.DateTimeField()
    began_at = models.DateTimeField()
    code = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["account", "failed_at"], name="syncfailure_window")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.failed_at:%Y-%m-%d %H:%M:%S} {self.code}"
