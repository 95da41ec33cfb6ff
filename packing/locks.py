"""Every row lock of packing, in the house's one order (PROTOCOLS 1): bench tote, order, manifest, parcel.

A packing operation locks the order before the parcel, so that a cancellation and a bench never wait crosswise.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from packing.models import BenchTote, Manifest, Parcel, ParcelLine, Waybill
from packing.selectors.parcels import lies_on
from packing.states import ON_THE_BENCH, ManifestState, ParcelState
from picking.locks import lock_order
from picking.selectors.shared import waiting_in_tote
from wms.core.prepared import Prepared


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
    return rows.select_related(
        "order__shop", "tote__location", "carton__location", "warehouse", "station__printer"
    ).order_by("pk")


_parcels: Prepared[Parcel] = Prepared(_parcel, pk=int)


def lock_parcel_at(station_id: int) -> Parcel | None:
    """What lies open on this bench, locked; None when it is free, or was freed meanwhile."""
    found = Parcel.objects.filter(lies_on(station_id)).values_list("pk", "order_id").first()
    if found is None:
        return None
    parcel = _lock(*found)
    is_in_work = parcel.state in ON_THE_BENCH or (parcel.state == ParcelState.CLOSED and parcel.is_intercepted)
    return parcel if is_in_work and parcel.station_id == station_id and not parcel.is_set_aside else None


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
