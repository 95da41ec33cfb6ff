"""Serial numbers of the demo's past: each keyboard said its own at the bench, and left with its parcel."""

from __future__ import annotations

from collections.abc import Iterable

from inventory.models import SerialEvent, SerialNumber
from inventory.states import SerialEventKind, SerialState
from packing.models import Parcel, ParcelLine, ParcelUnit
from wms.core.models import Device, Person
from wms.ops.demo.goods import CAUSE


def write_serials(lines: Iterable[ParcelLine], parcels: dict[int, Parcel], packer: Person, bench: Device) -> None:
    """A number for each unit in these lines of shipped parcels, which are found by their ids."""
    who = {**CAUSE.columns, "person_id": packer.pk, "device_id": bench.pk}
    units, events = [], []
    each = ((line, number) for line in lines for number in range(1, line.quantity + 1))
    for line, number in each:
        parcel = parcels[line.parcel_id]
        names = {"order_number": parcel.order.number, "document": parcel.number, "warehouse": parcel.warehouse}
        serial = SerialNumber.objects.create(
            sku_id=line.sku_id,
            number=f"KB65B{parcel.pk:06d}{number:02d}",
            state=SerialState.SHIPPED,
            holder=parcel.work_key,
            changed_at=parcel.handed_over_at,
            **names,
        )
        units.append(
            ParcelUnit(parcel=parcel, line=line, quantity=1, serial=serial, created_at=parcel.verified_at, **who)
        )
        for kind, when in (
            (SerialEventKind.PACKED, parcel.verified_at),
            (SerialEventKind.SHIPPED, parcel.handed_over_at),
        ):
            events.append(SerialEvent(serial=serial, kind=kind, created_at=when, **names, **who))
        parcel.serial_units += 1
    ParcelUnit.objects.bulk_create(units)
    SerialEvent.objects.bulk_create(events)
    Parcel.objects.bulk_update({unit.parcel for unit in units}, ["serial_units"])
