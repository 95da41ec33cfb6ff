"""[M2] A warehouse's certification ends or is renewed: orders with a promise are held, or go on."""

from __future__ import annotations

from functools import partial

from django.db.models import Q
from django.utils import timezone

from picking.locks import lock_order
from picking.models import Order
from picking.operations.promises import CERTIFICATION, settle
from picking.operations.serve import SETTLE_HELD
from picking.states import OrderState
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.outbox import publish
from wms.core.transactions import run

PROMISED_ORDERS = Q(is_choice=True) | Q(promise_days__isnull=False) | Q(has_subsidy=True)
NOT_WAVED = (OrderState.WAITING, OrderState.PROMISED)
CERTIFIED = "warehouse.certified"


def retry_certified(*, warehouse_id: int) -> int:
    """The certification was renewed: each order that it held is told, to settle in its own transaction."""
    held = Order.objects.filter(warehouse=warehouse_id, state=OrderState.HELD, hold_code=CERTIFICATION)
    ids = list(held.order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        publish(SETTLE_HELD, str(pk))
    return len(ids)


def hold_lapsed(*, cause: Cause, warehouse: Warehouse) -> int:
    """Hold the promised orders of a warehouse whose certification has ended; they keep their stock.

    What is in a wave already goes on: its goods are on their way, and a person decides at the bench. Each order in a
    transaction of its own. Returns how many were held.
    """
    until = warehouse.certified_until_on
    if until is not None and until >= timezone.localdate(timezone=warehouse.zone):
        return 0
    live = Order.objects.filter(PROMISED_ORDERS, warehouse=warehouse, state__in=NOT_WAVED)
    return sum(run(partial(_hold, cause, pk)) for pk in live.order_by("pk").values_list("pk", flat=True))


def _hold(cause: Cause, order_id: int) -> int:
    order = lock_order(order_id)
    if order.state not in NOT_WAVED:
        return 0
    settle(cause=cause, order=order)
    return int(order.state == OrderState.HELD)
