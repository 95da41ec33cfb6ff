"""Between rows and the pure planner: candidates out of orders, and a plan that never fails to come.

No transaction is open here and nothing is locked; what has changed by the time of writing is found when orders are
claimed and goods are placed.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from inventory.choosing import choose_places
from inventory.selectors.likely_places import PlaceFacts, likely_places, place_facts
from picking.floors import place_of, site_of
from picking.models import Order, OrderItem
from picking.planner import child
from picking.planning.errors import PlanningError
from picking.planning.site import build_site
from picking.zone_plans import ZoneMap, by_route, zone_by_zone

if TYPE_CHECKING:
    from picking.planning.model import WavePlan

log = logging.getLogger(__name__)

NOT_IMPROVED, PLANNER_FAILED = "not_improved", "planner_failed"  # notes of a plan, worded where people read them
LAYOUT_WRONG = "layout_wrong"
CAPACITY = "capacity"  # why an order stays behind that the next wave may take


@dataclass(frozen=True)
class OrderLine:
    """Units of one order item at one likely place; `location_id` None when no free pickable unit is left for it."""

    item_id: int
    sku: str
    location_id: int | None
    quantity: int


@dataclass
class WaveOrder:
    """An order that might be waved, with where its goods would be taken from now."""

    id: int
    order_class: str
    carrier: str
    priority: int
    due_at: datetime
    placed_at: datetime
    lines: list[OrderLine] = field(default_factory=list)
    volume_mm3: int = 0
    weight_grams: int = 0

    @property
    def rank(self) -> tuple[int, datetime, datetime, int]:
        return self.priority, self.due_at, self.placed_at, self.id

    @property
    def lacking(self) -> OrderLine | None:
        return next((line for line in self.lines if line.location_id is None), None)


@dataclass(frozen=True)
class Load:
    """What a trolley carries beyond its slots; None means no limit."""

    volume_mm3: int | None = None
    weight_grams: int | None = None


NO_LIMIT = Load()


@dataclass(frozen=True)
class Trolley:
    """Orders by slot (1, 2, …) and the location ids in walking order."""

    order_ids: tuple[int, ...]
    stops: tuple[int, ...]
    walk_mm: int | None


@dataclass(frozen=True)
class Plan:
    """`method`: instant | exact | improved | simple; `note` is a code for why it is not the planner's best.

    `first_come_mm`: what the same orders would walk first come, first on a trolley, measured by the planner as well.
    """

    trolleys: tuple[Trolley, ...]
    left_out: dict[int, tuple[str, dict[str, Any]]]
    method: str
    note: str = ""
    seconds: float = 0.0
    walk_mm: int | None = None
    first_come_mm: int | None = None

    @property
    def stuck(self) -> set[int]:
        """Orders that no wave could take now, however many it held."""
        return {pk for pk, (code, _) in self.left_out.items() if code != CAPACITY}


READ_OF_ORDERS = ("order_class", "carrier", "is_choice", "promise_days", "has_subsidy", "due_at", "placed_at")


def read_orders(orders: QuerySet[Order], warehouse_id: int) -> list[WaveOrder]:
    """The orders with likely places; the strongest first have the choice, so that no unit is counted on twice."""
    found = {
        order.pk: WaveOrder(order.pk, order.order_class, order.carrier, order.priority, order.due_at, order.placed_at)
        for order in orders.only(*READ_OF_ORDERS)
    }
    items: dict[int, list[tuple[int, int, str, int]]] = defaultdict(list)
    rows = OrderItem.objects.filter(order__in=found).order_by("pk")
    for order_id, *item in rows.values_list("order", "pk", "sku", "sku__code", "quantity"):
        items[order_id].append(tuple(item))
    places = likely_places(warehouse_id, {sku for ordered in items.values() for _, sku, *_ in ordered})
    ranked = sorted(found.values(), key=lambda order: order.rank)
    for order in ranked:
        for item_id, sku_id, code, quantity in items[order.id]:
            left = quantity
            for place, units in choose_places(quantity, places.by_sku.get(sku_id, [])):
                order.lines.append(OrderLine(item_id, code, places.location_of[place.balance_id], units))
                left -= units
            if left:
                order.lines.append(OrderLine(item_id, code, None, left))
    return ranked


def plan(
    orders: Sequence[WaveOrder],
    *,
    warehouse_id: int,
    max_orders: int,
    slots: int,
    seconds: float,
    now: datetime,
    load: Load = NO_LIMIT,
    is_passed: bool = False,
) -> Plan:
    """Trolleys for at most `max_orders` of these orders: the planner's, else an instant one, else a simple one. Where
    totes are passed on (`is_passed`) a trolley's stops are zone after zone.

    A planner that fails, or floors that it cannot walk, cost walking distance, never the wave; the plan's note tells
    people, and the floors' page tells what is wrong with them.
    """
    facts = {
        place.id: place
        for place in place_facts({line.location_id for order in orders for line in order.lines if line.location_id})
    }
    zones = ZoneMap.of(warehouse_id, list(facts)) if is_passed else None
    simple = partial(simple_plan, orders, facts, max_orders=max_orders, slots=slots, load=load, zones=zones)
    if all(order.lacking for order in orders):
        return simple(note="")
    for budget in dict.fromkeys((seconds, 0.0)):
        try:
            plan = _planned(orders, facts, warehouse_id, max_orders, slots, budget, now, load, zones)
        except PlanningError as refused:
            log.warning("the floors cannot be walked: %s", refused)
            return simple(note=LAYOUT_WRONG)
        except Exception:
            log.exception("planner failed with a budget of %s s", budget)
        else:
            found = _of_planner(plan, "" if budget == seconds else NOT_IMPROVED)
            return found if zones is None else zone_by_zone(found, zones, warehouse_id, now)
    return simple(note=PLANNER_FAILED)


def simple_plan(
    orders: Sequence[WaveOrder],
    facts: dict[int, PlaceFacts],
    *,
    max_orders: int,
    slots: int,
    note: str,
    load: Load = NO_LIMIT,
    zones: ZoneMap | None = None,
) -> Plan:
    """First come, first on a trolley; stops in the locations' own walking order, where totes are passed on zone after
    zone. Needs no coordinates.
    """
    able = [order for order in orders if order.lacking is None and _fits([order], load)]
    left_out = {order.id: _lacks(order) for order in orders if order.lacking is not None}
    left_out |= {order.id: (CAPACITY, {"limit": max_orders}) for order in able[max_orders:]}
    too_large = [order for order in orders if order.lacking is None and not _fits([order], load)]
    left_out |= {order.id: ("order_too_large", _over(order, load)) for order in too_large}
    trolleys = []
    for batch in (each for group in by_route(able[:max_orders], zones) for each in _batches(group, slots, load)):
        wanted = {line.location_id for order in batch for line in order.lines if line.location_id is not None}
        stops = sorted(wanted, key=lambda pk: (facts[pk].walk_order, facts[pk].code) if pk in facts else (0, ""))
        stops = stops if zones is None else sorted(stops, key=zones.rank)
        trolleys.append(Trolley(tuple(order.id for order in batch), tuple(stops), None))
    return Plan(tuple(trolleys), left_out, "simple", note)


def _fits(orders: Sequence[WaveOrder], load: Load) -> bool:
    volume, weight = sum(order.volume_mm3 for order in orders), sum(order.weight_grams for order in orders)
    return volume <= (load.volume_mm3 or volume) and weight <= (load.weight_grams or weight)


def _over(order: WaveOrder, load: Load) -> dict[str, Any]:
    if load.volume_mm3 and order.volume_mm3 > load.volume_mm3:
        return {"dimension": "volume_mm3", "wanted": order.volume_mm3, "capacity": load.volume_mm3}
    return {"dimension": "weight_grams", "wanted": order.weight_grams, "capacity": load.weight_grams}


def _batches(orders: Sequence[WaveOrder], slots: int, load: Load) -> list[list[WaveOrder]]:
    """Next fit: a trolley is closed when the next order finds no slot or no room on it."""
    batches: list[list[WaveOrder]] = []
    for order in orders:
        if not batches or len(batches[-1]) == slots or not _fits([*batches[-1], order], load):
            batches.append([])
        batches[-1].append(order)
    return batches


def _lacks(order: WaveOrder) -> tuple[str, dict[str, Any]]:
    line = order.lacking
    assert line is not None  # noqa: S101  the caller asks only orders that lack something
    return "no_pick_face_stock", {"sku": line.sku, "wanted_units": line.quantity}


def _planned(
    orders: Sequence[WaveOrder],
    facts: dict[int, PlaceFacts],
    warehouse_id: int,
    max_orders: int,
    slots: int,
    seconds: float,
    now: datetime,
    load: Load = NO_LIMIT,
    zones: ZoneMap | None = None,
) -> WavePlan:
    """Layout and candidates are made here; the planner's child does the rest. Raises PlannerFailed."""
    from picking.planning.model import Apart, Candidate, Line, Trolley, WaveRequest, WaveRule

    places = [place_of(str(pk), facts[pk]) for pk in sorted(facts)]
    layout = build_site(places, site_of(warehouse_id), strict=False)
    candidates = tuple(
        Candidate(
            key=f"{order.id:020}",  # equal ranks go by number, and keys are text
            lines=tuple(
                Line(
                    key=f"{order.id}.{number}",
                    sku=line.sku,
                    place=None if line.location_id is None else str(line.location_id),
                    quantity_units=line.quantity,
                    volume_mm3=0 if number else order.volume_mm3,  # an order's own sums, on its first line
                    weight_grams=0 if number else order.weight_grams,
                )
                for number, line in enumerate(order.lines)
            ),
            carrier=order.carrier,
            route="" if zones is None else "-".join(map(str, zones.route(order))),
            is_first=order.priority == 0,
            due_at=order.due_at,
            arrived_at=order.placed_at,
        )
        for order in orders
    )
    return child.plan(
        WaveRequest(
            layout=layout,
            candidates=candidates,
            now=now,
            rule=WaveRule(orders_max=max_orders, apart=frozenset({Apart.CLASS, Apart.ROUTE})),
            trolley=Trolley(slots=slots, volume_mm3_max=load.volume_mm3, weight_grams_max=load.weight_grams),
            seconds=seconds,
        )
    )


def _of_planner(plan: WavePlan, note: str) -> Plan:
    trolleys = tuple(
        Trolley(
            tuple(int(slot.order) for slot in sorted(trolley.slots, key=lambda slot: slot.number)),
            tuple(int(stop.place) for stop in trolley.stops),
            trolley.walk_mm,
        )
        for trolley in plan.trolleys
    )
    left_out = {int(out.order): (str(out.reason), dict(out.fields)) for out in plan.left_out}
    return Plan(trolleys, left_out, str(plan.method), note, plan.seconds, plan.walk_mm, plan.walk_first_come_mm)
