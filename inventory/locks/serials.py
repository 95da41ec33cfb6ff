"""Single units by their serial numbers: the last rows of goods that are locked."""

from __future__ import annotations

from django.db.models import QuerySet

from inventory.models import SerialNumber
from wms.core.prepared import Prepared


def _called(number: str) -> QuerySet[SerialNumber]:
    rows = SerialNumber.objects.select_for_update(of=("self",)).select_related("sku")
    return rows.filter(number=number).order_by("pk")


_serials_called: Prepared[SerialNumber] = Prepared(_called, number=str)


def lock_serials_called(number: str) -> list[SerialNumber]:
    """Every SKU's unit of this number, with its SKU; almost always one or none."""
    return _serials_called(number=number)


def lock_serials_of(sku_id: int, numbers: list[str]) -> list[SerialNumber]:
    """One SKU's units of these numbers."""
    rows = SerialNumber.objects.select_for_update().filter(sku=sku_id, number__in=numbers)
    return list(rows.order_by("pk"))


def lock_serial(serial_id: int) -> SerialNumber:
    return SerialNumber.objects.select_for_update(of=("self",)).select_related("sku", "warehouse").get(pk=serial_id)


def lock_held_serials(holder: str, sku_id: int | None = None) -> list[SerialNumber]:
    """What a parcel or a batch holds, which its caller has locked; of one SKU where it is named."""
    rows = SerialNumber.objects.select_for_update().filter(holder=holder)
    if sku_id is not None:
        rows = rows.filter(sku=sku_id)
    return list(rows.order_by("pk"))
