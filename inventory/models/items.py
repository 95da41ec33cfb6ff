"""What goods are: SKUs, their barcodes, their lots."""

from __future__ import annotations

from django.db import models

from inventory.states import BarcodeKind, BatteryKind


class Sku(models.Model):
    """One sellable variant. The seller's own code is its name everywhere; the picture and the variant decide."""

    code = models.CharField(max_length=64, unique=True)
    spu = models.CharField(max_length=64, blank=True, default="", db_index=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    variant_zh = models.CharField(max_length=80, blank=True, default="")
    variant_en = models.CharField(max_length=80, blank=True, default="")
    length_mm = models.PositiveIntegerField(null=True, blank=True)
    width_mm = models.PositiveIntegerField(null=True, blank=True)
    height_mm = models.PositiveIntegerField(null=True, blank=True)
    weight_grams = models.PositiveIntegerField(null=True, blank=True)
    # What a waybill declares of it; empty names: its own, no value: what the buyer paid.
    customs_name_zh = models.CharField(max_length=100, blank=True, default="")
    customs_name_en = models.CharField(max_length=100, blank=True, default="")
    customs_value_usd = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    hs_code = models.CharField(max_length=12, blank=True, default="")
    battery = models.CharField(max_length=8, choices=BatteryKind, default=BatteryKind.NONE, db_default=BatteryKind.NONE)
    is_solid_cosmetic = models.BooleanField(default=False, db_default=False)
    is_fragile = models.BooleanField(default=False, db_default=False)
    is_special_goods = models.BooleanField(default=False, db_default=False)
    picture = models.CharField(max_length=200, blank=True, default="")
    tracks_lots = models.BooleanField(default=False)
    tracks_expiry = models.BooleanField(default=False)
    tracks_serials = models.BooleanField(default=False)
    # Variants that look alike share a group and never adjoin on a shelf [M35].
    look_alike_group = models.CharField(max_length=64, blank=True, default="", db_index=True)
    master_version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tracks_expiry=False) | models.Q(tracks_lots=True), name="sku_expiry_needs_lots"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Barcode(models.Model):
    """One printed code of a SKU. GTINs are stored padded to 14 digits; the same value on two SKUs is ambiguous."""

    value = models.CharField(max_length=80)
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="barcodes")
    pack_quantity = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=BarcodeKind, default=BarcodeKind.GTIN)

    class Meta:
        ordering = ["value"]
        constraints = [
            models.UniqueConstraint(fields=["value", "sku"], name="barcode_value_once_a_sku"),
            models.CheckConstraint(condition=models.Q(pack_quantity__gte=1), name="barcode_pack_quantity_positive"),
        ]

    def __str__(self) -> str:
        return self.value


class Lot(models.Model):
    """One batch of a SKU: FEFO goes by `expires_on`, FIFO by `received_on`."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="lots")
    code = models.CharField(max_length=40)
    expires_on = models.DateField(null=True, blank=True)
    received_on = models.DateField()

    class Meta:
        ordering = ["sku_id", "code"]
        constraints = [models.UniqueConstraint(fields=["sku", "code"], name="lot_code_once_a_sku")]

    def __str__(self) -> str:
        return self.code
