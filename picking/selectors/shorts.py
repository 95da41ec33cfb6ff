"""What may be done about units that a place does not give: only what the stock allows, the best by the clock first."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.selectors.likely_places import likely_places, location_by_id, place_facts
from inventory.selectors.places import stock_at
from inventory.states import Condition
from picking.models import PickTask
from picking.states import ShortReason

ELSEWHERE, HOLD = "ELSEWHERE", "HOLD"
MM_A_METRE = 1000


@dataclass(frozen=True)
class ShortOption:
    """`command` carries it out. `is_here`: of damaged goods, good ones are left at the place. For another place: its
    code, the units free there, and the way to it in metres (None where the floor plan does not know); `zone` is the
    code of the one whose people fetch it there.
    """

    command: str
    place: str = ""
    units: int = 0
    metres: int | None = None
    is_here: bool = False
    zone: str = ""


def options_for(task: PickTask, short_units: int, reason: str, zone_id: int | None = None) -> list[ShortOption]:
    """Good ones of the same place, else another place, the nearest that holds the goods: it costs the order least time.
    To hold it is always there.

    `zone_id`: where a walk is that is passed on from zone to zone. At most three queries, and one with a zone; nothing
    is locked, so the place that is taken in the end may be another one.
    """
    if reason == ShortReason.DAMAGED:
        rows = stock_at(task.location)
        good = sum(row.on_hand for row in rows if (row.sku_id, row.condition) == (task.sku_id, Condition.GOOD))
        if good > short_units:
            return [ShortOption(ELSEWHERE, task.location.code, good - short_units, is_here=True), ShortOption(HOLD)]
    warehouse_id = task.location.warehouse_id
    found = likely_places(warehouse_id, [task.sku_id])
    free: dict[int, int] = {}
    for place in found.by_sku.get(task.sku_id, []):
        location_id = found.location_of[place.balance_id]
        if location_id != task.location_id:
            free[location_id] = free.get(location_id, 0) + place.free
    if not free:
        return [ShortOption(HOLD)]
    facts = {place.id: place for place in place_facts([*free, task.location_id])}
    here = facts[task.location_id]

    def way(location_id: int) -> int | None:
        there = facts[location_id]
        if there.x_mm is None or there.y_mm is None or here.x_mm is None or here.y_mm is None:
            return None
        return round((abs(there.x_mm - here.x_mm) + abs(there.y_mm - here.y_mm)) / MM_A_METRE)

    ways = {location_id: way(location_id) for location_id in free}
    nearest = min(free, key=lambda pk: (ways[pk] is None, ways[pk] or 0, facts[pk].walk_order, pk))
    zone = location_by_id(nearest).zone if zone_id is not None else None
    other = zone.code if zone is not None and zone.pk != zone_id else ""
    return [ShortOption(ELSEWHERE, facts[nearest].code, free[nearest], ways[nearest], zone=other), ShortOption(HOLD)]
