"""The floor changes under its places: an aisle is moved along X, or the bays behind a cross aisle along Y.

Codes, barcodes and check digits stay: what is printed on the racks goes with them. Moving back undoes either, but for
a drawn way that was lengthened: it stays as long.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F, QuerySet

from inventory.layout import check_aisle_move, check_bays_move
from inventory.locks import lock_floor_plan, lock_locations
from inventory.models import FloorPlan, Location
from inventory.selectors.floor_plans import FloorFacts, comes_to_origin, floors_of, measured_places
from inventory.selectors.layout_moves import Move, aisle_move, bays_move
from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.rows import update_rows


def move_aisle(*, cause: Cause, warehouse: Warehouse, floor: str, aisle: str, by_mm: int) -> int:
    """Move all measured places of an aisle by so many millimetres along X; returns how many. Audited.

    Where it passes other aisles and the floor is walked by the rule (walk_order.py), the walking order follows; one
    that was given by hand stays. Ways that were drawn for the aisle go along, those that it meets reach it again.
    Refuses with layout.impossible: no such aisle, no distance, another aisle's floor, beyond the floor's walls, a place
    to (0, 0). Planned walks, lifts, stairs, start and end stay. Locks the floor's plan, then the places.
    """
    facts = _locked(warehouse, floor)
    to_origin = comes_to_origin(warehouse.pk, floor, aisle=aisle, by_mm=by_mm)
    check_aisle_move(facts, aisle, by_mm, to_origin=to_origin)
    move = aisle_move(warehouse.pk, facts, aisle=aisle, by_mm=by_mm)
    low, high = facts.aisles[aisle]
    moved = _shift(measured_places(warehouse.pk, floor).filter(aisle=aisle), "x_mm", by_mm, move.walked.numbers)
    _keep_plan(facts, move)
    record(
        cause=cause,
        action="floor.aisle_moved",
        subject=f"aisle:{aisle}",
        before={"x_mm": [low, high]},
        after={
            "floor": floor or "-",
            "x_mm": [low + by_mm, high + by_mm],
            "places": moved,
            "walk_order": len(move.walked.numbers),
            "ways": move.ways_changed,
        },
        warehouse=warehouse,
    )
    return moved


def move_bays(*, cause: Cause, warehouse: Warehouse, floor: str, from_y_mm: int, by_mm: int) -> int:
    """Move every bay of a floor that lies at this Y or beyond, so that a cross aisle in front of it is opened, widened
    or narrowed; set cross aisles beyond and the ends of drawn ways there go along, lifts, stairs, start and end do not.
    Audited.

    Refuses with layout.impossible: no bay there, no distance, into the bays, a set cross aisle or a drawn way in front,
    beyond the floor's walls, a place to (0, 0). Locks the floor's plan, then the places.
    """
    facts = _locked(warehouse, floor)
    to_origin = comes_to_origin(warehouse.pk, floor, from_y_mm=from_y_mm, by_mm=by_mm)
    check_bays_move(facts, from_y_mm, by_mm, to_origin=to_origin)
    move = bays_move(facts, from_y_mm=from_y_mm, by_mm=by_mm)
    before = {"cross_aisles_mm": list(facts.plan.cross_aisles_mm) if facts.plan else []}
    moved = _shift(measured_places(warehouse.pk, floor).filter(y_mm__gte=from_y_mm), "y_mm", by_mm, {})
    _keep_plan(facts, move)
    record(
        cause=cause,
        action="floor.bays_moved",
        subject=f"floor_plan:{floor or '-'}",
        before=before,
        after={
            "by_mm": by_mm,
            "from_y_mm": from_y_mm,
            "places": moved,
            "cross_aisles_mm": list(move.cross_aisles_mm),
            "ways": move.ways_changed,
        },
        warehouse=warehouse,
    )
    return moved


def _locked(warehouse: Warehouse, floor: str) -> FloorFacts:
    """The floor as it is, read under its plan's lock: two moves at once never overlap."""
    FloorPlan.objects.get_or_create(warehouse=warehouse, floor=floor)
    lock_floor_plan(warehouse.pk, floor)
    return floors_of(warehouse.pk)[floor]


def _keep_plan(facts: FloorFacts, move: Move) -> None:
    """Cross aisles and drawn ways as the move leaves them; the plan is locked."""
    plan = facts.plan
    assert plan is not None  # noqa: S101  _locked() makes one
    plan.cross_aisles_mm, plan.ways = list(move.cross_aisles_mm), [list(way) for way in move.ways]
    plan.save(update_fields=["cross_aisles_mm", "ways"])


def _shift(places: QuerySet[Location], column: str, by_mm: int, numbers: Mapping[int, int]) -> int:
    """How many were moved. All that are moved or get another number in the walk are locked first, in order; their
    master data has a new version [M23].
    """
    wanted = set(places.values_list("pk", flat=True))
    locked = lock_locations(wanted | set(numbers))
    renumbered = [place for place in locked if place.pk in numbers]
    for place in renumbered:
        place.walk_order = numbers[place.pk]
    update_rows(renumbered, "walk_order")
    ids = {place.pk for place in locked}
    Location.objects.filter(pk__in=ids).update(master_version=F("master_version") + 1)
    return Location.objects.filter(pk__in=wanted & ids).update(**{column: F(column) + by_mm})
