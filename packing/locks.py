"""Every row lock of packing, in the house's one order (PROTOCOLS 1): bench tote, order, manifest, parcel.

A packing operation locks the order before the parcel, so that a cancellation and a bench never wait crosswise.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from packing.models import BenchTote, Manifest, Parcel, ParcelLine, Waybill
from packing.selectors.parcels import lies_on
from packing.states import ManifestState
from picking.locks import lock_order
from picking.selectors.shared import waiting_in_tote
from wms.core.prepared import Prepared

# read with a locked parcel
AT_HAND = ("order__shop", "tote__location", "carton__location", "warehouse", "station__printer")


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
    return rows.select_related(*AT_HAND).order_by("pk")


_parcels_on_bench: Prepared[Parcel] = Prepared(_on_bench, station=int)


def lock_parcel_at(station_id: int) -> Parcel | None:
    """What lies open on this bench, its order locked first in the same statement; None when it is free.

    Whoever waited for a lock reads the row as it was left: one that has been taken away meanwhile is not found.
    """
    found = _parcels_on_bench(station=station_id)
    return found[0] if found else None


def lock_bench_totes(station_id: int, tote_id: int) -> list[BenchTote]:
    """The rows of a bench and of whichever bench has the tote, in pk order: before any order."""
    rows = BenchTote.objects.select_for_update().filter(Q(station=station_id) | Q(tote=tote_id))
    return list(rows.order_by("pk"))


def lock_bench_tote(station_id: int) -> BenchTote | None:
    """What a bench works off, locked before any order; None when there is nothing left in it for a parcel."""
    row = (
        BenchTote.objects.select_for_update(of=("self",))
        .select_related("tote", "station")
        .filter(station=station_id, tote__isnull=False)
        .order_by("pk")
        .first()
    )
    return row if row is not None and row.tote_id is not None and waiting_in_tote(row.tote_id) else None


def lock_lines(parcel: Parcel) -> list[ParcelLine]:
    """The lines of a parcel that this transaction has locked, with their SKUs."""
    return list(
        ParcelLine.objects.select_for_update(of=("self",)).select_related("sku").filter(parcel=parcel).order_by("pk")
    )


def lock_waybill(waybill_id: int) -> Waybill:
    return Waybill.objects.select_for_update().order_by("pk").get(pk=waybill_id)


def lock_manifest_of(device_id: int) -> Manifest | None:
    """The manifest that this device has open."""
    return (
        Manifest.objects.select_for_update().filter(device=device_id, state=ManifestState.OPEN).order_by("pk").first()
    )
