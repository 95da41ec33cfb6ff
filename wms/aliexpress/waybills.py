"""A parcel's waybill: made by the platform once, with a service that it offers, or left to a carrier of the seller's.

A write that may have been applied is looked up before it is made again: two creates would be two waybills.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from packing.operations.desk_work import CUSTOMS, NO_SERVICE
from packing.operations.own_carrier import record_own
from packing.operations.record import record_waybill
from packing.selectors.carriers import own_services
from packing.selectors.parcels import other_numbers, size_of
from picking.selectors.orders import lead_id, order_by_id
from wms.aliexpress import exchanges
from wms.aliexpress.customs import declarations, words
from wms.aliexpress.exchanges import Handler
from wms.aliexpress.models import LogisticsRule, Recipient
from wms.aliexpress.payloads.envelope import flag_of, part_of, rows_of, text_of
from wms.aliexpress.payloads.services import SERVICES, Size, choose, offers, services_request
from wms.aliexpress.session import About, Session
from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox import Sent
from wms.core.outbox.held import may_still_send

FIND_WAYBILLS = "aliexpress.logistics.querylogisticsorderdetail"
CREATE_ORDER = "aliexpress.logistics.order.createorder"
OFFERED_SHOWN = 6


@dataclass(frozen=True)
class GoesByOwn:
    """No waybill of the platform's: the parcel goes by this carrier of the seller's own."""

    carrier: str


@dataclass(frozen=True)
class Made:
    """A waybill of the platform's: its number and the service that it was made with."""

    number: str
    service: str
    code: str


@dataclass(frozen=True)
class _Way:
    """How an order's parcel may go: what the buyer was promised, what the shop prefers, which of these are its own."""

    promised: str
    preferred: tuple[str, ...]
    own: frozenset[str]
    needs_hs_code: bool = False


class CreateWaybill(Handler):
    """Asks which services the order can have and takes the first by the shop's rule; looks up first whenever an
    earlier try may have reached the platform. An order that goes by a carrier of the seller's own is nothing for the
    platform: the bench asks for that carrier's number.
    """

    is_write = True

    def throttle_key(self, exchange: Exchange) -> str | None:
        way = _way_of(exchange)
        return None if way.promised in way.own else super().throttle_key(exchange)

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        number, way = exchange.facts["number"], _way_of(exchange)
        if way.promised in way.own:
            return Sent("done", answer=GoesByOwn(way.promised))
        if exchange.is_suspect or exchange.attempts > 1:
            others = other_numbers(exchange.facts["order_id"], exchange.facts["waybill_id"])
            found = find_waybill(session, number, others)
            if found is not None:
                return found
            if not may_still_send():
                return Sent("retry", "lease.short")
        declared, lacks = declarations(exchange.facts["order_id"], needs_hs_code=way.needs_hs_code)
        if lacks:
            return Sent("done", CUSTOMS, result={"refused": CUSTOMS, "missing": words(lacks)})
        request = services_request(number, Size(**size_of(exchange.facts["parcel_id"])))
        offered = [offer.code for offer in offers(session.call(SERVICES, request, About(orders=[number])).body)]
        service = choose(way.promised, way.preferred, offered, way.own)
        if not service:
            shown = ", ".join(offered[:OFFERED_SHOWN]) or "–"
            wanted = ", ".join(dict.fromkeys((way.promised, *way.preferred)))
            return Sent("done", NO_SERVICE, result={"refused": NO_SERVICE, "offered": shown, "wanted": wanted})
        if service in way.own:
            return Sent("done", answer=GoesByOwn(service))
        if not may_still_send():
            return Sent("retry", "lease.short")
        return self._create(exchange, session, number, service, declared)

    def _create(
        self, exchange: Exchange, session: Session, number: str, service: str, declared: list[dict[str, Any]]
    ) -> Sent:
        order = order_by_id(exchange.facts["order_id"])
        recipient = Recipient.objects.filter(order=lead_id(exchange.facts["order_id"])).first()
        warehouse = order.warehouse if order else session.account.shop.warehouse
        request = {
            "trade_order_id": number,
            "trade_order_from": "ESCROW",
            "warehouse_carrier_service": service,
            "domestic_logistics_company_id": "-1",
            "domestic_logistics_company": "OTHER",
            "domestic_tracking_no": exchange.facts["parcel"],
            "package_num": "1",
            "oaid": recipient.oaid if recipient and recipient.oaid else None,
            "address_d_t_os": {
                "sender": {"name": warehouse.name_en, "country": "CN", "street_address": warehouse.platform_code},
                "receiver": json.loads(recipient.address) if recipient and recipient.address else {"name": "-"},
            },
            "declare_product_d_t_os": declared,
        }
        return made_of(session.call(CREATE_ORDER, request, About(orders=[number])).body, service)

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        cause = Cause(source="platform", reference=f"exchange {exchange.pk}")
        waybill_id = exchange.facts["waybill_id"]
        if isinstance(sent.answer, GoesByOwn):
            record_own(cause=cause, waybill_id=waybill_id, carrier=sent.answer.carrier)
        elif isinstance(sent.answer, Made):
            made = sent.answer
            record_waybill(
                cause=cause, waybill_id=waybill_id, number=made.number, carrier=made.service, order_code=made.code
            )
        elif "refused" in sent.result:
            facts: dict[str, Any] = {key: value for key, value in sent.result.items() if key != "refused"}
            record_waybill(cause=cause, waybill_id=waybill_id, number="", failure=sent.code, facts=facts)


def made_of(body: dict[str, Any], service: str) -> Sent:
    """What came of a creation by `service`: made, refused, or the number is still to come. Raises Unreadable."""
    result = part_of(body, "result")
    if not flag_of(result.get("success")):
        code = text_of(result.get("error_code")) or "refused"
        return Sent("done", code, result={"refused": code, "text": text_of(result.get("error_desc"))[:200]})
    tracking = text_of(result.get("intl_tracking_no"))
    if not tracking:
        return Sent("unknown", "waybill.number_later", retry_after_seconds=exchanges.LABEL_RETRY_SECONDS)
    return Sent("done", answer=Made(tracking, service, text_of(result.get("out_order_code"))))


def _way_of(exchange: Exchange) -> _Way:
    order = order_by_id(exchange.facts["order_id"])
    promised = exchange.facts["carrier"]
    if order is None:
        return _Way(promised, (), frozenset())
    rule = LogisticsRule.objects.filter(shop=order.shop_id).first()
    preferred = tuple(rule.preferred) if rule else ()
    own = frozenset(own_services(order.warehouse_id, (promised, *preferred)))
    return _Way(promised, preferred, own, needs_hs_code=bool(rule and rule.needs_hs_code(order.country)))


def find_waybill(session: Session, number: str, others: set[str]) -> Sent | None:
    """The waybill that the platform has for an order, but for those of earlier parcels; a number that is still to come
    means waiting, not creating.
    """
    query = {"trade_order_id": number, "current_page": "1", "page_size": "20"}
    told = rows_of(session.call(FIND_WAYBILLS, query, About(orders=[number])).body.get("result_list"))
    rows = [row for row in told if text_of(row.get("international_logistics_num")) not in others]
    if not rows:
        return None
    made = next((row for row in rows if text_of(row.get("international_logistics_num"))), None)
    if made is None:
        return Sent("unknown", "waybill.number_later", retry_after_seconds=exchanges.LABEL_RETRY_SECONDS)
    names = ("international_logistics_num", "international_logistics_type", "out_order_code")
    return Sent("done", answer=Made(*(text_of(made.get(name)) for name in names)))
