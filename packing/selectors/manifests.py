"""Manifests as the handover screen and the printed sheet look at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from packing.models import Manifest, ManifestLine, Parcel, Waybill
from packing.states import ManifestState, ParcelState, WaybillState
from wms.core.models import Warehouse
from wms.core.prepared import Prepared, Together

RECENT = 8


def manifest_of(device_id: int) -> Manifest | None:
    return Manifest.objects.filter(device=device_id, state=ManifestState.OPEN).first()


def manifest_by_id(manifest_id: int, warehouse_ids: list[int]) -> Manifest | None:
    rows = Manifest.objects.select_related("warehouse", "person")
    return rows.filter(pk=manifest_id, warehouse__in=warehouse_ids).first()


def listed(manifest: int) -> QuerySet[ManifestLine, Any]:
    """How many parcels a manifest lists; no row when it is none."""
    rows = ManifestLine.objects.filter(manifest=manifest).order_by().values("manifest")
    return rows.annotate(count=Count("pk")).values_list("count")


def _recent(manifest: int) -> QuerySet[Parcel]:
    rows = Parcel.objects.filter(manifest_line__manifest=manifest).select_related("order", "manifest_line")
    return rows.order_by("-manifest_line__pk")[:RECENT]


def _waiting(warehouse: int) -> QuerySet[Waybill, Any]:
    rows = Waybill.objects.filter(parcel__warehouse=warehouse, parcel__state=ParcelState.CLOSED)
    counted = rows.exclude(state=WaybillState.VOID).order_by().values("carrier").annotate(count=Count("pk"))
    return counted.values_list("carrier", "count")


_waiting_read: Prepared[tuple[str, int]] = Prepared(_waiting, warehouse=int)
_recent_read: Prepared[Parcel] = Prepared(_recent, manifest=int)
_listed_read: Prepared[tuple[int]] = Prepared(listed, manifest=int)
_shown = Together(_waiting_read, _recent_read, _listed_read)


@dataclass(frozen=True)
class Shown:
    """`waiting`: sealed parcels that wait for their carrier, by carrier, the most first. Of an open manifest its last
    scans, newest first, and the number of its parcels.
    """

    waiting: list[tuple[str, int]]
    recent: list[Parcel]
    count: int


def shown_at_handover(manifest: Manifest | None, warehouse: Warehouse) -> Shown:
    """One query."""
    if manifest is None:
        return Shown(_most_first(_waiting_read(warehouse=warehouse.pk)), [], 0)
    waiting, recent, counts = _shown(warehouse=warehouse.pk, manifest=manifest.pk)
    recent.sort(key=lambda parcel: -parcel.manifest_line.pk)
    return Shown(_most_first(waiting), recent, counts[0][0] if counts else 0)


def _most_first(waiting: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(waiting, key=lambda row: (-row[1], row[0]))
