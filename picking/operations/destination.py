"""Where an order goes, as far as everybody may see it; the address itself lives with the channel, encrypted."""

from __future__ import annotations

from picking.models import Order


def record_destination(*, order_id: int, country: str, city: str) -> None:
    """Country (two letters) and city onto the order, one statement; what is not told stays. Locks only the row."""
    told = {name: value for name, value in (("country", country[:2]), ("buyer_city", city[:120])) if value}
    if told:
        Order.objects.filter(pk=order_id).update(**told)
