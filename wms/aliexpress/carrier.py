"""packing.ports.Carrier for AliExpress shops: it writes Exchanges, nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wms.aliexpress.exchanges import CREATE_WAYBILL, FETCH_LABEL, LOOK
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.operations.shipments import change_shipment, close_order, declare_shipment
from wms.core.cause import Cause
from wms.core.outbox import enqueue_all

if TYPE_CHECKING:
    from packing.models import Parcel


class AliExpressCarrier:
    """The platform's logistics, asked by the bench on the interactive lane."""

    def look(self, *, cause: Cause, parcel: Parcel) -> int:
        return self._ask([LOOK], cause, parcel)

    def create_waybill(self, *, cause: Cause, parcel: Parcel, waybill_id: int, looks: bool = False) -> int:
        return self._ask([LOOK, CREATE_WAYBILL] if looks else [CREATE_WAYBILL], cause, parcel, waybill_id)

    def fetch_label(self, *, cause: Cause, parcel: Parcel, waybill_id: int) -> int:
        return self._ask([FETCH_LABEL], cause, parcel, waybill_id)

    def _ask(self, handlers: list[str], cause: Cause, parcel: Parcel, waybill_id: int | None = None) -> int:
        order = parcel.order
        account = ShopAccount.objects.get(shop=order.shop_id)
        lane = account.lane("interactive")
        facts = {"order_id": order.pk, "number": order.number, "carrier": order.carrier, "account_id": account.pk}
        facts |= {"parcel_id": parcel.pk, "parcel": parcel.number, "waybill_id": waybill_id}
        rows = enqueue_all(lane=lane, handlers=handlers, subject=parcel.work_key, cause=cause, facts=facts)
        return rows[-1].pk


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
