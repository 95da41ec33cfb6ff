"""What the scopes are called at the desk, in the order of the form: a kind of thing, its reading and its writing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wms.api.states import Scope

KINDS: tuple[tuple[Any, str, str], ...] = (
    (_("SKUs and barcodes"), Scope.SKUS_READ, Scope.SKUS_WRITE),
    (_("Stock, by SKU and by place"), Scope.STOCK_READ, Scope.STOCK_WRITE),
    (_("Goods on their way in"), Scope.INBOUND_READ, Scope.INBOUND_WRITE),
    (_("Orders and their holds"), Scope.ORDERS_READ, Scope.ORDERS_WRITE),
    (_("Waves and their progress"), Scope.WAVES_READ, ""),
    (_("Parcels and tracking numbers"), Scope.PARCELS_READ, ""),
    (_("Exceptions"), Scope.WORK_READ, Scope.WORK_WRITE),
    (_("Feed of events"), Scope.EVENTS_READ, ""),
)
