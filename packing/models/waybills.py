"""Waybills and their labels: one live waybill a parcel; its prints are jobs of the print queue (core)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from packing.states import PRINT_PREFIX, WaybillState


class Waybill(models.Model):
    """A carrier's waybill for one parcel. A failed one is asked for again, never replaced while it may live."""

    parcel = models.ForeignKey("packing.Parcel", on_delete=models.CASCADE, related_name="waybills")
    carrier = models.CharField(max_length=60)
    number = models.CharField(max_length=60, blank=True, default="", db_index=True)
    order_code = models.CharField(max_length=40, blank=True, default="")  # the platform's, by which it is handed over
    state = models.CharField(max_length=10, choices=WaybillState, default=WaybillState.REQUESTED)
    is_own = models.BooleanField(default=False)  # the seller's own carrier: its number was scanned or typed here
    failure = models.CharField(max_length=60, blank=True, default="")
    outdated_at = models.DateTimeField(null=True, blank=True)  # the address has changed: this label must not leave
    label_pdf = models.BinaryField(null=True, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"], condition=~models.Q(state="void"), name="waybill_live_once_a_parcel"
            ),
            models.UniqueConstraint(
                fields=["carrier", "number"],
                condition=~models.Q(number="") & ~models.Q(is_own=True, state="void"),
                name="waybill_number_once_a_carrier",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"waybill {self.pk}"

    @property
    def print_subject(self) -> str:
        """What its print jobs are about."""
        return f"{PRINT_PREFIX}{self.pk}"
