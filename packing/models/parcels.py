"""A parcel on the bench: what must be in it, each unit that was scanned, and what did not belong."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from packing.states import LookState, MismatchKind, ParcelState
from wms.core.models import CausedRow
from wms.scan.work import Work


class Parcel(Work):
    """One order's parcel. Its goods lie in the tote that it came in until it is closed, then in a carton of its own,
    which is there as soon as the label is.
    """

    work_type: ClassVar[str] = "parcel"

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="parcels", db_index=False)
    order = models.ForeignKey("picking.Order", on_delete=models.PROTECT, related_name="parcels")
    number = models.CharField(max_length=24)
    state = models.CharField(max_length=12, choices=ParcelState, default=ParcelState.OPEN)
    tote = models.ForeignKey("inventory.HandlingUnit", on_delete=models.PROTECT, related_name="+")
    carton = models.ForeignKey(
        "inventory.HandlingUnit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    station = models.ForeignKey("core.Station", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    totes_missing = models.PositiveSmallIntegerField(default=0)  # further totes of the order that are not here yet
    is_set_aside = models.BooleanField(default=False)  # parked: on no bench, waits to be opened again
    is_blocked = models.BooleanField(default=False)  # a wrong unit was scanned: no closing until a right one follows
    is_intercepted = models.BooleanField(default=False)  # the order was cancelled: its goods go back [M4]
    asks_reason = models.BooleanField(default=False)  # a reprint was asked for, its reason is being chosen
    awaits_number = models.BooleanField(default=False)  # goes by the seller's own carrier, whose number is not here yet
    # The unit in hand is of this SKU and counts once its serial number is scanned; then how many numbers are inside.
    serial_sku = models.ForeignKey("inventory.Sku", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    serial_units = models.PositiveIntegerField(default=0)
    look_state = models.CharField(max_length=12, choices=LookState, default=LookState.PENDING)
    looked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "number"], name="parcel_number_once"),
            models.UniqueConstraint(
                fields=["order"], condition=~models.Q(state="cancelled"), name="parcel_live_once_an_order"
            ),
            models.UniqueConstraint(
                fields=["station"],
                condition=models.Q(state__in=["open", "verified", "labelled"], is_set_aside=False),
                name="parcel_one_a_bench",
            ),
        ]
        indexes = [
            models.Index(fields=["warehouse", "state", "opened_at"], name="parcel_board"),
        ]

    def __str__(self) -> str:
        return self.number


class ParcelTote(models.Model):
    """One of the totes that an order with more than one lies in: each is scanned before the parcel may be labelled."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="totes", db_index=False)
    tote = models.ForeignKey("inventory.HandlingUnit", on_delete=models.PROTECT, related_name="+")
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["parcel", "tote"], name="parceltote_once")]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.tote_id}"


class ParcelLine(models.Model):
    """Units of one SKU that the order needs, and how many of them were verified by scan. 0 once refunded."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines", db_index=False)
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    verified = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "sku"], name="parcelline_sku_once"),
            models.CheckConstraint(
                condition=models.Q(verified__lte=models.F("quantity")), name="parcelline_verified_within_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.verified}/{self.quantity}"

    @property
    def left(self) -> int:
        """Units that are still to be scanned."""
        return self.quantity - self.verified


class ParcelUnit(CausedRow):
    """One verifying scan; undo writes a counter-row that points at it. Neither is ever changed."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="units")
    line = models.ForeignKey(ParcelLine, on_delete=models.CASCADE, related_name="units")
    quantity = models.PositiveIntegerField()
    serial = models.ForeignKey(
        "inventory.SerialNumber", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.parcel_id} {'-' if self.reverses_id else '+'}{self.quantity}"


class ParcelMismatch(CausedRow):
    """[M33][M40] What the bench found wrong: counted by the day of picking, shown in the error report."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="mismatches")
    kind = models.CharField(max_length=8, choices=MismatchKind)
    sku = models.ForeignKey("inventory.Sku", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scanned_sku = models.ForeignKey("inventory.Sku", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(default=1)
    raw = models.CharField(max_length=512, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["created_at"], name="parcelmismatch_day")]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.kind}"
