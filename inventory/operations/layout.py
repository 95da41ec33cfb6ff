"""The floor changes under its places: an aisle is moved along X, or the bays behind a cross aisle along Y.

Codes, barcodes and check digits stay: what is printed on the racks goes with them. Moving back undoes either.
"""

from __future__ import annotations

from django.db.models import F, QuerySet

from inventory.layout import check_aisle_move, check_bays_move
from inventory.locks import lock_floor_plan, lock_locations
from inventory.models import FloorPlan, Location
from inventory.selectors.floor_plans import FloorFacts, comes_to_origin, floors_of, measured_places
from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.models import Warehouse


def move_aisle(*, cause: Cause, warehouse: Warehouse, floor: str, aisle: str, by_mm: int) -> int:
    """Move all measured places of an aisle by so many millimetres along X; returns how many. Audited.

    Refuses with layout.impossible: no such aisle, no distance, another aisle's floor, beyond the floor's walls, a place
    to (0, 0). Planned walks, drawn ways, lifts, stairs, start and end stay. Locks the floor's plan, then the places.
    """
    facts = _locked(warehouse, floor)
    to_origin = comes_to_origin(warehouse.pk, floor, aisle=aisle, by_mm=by_mm)
    check_aisle_move(facts, aisle, by_mm, to_origin=to_origin)
    low, high = facts.aisles[aisle]
    moved = _shift(measured_places(warehouse.pk, floor).filter(aisle=aisle), "x_mm", by_mm)
    record(
        cause=cause,
        action="floor.aisle_moved",
        subject=f"aisle:{aisle}",
        before={"x_mm": [low, high]},
        after={"floor": floor or "-", "x_mm": [low + by_mm, high + by_mm], "places": moved},
        warehouse=warehouse,
    )
    return moved


def move_bays(*, cause: Cause, warehouse: Warehouse, floor: str, from_y_mm: int, by_mm: int) -> int:
    """Move every bay of a floor that lies at this Y or beyond, so that a cross aisle in front of it is opened, widened
    or narrowed; set cross aisles beyond go along, drawn ways, lifts, stairs, start and end do not. Audited.

    Refuses with layout.impossible: no bay there, no distance, into the bays or a set cross aisle in front, beyond the
    floor's walls, a place to (0, 0). Locks the floor's plan, then the places.
    """
    facts = _locked(warehouse, floor)
    to_origin = comes_to_origin(warehouse.pk, floor, from_y_mm=from_y_mm, by_mm=by_mm)
    check_bays_move(facts, from_y_mm, by_mm, to_origin=to_origin)
    moved = _shift(measured_places(warehouse.pk, floor).filter(y_mm__gte=from_y_mm), "y_mm", by_mm)
    plan = lock_floor_plan(warehouse.pk, floor)
    cross = [y_mm + by_mm if y_mm >= from_y_mm else y_mm for y_mm in plan.cross_aisles_mm]
    before = {"cross_aisles_mm": list(plan.cross_aisles_mm)}
    plan.cross_aisles_mm = sorted(cross)
    plan.save(update_fields=["cross_aisles_mm"])
    record(
        cause=cause,
        action="floor.bays_moved",
        subject=f"floor_plan:{floor or '-'}",
        before=before,
        after={"by_mm": by_mm, "from_y_mm": from_y_mm, "places": moved, "cross_aisles_mm": plan.cross_aisles_mm},
        warehouse=warehouse,
    )
    return moved


def _locked(warehouse: Warehouse, floor: str) -> FloorFacts:
    """The floor as it is, read under its plan's lock: two moves at once never overlap."""
    FloorPlan.objects.get_or_create(warehouse=warehouse, floor=floor)
    lock_floor_plan(warehouse.pk, floor)
    return floors_of(warehouse.pk)[floor]


def _shift(places: QuerySet[Location], column: str, by_mm: int) -> int:
    """One statement for all of them, which are locked in order first; their master data has a new version [M23]."""
    ids = [place.pk for place in lock_locations(list(places.values_list("pk", flat=True)))]
    changes = {column: F(column) + by_mm, "master_version": F("master_version") + 1}
    return Location.objects.filter(pk__in=ids).update(**changes)
