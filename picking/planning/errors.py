"""What planning refuses with: a code and its facts, worded elsewhere."""

from functools import partial
from typing import ClassVar


class PlanningError(Exception):
    """A layout, an order or a trolley that no plan can be made with; `fields` carry the facts."""

    code: ClassVar[str] = "planning.error"

    def __init__(self, **fields: object) -> None:
        super().__init__(f"{self.code}: " + ", ".join(f"{name}={value}" for name, value in sorted(fields.items())))
        self.fields: dict[str, object] = fields

    def __reduce__(self) -> tuple[object, ...]:
        """What a layout has set aside travels with it to the planner's child."""
        return partial(type(self), **self.fields), ()


class PlaceWithoutCoordinates(PlanningError):
    """Neither aisle and bay nor x and y are known. Fields: place."""

    code = "planning.place_without_coordinates"


class UnreachablePlace(PlanningError):
    """The place lies beyond the outermost cross aisles, or in no known aisle. Fields: place, y_mm, from_mm, to_mm."""

    code = "planning.place_unreachable"


class UnknownPlace(PlanningError):
    """An order asks for a place that the layout does not hold. Fields: place."""

    code = "planning.place_unknown"


class DuplicatePlace(PlanningError):
    """The same place is given twice. Fields: place."""

    code = "planning.place_twice"


class OverlappingAisles(PlanningError):
    """Two aisles share floor: the ranges of their places overlap. Fields: aisle, other, x_mm, other_x_mm."""

    code = "planning.aisles_overlap"


class EmptyLayout(PlanningError):
    """No place has coordinates, so there is nothing to walk."""

    code = "planning.layout_empty"


class TooFewCrossAisles(PlanningError):
    """A block needs a cross aisle at both ends. Fields: cross_aisles."""

    code = "planning.too_few_cross_aisles"


class TooManyCrossAisles(PlanningError):
    """The exact program is made for up to six cross aisles. Fields: cross_aisles, cross_aisles_max."""

    code = "planning.too_many_cross_aisles"


class PlaceOnIsland(PlanningError):
    """No way leads from the start to the place and on to the end. Fields: place, floor."""

    code = "planning.place_on_island"


class EndUnreachable(PlanningError):
    """No way leads from where walks begin to where they end. Fields: floor, end_floor."""

    code = "planning.end_unreachable"


class UnknownFloor(PlanningError):
    """A connector, a start or an end lies on a floor that has neither places nor ways. Fields: floor."""

    code = "planning.floor_unknown"


class UnknownAisle(PlanningError):
    """A one-way rule for an aisle that no place lies in. Fields: floor, aisle."""

    code = "planning.aisle_unknown"


class TooManyCrossings(PlanningError):
    """The floors have more crossings than the way between each two of them can be kept. Fields: crossings, limit."""

    code = "planning.too_many_crossings"


class CapacityZero(PlanningError):
    """A trolley that can carry nothing. Fields: trolley, dimension, capacity."""

    code = "planning.capacity_zero"


class OrderTooLarge(PlanningError):
    """No trolley can carry this order alone. Fields: order, dimension, wanted, capacity."""

    code = "planning.order_too_large"


class BadInstance(PlanningError):
    """A benchmark file that does not hold what its format promises. Fields: file, problem."""

    code = "planning.bad_instance"
