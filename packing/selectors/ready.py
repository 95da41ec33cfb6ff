"""Orders that wait for a bench, the next cut-off first."""

from __future__ import annotations

from picking.selectors.ready import ReadyOrder, picked_orders
from wms.core.models import Warehouse

SHOWN = 12


def ready_orders(warehouse: Warehouse) -> list[ReadyOrder]:
    """Picked orders with their totes, at most twelve."""
    return picked_orders(warehouse.pk, limit=SHOWN)
