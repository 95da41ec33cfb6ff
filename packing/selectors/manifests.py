"""Manifests as the handover screen and the printed sheet look at them."""

from __future__ import annotations

from django.db.models import Count

from packing.models import Manifest, Parcel, Waybill
from packing.states import ManifestState, ParcelState, WaybillState
from wms.core.models import Warehouse


def manifest_of(device_id: int) -> Manifest | None:
    return Manifest.objects.filter(device=device_id, state=ManifestState.OPEN).first()


def parcels_on(manifest: Manifest) -> int:
    """How many parcels it lists; counted once for the row in hand."""
    if not hasattr(manifest, "counted"):
        manifest.counted = manifest.lines.count()
    counted: int = manifest.counted
    return counted


def manifest_by_id(manifest_id: int, warehouse_ids: list[int]) -> Manifest | None:
    rows = Manifest.objects.select_related("warehouse", "person")
    return rows.filter(pk=manifest_id, warehouse__in=warehouse_ids).first()


def recent_parcels(manifest: Manifest | None) -> list[Parcel]:
    """The last scans of an open manifest, newest first."""
    if manifest is None:
        return []
    rows = Parcel.objects.filter(manifest_line__manifest=manifest).select_related("order")
    return list(rows.order_by("-manifest_line__pk")[:8])


def waiting_by_carrier(warehouse: Warehouse) -> list[dict[str, object]]:
    """Sealed parcels that wait for their carrier: carrier, count."""
    rows = Waybill.objects.filter(parcel__warehouse=warehouse, parcel__state=ParcelState.CLOSED)
    counted = rows.exclude(state=WaybillState.VOID).values("carrier").annotate(count=Count("pk")).order_by("-count")
    return [{"carrier": row["carrier"], "count": row["count"]} for row in counted]
