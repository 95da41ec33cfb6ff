"""Rows that an earlier scan has named, read again by their id, with what a screen shows of them."""

from __future__ import annotations

from inventory.models import HandlingUnit, InboundReceipt, Location, Lot


def place_by_id(location_id: int) -> Location:
    return Location.objects.select_related("zone", "warehouse").get(pk=location_id)


def tote_by_id(handling_unit_id: int) -> HandlingUnit:
    return HandlingUnit.objects.select_related("location", "parent").get(pk=handling_unit_id)


def receipt_by_id(receipt_id: int) -> InboundReceipt:
    return InboundReceipt.objects.get(pk=receipt_id)


def lot_by_id(lot_id: int) -> Lot:
    return Lot.objects.select_related("sku").get(pk=lot_id)
