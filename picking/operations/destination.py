"""Where an order goes, as far as everybody may see it; the address itself lives with the channel, encrypted."""

from __future__ import annotations

from picking.models import Order
from wms.core.outbox import publish

DESTINATION_KNOWN = "order.destination"


def record_destination(*, order_id: int, country: str, city: str) -> None:
    """Country (two letters) and city onto every part of the order, one statement; what is not told stays.

    Another country than was known publishes order.destination: the nearest warehouse may be another one now [M3].
    Locks only the rows.
    """
    told = {name: value for name, value in (("country", country[:2]), ("buyer_city", city[:120])) if value}
    known = Order.objects.filter(pk=order_id).values_list("shop_id", "number", "country").first()
    if not told or known is None:
        return
    shop_id, number, before = known
    Order.objects.filter(shop=shop_id, number=number).update(**told)
    if told.get("country", before) != before:
        publish(DESTINATION_KNOWN, str(order_id))
