"""The storage places of a warehouse as a drawing needs them: coordinates, aisle, how much lies there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from inventory.models import Location, StockBalance
from inventory.states import LocationKind


@dataclass(frozen=True)
class FloorPlace:
    """`lane_mm` is the x of the middle of its aisle, where one stands; a place at the origin is not measured."""

    id: int
    code: str
    aisle: str
    x_mm: int
    y_mm: int
    lane_mm: int
    walk_order: int
    floor: str = ""

    @property
    def is_measured(self) -> bool:
        return bool(self.x_mm or self.y_mm)


def storage_places(warehouse_id: int) -> list[FloorPlace]:
    """Every storage place by walking order. One query."""
    rows = list(
        Location.objects.filter(warehouse=warehouse_id, kind=LocationKind.STORAGE)
        .order_by("walk_order", "code")
        .values_list("pk", "code", "aisle", "x_mm", "y_mm", "walk_order", "zone__floor")
    )
    xs: dict[tuple[str | None, str], list[int]] = {}
    for _pk, _code, aisle, x_mm, _y, _walk, floor in rows:
        xs.setdefault((floor, aisle or f"x={x_mm}"), []).append(x_mm)
    lanes = {name: round((min(all_x) + max(all_x)) / 2) for name, all_x in xs.items()}
    return [
        FloorPlace(pk, code, aisle, x_mm, y_mm, lanes[floor, aisle or f"x={x_mm}"], walk_order, floor or "")
        for pk, code, aisle, x_mm, y_mm, walk_order, floor in rows
    ]


def units_at(warehouse_id: int) -> dict[int, int]:
    """Units on hand by storage location, whatever their condition. One query."""
    rows = StockBalance.objects.filter(
        location__warehouse=warehouse_id, location__kind=LocationKind.STORAGE, on_hand__gt=0
    )
    return dict(rows.order_by().values_list("location").annotate(Sum("on_hand")))
