"""What moving an aisle or bays changes besides the places' coordinates: read once for the picture and for the move."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace

from inventory import floor_ways
from inventory.floor_ways import Way
from inventory.selectors.floor_plans import FloorFacts, PlacePoint, measured_places
from inventory.walk_order import Followed, Walked, follow_aisle


@dataclass(frozen=True)
class Move:
    """An aisle along X, or every bay from a Y on along Y, with what follows: walking order, ways, cross aisles."""

    by_mm: int
    aisle: str = ""
    from_y_mm: int | None = None
    walked: Followed = field(default_factory=Followed)
    ways: tuple[Way, ...] = ()
    ways_changed: int = 0
    cross_aisles_mm: tuple[int, ...] = ()

    def facts_after(self, facts: FloorFacts) -> FloorFacts:
        """The floor as it would be; nothing is written."""
        plan = copy(facts.plan)
        if plan is not None:
            plan.ways, plan.cross_aisles_mm = [list(way) for way in self.ways], list(self.cross_aisles_mm)
        if self.from_y_mm is None:
            low, high = facts.aisles[self.aisle]
            return replace(facts, plan=plan, aisles={**facts.aisles, self.aisle: (low + self.by_mm, high + self.by_mm)})
        return replace(facts, plan=plan, heights=[self._y(y_mm) for y_mm in facts.heights])

    def point_after(self, point: PlacePoint) -> PlacePoint:
        if point.x_mm is None or point.y_mm is None:
            return point
        if self.from_y_mm is None:
            return replace(point, x_mm=point.x_mm + self.by_mm) if point.aisle == self.aisle else point
        return replace(point, y_mm=self._y(point.y_mm))

    def _y(self, y_mm: int) -> int:
        return y_mm + self.by_mm if self.from_y_mm is not None and y_mm >= self.from_y_mm else y_mm


def aisle_move(warehouse_id: int, facts: FloorFacts, *, aisle: str, by_mm: int) -> Move:
    """One query. The aisle is one of the floor's."""
    rows = measured_places(warehouse_id, facts.floor).exclude(aisle="")
    fields = ("pk", "aisle", "x_mm", "y_mm", "side", "level", "walk_order")
    found = list(rows.order_by("walk_order", "pk").values_list(*fields))
    places = [Walked(pk, name, y, side, level or 0, number) for pk, name, _x, y, side, level, number in found]
    middles = {name: low + high for name, (low, high) in facts.aisles.items()}
    known = [place for place in places if place.aisle in middles]
    ways = _ways(facts)
    after = floor_ways.follow_aisle(ways, [(name, x, y) for _, name, x, y, *_ in found], aisle, by_mm)
    return Move(
        by_mm,
        aisle=aisle,
        walked=follow_aisle(known, middles, aisle, 2 * by_mm),
        ways=tuple(after),
        ways_changed=_changed(ways, after),
        cross_aisles_mm=tuple(facts.plan.cross_aisles_mm if facts.plan else ()),
    )


def bays_move(facts: FloorFacts, *, from_y_mm: int, by_mm: int) -> Move:
    """The walking order stays: no bay passes another."""
    ways, cross = _ways(facts), facts.plan.cross_aisles_mm if facts.plan else []
    after = floor_ways.follow_bays(ways, from_y_mm, by_mm)
    return Move(
        by_mm,
        from_y_mm=from_y_mm,
        ways=tuple(after),
        ways_changed=_changed(ways, after),
        cross_aisles_mm=tuple(sorted(y_mm + by_mm if y_mm >= from_y_mm else y_mm for y_mm in cross)),
    )


def _ways(facts: FloorFacts) -> list[Way]:
    rows = facts.plan.ways if facts.plan else []
    return [(x, y, other_x, other_y, bool(is_one_way)) for x, y, other_x, other_y, is_one_way in rows]


def _changed(ways: list[Way], after: list[Way]) -> int:
    return sum(was != now for was, now in zip(ways, after, strict=True))
