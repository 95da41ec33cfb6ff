"""Making and changing wave rules: what contradicts itself is refused, every change is audited for looking back."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime

from django.db.models import QuerySet

from inventory.selectors.zones import zones_walked
from picking.errors import WaveRuleInvalid
from picking.models import TrolleyType, WaveRule
from picking.rules import CM3_MM3, KG_GRAMS, LISTS, LITRE_MM3, MANY, TROLLEY, RuleFacts, facts_from, facts_of
from picking.selectors.walls import walls_in_use
from picking.selectors.zones import zones_without_point
from picking.states import OrderClass, OrderTag, PickMode
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import AuditEntry, Warehouse

CHANGED, MADE = "wave_rule.changed", "wave_rule.made"
SLOTS_MOST, ORDERS_MOST = 24, 5000
AT_LEAST_ONE = (
    "max_orders",
    "min_orders",
    "max_lines",
    "max_units",
    "max_volume_litres",
    "trolley_slots",
    "trolley_volume_litres",
    "trolley_weight_kg",
    "threshold_orders",
    "threshold_units",
)
RANGES = {
    "weight": ("weight_from_grams", "weight_to_grams"),
    "volume": ("volume_from_cm3", "volume_to_cm3"),
    "orders": ("min_orders", "max_orders"),
}

# The least that an order may be, against what a cart or a wave holds, in units of the former.
TOO_SMALL = (
    ("weight_from_grams", KG_GRAMS, ("trolley_weight_kg",)),
    ("volume_from_cm3", LITRE_MM3 // CM3_MM3, ("trolley_volume_litres", "max_volume_litres")),
)


def check_rule(rule: RuleFacts) -> None:
    """Refuse with wave_rule.invalid what contradicts itself; `problem` is a short code, `field` the first at fault."""
    if not rule.name_zh.strip() and not rule.name_en.strip():
        raise WaveRuleInvalid(field="name_zh", problem="name")
    for name in AT_LEAST_ONE:
        value = getattr(rule, name)
        if value is not None and value < 1:
            raise WaveRuleInvalid(field=name, problem="zero")
    _check_ranges(rule)
    _check_choices(rule)
    for name in ("max_lines", "max_units"):
        limit = getattr(rule, name)
        if limit is not None and limit < rule.min_orders:
            raise WaveRuleInvalid(field=name, problem="below_min_orders")


def _check_ranges(rule: RuleFacts) -> None:
    for problem, (low, high) in RANGES.items():
        bottom, top = getattr(rule, low), getattr(rule, high)
        if bottom is not None and top is not None and bottom > top:
            raise WaveRuleInvalid(field=low, problem=problem)
    if rule.trolley_slots > SLOTS_MOST:
        raise WaveRuleInvalid(field="trolley_slots", problem="slots")
    for low, factor, limits in TOO_SMALL:
        least, most = getattr(rule, low), [getattr(rule, limit) for limit in limits]
        if least is not None and any(limit is not None and least > limit * factor for limit in most):
            raise WaveRuleInvalid(field=low, problem="above_cart")
    if rule.max_orders > ORDERS_MOST:
        raise WaveRuleInvalid(field="max_orders", problem="most_orders")
    if (rule.hours_from is None) != (rule.hours_until is None) or (
        rule.hours_from is not None and rule.hours_from == rule.hours_until
    ):
        raise WaveRuleInvalid(field="hours_until", problem="hours")


def _check_choices(rule: RuleFacts) -> None:
    if not rule.classes or set(rule.classes) - set(OrderClass.values):
        raise WaveRuleInvalid(field="classes", problem="classes")
    if set(rule.tags) - set(OrderTag.values):
        raise WaveRuleInvalid(field="tags", problem="unknown")
    if rule.pick_mode not in PickMode.values:
        raise WaveRuleInvalid(field="pick_mode", problem="unknown")
    if rule.pick_mode == PickMode.WALL and not walls_in_use(rule.warehouse_id):
        raise WaveRuleInvalid(field="pick_mode", problem="no_wall")
    if rule.is_passed:
        _check_zones(rule)
    if set(rule.weekdays) - set(range(7)):
        raise WaveRuleInvalid(field="weekdays", problem="unknown")
    if rule.trolley_type_id is not None:
        _check_trolley(rule)


def _check_zones(rule: RuleFacts) -> None:
    """Totes need several zones to go through, a pass point in each, and nobody who adds to them on the way."""
    if rule.is_bulk:
        raise WaveRuleInvalid(field="pick_mode", problem="zone_bulk")
    if rule.joins_late:
        raise WaveRuleInvalid(field="joins_late", problem="zone_late")
    known = [zone.pk for zone in zones_walked(rule.warehouse_id)]
    if len(set(rule.zones) & set(known) if rule.zones else known) < 2:
        raise WaveRuleInvalid(field="zones" if rule.zones else "pick_mode", problem="one_zone")
    closed = zones_without_point(rule.warehouse_id, rule.zones)
    if closed:
        raise WaveRuleInvalid(field="pick_mode", problem="no_point", what=", ".join(zone.code for zone in closed))


def _check_trolley(rule: RuleFacts) -> None:
    """The warehouse's own type, and one that serves the rule's way of picking; in use, where the rule is."""
    kinds = TrolleyType.objects.filter(warehouse=rule.warehouse_id)
    kind = kinds.filter(pk=rule.trolley_type_id or 0).first()
    if kind is None:
        raise WaveRuleInvalid(field="trolley_type", problem="unknown")
    if rule.is_active and not kind.is_active:
        raise WaveRuleInvalid(field="trolley_type", problem="trolley_off")
    if rule.pick_mode not in kind.modes:
        raise WaveRuleInvalid(field="trolley_type", problem="trolley_mode")


def save_rule(*, cause: Cause, warehouse: Warehouse, rule: RuleFacts) -> WaveRule:
    """Make a rule (`pk` None) or change one of this warehouse. Refuses with wave_rule.invalid.

    Numbers of its own stay as they were while it names a cart type. Two managers at once: the later one's values
    stand, and both changes are audited.
    """
    check_rule(rule)
    known = None
    if rule.pk is not None:
        known = WaveRule.objects.filter(pk=rule.pk, warehouse=warehouse).first()
        if known is None:
            raise WaveRuleInvalid(field="pk", problem="unknown")
    before = facts_of(known).as_json() if known else {}
    row = known or WaveRule(warehouse=warehouse)
    kept = {"pk", "warehouse_id", *MANY, *(TROLLEY if rule.trolley_type_id else ())}
    for field in fields(RuleFacts):
        if field.name in kept:
            continue
        value = getattr(rule, field.name)
        setattr(row, field.name, list(value) if field.name in LISTS else value)
    row.name_zh, row.name_en = row.name_zh or row.name_en, row.name_en or row.name_zh
    row.save()
    row.shops.set(warehouse.shops.filter(pk__in=rule.shops))
    row.zones.set(warehouse.zones.filter(pk__in=rule.zones))
    audit.record(
        cause=cause,
        action=CHANGED if known else MADE,
        subject=subject_of(row.pk),
        before=before,
        after=facts_of(row).as_json(),
        warehouse=warehouse,
    )
    return row


def subject_of(rule_id: int) -> str:
    return f"wave_rule:{rule_id}"


def rules_as_of(warehouse: Warehouse, moment: datetime) -> list[RuleFacts]:
    """The active rules of an earlier moment, by rank: today's, with every change since then taken back."""
    now = {rule.pk: facts_of(rule) for rule in rows_of(warehouse)}
    subjects = {subject_of(pk): pk for pk in now}
    entries = AuditEntry.objects.filter(
        warehouse=warehouse, action__in=[CHANGED, MADE], subject__in=subjects, created_at__gt=moment
    )
    for entry in entries.order_by("-pk"):
        pk = subjects[entry.subject]
        if entry.action == MADE:
            now.pop(pk, None)
        elif pk in now:
            now[pk] = facts_from({**now[pk].as_json(), **entry.before})
    return sorted((rule for rule in now.values() if rule.is_active), key=_by_rank)


def rules_now(warehouse: Warehouse) -> list[RuleFacts]:
    """The active rules by rank."""
    return sorted(map(facts_of, rows_of(warehouse).filter(is_active=True)), key=_by_rank)


def rows_of(warehouse: Warehouse) -> QuerySet[WaveRule]:
    """Its rules with the cart types at hand."""
    return WaveRule.objects.filter(warehouse=warehouse).select_related("trolley_type")


def _by_rank(rule: RuleFacts) -> tuple[int, int]:
    return rule.rank, rule.pk or 0


def with_edited(rules: list[RuleFacts], edited: RuleFacts) -> list[RuleFacts]:
    """These rules with one of them as a form has it now, by rank."""
    others = [rule for rule in rules if rule.pk != edited.pk or edited.pk is None]
    return sorted([*others, replace(edited, is_active=True)], key=_by_rank)
