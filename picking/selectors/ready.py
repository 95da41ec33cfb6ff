"""What waits for a bench."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q

from picking.models import Order, PickSlot
from picking.states import OrderState


@dataclass(frozen=True)
class ReadyOrder:
    """A picked order: its number, the tote that holds it, and until when it must be out. A bulk tote stands for all
    its `orders`, under the number of the next one.
    """

    number: str
    tote: str
    carrier: str
    is_choice: bool
    due_at: datetime
    orders: int = 1


def picked_orders(warehouse_id: int, *, limit: int) -> list[ReadyOrder]:
    """Picked orders, promises first, then by due time. One query: a row for each tote that holds goods of one."""
    picked = Order.objects.filter(warehouse=warehouse_id, state=OrderState.PICKED, cancel_requested_at=None)
    shared = PickSlot.objects.filter(is_shared=True, released_at=None).values("order")
    alone = picked.exclude(pk__in=shared).order_by("due_at", "pk")[:limit]
    slots = FilteredRelation("slots", condition=Q(slots__released_at=None))
    rows = picked.annotate(held=slots, tote=F("held__handling_unit__code"), is_together=F("held__is_shared"))
    in_bulk = Q(held__is_shared=True, held__pick_list__is_wall=False, held__handling_unit__isnull=False)
    found: list[Any] = list(rows.filter(Q(pk__in=alone.values("pk")) | in_bulk).order_by("due_at", "pk", "held__pk"))
    first: dict[int, Any] = {}
    totes: dict[str, list[Any]] = {}
    for row in found:
        if row.is_together:
            totes.setdefault(row.tote, []).append(row)
        elif first.setdefault(row.pk, row).tote is None:
            first[row.pk] = row
    ready = [ReadyOrder(row.number, row.tote or "", row.carrier, row.has_promise, row.due_at) for row in first.values()]
    ready += [_together(code, orders) for code, orders in totes.items()]
    return sorted(ready, key=lambda order: (not order.is_choice, order.due_at))[:limit]


def _together(code: str, orders: Sequence[Order]) -> ReadyOrder:
    """A bulk tote."""
    following = min(orders, key=lambda order: (order.priority, order.due_at, order.pk))
    return ReadyOrder(following.number, code, following.carrier, following.has_promise, following.due_at, len(orders))
