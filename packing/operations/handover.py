"""The handover: each parcel leaves in the transaction of its own scan onto the manifest.

A cancellation that comes before that scan still stops the parcel, one that comes after is too late: there is no
moment in between, and a van that drives off with an open manifest has taken nothing that the books still hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError
from django.utils import timezone

from inventory.operations.handling_units import retire_handling_units
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
from packing.locks import lock_parcel_of_order, touch_manifest
from packing.models import Manifest, ManifestLine, Parcel
from packing.operations.label import refuse_outdated, refuse_stopped
from packing.selectors.to_leave import ToLeave, facts_to_leave
from packing.states import MANIFEST_MOVES, PARCEL_MOVES, ManifestState, ParcelState
from picking.locks import lock_order
from picking.operations.bench import mark_shipped
from wms.core.cause import Cause
from wms.core.models import Device, Person
from wms.core.outbox import publish
from wms.core.states import move_to
from wms.core.transactions import unit_of_work

NUMBER_TRIES = 5


@dataclass(frozen=True)
class HandedOver:
    order_number: str
    parcel_number: str
    waybill_number: str
    manifest: Manifest
    on_manifest: int


def lock_for_handover(*, cause: Cause, order_id: int, parcel_id: int, manifest: Manifest | None) -> Parcel:
    """What a handover scan needs, in the one order: the order, the device's open manifest, the parcel.

    Refuses with StaleScan when the manifest is not as it was read.
    """
    lock_order(order_id)
    if manifest is not None:
        touch_manifest(manifest, cause)
    return lock_parcel_of_order(parcel_id)


def hand_over(*, cause: Cause, manifest: Manifest | None, parcel: Parcel, device: Device, person: Person) -> HandedOver:
    """One parcel leaves; the first one opens the manifest of its carrier.

    Refuses with ParcelHasLeft, ParcelOnManifest, ParcelIntercepted, ParcelNotClosed, OtherCarrier, AddressChanged. The
    caller holds the order, the manifest, which it has touched, the parcel; locks SkuStock, allocations, balances.
    """
    _refuse(parcel)
    known = facts_to_leave(parcel, manifest)
    waybill = known.waybill
    carrier = waybill.carrier if waybill else parcel.order.carrier
    if manifest is not None and carrier != manifest.carrier:
        raise OtherCarrier(order=parcel.order.number, carrier=carrier, expected=manifest.carrier)
    refuse_outdated(parcel, waybill)
    on_manifest = known.before + 1 if manifest is not None else 1
    if manifest is None:
        manifest = _open_manifest(cause, parcel, carrier, device, person, number=known.before + 1)
    _ship(cause, parcel, known)
    ManifestLine.objects.create(manifest=manifest, parcel=parcel, **cause.columns)
    move_to(parcel, ParcelState.HANDED_OVER, PARCEL_MOVES)
    parcel.handed_over_at = timezone.now()
    parcel.touch(cause)
    parcel.save(update_fields=["state", "handed_over_at", *Parcel.WORK_FIELDS])
    mark_shipped(cause=cause, order=parcel.order)
    number = waybill.number if waybill else ""
    publish("parcel.handed_over", str(parcel.pk), order_id=parcel.order_id, waybill=number, carrier=manifest.carrier)
    return HandedOver(parcel.order.number, parcel.number, number, manifest, on_manifest)


def _ship(cause: Cause, parcel: Parcel, known: ToLeave) -> None:
    ship(
        cause=cause,
        demands=known.demands,
        source=parcel.carton.location if parcel.carton else None,
        skus={parcel.warehouse_id: known.sku_ids},
        customer=known.customer,
    )
    if parcel.serial_units:
        ship_serials(cause=cause, holder=parcel.work_key)


def close_manifest(*, cause: Cause, manifest: Manifest | None) -> Manifest:
    """The carrier has everything that was scanned, and its cartons never come back into use. Refuses with
    ManifestEmpty. The caller holds the manifest; locks the cartons.
    """
    if manifest is None:
        raise ManifestEmpty
    move_to(manifest, ManifestState.CLOSED, MANIFEST_MOVES)
    manifest.closed_at = timezone.now()
    manifest.touch(cause)
    manifest.save(update_fields=["state", "closed_at", *Manifest.WORK_FIELDS])
    cartons = Parcel.objects.filter(manifest_line__manifest=manifest).values_list("carton_id", flat=True)
    retire_handling_units(cause=cause, handling_unit_ids=[pk for pk in cartons if pk is not None])
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


def _open_manifest(
    cause: Cause, parcel: Parcel, carrier: str, device: Device, person: Person, *, number: int
) -> Manifest:
    """With this number, or a later one where another device has just taken it."""
    today = timezone.now().astimezone(parcel.warehouse.zone)
    manifest = Manifest(
        warehouse=parcel.warehouse,
        carrier=carrier,
        device=device,
        station=device.station,
        person=person,
    )
    manifest.touch(cause)
    for later in range(NUMBER_TRIES):
        manifest.number = f"M{today:%m%d}-{number + later:04d}"
        try:
            with unit_of_work():
                manifest.save(force_insert=True)
        except IntegrityError:
            if later == NUMBER_TRIES - 1:
                raise
        else:
            break
    return manifest
