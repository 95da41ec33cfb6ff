"""The stages of one order as its page draws them: which are behind it, when, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from picking.models import Order, OrderHistory

WAY = ("promised", "waved", "picking", "picked", "packing", "packed", "shipped")


@dataclass(frozen=True)
class Passed:
    """One stage: when it was reached last, and who did it; neither for one that is still to come."""

    state: str
    at: datetime | None
    who: str
    is_now: bool


def way_of(order: Order) -> list[Passed]:
    """The seven stages in their order. One query."""
    reached: dict[str, OrderHistory] = {}
    rows = OrderHistory.objects.filter(order=order).exclude(was="").select_related("person", "device").order_by("pk")
    first = OrderHistory.objects.filter(order=order, was="").select_related("person", "device").order_by("pk")
    for row in [*first, *rows]:
        if row.was != row.became:
            reached[row.became] = row
    passed = []
    for state in WAY:
        row = reached.get(state)
        who = row.person.name if row and row.person else (row.device.code if row and row.device else "")
        passed.append(Passed(state, row.created_at if row else None, who, state == order.state))
    return passed
