"""What a token may do, and what the feed tells of."""

from __future__ import annotations

from django.db import models


class Scope(models.TextChoices):
    """Reading or writing one kind of thing. Writing does not imply reading."""

    SKUS_READ = "skus:read"
    SKUS_WRITE = "skus:write"
    STOCK_READ = "stock:read"
    STOCK_WRITE = "stock:write"
    INBOUND_READ = "inbound:read"
    INBOUND_WRITE = "inbound:write"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    WAVES_READ = "waves:read"
    PARCELS_READ = "parcels:read"
    WORK_READ = "work:read"
    WORK_WRITE = "work:write"
    EVENTS_READ = "events:read"


class EventKind(models.TextChoices):
    """The feed's kinds; each is told to who may read the thing itself."""

    ORDER_CHANGED = "order.changed"
    STOCK_MOVED = "stock.moved"
    PARCEL_CHANGED = "parcel.changed"
    WORK_CHANGED = "work.changed"


SCOPE_OF_KIND: dict[str, str] = {
    EventKind.ORDER_CHANGED: Scope.ORDERS_READ,
    EventKind.STOCK_MOVED: Scope.STOCK_READ,
    EventKind.PARCEL_CHANGED: Scope.PARCELS_READ,
    EventKind.WORK_CHANGED: Scope.WORK_READ,
}
