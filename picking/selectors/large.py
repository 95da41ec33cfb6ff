"""What an order that no cart or wave of a rule holds is made of, and into how many parcels the rule will split it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from picking.models import OrderItem, OrderLine
from picking.parcels import Goods, parts_made
from picking.rules import RuleFacts
from picking.words import SPLITS, TOO_LARGE

LineGoods = list[tuple[Goods, list[OrderItem]]]


def goods_of(order_ids: Collection[int]) -> dict[int, LineGoods]:
    """Each order's lines with what they measure; goods that were not measured weigh nothing, as everywhere in waves.
    One query.
    """
    by_line: dict[int, dict[int, list[OrderItem]]] = {pk: defaultdict(list) for pk in order_ids}
    items = OrderItem.objects.filter(order__in=order_ids, is_refunded=False).select_related("sku", "line")
    for item in items.order_by("pk"):
        by_line[item.order_id][item.line_id].append(item)
    return {pk: [(_line_goods(items), items) for items in lines.values()] for pk, lines in by_line.items()}


def foretell_splits(
    reasons: Mapping[int, tuple[str, dict[str, Any]]], rule: RuleFacts
) -> dict[int, tuple[str, dict[str, Any]]]:
    """Where the rule splits what it finds too large: into how many parcels each of these orders goes in the rule's next
    round. One that cannot be split stays too large, with 0 parcels.

    One query, none where nothing is split.
    """
    large = [pk for pk, (code, _) in reasons.items() if code == TOO_LARGE] if rule.splits_large else []
    if not large:
        return dict(reasons)
    told = dict(reasons)
    for pk, lines in goods_of(large).items():
        count = parts_made([goods for goods, _ in lines], rule.order_limits)
        told[pk] = (SPLITS if count else TOO_LARGE, {**reasons[pk][1], "parcels": count})
    return told


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
