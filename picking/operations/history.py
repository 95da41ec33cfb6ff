"""The one way that an order's state changes: allowed, saved, and written down with who made it [M1]."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils import timezone

from picking.models import Order, OrderHistory
from picking.states import ENDED, ORDER_MOVES, OrderState
from wms.core.cause import Cause
from wms.core.outbox import publish
from wms.core.rows import insert_rows
from wms.core.states import move_to


def advance(*, cause: Cause, order: Order, to: str, code: str = "", facts: dict[str, Any] | None = None) -> None:
    """Move a locked order, save it and keep the step. Publishes order.state (key: the order's pk)."""
    was = order.state
    move_to(order, to, ORDER_MOVES)
    order.state_since = timezone.now()
    order.save()
    note(cause=cause, order=order, was=was, code=code, facts=facts)
    publish("order.state", str(order.pk), state=str(to), was=str(was))
    if to in ENDED and order.wave_id is not None:
        publish("wave.progress", str(order.wave_id))


def advance_many(
    *,
    cause: Cause,
    orders: Collection[Order],
    to: str,
    code: str = "",
    facts: dict[str, Any] | None = None,
    columns: Collection[str] = (),
) -> None:
    """advance() for many locked orders, in two statements. `columns`: what else the caller has changed of them; of
    orders that are held, what they are held for are the facts.
    """
    now, steps = timezone.now(), list[OrderHistory]()
    for order in orders:
        told = order.hold_facts if to == OrderState.HELD else facts or {}
        steps.append(OrderHistory(order=order, was=order.state, became=to, code=code, facts=told, **cause.columns))
        publish("order.state", str(order.pk), state=str(to), was=str(order.state))
        move_to(order, to, ORDER_MOVES)
        order.state_since = now
    if columns:
        Order.objects.bulk_update(orders, ["state", "state_since", *columns])
    else:
        Order.objects.filter(pk__in=[order.pk for order in orders]).update(state=to, state_since=now)
    OrderHistory.objects.bulk_create(steps, batch_size=500)
    for wave_id in {order.wave_id for order in orders if to in ENDED and order.wave_id is not None}:
        publish("wave.progress", str(wave_id))


def note(
    *, cause: Cause, order: Order, was: str = "", code: str = "", facts: dict[str, Any] | None = None
) -> OrderHistory:
    """Keep something that happened to an order, whether or not its state changed."""
    return OrderHistory.objects.create(
        order=order, was=was or order.state, became=order.state, code=code, facts=facts or {}, **cause.columns
    )


def note_many(*, cause: Cause, order_ids: Iterable[int], was: str, became: str, facts: dict[str, Any]) -> None:
    """One history row each, in one statement: for waves, whose conditional UPDATE has moved the orders already."""
    ids = list(order_ids)
    same = {"was": was, "became": became, "facts": facts, **cause.columns}
    insert_rows(OrderHistory, ("order_id",), ((pk,) for pk in ids), same)
    for pk in ids:
        publish("order.state", str(pk), state=str(became), was=str(was))
