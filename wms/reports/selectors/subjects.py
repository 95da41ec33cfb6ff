"""From what somebody typed or a work item is about to the page that shows it."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from inventory.models import Sku, StockCount
from packing.models import Parcel
from picking.models import Order
from wms.core.models import AuditEntry, Warehouse, WorkItem


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
    if item.subject_type == "count" and subject.isdigit():
        here = StockCount.objects.filter(pk=subject, warehouse=warehouse)
        return reverse("reports:count", args=[subject]) if here.exists() else ""
    if item.subject_type == "printer":
        return reverse("core:prints")
    if item.subject_type == "sku_stock":
        return reverse("reports:sku", args=[subject.rpartition(":")[2]])
    number = item.facts.get("order")
    return order_page(Order.objects.filter(number=number, warehouse=warehouse).first()) if number else ""


def audit_of(warehouse: Warehouse, *subjects: str, limit: int = 20) -> list[AuditEntry]:
    """What people changed about these subjects, here or for the whole company; the newest first."""
    rows = AuditEntry.objects.filter(Q(warehouse=warehouse) | Q(warehouse=None), subject__in=subjects)
    return list(rows.select_related("person").order_by("-pk")[:limit])


def order_page(order: Order | None) -> str:
    return reverse("reports:order", args=[order.pk]) if order else ""
