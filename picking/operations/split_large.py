"""An order that no cart or wave of a rule holds goes in several parcels, where its rule says so: parts of one order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from inventory.operations.promise import release_demands
from picking.locks import lock_whole
from picking.models import LeftOut, Order, OrderItem, OrderLine, WaveRule
from picking.operations.history import note
from picking.operations.parting import divide, make_rest
from picking.operations.promises import keys_of, settle
from picking.operations.too_large import settle_large_orders
from picking.parcels import Goods, parcels
from picking.rules import RuleFacts
from picking.selectors.parts import There
from picking.states import OrderState
from picking.words import TOO_LARGE
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
    rows = LeftOut.objects.filter(rule=rule, code=TOO_LARGE, order__state=OrderState.PROMISED).order_by("order")
    ids = list(rows.values_list("order", flat=True))
    return sum(run(partial(split_large, cause=cause, order_id=pk, facts=facts)) > 1 for pk in ids)


def split_large(*, cause: Cause, order_id: int, facts: RuleFacts) -> int:
    """Make parts of a promised order, each small enough for a cart and a wave of the rule; returns how many there are.

    1 and nothing changed when it fits, when it is no longer promised, when a single unit (a set counts whole) is too
    large, or when it would take more than MOST_PARCELS. Audited. Locks the order's parts, then what release_demands
    and promise_order lock.
    """
    rows = lock_whole(order_id)
    order = next(row for row in rows if row.pk == order_id)
    planned = _parcels(order, facts)
    if order.state != OrderState.PROMISED or order.cancel_requested_at is not None or not planned or len(planned) < 2:
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
    return parcels([line for line, _ in _goods_of(order)], facts.order_limits)


def _cut_off(cause: Cause, part: Order, units: Mapping[int, int], number: int) -> Order:
    """All but these units of its lines go over to a new part."""
    rest = make_rest(cause, part, number)
    there = [
        There(item, item.quantity * units.get(line.key, 0) // line.units)
        for line, items in _goods_of(part)
        for item in items
    ]
    divide(part, rest, there)
    return rest


def _goods_of(order: Order) -> list[tuple[Goods, list[OrderItem]]]:
    """Its lines with what they measure; goods that were not measured weigh nothing, as everywhere in waves."""
    by_line: dict[int, list[OrderItem]] = defaultdict(list)
    for item in OrderItem.objects.filter(order=order, is_refunded=False).select_related("sku", "line").order_by("pk"):
        by_line[item.line_id].append(item)
    return [(_line_goods(items), items) for items in by_line.values()]


def _line_goods(items: Sequence[OrderItem]) -> Goods:
    line = items[0].line
    units = _units(line, items)
    each = {"units": 0, "grams": 0, "mm3": 0}
    for item in items:
        sku, count = item.sku, item.quantity // units
        each["units"] += count
        each["grams"] += count * (sku.weight_grams or 0)
        each["mm3"] += count * (sku.length_mm or 0) * (sku.width_mm or 0) * (sku.height_mm or 0)
    return Goods(line.pk, units, len(items), each)


def _units(line: OrderLine, items: Iterable[OrderItem]) -> int:
    """Into how many equal shares a line may be cut: its units; one where its goods are no whole sets."""
    is_whole = not line.is_cut and all(item.quantity % line.quantity == 0 for item in items)
    return line.quantity if is_whole else 1
