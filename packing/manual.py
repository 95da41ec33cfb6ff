"""The carrier side of manual orders (人工补单): no platform, our own label, the same steps as everyone's [M1]."""

from __future__ import annotations

from django.utils import timezone

from packing.errors import NothingToPack
from packing.models import Parcel, Waybill
from packing.operations.own_carrier import record_own
from packing.operations.record import record_label, record_look, record_waybill
from packing.selectors.carriers import own_carrier
from picking.operations.manual_orders import address_of
from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox import Sent, enqueue_all

LANE = "manual:interactive"
LOOK, CREATE, LABEL = "packing.manual_look", "packing.manual_waybill", "packing.manual_label"


class ManualCarrier:
    """packing.ports.Carrier without a network: its exchanges go the outbox's way all the same."""

    def look(self, *, cause: Cause, parcel: Parcel) -> int:
        return self._ask([LOOK], cause, parcel)

    def create_waybill(self, *, cause: Cause, parcel: Parcel, waybill_id: int, looks: bool = False) -> int:
        return self._ask([LOOK, CREATE] if looks else [CREATE], cause, parcel, waybill_id)

    def fetch_label(self, *, cause: Cause, parcel: Parcel, waybill_id: int) -> int:
        return self._ask([LABEL], cause, parcel, waybill_id)

    def _ask(self, handlers: list[str], cause: Cause, parcel: Parcel, waybill_id: int | None = None) -> int:
        facts = {"parcel_id": parcel.pk, "waybill_id": waybill_id}
        rows = enqueue_all(lane=LANE, handlers=handlers, subject=parcel.work_key, cause=cause, facts=facts)
        return rows[-1].pk


class _Local:
    """A handler that asks nobody: the answer is made here."""

    def throttle_key(self, exchange: Exchange) -> str | None:
        return None

    def send(self, exchange: Exchange) -> Sent:
        return Sent("done")


class ManualLook(_Local):
    def finish(self, exchange: Exchange, sent: Sent) -> None:
        parcel = Parcel.objects.select_related("order").get(pk=exchange.facts["parcel_id"])
        record_look(
            cause=Cause.task(LOOK),
            parcel_id=parcel.pk,
            is_cancelled=parcel.order.cancel_requested_at is not None,
            seen_at=timezone.now(),
        )


class ManualWaybill(_Local):
    def finish(self, exchange: Exchange, sent: Sent) -> None:
        """Our own label, unless the order goes by a carrier that brings its own."""
        waybill_id = exchange.facts["waybill_id"]
        order = Parcel.objects.select_related("order").get(pk=exchange.facts["parcel_id"]).order
        if own_carrier(order.warehouse_id, order.carrier) is not None:
            record_own(cause=Cause.task(CREATE), waybill_id=waybill_id, carrier=order.carrier)
            return
        record_waybill(cause=Cause.task(CREATE), waybill_id=waybill_id, number=f"ZJ{waybill_id:010d}")


class ManualLabel(_Local):
    def send(self, exchange: Exchange) -> Sent:
        """Draw the label; no transaction is open here."""
        return Sent("done", answer=own_label(exchange.facts["waybill_id"]))

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        if sent.outcome == "done":
            record_label(cause=Cause.task(LABEL), waybill_id=exchange.facts["waybill_id"], pdf=sent.answer)


def own_label(waybill_id: int, dpi: int = 203) -> bytes:
    """Our own 100 x 150 label of a waybill, for a printer of this resolution."""
    # Here, since every process loads this module and few draw: the PDF library takes 10 MB and 0.3 s.
    from wms.core.paper.waybill import PostalAddress, WaybillLabel, waybill_fallback

    waybill = Waybill.objects.select_related("parcel__order", "parcel__warehouse").get(pk=waybill_id)
    order, warehouse = waybill.parcel.order, waybill.parcel.warehouse
    if not waybill.number:
        raise NothingToPack(label=order.number, state=str(waybill.state))
    told = address_of(order.pk)
    return waybill_fallback(
        WaybillLabel(
            number=waybill.number,
            carrier=waybill.carrier,
            service=waybill.carrier,
            order_number=order.number,
            sender=PostalAddress(name=warehouse.name_zh, phone="", lines=warehouse.name_en, country="CN"),
            recipient=PostalAddress(
                name=told.name if told else order.buyer_name,
                phone=told.phone if told else "",
                lines=told.lines if told else order.buyer_city,
                country=order.country,
            ),
            warehouse=warehouse.code,
        ),
        dpi=dpi,
    )
