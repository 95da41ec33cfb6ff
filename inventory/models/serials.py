"""Serial numbers: which single unit it is, where it is, and everything that ever happened to it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from inventory.states import SerialEventKind, SerialState
from wms.core.models import CausedRow

SERIAL_LIMIT = 40


class SerialNumber(models.Model):
    """One unit of a SKU that tracks serials, known by what its maker printed, in upper case.

    `holder` is the key of the work that holds it ("parcel:17"), empty when none does: no foreign key upward, whoever
    holds it keeps the inverse. `order_number` and `document` name it to people, and stay when it has left.
    """

    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="serials")
    number = models.CharField(max_length=SERIAL_LIMIT)
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SerialState, default=SerialState.IN_STOCK)
    holder = models.CharField(max_length=40, blank=True, default="")
    order_number = models.CharField(max_length=40, blank=True, default="")
    document = models.CharField(max_length=40, blank=True, default="")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sku", "number"], name="serial_once_a_sku"),
            models.CheckConstraint(condition=~models.Q(number=""), name="serial_has_number"),
            models.CheckConstraint(
                condition=~models.Q(state="packed") | ~models.Q(holder=""), name="serial_packed_has_holder"
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="serial_number"),
            models.Index(fields=["order_number"], name="serial_order", condition=~models.Q(order_number="")),
            models.Index(fields=["holder"], name="serial_holder", condition=~models.Q(holder="")),
            models.Index(fields=["warehouse", "changed_at"], name="serial_latest"),
        ]

    def __str__(self) -> str:
        return self.number


class SerialEvent(CausedRow):
    """One thing that happened to a serial number. Append-only by trigger: a mistake is followed by its undoing."""

    serial = models.ForeignKey(SerialNumber, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=10, choices=SerialEventKind)
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=40, blank=True, default="")
    document = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["serial", "created_at"], name="serialevent_history")]

    def __str__(self) -> str:
        return f"{self.serial_id} {self.kind}"
