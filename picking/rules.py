"""A wave rule as plain facts: what generating, previewing and comparing read, saved, edited or yesterday's.

Dictionaries of the same facts are what the audit keeps, so that yesterday's rules can be read back from it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from picking.models import TrolleyType, WaveRule
from picking.states import OrderClass, PickMode

TIMES = ("cut_off_at", "hours_from", "hours_until")
CM3_MM3, LITRE_MM3, KG_GRAMS = 1_000, 1_000_000, 1_000


@dataclass(frozen=True, kw_only=True)
class RuleFacts:
    """One rule. Columns carry the model's names; shops and zones are ids. `pk` None: not saved yet."""

    pk: int | None = None
    warehouse_id: int
    name_zh: str = ""
    name_en: str = ""
    rank: int = 10
    is_active: bool = True
    shops: tuple[int, ...] = ()
    carriers: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    zones: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    cut_off_at: time | None = None
    weight_from_grams: int | None = None
    weight_to_grams: int | None = None
    volume_from_cm3: int | None = None
    volume_to_cm3: int | None = None
    is_choice_first: bool = True
    is_carrier_apart: bool = False
    min_orders: int = 1
    max_orders: int = 120
    max_lines: int | None = None
    max_units: int | None = None
    max_volume_litres: int | None = None
    trolley_type_id: int | None = None  # the three below are then the type's
    trolley_slots: int = 8
    trolley_volume_litres: int | None = None
    trolley_weight_kg: int | None = None
    pick_mode: str = PickMode.CLUSTER
    is_bulk: bool = False
    is_urgent: bool = False
    is_held_first: bool = False
    weekdays: tuple[int, ...] = ()
    hours_from: time | None = None
    hours_until: time | None = None
    schedule_seconds: int = 300
    threshold_orders: int | None = None
    threshold_units: int | None = None
    on_get_work: bool = False
    joins_late: bool = False
    splits_large: bool = False

    @property
    def slots(self) -> int:
        """Orders on one cart."""
        return 1 if self.pick_mode == PickMode.ORDER else self.trolley_slots

    def is_bulk_for(self, order_class: str) -> bool:
        """Whether orders of this class are picked in sums: single units, told apart at the bench, or all for a wall."""
        is_single = order_class == OrderClass.SINGLE_UNIT
        return self.is_wall_for(order_class) or (is_single and (self.is_bulk or self.pick_mode == PickMode.WALL))

    def is_wall_for(self, order_class: str) -> bool:
        """Whether orders of this class are sorted at a put wall: a single unit needs none."""
        return self.pick_mode == PickMode.WALL and order_class != OrderClass.SINGLE_UNIT

    @property
    def order_limits(self) -> dict[str, int]:
        """What an order may measure at most to go on one cart and into one wave, in lines, units, grams and mm³."""
        volumes = [litres * LITRE_MM3 for litres in (self.trolley_volume_litres, self.max_volume_litres) if litres]
        found = {
            "lines": self.max_lines,
            "units": self.max_units,
            "grams": self.trolley_weight_kg and self.trolley_weight_kg * KG_GRAMS,
            "mm3": min(volumes, default=None),
        }
        return {name: limit for name, limit in found.items() if limit}

    @property
    def is_passed(self) -> bool:
        """Whether its totes go on from zone to zone."""
        return self.pick_mode == PickMode.ZONE_PASS

    @property
    def has_filter(self) -> bool:
        """Whether any order at all could be refused by it."""
        narrowing = (self.shops, self.carriers, self.zones, self.tags, self.cut_off_at)
        limits = (self.weight_from_grams, self.weight_to_grams, self.volume_from_cm3, self.volume_to_cm3)
        return any(narrowing) or any(limit is not None for limit in limits) or len(self.classes) < 3

    @property
    def has_trigger(self) -> bool:
        """Whether anything but a person's hand starts it."""
        return bool(self.schedule_seconds or self.threshold_orders or self.threshold_units or self.on_get_work)

    def is_open(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether its calendar lets it make waves now."""
        local = now.astimezone(zone)
        if self.weekdays and local.weekday() not in self.weekdays:
            return False
        if self.hours_from is None or self.hours_until is None:
            return True
        at = local.time()
        if self.hours_from <= self.hours_until:
            return self.hours_from <= at < self.hours_until
        return at >= self.hours_from or at < self.hours_until

    def as_json(self) -> dict[str, Any]:
        """What the audit keeps."""
        found = {}
        for name, value in asdict(self).items():
            plain = value.isoformat() if isinstance(value, time) else value
            found[name] = list(plain) if isinstance(plain, tuple) else plain
        return found


NAMES = tuple(field.name for field in fields(RuleFacts))
LISTS = ("shops", "carriers", "classes", "zones", "tags", "weekdays")
MANY = ("shops", "zones")
TROLLEY = {"trolley_slots": "slots", "trolley_volume_litres": "volume_litres", "trolley_weight_kg": "weight_kg"}


def carried_by(trolley_type: TrolleyType) -> dict[str, Any]:
    """What a rule's cart carries when it is of this type."""
    return {name: getattr(trolley_type, column) for name, column in TROLLEY.items()}


def facts_of(rule: WaveRule) -> RuleFacts:
    """Two queries (shops, zones), and one for a cart type that is not at hand."""
    values: dict[str, Any] = {name: getattr(rule, name) for name in NAMES if name not in LISTS}
    values |= {name: tuple(getattr(rule, name)) for name in LISTS if name not in MANY}
    values |= {name: tuple(getattr(rule, name).order_by("pk").values_list("pk", flat=True)) for name in MANY}
    if rule.trolley_type is not None:
        values |= carried_by(rule.trolley_type)
    return RuleFacts(**values)


def facts_from(values: dict[str, Any]) -> RuleFacts:
    """From what as_json gave; names that are no longer known are passed over."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in NAMES:
            continue
        found[name] = time.fromisoformat(value) if name in TIMES and isinstance(value, str) else value
        if name in LISTS:
            found[name] = tuple(value)
    return RuleFacts(**found)
