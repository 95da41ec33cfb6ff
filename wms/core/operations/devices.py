"""Devices as administrators keep them: made, renamed, moved, enrolled by a link, revoked."""

from __future__ import annotations

from django.utils import timezone

from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.enrolment import LINK_LIFE, enrolment_link
from wms.core.errors import CodeTaken, DeviceIsRevoked, StationElsewhere
from wms.core.fields import WORDS, clean_choice, clean_code, clean_text
from wms.core.models import Device, Station, Warehouse
from wms.core.states import DeviceKind

CODE = r"[A-Z0-9][A-Z0-9-]{1,15}"
CODE_RULE = ("2 到 16 个大写字母、数字或 -", "2 to 16 capitals, digits or -")


def subject_of(device: Device) -> str:
    return f"device:{device.code}"


def create_device(
    *, cause: Cause, warehouse: Warehouse, code: str, name: str, kind: str, station: Station | None = None
) -> Device:
    """A device that waits for its enrolment. Refuses with NotAccepted, CodeTaken, StationElsewhere."""
    clean_choice("kind", kind, DeviceKind.values)
    text = clean_code("code", code, CODE, CODE_RULE)
    title = clean_text("title", name, 60)
    _demand_station_here(station, warehouse)
    holder = Device.objects.filter(code__iexact=text).first()
    if holder:
        raise CodeTaken(field=list(WORDS["code"]), value=text, holder=holder.name)
    device = Device.objects.create(warehouse=warehouse, code=text, name=title, kind=kind, station=station)
    after = {"name": title, "kind": str(kind), "station": station.code if station else None}
    record(cause=cause, action="device.create", subject=subject_of(device), after=after, warehouse=warehouse)
    return device


def edit_device(*, cause: Cause, device: Device, name: str, station: Station | None) -> bool:
    """Another name, or another bench of the same warehouse. Refuses with NotAccepted, StationElsewhere."""
    _demand_station_here(station, device.warehouse)
    values = {"name": clean_text("title", name, 60), "station": station}
    return changed(
        cause=cause,
        action="device.edit",
        subject=subject_of(device),
        row=device,
        values=values,
        warehouse=device.warehouse,
    )


def make_link(*, cause: Cause, device: Device) -> str:
    """A one-time link to show as a QR code; it ends the one before. Refuses with DeviceIsRevoked."""
    if not device.is_active:
        raise DeviceIsRevoked(device=device.code)
    link = enrolment_link(device)
    minutes = int(LINK_LIFE.total_seconds() // 60)
    _keep(cause, device, "device.link", after={"minutes": minutes})
    return link


def withdraw_link(*, cause: Cause, device: Device) -> bool:
    """End a link that nobody has used. Returns whether there was one."""
    if device.link_hash is None:
        return False
    device.link_hash = device.link_until = None
    device.save(update_fields=["link_hash", "link_until"])
    _keep(cause, device, "device.unlink", after={"link": "withdrawn"})
    return True


def revoke_device(*, cause: Cause, device: Device) -> int:
    """End the device's token and link at once. Returns how many scans it last said to hold: they are lost with it."""
    if not device.is_active:
        return device.waiting_scans
    lost = device.waiting_scans
    device.is_active, device.revoked_at = False, timezone.now()
    device.link_hash = device.link_until = device.person = None
    device.save(update_fields=["is_active", "revoked_at", "link_hash", "link_until", "person"])
    _keep(cause, device, "device.revoke", before={"is_active": True}, after={"is_active": False, "lost_scans": lost})
    return lost


def restore_device(*, cause: Cause, device: Device) -> Device:
    """Let a revoked device be enrolled anew; its old token stays dead."""
    if device.is_active:
        return device
    device.is_active, device.revoked_at, device.token_hash, device.enrolled_at = True, None, None, None
    device.waiting_scans = 0
    device.save(update_fields=["is_active", "revoked_at", "token_hash", "enrolled_at", "waiting_scans"])
    _keep(cause, device, "device.restore", before={"is_active": False}, after={"is_active": True})
    return device


def next_code(kind: str) -> str:
    """A code that no device has: PDA-01, PC-01 and so on."""
    prefix = "PC" if kind == DeviceKind.STATION else "PDA"
    taken = set(Device.objects.filter(code__startswith=f"{prefix}-").values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"{prefix}-{number:02d}") not in taken)


def _demand_station_here(station: Station | None, warehouse: Warehouse) -> None:
    if station is not None and station.warehouse_id != warehouse.pk:
        raise StationElsewhere(station=station.code, warehouse=[warehouse.name_zh, warehouse.name_en])


def _keep(cause: Cause, device: Device, action: str, *, after: dict, before: dict | None = None) -> None:
    record(
        cause=cause,
        action=action,
        subject=subject_of(device),
        before=before,
        after=after,
        warehouse=device.warehouse,
    )
