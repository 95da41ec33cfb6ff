"""A parcel's waybill: made by the platform once, or left to a carrier of the seller's own.

A write that may have been applied is looked up before it is made again: two creates would be two waybills.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from packing.operations.own_carrier import record_own
from packing.operations.record import record_waybill
from packing.selectors.carriers import own_carrier
from packing.selectors.parcels import other_numbers
from picking.selectors.orders import declared_lines, lead_id, order_by_id
from wms.aliexpress import exchanges
from wms.aliexpress.exchanges import Handler
from wms.aliexpress.models import Recipient
from wms.aliexpress.payloads.envelope import flag_of, part_of, rows_of, text_of
from wms.aliexpress.session import About, Session
from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox import Sent
from wms.core.outbox.exchanges import may_still_send

FIND_WAYBILLS = "aliexpress.logistics.querylogisticsorderdetail"
CREATE_ORDER = "aliexpress.logistics.order.createorder"


@dataclass(frozen=True)
class GoesByOwn:
    """No waybill of the platform's: the parcel goes by this carrier of the seller's own."""

    carrier: str


class CreateWaybill(Handler):
    """Looks up first whenever an earlier try may have reached the platform. An order that goes by a carrier of the
    seller's own is nothing for the platform: the bench asks for that carrier's number.
    """

    is_write = True

    def throttle_key(self, exchange: Exchange) -> str | None:
        return None if self._is_own(exchange) else super().throttle_key(exchange)

    def _is_own(self, exchange: Exchange) -> bool:
        order = order_by_id(exchange.facts["order_id"])
        return order is not None and own_carrier(order.warehouse_id, exchange.facts["carrier"]) is not None

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        number = exchange.facts["number"]
        if self._is_own(exchange):
            return Sent("done", answer=GoesByOwn(exchange.facts["carrier"]))
        if exchange.is_suspect or exchange.attempts > 1:
            others = other_numbers(exchange.facts["order_id"], exchange.facts["waybill_id"])
            found = find_waybill(session, number, others)
            if found is not None:
                return found
            if not may_still_send():
                return Sent("retry", "lease.short")
        return self._create(exchange, session, number)

    def _create(self, exchange: Exchange, session: Session, number: str) -> Sent:
        order = order_by_id(exchange.facts["order_id"])
        recipient = Recipient.objects.filter(order=lead_id(exchange.facts["order_id"])).first()
        warehouse = order.warehouse if order else session.account.shop.warehouse
        request = {
            "trade_order_id": number,
            "trade_order_from": "ESCROW",
            "warehouse_carrier_service": exchange.facts["carrier"],
            "domestic_logistics_company_id": "-1",
            "domestic_logistics_company": "OTHER",
            "domestic_tracking_no": exchange.facts["parcel"],
            "package_num": "1",
            "oaid": recipient.oaid if recipient and recipient.oaid else None,
            "address_d_t_os": {
                "sender": {"name": warehouse.name_en, "country": "CN", "street_address": warehouse.platform_code},
                "receiver": json.loads(recipient.address) if recipient and recipient.address else {"name": "-"},
            },
            "declare_product_d_t_os": [
                {"product_id": int(line.product_id), "product_num": line.quantity, "sku_code": line.seller_sku}
                for line in declared_lines(exchange.facts["order_id"])
            ],
        }
        body = session.call(CREATE_ORDER, request, About(orders=[number])).body
        result = part_of(body, "result")
        if not flag_of(result.get("success")):
            code = text_of(result.get("error_code")) or "refused"
            return Sent("done", code, result={"refused": code, "text": text_of(result.get("error_desc"))[:200]})
        tracking = text_of(result.get("intl_tracking_no"))
        if not tracking:
            return Sent("unknown", "waybill.number_later", retry_after_seconds=exchanges.LABEL_RETRY_SECONDS)
        return Sent("done", answer=tracking)

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        cause = Cause(source="platform", reference=f"exchange {exchange.pk}")
        waybill_id = exchange.facts["waybill_id"]
        if isinstance(sent.answer, GoesByOwn):
            record_own(cause=cause, waybill_id=waybill_id, carrier=sent.answer.carrier)
        elif isinstance(sent.answer, str):
            record_waybill(cause=cause, waybill_id=waybill_id, number=sent.answer)
        elif "refused" in sent.result:
            record_waybill(cause=cause, waybill_id=waybill_id, number="", failure=sent.code)


def find_waybill(session: Session, number: str, others: set[str]) -> Sent | None:
    """The waybill that the platform has for an order, but for those of earlier parcels; a number that is still to come
    means waiting, not creating.
    """
    query = {"trade_order_id": number, "current_page": "1", "page_size": "20"}
    told = rows_of(session.call(FIND_WAYBILLS, query, About(orders=[number])).body.get("result_list"))
    rows = [row for row in told if text_of(row.get("international_logistics_num")) not in others]
    if not rows:
        return None
    tracking = next((t for row in rows if (t := text_of(row.get("international_logistics_num")))), "")
    if not tracking:
        return Sent("unknown", "waybill.number_later", retry_after_seconds=exchanges.LABEL_RETRY_SECONDS)
    return Sent("done", answer=tracking)
