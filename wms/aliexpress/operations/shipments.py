"""Shipments told to the platform: declared when a parcel leaves, changed when its number was put right."""

from __future__ import annotations

from typing import Any

from packing.selectors.carriers import tracking_website
from picking.selectors.orders import order_by_id, whole_of
from picking.states import ENDED, OrderState
from wms.aliexpress.exchanges import enqueue_for
from wms.aliexpress.models import ShopAccount
from wms.core.cause import Cause
from wms.core.models import Exchange, Shop

DECLARE_SHIPMENT, MODIFY_SHIPMENT = "aliexpress.declare_shipment", "aliexpress.modify_shipment"
CLOSE_ORDER = "aliexpress.close_order"
ALL, PART = "all", "part"


def declare_shipment(
    *, cause: Cause, order_id: int, parcel_id: int, service: str, number: str, send_type: str = ""
) -> Exchange | None:
    """Have a tracking number declared; None for an order that no platform knows.

    `service` is the platform's name of the carrier; one of the warehouse's own goes with its website. `send_type`:
    "part" (more parcels follow), "all" (the platform takes no further one), or empty: judged when it is sent, by what
    of the order is still here [M3]. Declarations of one order are sent one after another, and one that the platform
    has already is no failure. Locks nothing.
    """
    told = {"carrier": service, "waybill": number, "parcel_id": parcel_id, "send_type": send_type}
    return _enqueue(DECLARE_SHIPMENT, cause, order_id, service, told)


def change_shipment(
    *, cause: Cause, order_id: int, parcel_id: int, service: str, old: str, number: str
) -> Exchange | None:
    """Have a declared tracking number changed into another one of the same carrier; None as above. Locks nothing."""
    told = {"carrier": service, "old": old, "waybill": number, "parcel_id": parcel_id}
    return _enqueue(MODIFY_SHIPMENT, cause, order_id, service, told)


def close_order(*, cause: Cause, order_id: int) -> Exchange | None:
    """Have the platform told that nothing more comes of an order whose last part was cancelled after others had left.

    None while a part may still leave, when none has left (that is a cancellation), or no platform knows the order. The
    call looks first whether the platform still waits for more. Locks nothing.
    """
    parts = whole_of(order_id)
    states = {part.state for part in parts}
    if OrderState.SHIPPED not in states or not states <= ENDED:
        return None
    last = max((part for part in parts if part.state == OrderState.SHIPPED), key=lambda part: part.state_since)
    return _enqueue(CLOSE_ORDER, cause, last.pk, last.carrier, {"warehouse_id": last.warehouse_id})


def _enqueue(handler: str, cause: Cause, order_id: int, service: str, told: dict[str, Any]) -> Exchange | None:
    order = order_by_id(order_id)
    if order is None or order.shop.channel != Shop.Channel.ALIEXPRESS or order.is_manual:
        return None
    facts = {"order_id": order.pk, "number": order.number, "website": tracking_website(order.warehouse_id, service)}
    account = ShopAccount.objects.get(shop=order.shop_id)
    return enqueue_for(account, "orders", handler, f"order:{order.number}", cause, {**facts, **told})
