"""An order that no cart or wave of a rule holds goes in several parcels, where its rule says so: parts of one order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from inventory.locks import lock_sku_stocks
from inventory.operations.promise import release_demands
from picking.locks import lock_whole
from picking.models import LeftOut, Order, WaveRule
from picking.operations.history import note
from picking.operations.parting import divide, make_rest
from picking.operations.promises import keys_of, settle
from picking.operations.too_large import settle_large_orders
from picking.parcels import parcels
from picking.rules import RuleFacts
from picking.selectors.large import goods_of
from picking.selectors.parts import There
from picking.states import OrderState
from picking.words import SPLITS, TOO_LARGE
from wms.core import audit
from wms.core.cause import Cause
from wms.core.transactions import run

SPLIT = "order.split_large"


def split_large_orders(*, cause: Cause, rule: WaveRule, facts: RuleFacts) -> int:
    """Split each order that this rule found too large in an earlier round; returns how many. One transaction each.

    Nothing where the rule does not say so. What cannot be split is left for ask_about_large_orders.
    """
    if not facts.splits_large:
        return 0
    found = LeftOut.objects.filter(rule=rule, code__in=(SPLITS, TOO_LARGE), order__state=OrderState.PROMISED)
    ids = list(found.order_by("order").values_list("order", flat=True))
    return sum(run(partial(split_large, cause=cause, order_id=pk, facts=facts)) > 1 for pk in ids)


def split_large(*, cause: Cause, order_id: int, facts: RuleFacts) -> int:
    """Make parts of a promised order, each small enough for a cart and a wave of the rule; returns how many there are.

    1 and nothing changed when it fits, when it is no longer promised, when a single unit (a set counts whole) is too
    large, when it would take more than MOST_PARCELS, or while more is promised of its goods than there is: what it let
    go of would not come back to all its parts. Audited. Locks the order's parts, then what release_demands and
    promise_order lock.
    """
    rows = lock_whole(order_id)
    order = next(row for row in rows if row.pk == order_id)
    planned = _parcels(order, facts)
    if order.state != OrderState.PROMISED or order.cancel_requested_at is not None or not planned or len(planned) < 2:
        return 1
    stocks = lock_sku_stocks(order.warehouse_id, set(order.items.values_list("sku_id", flat=True)))
    if any(stock.promisable < 0 for stock in stocks.values()):
        return 1
    release_demands(cause=cause, demands=keys_of(order))
    made = [order]
    while planned and len(planned) > 1:
        made.append(_cut_off(cause, made[-1], planned[0], len(rows) + len(made)))
        planned = _parcels(made[-1], facts)
    for part in made:
        settle(cause=cause, order=part)
    LeftOut.objects.filter(order=order).delete()
    settle_large_orders([order.pk], SPLIT)
    note(cause=cause, order=order, code=SPLIT, facts={"parcels": len(made)})
    audit.record(
        cause=cause,
        action=SPLIT,
        subject=f"order:{order.number}",
        after={"part": order.part, "parcels": len(made), "rule": facts.name_zh},
        warehouse=order.warehouse,
    )
    return len(made)


def _parcels(order: Order, facts: RuleFacts) -> list[dict[int, int]] | None:
    return parcels([line for line, _ in goods_of([order.pk])[order.pk]], facts.order_limits)


def _cut_off(cause: Cause, part: Order, units: Mapping[int, int], number: int) -> Order:
    """All but these units of its lines go over to a new part."""
    rest = make_rest(cause, part, number)
    there = [
        There(item, item.quantity * units.get(line.key, 0) // line.units)
        for line, items in goods_of([part.pk])[part.pk]
        for item in items
    ]
    divide(part, rest, there)
    return rest
