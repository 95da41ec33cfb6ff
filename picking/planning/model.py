"""What goes into planning a wave and what comes out: frozen records without database, settings or arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from picking.planning.graph import AnyLayout
from picking.planning.layout import Side

LINES_LIMIT = 200_000


class OrderClass(StrEnum):
    """How an order is best picked (单品单件, 单品多件, 多品); classes never share a trolley unless the rule says so."""

    SINGLE_UNIT = "single_unit"
    SINGLE_SKU = "single_sku"
    MIXED = "mixed"


class Apart(StrEnum):
    """What never mixes on one trolley."""

    CLASS = "class"
    CARRIER = "carrier"
    CUT_OFF = "cut_off"
    ROUTE = "route"


class Reason(StrEnum):
    """Why an order is not in the wave. The first five come from the caller, who knows orders and stock."""

    HOLD = "hold"
    MAPPING = "mapping"
    NO_STOCK = "no_stock"
    NO_PICK_FACE_STOCK = "no_pick_face_stock"
    CANCEL_REQUESTED = "cancel_requested"
    NO_LINES = "no_lines"
    CUT_OFF_PASSED = "cut_off_passed"
    CARRIER = "carrier"
    CLASS = "class"
    FILTER = "filter"
    CAPACITY = "capacity"
    ORDER_TOO_LARGE = "order_too_large"
    PLACE_WITHOUT_COORDINATES = "place_without_coordinates"
    PLACE_UNREACHABLE = "place_unreachable"
    PLACE_UNKNOWN = "place_unknown"


class Method(StrEnum):
    """How the plan was found: greedily, by enumeration of everything, or improved by search."""

    INSTANT = "instant"
    EXACT = "exact"
    IMPROVED = "improved"


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one SKU to take at one place. `key` is the caller's own (an allocation); `place` None = none found."""

    key: str
    sku: str
    place: str | None
    quantity_units: int
    volume_mm3: int = 0
    weight_grams: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that might go into a wave. `blocked` is a reason that the caller knows already, with its facts; `route`
    names the zones that its tote goes through.
    """

    key: str
    lines: tuple[Line, ...]
    carrier: str = ""
    is_first: bool = False
    due_at: datetime | None = None
    cut_off_at: datetime | None = None
    arrived_at: datetime | None = None
    route: str = ""
    tags: frozenset[str] = frozenset()
    blocked: Reason | None = None
    blocked_fields: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def order_class(self) -> OrderClass:
        """Single unit, several units of one SKU, or mixed."""
        if len({line.sku for line in self.lines}) > 1:
            return OrderClass.MIXED
        return OrderClass.SINGLE_UNIT if self.units == 1 else OrderClass.SINGLE_SKU

    @property
    def units(self) -> int:
        """All units of the order."""
        return sum(line.quantity_units for line in self.lines)

    @property
    def volume_mm3(self) -> int:
        """Volume of all units; a line carries the volume of all of its units."""
        return sum(line.volume_mm3 for line in self.lines)

    @property
    def weight_grams(self) -> int:
        """Weight of all units."""
        return sum(line.weight_grams for line in self.lines)


@dataclass(frozen=True, slots=True)
class WaveRule:
    """Which orders a wave takes. Empty sets mean all; None means no limit."""

    orders_max: int | None = None
    lines_max: int | None = None
    units_max: int | None = None
    carriers: frozenset[str] = frozenset()
    classes: frozenset[OrderClass] = frozenset()
    tags_required: frozenset[str] = frozenset()
    cut_off_lead: timedelta = timedelta(0)
    due_step: timedelta = timedelta(hours=1)
    apart: frozenset[Apart] = frozenset({Apart.CLASS, Apart.CARRIER})


@dataclass(frozen=True, slots=True)
class Trolley:
    """A kind of trolley: slots (one order each) and what it carries in all; None means no limit."""

    slots: int | None = 8
    units_max: int | None = None
    volume_mm3_max: int | None = None
    weight_grams_max: int | None = None


@dataclass(frozen=True, slots=True)
class WaveRequest:
    """One wave to be planned. `layout` in millimetres; `bulk` carries single-unit orders, None = like the others.

    `moves` instead of `seconds` makes the plan repeatable: same request, same plan.
    """

    layout: AnyLayout
    candidates: tuple[Candidate, ...]
    now: datetime
    rule: WaveRule = WaveRule()
    trolley: Trolley = Trolley()
    bulk: Trolley | None = None
    seconds: float = 3.0
    moves: int | None = None
    seed: int = 1
    threads: int = 2


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order that is not in the wave, and why."""

    order: str
    reason: Reason
    fields: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """One place on the trolley and its order; numbers from 1, in the orders' rank."""

    number: int
    order: str


@dataclass(frozen=True, slots=True)
class Pick:
    """Units to take at a stop and the slot they go to."""

    order: str
    line: str
    sku: str
    slot: int
    quantity_units: int


@dataclass(frozen=True, slots=True)
class TrolleyStop:
    """One halt: sequence from 1, the hand at which the place lies when one arrives, what to take."""

    sequence: int
    place: str
    side: Side
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class TrolleyPlan:
    """One trolley's walk. On a bulk trolley all orders share slot 1 and are told apart at the bench."""

    number: int
    is_bulk: bool
    order_class: OrderClass | None
    carrier: str | None
    slots: tuple[Slot, ...]
    stops: tuple[TrolleyStop, ...]
    walk_mm: int
    line_mm: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WavePlan:
    """Trolleys, who was left out and why, and what the plan costs beside first-come batches with the same walks."""

    trolleys: tuple[TrolleyPlan, ...]
    left_out: tuple[LeftOut, ...]
    walk_mm: int
    walk_first_come_mm: int
    seconds: float
    method: Method
