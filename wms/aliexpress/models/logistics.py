"""How a shop's parcels go: which logistics services may stand in for the one that the buyer was promised."""

from __future__ import annotations

from django.db import models


class LogisticsRule(models.Model):
    """`preferred`: services in order, each by the platform's name; one of the warehouse's own carriers may be among
    them. The order's promised service comes before all of them.
    """

    class FirstMile(models.TextChoices):
        """How the platform's carrier gets the bags."""

        PICKUP = "cainiao_pickup", "菜鸟上门揽收"
        POST = "self_post", "自寄"
        SEND = "self_send", "自送"

    shop = models.OneToOneField("core.Shop", on_delete=models.CASCADE, related_name="logistics_rule")
    preferred = models.JSONField(default=list, blank=True)
    hs_countries = models.CharField(max_length=120, blank=True, default="")  # where HS codes are needed: "ES,FR" or "*"
    first_mile = models.CharField(max_length=16, choices=FirstMile, blank=True, default="")  # empty: no batches

    class Meta:
        ordering = ["shop_id"]

    def __str__(self) -> str:
        return f"{self.shop_id}: {', '.join(self.preferred)}"

    def needs_hs_code(self, country: str) -> bool:
        """Whether a waybill to this country must name HS codes."""
        return self.hs_countries == "*" or (bool(country) and country in self.hs_countries.split(","))
