"""[M35] What lies beside a place: look-alike variants must not."""

from __future__ import annotations

from django.db.models import Q

from inventory.locks import beside
from inventory.models import Location, Sku, StockBalance


def look_alike_near(*, sku: Sku, location: Location) -> StockBalance | None:
    """A balance of a look-alike of `sku` at `location` or at a place that adjoins it; None when all is well.

    Adjoining: the same aisle and side, at most one bay and one level away. A place without a bay has no neighbours.
    """
    if not sku.look_alike_group:
        return None
    near = Q(location=location) | beside(location, "location__")
    return (
        StockBalance.objects.filter(near, sku__look_alike_group=sku.look_alike_group, on_hand__gt=0)
        .exclude(sku=sku)
        .select_related("sku", "location")
        .order_by("pk")
        .first()
    )
