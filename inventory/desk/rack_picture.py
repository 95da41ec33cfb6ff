"""The floor as a drawing: what stands there in grey, the wished racks in blue, the walk as a line. Millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inventory.racks import SIDES, RackPlan
from inventory.states import Side

MARGIN_MM = 1_600
BOXES = 4_000  # more bays than these are drawn as whole rows


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int
    title: str = ""


@dataclass(frozen=True)
class Name:
    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Picture:
    """SVG figures, y downwards; the first bay is at the bottom, as one enters the aisle."""

    view: str
    text_mm: int
    old: tuple[Box, ...]
    new: tuple[Box, ...]
    walk: str
    names: tuple[Name, ...]


def draw(plan: RackPlan, standing: Sequence[tuple[int, int]]) -> Picture:
    depth = max(200, min(plan.half_width_mm, plan.aisle_pitch_mm // 2 - 100))
    new = list(_bays(plan, depth))
    size = plan.bay_mm * 9 // 10
    old = [Box(x - depth // 2, -y - size // 2, depth, size) for x, y in standing]
    shapes = [*new, *old]
    left, right = min(s.x for s in shapes), max(s.x + s.width for s in shapes)
    top, bottom = min(s.y for s in shapes), max(s.y + s.height for s in shapes)
    width, height = right - left + 2 * MARGIN_MM, bottom - top + 2 * MARGIN_MM
    text = max(width // 90, plan.aisle_pitch_mm // 5)
    names = tuple(
        Name(plan.aisle_x(column), bottom + plan.bay_mm + text, plan.aisle_name(plan.first_aisle + column))
        for column in range(plan.aisles)
    )
    view = f"{left - MARGIN_MM} {top - MARGIN_MM} {width} {height + plan.bay_mm + text}"
    return Picture(view, text, tuple(old), tuple(new), _walk(plan), names)


def _bays(plan: RackPlan, depth: int) -> Iterable[Box]:
    """One box a bay and side; a whole row each when there are too many to see."""
    sides = SIDES[plan.sides]
    for column in range(plan.aisles):
        for side in sides:
            middle = plan.aisle_x(column) + (-plan.half_width_mm if side == Side.LEFT else plan.half_width_mm)
            if plan.aisles * plan.bays * len(sides) > BOXES:
                bottom, top = -plan.bay_y(0) + plan.bay_mm // 2, -plan.bay_y(plan.bays - 1) - plan.bay_mm // 2
                yield Box(middle - depth // 2, top, depth, bottom - top)
                continue
            for row in range(plan.bays):
                size = plan.bay_mm * 9 // 10
                title = f"{plan.aisle_name(plan.first_aisle + column)} · {plan.first_bay + row}"
                yield Box(middle - depth // 2, -plan.bay_y(row) - size // 2, depth, size, title)


def _walk(plan: RackPlan) -> str:
    """Points of the walking line, aisle after aisle."""
    low, high = -plan.bay_y(0) + plan.bay_mm, -plan.bay_y(plan.bays - 1) - plan.bay_mm
    points: list[str] = []
    for column in range(plan.aisles):
        ends = (low, high) if plan.is_upward(column) else (high, low)
        points += [f"{plan.aisle_x(column)},{y}" for y in ends]
    return " ".join(points)
