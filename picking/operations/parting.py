"""An order becomes two parts under one number: what goes on now, and the rest with its share of lines and amount."""

from __future__ import annotations

from collections.abc import Sequence

from picking.models import Order, OrderItem, OrderLine
from picking.operations.history import note
from picking.operations.promises import class_of
from picking.operations.routing import CENT, SHARED, share_amount
from picking.selectors.parts import There
from picking.states import OrderState
from wms.core.cause import Cause


def make_rest(cause: Cause, part: Order, number: int) -> Order:
    """A further part of the same order, without lines yet, at its old rank."""
    shared = {name: getattr(part, name) for name in SHARED}
    rest = Order.objects.create(part=number, state=OrderState.HELD, warehouse=part.warehouse, **shared)
    note(cause=cause, order=rest, code="order.part_made", facts={"part": number})
    return rest


def divide(part: Order, rest: Order, there: Sequence[There]) -> None:
    """Each line's lacking units go over to the rest, with their share of the amount; what others ship stays."""
    by_line: dict[int, list[There]] = {}
    for row in there:
        by_line.setdefault(row.item.line_id, []).append(row)
    for rows in by_line.values():
        line = rows[0].item.line
        if not any(row.units for row in rows):
            OrderLine.objects.filter(pk=line.pk).update(order=rest)
            OrderItem.objects.filter(line=line).update(order=rest)
        elif any(row.lacks for row in rows):
            _cut(line, rest, rows)
    for order in (part, rest):
        if order is rest or not order.slots.exists():  # a walk's class says how its goods lie in totes
            order.order_class = class_of(list(order.items.all()))
            order.save(update_fields=["order_class"])
    share_amount([part, rest], part.amount)


def _cut(line: OrderLine, rest: Order, rows: Sequence[There]) -> None:
    """A line of which something is there: units that were begun stay, the others go. Of one that was begun whole only
    goods go over, and the rest's line counts none of its units.
    """
    begun = max(-(-row.units * line.quantity // row.item.quantity) for row in rows)
    left = line.quantity - begun
    moved = (line.amount * left / line.quantity).quantize(CENT)
    new = OrderLine.objects.create(
        order=rest,
        platform_line=line.platform_line,
        product_id=line.product_id,
        seller_sku=line.seller_sku,
        quantity=left or begun,
        is_cut=line.is_cut or not left,
        amount=moved,
        binding_id=line.binding_id,
        sku_id=line.sku_id,
    )
    line.quantity, line.amount = begun, line.amount - moved
    line.save(update_fields=["quantity", "amount"])
    for row in rows:
        if not row.units:
            OrderItem.objects.filter(pk=row.item.pk).update(order=rest, line=new)
        elif row.lacks:
            OrderItem.objects.filter(pk=row.item.pk).update(quantity=row.units)
            OrderItem.objects.create(order=rest, line=new, sku_id=row.item.sku_id, quantity=row.lacks)
