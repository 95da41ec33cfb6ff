"""One wave from candidates to trolleys: the only door that picking's operations need."""

import time
from collections.abc import Sequence
from datetime import datetime

from picking.planning.assign import assign_slots, pick_sequence
from picking.planning.batching import (
    UNLIMITED,
    Batches,
    BatchOrder,
    Capacity,
    Effort,
    check_capacities,
    first_come,
    oversize,
    plan_batches,
    walk_of,
)
from picking.planning.errors import PlaceOnIsland, PlaceWithoutCoordinates, PlanningError, UnreachablePlace
from picking.planning.graph import AnyLayout, GraphLayout
from picking.planning.model import (
    Apart,
    Candidate,
    LeftOut,
    Method,
    OrderClass,
    Reason,
    Trolley,
    TrolleyPlan,
    WavePlan,
    WaveRequest,
)
from picking.planning.routing import router_of
from picking.planning.waves import choose_orders

Group = tuple[bool, OrderClass | None, str | None, datetime | None, str]
POLISH_SHARE, POLISH_SECONDS = 0.15, 0.05
REASON_OF: dict[type[PlanningError], Reason] = {
    PlaceWithoutCoordinates: Reason.PLACE_WITHOUT_COORDINATES,
    UnreachablePlace: Reason.PLACE_UNREACHABLE,
    PlaceOnIsland: Reason.PLACE_UNREACHABLE,
}


def plan_wave(request: WaveRequest) -> WavePlan:
    """Choose orders, share them out to trolleys, find each trolley's walk.

    Every candidate ends on exactly one trolley or in `left_out`. Refuses with CapacityZero for a trolley that carries
    nothing, and with what the layout's builder refuses with. Keeps to `seconds` but for reading and writing out.
    """
    began = time.monotonic()
    choice = choose_orders(request.candidates, request.rule, request.now)
    placed, left_out = _with_places(choice.chosen, request.layout)
    groups = sorted({group_of(order, request) for order in placed}, key=_group_rank)
    capacities = [capacity_of(request.bulk if group[0] and request.bulk else request.trolley) for group in groups]
    check_capacities(capacities or [capacity_of(request.trolley)])
    number = {group: index for index, group in enumerate(groups)}
    orders: list[BatchOrder] = []
    kept: list[Candidate] = []
    for candidate in placed:
        order = _batch_order(candidate, request.layout, number[group_of(candidate, request)])
        too_large = oversize(order, capacities[order.group])
        if too_large:
            left_out.append(LeftOut(candidate.key, Reason.ORDER_TOO_LARGE, too_large))
        else:
            orders.append(order)
            kept.append(candidate)
    left = max(0.0, (request.seconds - (time.monotonic() - began)) * (1 - POLISH_SHARE * _is_polished(request)))
    effort = Effort(left, request.moves, request.seed, request.threads)
    batches = plan_batches(request.layout, orders, capacities, effort)
    seconds = request.seconds * POLISH_SHARE / max(1, len(batches.batches)) if _is_polished(request) else 0.0
    trolleys = _trolleys(request, kept, orders, groups, batches, min(POLISH_SECONDS, seconds))
    return WavePlan(
        trolleys,
        (*choice.left_out, *left_out),
        sum(trolley.walk_mm for trolley in trolleys),
        round(walk_of(request.layout, orders, first_come(orders, capacities))),
        time.monotonic() - began,
        Method(batches.method),
    )


def _is_polished(request: WaveRequest) -> bool:
    """In a net of ways the last share of the time goes into each trolley's own walk."""
    return isinstance(request.layout, GraphLayout) and request.moves is None and request.seconds > 0


def group_of(order: Candidate, request: WaveRequest) -> Group:
    """What this order must not be mixed with; bulk comes first, since it is another trolley."""
    apart = request.rule.apart
    is_bulk = request.bulk is not None and order.order_class is OrderClass.SINGLE_UNIT
    return (
        is_bulk,
        order.order_class if is_bulk or Apart.CLASS in apart else None,
        order.carrier if Apart.CARRIER in apart else None,
        order.cut_off_at if Apart.CUT_OFF in apart else None,
        order.route if Apart.ROUTE in apart else "",
    )


def _group_rank(group: Group) -> tuple[bool, str, str, str, str]:
    is_bulk, order_class, carrier, cut_off, route = group
    return not is_bulk, order_class or "", carrier or "", cut_off.isoformat() if cut_off else "", route


def capacity_of(trolley: Trolley) -> Capacity:
    """The trolley's limits with None as no limit."""
    limits = (trolley.slots, trolley.units_max, trolley.volume_mm3_max, trolley.weight_grams_max)
    return Capacity(*(UNLIMITED if limit is None else limit for limit in limits))


def _with_places(orders: Sequence[Candidate], layout: AnyLayout) -> tuple[list[Candidate], list[LeftOut]]:
    """Split off the orders with a place that cannot be walked to."""
    placed: list[Candidate] = []
    left_out: list[LeftOut] = []
    for order in orders:
        lost = next((line.place for line in order.lines if line.place not in layout.number), None)
        if lost is None:
            placed.append(order)
            continue
        problem = layout.rejected.get(lost)
        reason = REASON_OF.get(type(problem), Reason.PLACE_UNKNOWN) if problem else Reason.PLACE_UNKNOWN
        left_out.append(LeftOut(order.key, reason, {"place": lost}))
    return placed, left_out


def _batch_order(order: Candidate, layout: AnyLayout, group: int) -> BatchOrder:
    picks = tuple(sorted({layout.number[line.place] for line in order.lines if line.place is not None}))
    return BatchOrder(picks, order.units, order.volume_mm3, order.weight_grams, group)


def _trolleys(
    request: WaveRequest,
    kept: Sequence[Candidate],
    orders: Sequence[BatchOrder],
    groups: Sequence[Group],
    plan: Batches,
    polish_seconds: float,
) -> tuple[TrolleyPlan, ...]:
    router = router_of(request.layout)
    found = []
    for number, batch in enumerate(plan.batches, start=1):
        members = [kept[position] for position in batch]
        is_bulk, order_class, carrier, *_ = groups[orders[batch[0]].group]
        walk = router.walk([spot for position in batch for spot in orders[position].picks], polish_seconds)
        slots = assign_slots(members, is_bulk=is_bulk)
        found.append(
            TrolleyPlan(
                number,
                is_bulk,
                order_class,
                carrier,
                slots,
                pick_sequence(members, slots, walk),
                round(walk.length),
                tuple((round(x), round(y)) for x, y in walk.line),
            )
        )
    return tuple(found)
