"""packing.ports.Carrier for AliExpress shops: each method writes one Exchange and returns its id, nothing more."""

from __future__ import annotations

from typing import Any

from packing.selectors.parcels import parcel_by_id
from picking.selectors.orders import order_by_id
from wms.aliexpress.exchanges import CREATE_WAYBILL, FETCH_LABEL, LOOK, enqueue_for
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.operations.shipments import change_shipment, close_order, declare_shipment
from wms.core.cause import Cause


class AliExpressCarrier:
    """The platform's logistics, asked by the bench on the interactive lane."""

    def look(self, *, cause: Cause, order_id: int, parcel_id: int) -> int:
        return self._ask(LOOK, cause, order_id, parcel_id, {})

    def create_waybill(self, *, cause: Cause, order_id: int, parcel_id: int, waybill_id: int) -> int:
        return self._ask(CREATE_WAYBILL, cause, order_id, parcel_id, {"waybill_id": waybill_id})

    def fetch_label(self, *, cause: Cause, order_id: int, parcel_id: int, waybill_id: int) -> int:
        return self._ask(FETCH_LABEL, cause, order_id, parcel_id, {"waybill_id": waybill_id})

    def _ask(self, handler: str, cause: Cause, order_id: int, parcel_id: int, more: dict[str, Any]) -> int:
        order, parcel = order_by_id(order_id), parcel_by_id(parcel_id)
        if order is None:
            raise LookupError(f"order {order_id}")
        facts = {
            "order_id": order.pk,
            "number": order.number,
            "carrier": order.carrier,
            "parcel_id": parcel_id,
            "parcel": parcel.number,
            **more,
        }
        account = ShopAccount.objects.get(shop=order.shop_id)
        return enqueue_for(account, "interactive", handler, f"parcel:{parcel_id}", cause, facts).pk


def on_handed_over(key: str, facts: dict[str, Any]) -> None:
    """Subscriber of parcel.handed_over: report the tracking number of an AliExpress order."""
    declare_shipment(
        cause=Cause.task("handed_over"),
        order_id=int(facts["order_id"]),
        parcel_id=int(key),
        service=facts["carrier"],
        number=facts["waybill"],
        send_type=facts.get("send_type", ""),
    )


def on_renumbered(key: str, facts: dict[str, Any]) -> None:
    """Subscriber of parcel.renumbered: what was declared under the old number goes by the new one."""
    change_shipment(
        cause=Cause.task("renumbered"),
        order_id=int(facts["order_id"]),
        parcel_id=int(key),
        service=facts["carrier"],
        old=facts["old"],
        number=facts["waybill"],
    )


def on_cancelled(key: str, facts: dict[str, Any]) -> None:
    """Subscriber of order.cancelled: an order of which other parts have left is closed at the platform."""
    close_order(cause=Cause.task("order.cancelled"), order_id=int(key))
