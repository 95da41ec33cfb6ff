"""From what somebody typed or a work item is about to the page that shows it."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from inventory.models import Barcode, HandlingUnit, Location, Sku
from packing.models import Parcel, Waybill
from picking.models import Order, PickSlot, Wave
from wms.aliexpress.models import EvidenceKey
from wms.core.models import AuditEntry, Warehouse, WorkItem
from wms.scan.barcode import gtin_14


def page_of(item: WorkItem, warehouse: Warehouse) -> str:
    """The page of a work item's subject; empty when it has none."""
    subject = item.subject_id
    if item.subject_type == "order" and subject.isdigit():
        return order_page(Order.objects.filter(pk=subject, warehouse=warehouse).first())
    if item.subject_type == "parcel" and subject.isdigit():
        parcel = Parcel.objects.select_related("order").filter(pk=subject, warehouse=warehouse).first()
        return order_page(parcel.order) if parcel else ""
    if item.subject_type == "sku" and subject.isdigit():
        return reverse("reports:sku", args=[subject]) if Sku.objects.filter(pk=subject).exists() else ""
    number = item.facts.get("order")
    return order_page(Order.objects.filter(number=number, warehouse=warehouse).first()) if number else ""


def audit_of(warehouse: Warehouse, *subjects: str, limit: int = 20) -> list[AuditEntry]:
    """What people changed about these subjects, here or for the whole company; the newest first."""
    rows = AuditEntry.objects.filter(Q(warehouse=warehouse) | Q(warehouse=None), subject__in=subjects)
    return list(rows.select_related("person").order_by("-pk")[:limit])


def order_page(order: Order | None) -> str:
    return reverse("reports:order", args=[order.pk]) if order else ""


def page_for(text: str, warehouse: Warehouse) -> str:
    """Orders, waybills, parcels, SKUs and their barcodes, places, totes, waves, request ids; empty when it is none."""
    plain = "".join(text.split())[:80]
    upper = plain.upper()
    if not plain:
        return ""
    return (
        _order(plain, upper, warehouse)
        or _sku(plain, upper)
        or _place(upper, warehouse)
        or _wave(upper, warehouse)
        or _request(plain, warehouse)
    )


def _order(plain: str, upper: str, warehouse: Warehouse) -> str:
    orders = Order.objects.filter(warehouse=warehouse)
    found = orders.filter(number=plain).order_by("-pk").first()
    if found is None:
        parcel = Parcel.objects.filter(warehouse=warehouse, number=upper).select_related("order").first()
        waybill = Waybill.objects.filter(number=plain, parcel__warehouse=warehouse).select_related("parcel__order")
        first = waybill.first()
        found = parcel.order if parcel else (first.parcel.order if first else None)
    return order_page(found)


def _sku(plain: str, upper: str) -> str:
    sku = Sku.objects.filter(code__in={plain, upper}).first()
    if sku is None:
        values = {value for value in (plain, upper, gtin_14(upper)) if value}
        barcode = Barcode.objects.filter(value__in=values).select_related("sku").order_by("pk").first()
        sku = barcode.sku if barcode else None
    return reverse("reports:sku", args=[sku.pk]) if sku else ""


def _place(upper: str, warehouse: Warehouse) -> str:
    """A place; for a tote the order whose goods it holds, else what lies in it."""
    codes = {upper, upper[:-1]}
    unit = HandlingUnit.objects.filter(warehouse=warehouse, code__in=codes).order_by("-code").first()
    if unit is not None:
        slot = PickSlot.objects.filter(handling_unit=unit, released_at=None).select_related("order").first()
        return order_page(slot.order) if slot else reverse("reports:place", args=[unit.location_id])
    places = Location.objects.filter(warehouse=warehouse)
    place = places.filter(code=upper).first() or places.filter(barcode=upper).first()
    return reverse("reports:place", args=[place.pk]) if place else ""


def _wave(upper: str, warehouse: Warehouse) -> str:
    wave = Wave.objects.filter(warehouse=warehouse, number=upper).first()
    return reverse("picking:wave", args=[wave.pk]) if wave else ""


def _request(plain: str, warehouse: Warehouse) -> str:
    """A platform's request id leads to the order that the exchange was about."""
    key = EvidenceKey.objects.filter(evidence__request_id=plain, kind=EvidenceKey.Kind.ORDER).first()
    return order_page(Order.objects.filter(number=key.value, warehouse=warehouse).first()) if key else ""
