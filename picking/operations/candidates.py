"""Which orders a rule may wave now, and for each other one of those it looks at the first reason why not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from inventory.selectors.likely_places import place_facts, zones_of
from picking.models import Order, OrderItem
from picking.rules import CM3_MM3, KG_GRAMS, LITRE_MM3, RuleFacts
from picking.selectors.walls import smallest_wall
from picking.selectors.zones import zones_without_point
from picking.states import OrderState, OrderTag
from picking.wave_plans import CAPACITY, Load, WaveOrder, read_orders
from picking.words import TOO_LARGE
from wms.core.figures import figure
from wms.core.models import Warehouse

CUT_OFF_PASSED, ZONE, WEIGHT, VOLUME = "cut_off_passed", "zone", "weight", "volume"
NO_POINT = "no_pass_point"
LOOKED_AT, WAVES_LOOKED_AT = 1_000, 4
Reasons = dict[int, tuple[str, dict[str, Any]]]
TAGS = {
    OrderTag.CHOICE: Q(is_choice=True),
    OrderTag.PROMISE: Q(promise_days__isnull=False),
    OrderTag.SUBSIDY: Q(has_subsidy=True),
    OrderTag.MANUAL: Q(is_manual=True),
}
PRIORITY = Case(When(TAGS[OrderTag.CHOICE] | TAGS[OrderTag.PROMISE] | TAGS[OrderTag.SUBSIDY], then=0), default=1)


@dataclass(frozen=True)
class Candidates:
    """Orders by rank, with likely places; `reasons` for those that the rule looked at and refused. `is_all`: no order
    waits behind those that were looked at.
    """

    orders: list[WaveOrder]
    reasons: Reasons
    is_all: bool = True

    @property
    def able(self) -> list[WaveOrder]:
        return [order for order in self.orders if order.lacking is None]


@dataclass(frozen=True)
class Size:
    lines: int
    units: int
    grams: int
    mm3: int


def waveable(rule: RuleFacts) -> Q:
    """Which orders a rule looks at at all; what it refuses of them is explained."""
    wanted = Q(warehouse=rule.warehouse_id, state=OrderState.PROMISED, cancel_requested_at=None)
    if rule.shops:
        wanted &= Q(shop__in=rule.shops)
    if rule.carriers:
        wanted &= Q(carrier__in=rule.carriers)
    for tag in rule.tags:
        wanted &= TAGS[OrderTag(tag)]
    return wanted


def carriers_of(rule: RuleFacts, order_class: str) -> list[str]:
    """The carriers that get a wave of their own; one empty name when they may be mixed."""
    if not rule.is_carrier_apart:
        return [""]
    rows = Order.objects.filter(waveable(rule), order_class=order_class)
    return list(rows.order_by("carrier").values_list("carrier", flat=True).distinct())


def candidates(
    rule: RuleFacts, order_class: str, carrier: str, *, without: Collection[int], now: datetime, zone: ZoneInfo
) -> Candidates:
    """What this rule may wave now of one class (and carrier). `without`: orders that have had their turn.

    However many wait, only the most pressing are looked at: LOOKED_AT of them or, where that is more, WAVES_LOOKED_AT
    times what one wave holds. Where too few of these can go to fill a wave, twice as many are looked at, and again,
    until there are enough or no more.
    """
    wanted = waveable(rule) & Q(order_class=order_class)
    if rule.is_carrier_apart:
        wanted &= Q(carrier=carrier)
    rows = Order.objects.filter(wanted).exclude(pk__in=without)
    rows = rows.order_by(*((PRIORITY,) if rule.is_choice_first else ()), "due_at", "placed_at", "pk")
    most = max(LOOKED_AT, WAVES_LOOKED_AT * rule.max_orders)
    while True:
        found, sizes = _among(rule, rows[:most], most, now, zone)
        fit = sum(_is_carried(order, sizes, rule.order_limits) for order in found.orders)
        if found.is_all or fit >= rule.max_orders:
            return replace(found, orders=_within(rule, found.orders, sizes, found.reasons))
        most *= 2


def _among(
    rule: RuleFacts, rows: QuerySet[Order], most: int, now: datetime, zone: ZoneInfo
) -> tuple[Candidates, dict[int, Size]]:
    """What the rule may wave of these orders, `most` at most, and how large each is where the rule asks for that."""
    orders = read_orders(rows, rule.warehouse_id)
    is_all = len(orders) < most
    if not rule.is_choice_first:
        orders.sort(key=lambda order: (order.due_at, order.placed_at, order.id))
    reasons: Reasons = {}
    sizes = sizes_of([order.id for order in orders]) if _needs_sizes(rule) else {}
    _refuse_late(rule, orders, reasons, now, zone)
    _refuse_sizes(rule, orders, sizes, reasons)
    _refuse_zones(rule, orders, reasons)
    _refuse_unpassable(rule, orders, reasons)
    orders = [order for order in orders if order.id not in reasons]
    for order in orders:
        if order.id in sizes:
            order.volume_mm3, order.weight_grams = sizes[order.id].mm3, sizes[order.id].grams
    return Candidates(orders, reasons, is_all), sizes


def _is_carried(order: WaveOrder, sizes: Mapping[int, Size], limits: Mapping[str, int]) -> bool:
    """Whether it could go at all: its goods lie there, and by itself it is not too large."""
    size = sizes.get(order.id)
    fits = size is None or all(getattr(size, name) <= limit for name, limit in limits.items())
    return fits and order.lacking is None


def slots_for(warehouse: Warehouse, rule: RuleFacts, order_class: str) -> int:
    """How many orders one list may hold: the cart's slots, one by one, what a bulk tote takes, or the smallest wall."""
    if rule.is_wall_for(order_class):
        return smallest_wall(warehouse.pk)
    if rule.is_bulk_for(order_class):
        return int(figure("bulk_units", warehouse=warehouse))
    return rule.slots


def load_of(rule: RuleFacts) -> Load:
    """What the rule's trolley carries."""
    volume = None if rule.trolley_volume_litres is None else rule.trolley_volume_litres * LITRE_MM3
    return Load(volume, None if rule.trolley_weight_kg is None else rule.trolley_weight_kg * KG_GRAMS)


def cut_off_today(rule: RuleFacts, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment at which today's orders of a rule end, in the warehouse's zone; None when it has no cut-off."""
    if rule.cut_off_at is None:
        return None
    return datetime.combine(now.astimezone(zone).date(), rule.cut_off_at, tzinfo=zone)


def due_by(rule: RuleFacts, now: datetime, zone: ZoneInfo) -> datetime | None:
    """A wave with a cut-off is due then: today's, or tomorrow's when today's has passed."""
    cut_off = cut_off_today(rule, now, zone)
    return cut_off + timedelta(days=1) if cut_off is not None and cut_off < now else cut_off


def lacking(orders: Iterable[WaveOrder]) -> Reasons:
    return {
        order.id: ("no_pick_face_stock", {"sku": order.lacking.sku, "wanted_units": order.lacking.quantity})
        for order in orders
        if order.lacking is not None
    }


def _needs_sizes(rule: RuleFacts) -> bool:
    limits = (
        *(rule.weight_from_grams, rule.weight_to_grams, rule.volume_from_cm3, rule.volume_to_cm3),
        *(rule.max_lines, rule.max_units, rule.max_volume_litres, rule.trolley_volume_litres, rule.trolley_weight_kg),
    )
    return any(limit is not None for limit in limits)


def sizes_of(order_ids: Collection[int]) -> dict[int, Size]:
    """Lines, units, weight and volume of each order; goods that were not measured weigh nothing. One query."""
    volume = F("sku__length_mm") * F("sku__width_mm") * F("sku__height_mm") * F("quantity")
    rows = (
        OrderItem.objects.filter(order__in=order_ids)
        .order_by()
        .values("order")
        .annotate(
            lines=Count("pk"),
            units=Sum("quantity"),
            grams=Coalesce(Sum(F("sku__weight_grams") * F("quantity")), 0),
            mm3=Coalesce(Sum(volume), 0),
        )
    )
    return {row["order"]: Size(row["lines"], row["units"], row["grams"], row["mm3"]) for row in rows}


def _refuse_late(rule: RuleFacts, orders: Sequence[WaveOrder], reasons: Reasons, now: datetime, zone: ZoneInfo) -> None:
    """Orders that were placed after today's cut-off are tomorrow's."""
    cut_off = cut_off_today(rule, now, zone)
    if cut_off is not None:
        told = {"cut_off_at": cut_off.isoformat()}
        reasons.update({order.id: (CUT_OFF_PASSED, told) for order in orders if order.placed_at > cut_off})


def _refuse_sizes(rule: RuleFacts, orders: Sequence[WaveOrder], sizes: dict[int, Size], reasons: Reasons) -> None:
    for order in orders:
        size = sizes.get(order.id)
        if size is None or order.id in reasons:
            continue
        if not _is_between(size.grams, rule.weight_from_grams, rule.weight_to_grams):
            reasons[order.id] = (WEIGHT, {"grams": size.grams})
        elif not _is_between(size.mm3 // CM3_MM3, rule.volume_from_cm3, rule.volume_to_cm3):
            reasons[order.id] = (VOLUME, {"cm3": size.mm3 // CM3_MM3})


def _is_between(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _refuse_zones(rule: RuleFacts, orders: Sequence[WaveOrder], reasons: Reasons) -> None:
    """Every place of an order lies in one of the rule's zones."""
    if not rule.zones:
        return
    wanted = {line.location_id for order in orders for line in order.lines if line.location_id is not None}
    zone_of = zones_of(wanted)
    outside = {pk for pk, zone in zone_of.items() if zone not in rule.zones}
    codes = {place.id: place.code for place in place_facts(outside)}
    for order in orders:
        stray = next((line.location_id for line in order.lines if line.location_id in outside), None)
        if stray is not None:
            reasons.setdefault(order.id, (ZONE, {"location": codes.get(stray, "")}))


def _refuse_unpassable(rule: RuleFacts, orders: Sequence[WaveOrder], reasons: Reasons) -> None:
    """Where totes go on from zone to zone, every zone of an order with several has a pass point."""
    if not rule.is_passed:
        return
    zone_of = zones_of({line.location_id for order in orders for line in order.lines if line.location_id is not None})
    lacking = {zone.pk: zone.code for zone in zones_without_point(rule.warehouse_id, ())}
    for order in orders:
        zones = {zone_of[line.location_id] for line in order.lines if line.location_id is not None}
        closed = [lacking.get(zone or 0, "–") for zone in zones if zone is None or zone in lacking]
        if len(zones) > 1 and closed:
            reasons.setdefault(order.id, (NO_POINT, {"zone": min(closed)}))


def _within(rule: RuleFacts, orders: Sequence[WaveOrder], sizes: dict[int, Size], reasons: Reasons) -> list[WaveOrder]:
    """The first ones by rank that a wave of this rule holds; a smaller order may pass one that no longer fits."""
    limits = {
        "lines": rule.max_lines,
        "units": rule.max_units,
        "mm3": None if rule.max_volume_litres is None else rule.max_volume_litres * LITRE_MM3,
    }
    if all(limit is None for limit in limits.values()):
        return list(orders)
    used = dict.fromkeys(limits, 0)
    chosen = []
    for order in orders:
        size = sizes[order.id]
        if order.lacking is not None:
            chosen.append(order)
            continue
        wanted = {name: getattr(size, name) for name in limits}
        over = next((n for n, limit in limits.items() if limit is not None and used[n] + wanted[n] > limit), None)
        if over is not None:
            is_alone = wanted[over] > (limits[over] or 0)
            told = {"limit": limits[over], "dimension": over}
            alone = {"capacity": limits[over], "dimension": over, "wanted": wanted[over]}
            reasons[order.id] = (TOO_LARGE, alone) if is_alone else (CAPACITY, told)
            continue
        chosen.append(order)
        used = {name: used[name] + wanted[name] for name in limits}
    return chosen
