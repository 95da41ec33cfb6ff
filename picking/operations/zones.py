"""Zones of zone pass are set at the desk: where totes wait for each, and who picks there."""

from __future__ import annotations

from collections.abc import Collection

from inventory.models import Zone
from inventory.selectors.places import location_by_code
from inventory.states import LocationKind
from picking.locks import lock_pick_zone
from picking.models import PickZone, WaveRule
from picking.operations.wave_control import pickers_of
from picking.states import PickMode
from picking.zone_errors import PickZoneInvalid
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Warehouse

POINT_KINDS = (LocationKind.STORAGE, LocationKind.RECEIVING_DOCK)


def save_pick_zone(*, cause: Cause, warehouse: Warehouse, zone: Zone, point: str, people: Collection[int]) -> PickZone:
    """A zone's pass point by its code (empty: none) and the ids of its people (none: everybody). Audited.

    Totes that wait already stay where they were laid. Locks the zone's row. Refuses with pick_zone.invalid: an unknown
    place or one that is given up, somebody who may not pick here, no point while an active rule passes totes through
    the zone.
    """
    code = point.strip().upper()
    place = location_by_code(warehouse, code) if code else None
    if code and (place is None or place.kind not in POINT_KINDS):
        raise PickZoneInvalid(field="point", problem="unknown_place", what=code)
    if place is not None and not place.is_active:
        raise PickZoneInvalid(field="point", problem="unfit_place", what=code)
    known = set(pickers_of(warehouse).values_list("pk", flat=True))
    stranger = next((pk for pk in people if pk not in known), None)
    if stranger is not None:
        raise PickZoneInvalid(field="people", problem="not_a_picker", what=str(stranger))
    if place is None:
        _refuse_if_needed(warehouse, zone)
    _, is_new = PickZone.objects.get_or_create(zone=zone)
    row = lock_pick_zone(zone.pk)
    before = {} if is_new else _facts(row)
    row.point = place
    row.save()
    row.people.set(people)
    audit.record(
        cause=cause,
        action="pick_zone.set",
        subject=f"zone:{zone.code}",
        before=before,
        after=_facts(row),
        warehouse=warehouse,
    )
    return row


def _refuse_if_needed(warehouse: Warehouse, zone: Zone) -> None:
    for rule in WaveRule.objects.filter(warehouse=warehouse, is_active=True, pick_mode=PickMode.ZONE_PASS):
        if not rule.zones.exists() or rule.zones.filter(pk=zone.pk).exists():
            raise PickZoneInvalid(field="point", problem="rule_needs_it", what=(rule.name_zh, rule.name_en))


def _facts(row: PickZone) -> dict[str, object]:
    people = row.people.order_by("name").values_list("name", flat=True)
    return {"point": row.point.code if row.point else "", "people": list(people)}
