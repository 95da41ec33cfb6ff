"""Carriers that the seller has a contract with: their parcels carry a number that the platform did not give."""

from __future__ import annotations

from django.db import models


class OwnCarrier(models.Model):
    """One carrier of a warehouse. `service` is the platform's name of it, under which orders ask for it and shipments
    are declared; `number_pattern` is what its tracking numbers look like, as a regular expression.
    """

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="own_carriers")
    service = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    number_pattern = models.CharField(max_length=120)
    tracking_website = models.CharField(max_length=200, blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["service"]
        constraints = [models.UniqueConstraint(fields=["warehouse", "service"], name="owncarrier_once_a_warehouse")]

    def __str__(self) -> str:
        return self.name
