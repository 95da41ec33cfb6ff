"""Slots on the trolley, and what to take at each stop for which slot."""

from collections import defaultdict
from collections.abc import Sequence

from picking.planning.model import Candidate, Line, Pick, Slot, TrolleyStop
from picking.planning.walks import Walk

SHARED_SLOT = 1


def assign_slots(orders: Sequence[Candidate], *, is_bulk: bool) -> tuple[Slot, ...]:
    """One slot for each order, numbered from 1 by the orders' rank, so that another walk does not move a tote.

    On a bulk trolley all orders share one slot.
    """
    return tuple(Slot(SHARED_SLOT if is_bulk else at, order.key) for at, order in enumerate(orders, start=1))


def pick_sequence(orders: Sequence[Candidate], slots: Sequence[Slot], walk: Walk) -> tuple[TrolleyStop, ...]:
    """The walk's stops with their picks: by slot, then by SKU, so that one tote is filled at a time."""
    slot_of = {slot.order: slot.number for slot in slots}
    by_place: dict[str, list[tuple[Candidate, Line]]] = defaultdict(list)
    for order in orders:
        for line in order.lines:
            if line.place is not None:
                by_place[line.place].append((order, line))
    stops = []
    for sequence, stop in enumerate(walk.stops, start=1):
        picks = [
            Pick(order.key, line.key, line.sku, slot_of[order.key], line.quantity_units)
            for order, line in by_place[stop.place]
        ]
        picks.sort(key=lambda pick: (pick.slot, pick.sku, pick.order, pick.line))
        stops.append(TrolleyStop(sequence, stop.place, stop.side, tuple(picks)))
    return tuple(stops)
