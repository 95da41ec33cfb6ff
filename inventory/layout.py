"""Whether an aisle or bays may be moved on a floor: not into others nor through the walls. Pure; millimetres."""

from __future__ import annotations

from collections.abc import Iterable

from inventory.layout_errors import LayoutImpossible
from inventory.selectors.floor_plans import FloorFacts


def check_aisle_move(facts: FloorFacts, aisle: str, by_mm: int, *, to_origin: bool) -> None:
    """Refuses with layout.impossible. Aisles may touch; two that share their middle are one to the planner.

    `to_origin`: a place would come to lie at (0, 0), as comes_to_origin() tells.
    """
    if aisle not in facts.aisles:
        _refuse("aisle", "unknown_aisle", aisle)
    if by_mm == 0:
        _refuse("by_mm", "no_distance", aisle)
    low, high = (x_mm + by_mm for x_mm in facts.aisles[aisle])
    for other, (other_low, other_high) in facts.aisles.items():
        is_over = (low < other_high and other_low < high) or low + high == other_low + other_high
        if other != aisle and is_over:
            _refuse("by_mm", "overlap", aisle, other)
    if not _is_within((low, high), facts.walls_x):
        _refuse("by_mm", "leaves_floor", aisle)
    if to_origin:
        _refuse("by_mm", "at_origin", aisle)


def check_bays_move(facts: FloorFacts, from_y_mm: int, by_mm: int, *, to_origin: bool) -> None:
    """Refuses with layout.impossible. The bays before and behind keep at least the usual step between them, and what
    moves stays behind every bay, set cross aisle and end of a drawn way that does not. `to_origin`: as in
    check_aisle_move().
    """
    behind = [y_mm for y_mm in facts.heights if y_mm >= from_y_mm]
    before = [y_mm for y_mm in facts.heights if y_mm < from_y_mm]
    if not behind:
        _refuse("from_y_mm", "no_bays")
    if by_mm == 0:
        _refuse("by_mm", "no_distance")
    steps = [above - below for below, above in zip(facts.heights, facts.heights[1:], strict=False)]
    if before and min(behind) + by_mm - max(before) < min(steps):
        _refuse("by_mm", "bays_collide")
    cross = list(facts.plan.cross_aisles_mm) if facts.plan else []
    cross += [y_mm for way in (facts.plan.ways if facts.plan else ()) for y_mm in (way[1], way[3])]
    going = [*behind, *(y_mm for y_mm in cross if y_mm >= from_y_mm)]
    staying = [*before, *(y_mm for y_mm in cross if y_mm < from_y_mm)]
    if staying and min(going) + by_mm <= max(staying):
        _refuse("by_mm", "cross_inside")
    if not _is_within((min(behind) + by_mm, max(behind) + by_mm), facts.walls_y):
        _refuse("by_mm", "bays_leave")
    if to_origin:
        _refuse("by_mm", "at_origin")


def _is_within(span: Iterable[int], walls: tuple[int | None, int | None]) -> bool:
    low, high = walls
    return all((low is None or at >= low) and (high is None or at <= high) for at in span)


def _refuse(field: str, problem: str, aisle: str = "", other: str = "") -> None:
    raise LayoutImpossible(field=field, problem=problem, aisle=aisle, other=other)
