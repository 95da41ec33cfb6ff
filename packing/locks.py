"""Every row lock of packing, in the house's one order (PROTOCOLS 1): bench tote, order, manifest, parcel.

A packing operation locks the order before the parcel, so that a cancellation and a bench never wait crosswise.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from packing.models import BenchTote, HandoverBatch, Manifest, Parcel, ParcelLine, Waybill
from packing.selectors.benches import with_waiting
from packing.selectors.parcels import lies_on
from packing.states import ManifestState
from picking.locks import lock_order
from wms.core.cause import Cause
from wms.core.prepared import Prepared
from wms.scan.errors import StaleScan

# read with a locked parcel
AT_HAND = (
    *("order__shop", "tote__location", "carton__location__warehouse", "warehouse", "station__printer"),
    "serial_sku",
)


def lock_parcel(parcel_id: int) -> Parcel:
    """The order of the parcel, then the parcel with its order, tote and warehouse at hand."""
    return _lock(parcel_id, Parcel.objects.values_list("order_id", flat=True).get(pk=parcel_id))


def _lock(parcel_id: int, order_id: int) -> Parcel:
    lock_order(order_id)
    return lock_parcel_of_order(parcel_id)


def lock_parcel_of_order(parcel_id: int) -> Parcel:
    """A parcel whose order the caller has locked, with its order, tote, carton and warehouse at hand."""
    return _parcels(pk=parcel_id)[0]


def _parcel(pk: int) -> QuerySet[Parcel]:
    rows = Parcel.objects.select_for_update(of=("self",)).filter(pk=pk)
    return rows.select_related(*AT_HAND).order_by("pk")


_parcels: Prepared[Parcel] = Prepared(_parcel, pk=int)


def _on_bench(station: int) -> QuerySet[Parcel]:
    rows = Parcel.objects.select_for_update(of=("order", "self")).filter(lies_on(station))
    return rows.select_related(*AT_HAND, "station__bench_tote").order_by("pk")


_parcels_on_bench: Prepared[Parcel] = Prepared(_on_bench, station=int)


def lock_parcel_at(station_id: int) -> Parcel | None:
    """What lies open on this bench, its order locked first in the same statement; None when it is free.

    Whoever waited for a lock reads the row as it was left: one that has been taken away meanwhile is not found.
    """
    found = _parcels_on_bench(station=station_id)
    return found[0] if found else None


def lock_bench_totes(station_id: int, tote_id: int) -> list[BenchTote]:
    """The rows of a bench and of whichever bench has the tote, in pk order: before any order."""
    rows = BenchTote.objects.select_for_update(of=("self",)).select_related("tote", "station")
    return list(rows.filter(Q(station=station_id) | Q(tote=tote_id)).order_by("pk"))


def _tote_of_bench(station: int) -> QuerySet[BenchTote]:
    rows = BenchTote.objects.select_for_update(of=("self",)).select_related("tote", "station")
    return rows.filter(station=station, tote__isnull=False).order_by("pk")


_bench_totes: Prepared[BenchTote] = Prepared(_tote_of_bench, station=int)


def lock_bench_tote(station_id: int) -> BenchTote | None:
    """What a bench works off, locked before any order; None when there is nothing left in it for a parcel."""
    found = _bench_totes(station=station_id)
    return with_waiting(found[0]) if found else None


def lock_lines(parcel: Parcel) -> list[ParcelLine]:
    """The lines of a parcel that this transaction has locked, with their SKUs."""
    return _lines(parcel=parcel.pk)


def _lines_of(parcel: int) -> QuerySet[ParcelLine]:
    return ParcelLine.objects.select_for_update(of=("self",)).select_related("sku").filter(parcel=parcel).order_by("pk")


_lines: Prepared[ParcelLine] = Prepared(_lines_of, parcel=int)


def lock_lines_of(parcels: Collection[Parcel]) -> list[ParcelLine]:
    """lock_lines() for several parcels."""
    rows = ParcelLine.objects.select_for_update(of=("self",)).select_related("sku")
    return list(rows.filter(parcel__in=[parcel.pk for parcel in parcels]).order_by("pk"))


def lock_waybill(waybill_id: int) -> Waybill:
    return Waybill.objects.select_for_update().order_by("pk").get(pk=waybill_id)


def lock_manifest(manifest_id: int) -> Manifest:
    """One manifest, with its warehouse and bench at hand."""
    rows = Manifest.objects.select_for_update(of=("self",)).select_related("warehouse", "station__printer")
    return rows.order_by("pk").get(pk=manifest_id)


def lock_batch(batch_id: int) -> HandoverBatch:
    """One batch of a manifest, with manifest, bench and shop at hand; after the manifest where both are locked."""
    rows = HandoverBatch.objects.select_for_update(of=("self",)).defer("pdf")
    rows = rows.select_related("manifest__warehouse", "manifest__station__printer", "shop")
    return rows.order_by("pk").get(pk=batch_id)


def touch_manifest(manifest: Manifest, cause: Cause) -> None:
    """Lock the open manifest that was read before, and touch it, in one statement.

    Refuses with StaleScan when it is no longer as it was read.
    """
    same = Manifest.objects.filter(pk=manifest.pk, state=ManifestState.OPEN, work_version=manifest.work_version)
    manifest.touch(cause)
    if not same.update(
        work_version=manifest.work_version,
        last_change_device=manifest.last_change_device_id,
        last_change_scan=manifest.last_change_scan,
    ):
        raise StaleScan


def lock_manifest_of(device_id: int) -> Manifest | None:
    """The manifest that this device has open."""
    return (
        Manifest.objects.select_for_update().filter(device=device_id, state=ManifestState.OPEN).order_by("pk").first()
    )
