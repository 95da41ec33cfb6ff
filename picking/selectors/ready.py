"""What waits for a bench."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from picking.models import Order, PickSlot
from picking.selectors.shared import shared_totes
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
    """Picked orders, promises first, then by due time. Two queries."""
    shared = PickSlot.objects.filter(is_shared=True, released_at=None).values("order")
    held = PickSlot.objects.filter(order=OuterRef("pk"), released_at=None, handling_unit__isnull=False)
    tote = Coalesce(Subquery(held.order_by("pk").values("handling_unit__code")[:1]), Value(""))
    own = Order.objects.filter(warehouse=warehouse_id, state=OrderState.PICKED, cancel_requested_at=None)
    rows = own.exclude(pk__in=shared).annotate(tote=tote).order_by("due_at", "pk")[:limit]
    ready = [ReadyOrder(row.number, row.tote, row.carrier, row.has_promise, row.due_at) for row in rows]
    ready += [
        ReadyOrder(row.number, row.tote, row.carrier, row.is_choice, row.due_at, row.orders)
        for row in shared_totes(warehouse_id)
    ]
    return sorted(ready, key=lambda order: (not order.is_choice, order.due_at))[:limit]
