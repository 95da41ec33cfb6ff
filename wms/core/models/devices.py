"""Handhelds and pack stations: enrolled, revocable, each at one warehouse."""

from __future__ import annotations

from django.db import models

from wms.core.states import DeviceKind, PrinterWay


class Printer(models.Model):
    """One printer. What it last told of itself, or why it could not be asked, is in `condition` and `trouble`."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="printers")
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=60)
    dpi = models.PositiveSmallIntegerField(default=203)
    way = models.CharField(max_length=8, choices=PrinterWay, default=PrinterWay.BROWSER)
    address = models.CharField(max_length=200, blank=True, default="")  # host:9100, or ipp://host:631/ipp/print
    condition = models.JSONField(
        default=dict, blank=True
    )  # wms.core.printing.driver.Condition, as its last look saw it
    trouble = models.CharField(max_length=40, blank=True, default="")  # a code of core/messages/printing.py
    trouble_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class Station(models.Model):
    """A pack bench (打包台). `code` is printed on it, like W0003."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="stations")
    code = models.CharField(max_length=12, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    printer = models.ForeignKey(Printer, null=True, blank=True, on_delete=models.SET_NULL)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class Device(models.Model):
    """One handheld or one bench computer. Only the hash of its token is kept."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="devices")
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="devices")
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=DeviceKind, default=DeviceKind.HANDHELD)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    link_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)  # the one link that may enrol it
    link_until = models.DateTimeField(null=True, blank=True)
    # What the device itself tells with each ping.
    app_version = models.CharField(max_length=40, blank=True, default="")
    waiting_scans = models.PositiveIntegerField(default=0)
    person = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="devices")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
