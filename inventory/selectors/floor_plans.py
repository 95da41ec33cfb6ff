"""A warehouse's floors as a planner needs them: aisles and bays as the places lie, and what was set at the desk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from inventory.models import FloorConnector, FloorPlan, Location
from inventory.states import LocationKind

FLOOR = Coalesce("zone__floor", Value(""))  # a place without a zone lies on the floor without a name


@dataclass
class FloorFacts:
    """One floor. `aisles` are the x of each aisle's outermost measured places, `heights` every y of a bay."""

    floor: str
    places: int = 0
    unmeasured: int = 0
    aisles: dict[str, tuple[int, int]] = field(default_factory=dict)
    heights: list[int] = field(default_factory=list)
    plan: FloorPlan | None = None

    @property
    def walls_x(self) -> tuple[int | None, int | None]:
        """Where the floor ends, as far as it was said."""
        return (self.plan.wall_left_mm, self.plan.wall_right_mm) if self.plan else (None, None)

    @property
    def walls_y(self) -> tuple[int | None, int | None]:
        return (self.plan.wall_front_mm, self.plan.wall_back_mm) if self.plan else (None, None)


@dataclass(frozen=True)
class PlacePoint:
    """A storage place for checking the whole floor."""

    code: str
    floor: str
    aisle: str
    bay: int | None
    side: str
    x_mm: int | None
    y_mm: int | None


def floors_of(warehouse_id: int) -> dict[str, FloorFacts]:
    """Every floor that has storage places or a plan, by name. Three queries."""
    found: dict[str, FloorFacts] = {}
    rows = _storage(warehouse_id).annotate(on=FLOOR).order_by("on", "aisle")
    measured = ~Q(x_mm=0, y_mm=0)
    sums = rows.values("on", "aisle").annotate(
        low=Min("x_mm", filter=measured),
        high=Max("x_mm", filter=measured),
        count=Count("pk"),
        measured=Count("pk", filter=measured),
    )
    for row in sums:
        facts = found.setdefault(row["on"], FloorFacts(row["on"]))
        facts.places += row["count"]
        facts.unmeasured += row["count"] - row["measured"]
        if row["aisle"] and row["measured"]:
            facts.aisles[row["aisle"]] = (row["low"], row["high"])
    heights = defaultdict(list)
    for floor, y_mm in rows.filter(measured).order_by("on", "y_mm").values_list("on", "y_mm").distinct():
        heights[floor].append(y_mm)
    for plan in FloorPlan.objects.filter(warehouse=warehouse_id):
        found.setdefault(plan.floor, FloorFacts(plan.floor)).plan = plan
    for floor, facts in found.items():
        facts.heights = heights[floor]
    return dict(sorted(found.items()))


def connectors_of(warehouse_id: int) -> QuerySet[FloorConnector]:
    """Lifts, stairs and ramps, by name."""
    return FloorConnector.objects.filter(warehouse=warehouse_id).order_by("name")


def place_points(warehouse_id: int) -> list[PlacePoint]:
    """Every storage place in use; one that lies at the origin has not been measured. One query."""
    rows = _storage(warehouse_id).annotate(on=FLOOR).order_by("on", "walk_order", "code")
    return [
        PlacePoint(code, floor, aisle, bay, side, *((x_mm, y_mm) if x_mm or y_mm else (None, None)))
        for code, floor, aisle, bay, side, x_mm, y_mm in rows.values_list(
            "code", "on", "aisle", "bay", "side", "x_mm", "y_mm"
        )
    ]


def measured_places(warehouse_id: int, floor: str) -> QuerySet[Location]:
    """The storage places of one floor that have coordinates."""
    rows = Location.objects.filter(warehouse=warehouse_id, kind=LocationKind.STORAGE).exclude(x_mm=0, y_mm=0)
    return rows.annotate(on=FLOOR).filter(on=floor)


def comes_to_origin(
    warehouse_id: int, floor: str, *, aisle: str = "", from_y_mm: int | None = None, by_mm: int
) -> bool:
    """Whether moving an aisle along X, or the bays from a Y on along Y, brings a place to (0, 0), where none counts as
    measured.
    """
    rows = measured_places(warehouse_id, floor)
    if from_y_mm is None:
        return rows.filter(aisle=aisle, x_mm=-by_mm, y_mm=0).exists()
    return rows.filter(y_mm__gte=from_y_mm, x_mm=0, y_mm=-by_mm).exists()


def _storage(warehouse_id: int) -> QuerySet[Location]:
    return Location.objects.filter(warehouse=warehouse_id, kind=LocationKind.STORAGE, is_active=True)
