"""One receipt a judged scan, one event a scan, right or wrong (PROTOCOLS 2)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wms.core.states import Verdict


class DeviceRun(models.Model):
    """How far a device's numbering has come, in one life of its local store. A scan locks it first, to its end."""

    device = models.ForeignKey("core.Device", on_delete=models.CASCADE, related_name="runs")
    run = models.CharField(max_length=40)
    last_seq = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "run"], name="devicerun_once")]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.run}"


class ScanReceipt(models.Model):
    """The final verdict on one scan: a repeat gets this answer, and never a second effect."""

    device = models.ForeignKey("core.Device", on_delete=models.PROTECT, related_name="receipts", db_index=False)
    scan_id = models.UUIDField()
    run = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    fingerprint = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8, choices=Verdict, default="")
    code = models.CharField(max_length=60, default="")
    facts = models.JSONField(default=dict)
    # What the scan left behind: the next one in the chain is fresh only if all this still stands.
    left_work = models.CharField(max_length=40, blank=True, default="")
    left_version = models.PositiveIntegerField(default=0)
    ended = models.BooleanField(default=False)
    judged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "scan_id"], name="scanreceipt_scan_once"),
            models.UniqueConstraint(fields=["device", "run", "seq"], name="scanreceipt_seq_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scan_id} {self.verdict}"


class ScanEvent(models.Model):
    """What was scanned, by whom, expected what, with which outcome. The error report's raw material; append-only."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey("core.Device", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    scan_id = models.UUIDField(db_index=True)
    screen = models.CharField(max_length=24)
    stage = models.CharField(max_length=16)
    step = models.CharField(max_length=24)
    work = models.CharField(max_length=40, blank=True, default="")
    raw = models.CharField(max_length=512)
    symbology = models.CharField(max_length=16, blank=True, default="")
    parsed = models.JSONField(default=dict)
    verdict = models.CharField(max_length=8, choices=Verdict)
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    is_wrong = models.BooleanField(default=False)  # a wrong scan stopped here: counts in the error rate
    sku_code = models.CharField(max_length=64, blank=True, default="", db_index=True)
    scanned_sku_code = models.CharField(max_length=64, blank=True, default="")
    location_code = models.CharField(max_length=40, blank=True, default="", db_index=True)
    order_number = models.CharField(max_length=40, blank=True, default="", db_index=True)
    captured_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["warehouse", "received_at"], name="scanevent_day"),
            models.Index(fields=["warehouse", "stage", "is_wrong", "received_at"], name="scanevent_wrong"),
            models.Index(fields=["work"], name="scanevent_work"),
        ]

    def __str__(self) -> str:
        return f"{self.screen}.{self.step} {self.verdict} {self.code}"
