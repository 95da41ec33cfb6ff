"""Goods on their way in (ASN, receipt) and goods on their way to a shelf (move tasks)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from inventory.states import Condition, MoveKind, MoveTaskState, ReceiptState
from wms.scan.work import Work


class InboundReceipt(Work):
    """An ASN from its notice to its closing: what is still to come counts as in transit [M10]."""

    work_type: ClassVar[str] = "receipt"

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="receipts")
    number = models.CharField(max_length=40)
    supplier = models.CharField(max_length=120, blank=True, default="")
    expected_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ReceiptState, default=ReceiptState.EXPECTED)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["expected_on", "number"]
        constraints = [models.UniqueConstraint(fields=["warehouse", "number"], name="inboundreceipt_number_once")]

    def __str__(self) -> str:
        return self.number


class InboundLine(models.Model):
    """One SKU of an ASN. `lot_code` and `expires_on` are what the supplier announced."""

    receipt = models.ForeignKey(InboundReceipt, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="+")
    expected_units = models.PositiveIntegerField()
    received_units = models.PositiveIntegerField(default=0)
    lot_code = models.CharField(max_length=40, blank=True, default="")
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "sku", "lot_code"], name="inboundline_sku_lot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.received_units}/{self.expected_units}"

    @property
    def to_come(self) -> int:
        return max(0, self.expected_units - self.received_units)


class MoveTask(Work):
    """Goods in somebody's hands: what the receive, putaway and move screens work on, one per person and kind.

    The goods stay at `source` in the books until the target is scanned. `remembered` is a text whose meaning the next
    scan gives: an unknown barcode, a lot code whose expiry is asked for.
    """

    work_type: ClassVar[str] = "movetask"

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=MoveKind)
    state = models.CharField(max_length=10, choices=MoveTaskState, default=MoveTaskState.OPEN)
    person = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("inventory.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("inventory.Sku", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey("inventory.Lot", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(max_length=10, choices=Condition, default=Condition.GOOD)
    quantity = models.PositiveIntegerField(default=0)
    receipt = models.ForeignKey(InboundReceipt, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    remembered = models.CharField(max_length=80, blank=True, default="")
    serials = models.JSONField(default=list, blank=True)  # numbers of the units in hand, while they are received
    suggested = models.ForeignKey(
        "inventory.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    target = models.ForeignKey("inventory.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "warehouse"],
                condition=models.Q(state="open", person__isnull=False),
                name="movetask_open_once_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"
