"""The warehouse is laid out at the desk: zones and places are made, changed, given up and taken into use again."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Sum

from inventory.errors import ReasonRequired
from inventory.locks import lock_shelf_places
from inventory.master_errors import LocationCodeTaken, LocationCodeUnfit, LocationInUse, ZoneCodeTaken
from inventory.models import Location, MoveTask, StockBalance, StockCount, Zone
from inventory.operations.checks import check_physical
from inventory.operations.places import make_location
from inventory.states import CountState, LocationKind, MoveTaskState
from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.models import Warehouse

MOST_NAMED = 3


def create_location(
    *,
    cause: Cause,
    warehouse: Warehouse,
    code: str,
    zone: Zone | None = None,
    kind: str = LocationKind.STORAGE,
    **facts: Any,
) -> Location:
    """A new place with its barcode; `facts` as make_location takes them. Audited.

    Refuses with LocationCodeTaken (in this warehouse), LocationCodeUnfit (no barcode can hold it). Locks nothing.
    """
    code = "".join(code.upper().split())
    if Location.objects.filter(warehouse=warehouse, code=code).exists():
        raise LocationCodeTaken(location=code)
    try:
        location = make_location(warehouse=warehouse, code=code, zone=zone, kind=kind, **facts)
    except ValueError as unfit:
        raise LocationCodeUnfit(location=code) from unfit
    record(
        cause=cause,
        action="location.created",
        subject=f"location:{code}",
        after={"kind": str(kind)},
        warehouse=warehouse,
    )
    return location


def edit_location(*, cause: Cause, location: Location, **values: Any) -> bool:
    """Change a place's columns (never its code, which is printed on it). Audited; whether anything changed.

    Raises its master-data version [M23]. Refuses with LocationNotPhysical. Locks nothing.
    """
    check_physical(location)
    subject = f"location:{location.code}"
    differs = changed(
        cause=cause,
        action="location.changed",
        subject=subject,
        row=location,
        values=values,
        warehouse=location.warehouse,
    )
    if differs:
        location.master_version += 1
        location.save(update_fields=["master_version"])
    return differs


def give_up_location(*, cause: Cause, location: Location, reason: str) -> Location:
    """Take a place out of use; its history stays, its code stays taken. Audited.

    Refuses with ReasonRequired, LocationNotPhysical, LocationInUse (goods lie there, or a count or a carried load is
    under way). Locks the place, so that nobody shelves there meanwhile.
    """
    if not reason:
        raise ReasonRequired(action="give_up_location")
    check_physical(location)
    location = lock_shelf_places(location, with_neighbours=False)
    if what := _uses(location):
        raise LocationInUse(location=location.code, what=what)
    values = {"is_blocked": True, "is_active": False, "blocked_reason": reason[:120]}
    Location.objects.filter(pk=location.pk).update(**values)
    return _written(cause, location, "location.given_up", reason)


def reopen_location(*, cause: Cause, location: Location, reason: str) -> Location:
    """Take a place into use again, unblocked. Audited. Refuses with ReasonRequired."""
    if not reason:
        raise ReasonRequired(action="reopen_location")
    Location.objects.filter(pk=location.pk).update(is_blocked=False, is_active=True, blocked_reason="")
    return _written(cause, location, "location.reopened", reason)


def save_zone(
    *,
    cause: Cause,
    warehouse: Warehouse,
    zone: Zone | None,
    code: str,
    name_zh: str,
    name_en: str,
    kind: str,
    floor: str = "",
) -> Zone:
    """A new zone, or other words and another purpose or floor for one. Audited. Refuses with ZoneCodeTaken."""
    code = "".join(code.upper().split())
    others = Zone.objects.filter(warehouse=warehouse, code=code)
    if (others.exclude(pk=zone.pk) if zone else others).exists():
        raise ZoneCodeTaken(zone=code)
    values = {"code": code, "name_zh": name_zh, "name_en": name_en, "kind": kind, "floor": floor}
    if zone is None:
        zone = Zone.objects.create(warehouse=warehouse, **values)
        record(cause=cause, action="zone.created", subject=f"zone:{code}", after=values, warehouse=warehouse)
        return zone
    changed(cause=cause, action="zone.changed", subject=f"zone:{code}", row=zone, values=values, warehouse=warehouse)
    return zone


def _written(cause: Cause, location: Location, action: str, reason: str) -> Location:
    location.refresh_from_db()
    location.master_version += 1
    location.save(update_fields=["master_version"])
    subject = f"location:{location.code}"
    record(cause=cause, action=action, subject=subject, warehouse=location.warehouse, reason=reason)
    return location


def _uses(location: Location) -> tuple[str, str] | None:
    """What keeps a place in use, as a pair of texts; None when nothing does."""
    lying = StockBalance.objects.filter(location=location, on_hand__gt=0).order_by("sku__code")
    goods = list(lying.values_list("sku__code").annotate(units=Sum("on_hand")))
    if goods:
        named = ", ".join(f"{code} × {units}" for code, units in goods[:MOST_NAMED])
        more = len(goods) - MOST_NAMED
        return (
            f"{named}{f' 等 {len(goods)} 种' if more > 0 else ''}",
            f"{named}{f' and {more} more' if more > 0 else ''}",
        )
    if StockCount.objects.filter(location=location, state__in=(CountState.OPEN, CountState.REVIEW)).exists():
        return "有盘点没做完", "a count is not finished"
    ends = Q(source=location) | Q(target=location) | Q(suggested=location)
    if MoveTask.objects.filter(ends, state=MoveTaskState.OPEN).exists():
        return "有人正往这里搬", "somebody carries goods to or from it"
    return None
