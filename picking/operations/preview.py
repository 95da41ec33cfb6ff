"""What rules would make now: lists, walk, minutes, pickers, who is left out and why. Nothing is written or locked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from picking.models import Order, TrolleyType
from picking.operations.candidates import (
    Candidates,
    Reasons,
    candidates,
    carriers_of,
    due_by,
    lacking,
    load_of,
    slots_for,
    waveable,
)
from picking.planning.pace import pickers_for
from picking.rules import RuleFacts
from picking.selectors.large import foretell_splits
from picking.selectors.pace import pace_of
from picking.states import OrderState
from picking.wave_plans import Plan, WaveOrder, plan
from wms.core.models import Warehouse

INSTANT = 0.0
OTHERS_SHIP, UNBOUND = "order.others_ship", "order.sku_unbound"


@dataclass(frozen=True)
class ListPreview:
    """One list that would be made; `stops` are location ids in walking order."""

    rule: RuleFacts
    order_class: str
    carrier: str
    orders: int
    lines: int
    units: int
    walk_mm: int | None
    seconds: float
    stops: tuple[int, ...]
    slots: int
    trolley_type: TrolleyType | None = None

    @property
    def minutes(self) -> int:
        return max(1, round(self.seconds / 60))

    @property
    def fill_percent(self) -> int:
        return round(100 * self.orders / self.slots)


@dataclass
class Preview:
    """`due_at`: the earliest moment by which one of the orders must be picked; `planned_seconds`: planning's own."""

    lists: list[ListPreview] = field(default_factory=list)
    left_out: Reasons = field(default_factory=dict)
    due_at: datetime | None = None
    planned_seconds: float = 0.0

    @property
    def orders(self) -> int:
        return sum(each.orders for each in self.lists)

    @property
    def lines(self) -> int:
        return sum(each.lines for each in self.lists)

    @property
    def units(self) -> int:
        return sum(each.units for each in self.lists)

    @property
    def walk_mm(self) -> int | None:
        walks = [each.walk_mm for each in self.lists]
        return None if not walks or None in walks else sum(walk for walk in walks if walk is not None)

    @property
    def seconds(self) -> float:
        return sum(each.seconds for each in self.lists)

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)

    @property
    def places(self) -> int:
        return len({stop for each in self.lists for stop in each.stops})

    def pickers(self, now: datetime) -> int:
        """How many people make it in time; one a list where no number would do."""
        if not self.lists or self.due_at is None:
            return 0
        return pickers_for([each.seconds for each in self.lists], max(0.0, (self.due_at - now).total_seconds()))


def preview(warehouse: Warehouse, rules: Sequence[RuleFacts], *, now: datetime) -> Preview:
    """Go through the rules in rank as generating would, with the planner's instant plans.

    An order that an earlier rule takes is not looked at by a later one. Orders that never reach a rule (held, without
    stock, without a rule) are left out with their reason, too.
    """
    began = time.monotonic()
    found = Preview()
    taken: set[int] = set()
    for rule in rules:
        for order_class in rule.classes:
            for carrier in carriers_of(rule, order_class):
                _add(found, warehouse, rule, order_class, carrier, taken, now)
    found.left_out = {pk: reason for pk, reason in found.left_out.items() if pk not in taken}
    _add_unruled(found, warehouse, rules, taken)
    _add_not_ready(found, warehouse)
    found.planned_seconds = time.monotonic() - began
    return found


def matched(warehouse: Warehouse, rule: RuleFacts) -> int:
    """How many orders a rule looks at now."""
    return Order.objects.filter(waveable(rule), order_class__in=rule.classes).count()


def overlaps(warehouse: Warehouse, rule: RuleFacts, others: Sequence[RuleFacts]) -> list[tuple[RuleFacts, int, bool]]:
    """Other rules that look at some of the same orders: with how many, and whether they come first (by rank)."""
    mine = waveable(rule)
    found = []
    for other in others:
        if rule.pk is not None and other.pk == rule.pk:
            continue
        both = Order.objects.filter(mine, order_class__in=set(rule.classes) & set(other.classes)).filter(
            waveable(other)
        )
        count = both.count()
        if count:
            is_first = (other.rank, other.pk or 0) < (rule.rank, rule.pk or 1 << 60)
            found.append((other, count, is_first))
    return found


def _add(
    found: Preview,
    warehouse: Warehouse,
    rule: RuleFacts,
    order_class: str,
    carrier: str,
    taken: set[int],
    now: datetime,
) -> None:
    """Wave after wave of one rule, class and carrier, until too little is left."""
    stuck: set[int] = set()
    while True:
        here = candidates(rule, order_class, carrier, without=taken | stuck, now=now, zone=warehouse.zone)
        if len(here.able) < max(1, rule.min_orders):
            few = {"orders": len(here.able), "min_orders": rule.min_orders}
            found.left_out |= {order.id: ("too_few", few) for order in here.able}
            found.left_out |= lacking(here.orders) | foretell_splits(here.reasons, rule)
            return
        planned = plan(
            here.orders,
            warehouse_id=warehouse.pk,
            max_orders=rule.max_orders,
            slots=slots_for(warehouse, rule, order_class),
            seconds=INSTANT,
            now=now,
            load=load_of(rule),
            is_passed=rule.is_passed,
        )
        found.left_out |= foretell_splits(planned.left_out | here.reasons, rule)
        if not planned.trolleys:
            if not planned.stuck:
                return
            stuck |= planned.stuck  # none of the first can go: those behind them have their turn
            continue
        _add_lists(found, warehouse, rule, here, planned, (order_class, carrier), now)
        taken |= {pk for trolley in planned.trolleys for pk in trolley.order_ids}


def _add_lists(
    found: Preview,
    warehouse: Warehouse,
    rule: RuleFacts,
    here: Candidates,
    planned: Plan,
    kind: tuple[str, str],
    now: datetime,
) -> None:
    pace = pace_of(warehouse)
    cart = TrolleyType.objects.filter(pk=rule.trolley_type_id).first() if rule.trolley_type_id else None
    slots = slots_for(warehouse, rule, kind[0])
    by_id: dict[int, WaveOrder] = {order.id: order for order in here.orders}
    for trolley in planned.trolleys:
        orders = [by_id[pk] for pk in trolley.order_ids]
        tasks = sum(len(order.lines) for order in orders)
        units = sum(line.quantity for order in orders for line in order.lines)
        seconds = pace.seconds(
            stops=len(trolley.stops), units=units, tasks=tasks, slots=len(orders), walk_mm=trolley.walk_mm
        )
        found.lists.append(
            ListPreview(rule, *kind, len(orders), tasks, units, trolley.walk_mm, seconds, trolley.stops, slots, cart)
        )
        dues = [order.due_at for order in orders] + [due for due in [due_by(rule, now, warehouse.zone)] if due]
        found.due_at = min([*dues, *([found.due_at] if found.due_at else [])])


def _add_unruled(found: Preview, warehouse: Warehouse, rules: Sequence[RuleFacts], taken: set[int]) -> None:
    rows = Order.objects.filter(warehouse=warehouse, state=OrderState.PROMISED, cancel_requested_at=None)
    rows = rows.exclude(pk__in=[*taken, *found.left_out])
    found.left_out |= {pk: ("no_rule", {"carrier": carrier}) for pk, carrier in rows.values_list("pk", "carrier")}


def _add_not_ready(found: Preview, warehouse: Warehouse) -> None:
    """Orders that no rule can look at yet: held, without a binding, without stock."""
    rows = Order.objects.filter(warehouse=warehouse, state__in=[OrderState.HELD, OrderState.WAITING], wave=None)
    for pk, state, code in rows.exclude(hold_code=OTHERS_SHIP).values_list("pk", "state", "hold_code"):
        if state == OrderState.WAITING:
            found.left_out[pk] = ("no_stock", {})
        else:
            found.left_out[pk] = ("mapping" if code == UNBOUND else "hold", {"code": code})
