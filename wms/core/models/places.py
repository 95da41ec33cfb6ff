"""Warehouses (the border of rights) and shops (where orders come from)."""

from __future__ import annotations

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models

from wms.core.states import WarehouseKind


def check_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(f"{value!r} is not a time zone")


class Warehouse(models.Model):
    """[M18] One building or one partner's stock; `platform_code` is its name on AliExpress."""

    code = models.CharField(max_length=16, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=24, choices=WarehouseKind, default=WarehouseKind.OWN)
    platform_code = models.CharField(max_length=40, blank=True, default="")
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai", validators=[check_time_zone])
    is_active = models.BooleanField(default=True)
    # [M22] off by default; switched only by inventory's audited operation.
    allows_negative_outbound = models.BooleanField(default=False)
    # Units of SKUs that track serials say their numbers when they come in; a bench then takes no other number.
    has_serials_at_receipt = models.BooleanField(default=False)
    # [M2] Choice and X-day orders leave only from a warehouse whose certification is valid.
    certified_until_on = models.DateField(null=True, blank=True)
    # Where the platform's carrier comes for bags (揽收), and whom it calls.
    pickup_contact = models.CharField(max_length=60, blank=True, default="")
    pickup_phone = models.CharField(max_length=30, blank=True, default="")
    pickup_country = models.CharField(max_length=2, blank=True, default="CN")
    pickup_province = models.CharField(max_length=60, blank=True, default="")
    pickup_city = models.CharField(max_length=60, blank=True, default="")
    pickup_district = models.CharField(max_length=60, blank=True, default="")
    pickup_street = models.CharField(max_length=200, blank=True, default="")
    pickup_postcode = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


class Shop(models.Model):
    """A shop front. Credentials live in wms.aliexpress; here is only what every app may know."""

    class Channel(models.TextChoices):
        ALIEXPRESS = "aliexpress", "AliExpress"
        MANUAL = "manual", "人工"

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=80)
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.ALIEXPRESS)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="shops")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
