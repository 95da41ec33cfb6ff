"""A day that has been, in the demo's week: who was there, and how an order went on it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from inventory.models import Location, Sku
from picking.states import OrderState
from wms.core.models import Device, Person
from wms.ops.demo.world import Site

SLOTS = 8
CARRIERS = ("CAINIAO_STANDARD", "CAINIAO_ECONOMY", "YANWEN_JYT")
WAY = (  # the minutes after it was placed
    (OrderState.PROMISED, 5),
    (OrderState.WAVED, 60),
    (OrderState.PICKING, 75),
    (OrderState.PICKED, 95),
    (OrderState.PACKING, 120),
    (OrderState.PACKED, 124),
    (OrderState.SHIPPED, 240),
)


@dataclass
class Day:
    """One day of a site: what is needed to write it."""

    site: Site
    skus: list[Sku]
    places: dict[int, Location]
    supplier: Location
    customer: Location
    picker: Person
    packer: Person
    handheld: Device
    bench: Device
    starts_at: datetime
    rng: random.Random
    number: int
