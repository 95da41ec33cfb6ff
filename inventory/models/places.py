"""Where goods can be: zones, locations, and handling units, which are locations that move."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from inventory.states import PHYSICAL_KINDS, HandlingUnitKind, HandlingUnitState, LocationKind, Side, ZoneKind


class Zone(models.Model):
    """A part of a warehouse with one purpose."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="zones")
    code = models.CharField(max_length=16)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=ZoneKind, default=ZoneKind.STORAGE)
    floor = models.CharField(max_length=8, blank=True, default="")  # each floor has coordinates of its own

    class Meta:
        ordering = ["warehouse_id", "code"]
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="zone_code_once")]

    def __str__(self) -> str:
        return self.code


class Location(models.Model):
    """库位. One address that goods lie at, or one outer end of the ledger (supplier, customer, loss, adjustment).

    `barcode` carries the check character that the printed code leaves out; `check_digits` are printed beside it and
    typed when a label cannot be scanned. `bay` and `level` count along the aisle and up, for neighbours [M35].
    """

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="locations")
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.PROTECT, related_name="locations")
    code = models.CharField(max_length=24)
    kind = models.CharField(max_length=16, choices=LocationKind, default=LocationKind.STORAGE)
    aisle = models.CharField(max_length=8, blank=True, default="")
    bay = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    side = models.CharField(max_length=1, choices=Side, blank=True, default="")
    x_mm = models.IntegerField(default=0)
    y_mm = models.IntegerField(default=0)
    walk_order = models.PositiveIntegerField(default=0)
    capacity_units = models.PositiveIntegerField(null=True, blank=True)
    check_digits = models.CharField(max_length=3, blank=True, default="", validators=[RegexValidator(r"^\d{2,3}$")])
    barcode = models.CharField(max_length=40, unique=True, null=True, blank=True)
    is_blocked = models.BooleanField(default=False)
    blocked_reason = models.CharField(max_length=120, blank=True, default="")
    # One that is given up stays for its history; it is blocked, so that every rule for blocked places holds for it.
    is_active = models.BooleanField(default=True)
    allows_mixed_lots = models.BooleanField(default=False)
    master_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["warehouse_id", "walk_order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "code"], name="location_code_once"),
            models.UniqueConstraint(
                fields=["warehouse", "kind"],
                condition=models.Q(kind__in=["supplier", "customer", "loss", "adjustment", "in_transit"]),
                name="location_virtual_kind_once",
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=True) | models.Q(is_blocked=True), name="location_given_up_is_blocked"
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "kind", "walk_order"], name="location_walk")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_physical(self) -> bool:
        return self.kind in PHYSICAL_KINDS


class HandlingUnit(models.Model):
    """容器. A tote, cart, carton, pallet, LPN or a put wall's slot: what is in it lies at its own location.

    Code like T0000123, a wall slot's like A-07.
    """

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="handling_units")
    code = models.CharField(max_length=16)
    kind = models.CharField(max_length=8, choices=HandlingUnitKind, default=HandlingUnitKind.TOTE)
    barcode = models.CharField(max_length=40, unique=True)
    location = models.OneToOneField(Location, on_delete=models.PROTECT, related_name="handling_unit")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=HandlingUnitState, default=HandlingUnitState.FREE)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="handlingunit_code_once")]

    def __str__(self) -> str:
        return self.code
