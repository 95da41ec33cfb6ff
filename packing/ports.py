"""What packing needs from a carrier's platform at once: declared here, served from above (DESIGN, ports upward).

Each method runs inside the packing operation's transaction: it writes Exchanges, nothing more. The calls are made
later, outside of any transaction, and their results are handed to packing.operations.record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from wms.core.cause import Cause
from wms.core.models import Shop

if TYPE_CHECKING:
    from packing.models import Parcel
    from picking.models import Order


class Carrier(Protocol):
    """The carrier side of one channel. The parcel comes with its order and shop at hand.

    Each call's subject is `parcel.work_key`, by which a bench finds what it waits for; calls of one subject run one
    after another. Returned is the id of the Exchange (of the last, when there are two).
    """

    def look(self, *, cause: Cause, parcel: Parcel) -> int:
        """Ask whether the order still stands; answered by record.record_look."""
        ...

    def create_waybill(self, *, cause: Cause, parcel: Parcel, waybill_id: int, looks: bool = False) -> int:
        """Ask for a waybill, looked up before a second create; answered by record.record_waybill. `looks`: ask before
        it whether the order still stands, both written at once.
        """
        ...

    def fetch_label(self, *, cause: Cause, parcel: Parcel, waybill_id: int) -> int:
        """Ask for the label's PDF; answered by record.record_label."""
        ...


class FirstMile(Protocol):
    """The side of one channel that takes a manifest's parcels as batches; ids only, each method returns its call's."""

    def commit(self, *, cause: Cause, batch_id: int, shop_id: int) -> int:
        """Ask for a batch of the codes that the batch row names; answered by batches.record_batch or its failure."""
        ...

    def fetch_paper(self, *, cause: Cause, batch_id: int, shop_id: int) -> int:
        """Ask for the bag's PDF; answered by batches.record_batch_paper."""
        ...


_carriers: dict[str, Carrier] = {}
_first_miles: dict[str, FirstMile] = {}


def register_carrier(channel: str, carrier: Carrier) -> None:
    """Called in AppConfig.ready() of the room that serves the channel (core.Shop.Channel)."""
    _carriers[channel] = carrier


def carrier_for(order: Order) -> Carrier:
    """The carrier side of an order's channel; a manual order has none, whatever shop it was made for [M1]."""
    return _carriers[Shop.Channel.MANUAL if order.is_manual else order.shop.channel]


def register_first_mile(channel: str, port: FirstMile) -> None:
    """Called in AppConfig.ready() of the room that serves a channel whose carriers come for batches."""
    _first_miles[channel] = port


def first_mile_of(shop: Shop) -> FirstMile | None:
    """None for a channel that knows no batches."""
    return _first_miles.get(shop.channel)
