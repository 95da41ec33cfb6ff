"""The handover: each parcel leaves in the transaction of its own scan onto the manifest.

A cancellation that comes before that scan still stops the parcel, one that comes after is too late: there is no
moment in between, and a van that drives off with an open manifest has taken nothing that the books still hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from inventory.operations.handling_units import retire_handling_unit
from inventory.operations.serials import ship_serials
from inventory.operations.ship import ship
from packing.errors import (
    ManifestEmpty,
    OtherCarrier,
    ParcelHasLeft,
    ParcelIntercepted,
    ParcelNotClosed,
    ParcelOnManifest,
)
from packing.locks import lock_manifest_of, lock_parcel_of_order
from packing.models import Manifest, ManifestLine, Parcel
from packing.operations.label import refuse_outdated, refuse_stopped
from packing.selectors.parcels import live_waybill
from packing.states import MANIFEST_MOVES, PARCEL_MOVES, ManifestState, ParcelState
from picking.locks import lock_order
from picking.operations.bench import mark_shipped
from picking.selectors.orders import demand_keys_of
from wms.core.cause import Cause
from wms.core.models import Device, Person
from wms.core.outbox import publish
from wms.core.states import move_to


@dataclass(frozen=True)
class HandedOver:
    order_number: str
    parcel_number: str
    waybill_number: str
    manifest: Manifest


def lock_for_handover(order_id: int, parcel_id: int, device_id: int) -> tuple[Manifest | None, Parcel]:
    """What a handover scan needs, in the one order: the order, the device's manifest, the parcel."""
    lock_order(order_id)
    manifest = lock_manifest_of(device_id)
    return manifest, lock_parcel_of_order(parcel_id)


def hand_over(*, cause: Cause, manifest: Manifest | None, parcel: Parcel, device: Device, person: Person) -> HandedOver:
    """One parcel leaves; the first one opens the manifest of its carrier.

    Refuses with ParcelHasLeft, ParcelOnManifest, ParcelIntercepted, ParcelNotClosed, OtherCarrier, AddressChanged. The
    caller holds the order, the manifest, the parcel; locks the carton, SkuStock, allocations, balances.
    """
    _refuse(parcel)
    waybill = live_waybill(parcel)
    carrier = waybill.carrier if waybill else parcel.order.carrier
    if manifest is not None and carrier != manifest.carrier:
        raise OtherCarrier(order=parcel.order.number, carrier=carrier, expected=manifest.carrier)
    refuse_outdated(parcel, waybill)
    if manifest is None:
        manifest = _open_manifest(cause, parcel, carrier, device, person)
    else:
        manifest.touch(cause)
        manifest.save(update_fields=Manifest.WORK_FIELDS)
    if parcel.carton_id:  # before what lies in it: a handling unit is locked before sums and balances
        retire_handling_unit(cause=cause, handling_unit_id=parcel.carton_id)
    ship(cause=cause, demands=demand_keys_of(parcel.order_id), source=parcel.carton.location if parcel.carton else None)
    if parcel.serial_units:
        ship_serials(cause=cause, holder=parcel.work_key)
    ManifestLine.objects.create(manifest=manifest, parcel=parcel, **cause.columns)
    move_to(parcel, ParcelState.HANDED_OVER, PARCEL_MOVES)
    parcel.handed_over_at = timezone.now()
    parcel.touch(cause)
    parcel.save(update_fields=["state", "handed_over_at", *Parcel.WORK_FIELDS])
    mark_shipped(cause=cause, order=parcel.order)
    number = waybill.number if waybill else ""
    publish("parcel.handed_over", str(parcel.pk), order_id=parcel.order_id, waybill=number, carrier=manifest.carrier)
    return HandedOver(parcel.order.number, parcel.number, number, manifest)


def close_manifest(*, cause: Cause, manifest: Manifest | None) -> Manifest:
    """The carrier has everything that was scanned. Refuses with ManifestEmpty. The caller holds the manifest."""
    if manifest is None:
        raise ManifestEmpty
    move_to(manifest, ManifestState.CLOSED, MANIFEST_MOVES)
    manifest.closed_at = timezone.now()
    manifest.touch(cause)
    manifest.save(update_fields=["state", "closed_at", *Manifest.WORK_FIELDS])
    publish("manifest.closed", str(manifest.pk))
    return manifest


def _refuse(parcel: Parcel) -> None:
    facts = {"order": parcel.order.number, "parcel": parcel.number}
    if parcel.state == ParcelState.HANDED_OVER:
        line = ManifestLine.objects.select_related("manifest").filter(parcel=parcel).first()
        if line is None:
            raise ParcelHasLeft(**facts)
        raise ParcelOnManifest(order=parcel.order.number, manifest=line.manifest.number)
    if parcel.order.cancel_requested_at is not None:
        raise ParcelIntercepted(**facts)
    refuse_stopped(parcel)
    if parcel.state != ParcelState.CLOSED:
        raise ParcelNotClosed(**facts)


def _open_manifest(cause: Cause, parcel: Parcel, carrier: str, device: Device, person: Person) -> Manifest:
    today = timezone.now().astimezone(parcel.warehouse.zone)
    so_far = Manifest.objects.filter(warehouse=parcel.warehouse).count()
    manifest = Manifest(
        warehouse=parcel.warehouse,
        number=f"M{today:%m%d}-{so_far + 1:04d}",
        carrier=carrier,
        device=device,
        station=device.station,
        person=person,
    )
    manifest.touch(cause)
    manifest.save(force_insert=True)
    return manifest
