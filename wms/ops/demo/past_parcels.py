"""What a day's bench made: parcels with their lines, what was stopped there, and the manifests that they left on."""

from __future__ import annotations

from datetime import timedelta

from packing.models import Manifest, ManifestLine, Parcel, ParcelLine, ParcelMismatch
from packing.states import LookState, ManifestState, MismatchKind, ParcelState
from picking.models import Order, OrderItem
from wms.ops.demo.day import CARRIERS, SLOTS, WAY, Day
from wms.ops.demo.goods import CAUSE
from wms.ops.demo.serials import write_serials


def write_parcels(day: Day, orders: list[Order], items: list[OrderItem]) -> None:
    parcels = Parcel.objects.bulk_create(
        [
            Parcel(
                warehouse=day.site.warehouse,
                order=order,
                number=f"P{order.pk:07d}-1",
                state=ParcelState.HANDED_OVER,
                tote=day.site.totes[index % SLOTS],
                station=day.bench.station,
                person=day.packer,
                look_state=LookState.FINE,
                looked_at=order.placed_at + timedelta(minutes=121),
                opened_at=order.placed_at + timedelta(minutes=120),
                verified_at=order.placed_at + timedelta(minutes=121),
                closed_at=order.placed_at + timedelta(minutes=122),
                handed_over_at=order.placed_at + timedelta(minutes=WAY[-1][1]),
            )
            for index, order in enumerate(orders)
        ]
    )
    by_order = {parcel.order_id: parcel for parcel in parcels}
    units: dict[tuple[int, int], int] = {}
    for item in items:
        key = (by_order[item.order_id].pk, item.sku_id)
        units[key] = units.get(key, 0) + item.quantity
    lines = ParcelLine.objects.bulk_create(
        [ParcelLine(parcel_id=key[0], sku_id=key[1], quantity=n, verified=n) for key, n in units.items()]
    )
    tracked = {sku.pk for sku in day.skus if sku.tracks_serials}
    numbered = [line for line in lines if line.sku_id in tracked]
    write_serials(numbered, {parcel.pk: parcel for parcel in parcels}, day.packer, day.bench)
    for carrier in CARRIERS:
        manifest = Manifest.objects.create(
            warehouse=day.site.warehouse,
            number=f"M{day.starts_at:%m%d}-{CARRIERS.index(carrier) + 1:04d}",
            carrier=carrier,
            state=ManifestState.CLOSED,
            device=day.bench,
            station=day.bench.station,
            person=day.packer,
            opened_at=day.starts_at + timedelta(hours=8),
            closed_at=day.starts_at + timedelta(hours=8, minutes=20),
        )
        ManifestLine.objects.bulk_create(
            [
                ManifestLine(manifest=manifest, parcel=by_order[o.pk], created_at=manifest.opened_at, **CAUSE.columns)
                for o in orders
                if o.carrier == carrier
            ]
        )
    _mismatches(day, parcels)


def _mismatches(day: Day, parcels: list[Parcel]) -> None:
    """A wrong unit reached the bench on two days of the week; it was stopped there."""
    if day.number not in {2, 5}:
        return
    parcel = parcels[day.number * 3]
    wanted, scanned = day.skus[0], day.skus[1]
    ParcelMismatch.objects.create(
        parcel=parcel,
        kind=MismatchKind.WRONG,
        sku=wanted,
        scanned_sku=scanned,
        raw=scanned.code,
        created_at=parcel.opened_at,
        **CAUSE.columns,
    )
