"""packing.ports.Carrier for AliExpress shops: each method writes one Exchange and returns its id, nothing more."""

from __future__ import annotations

from typing import Any

from packing.selectors.parcels import parcel_by_id
from picking.selectors.orders import order_by_id
from wms.aliexpress.declaring import DECLARE_SHIPMENT
from wms.aliexpress.exchanges import CREATE_WAYBILL, FETCH_LABEL, LOOK, enqueue_for
from wms.aliexpress.models import ShopAccount
from wms.core.cause import Cause
from wms.core.models import Shop


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
    order = order_by_id(int(facts["order_id"]))
    if order is None or order.shop.channel != Shop.Channel.ALIEXPRESS or order.is_manual:
        return
    told = {
        "order_id": order.pk,
        "number": order.number,
        "carrier": facts["carrier"],
        "waybill": facts["waybill"],
        "parcel_id": int(key),
    }
    account = ShopAccount.objects.get(shop=order.shop_id)
    enqueue_for(account, "orders", DECLARE_SHIPMENT, f"order:{order.number}", Cause.task("handed_over"), told)
