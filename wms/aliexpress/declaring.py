"""A shipment is declared: the tracking number that the buyer sees, whole or part after part."""

from __future__ import annotations

from typing import Any

from packing.selectors.carriers import tracking_website
from packing.selectors.parcels import earlier_numbers
from picking.selectors.orders import whole_of
from picking.states import ENDED
from wms.aliexpress.exchanges import DETAIL, Handler
from wms.aliexpress.operations.shipments import ALL, DECLARE_SHIPMENT, PART
from wms.aliexpress.payloads.envelope import flag_of, json_part, part_of, rows_of, text_of
from wms.aliexpress.payloads.profiles import SELLERS
from wms.aliexpress.session import About, Session
from wms.core.models import Exchange
from wms.core.outbox import Sent
from wms.core.outbox.held import may_still_send
from wms.core.states import DeliveryState

MODIFY = "aliexpress.logistics.sellermodifiedshipmentfortop"
ALREADY_FILLED = "-999"
PART_SENT = "SELLER_PART_SEND_GOODS"


def is_more_to_come(exchange: Exchange) -> bool:
    """Another part of the order is still here, or has left and is not declared yet: calls of one order are serial."""
    here = [part for part in whole_of(exchange.facts["order_id"]) if part.pk != exchange.facts["order_id"]]
    if any(part.state not in ENDED for part in here):
        return True
    due = Exchange.objects.filter(
        handler=DECLARE_SHIPMENT,
        subject=exchange.subject,
        state__in=(DeliveryState.PENDING, DeliveryState.LEASED),
        facts__account_id=exchange.facts["account_id"],
    )
    return due.exclude(pk=exchange.pk).exists()


class Declaring(Handler):
    """What declaring and changing have in common: how the platform's answer reads, and what it shows for an order."""

    is_write = True

    def _tell(self, session: Session, method: str, request: dict[str, str]) -> Sent:
        body = session.call(method, request, About(orders=[request["out_ref"]])).body
        result = json_part(body.get("result")) or body
        if flag_of(result.get("result_success")):
            return Sent("done")
        code = text_of(result.get("result_error_code")) or "refused"
        return Sent("parked", code, result={"refused": code, "text": text_of(result.get("result_error_desc"))[:200]})

    def _declared(self, session: Session, number: str) -> dict[str, str]:
        """{tracking number: service} that the platform shows for the order."""
        return self._shown(session, number)[1]

    def _shown(self, session: Session, number: str) -> tuple[str, dict[str, str]]:
        """The order's state at the platform, and _declared()."""
        query = {"param1": {"order_id": int(number)}}
        target = part_of(session.call(DETAIL, query, About(orders=[number])).body, "target")
        rows = rows_of(target.get("logistic_info_list"))
        declared = {text_of(row.get("logistics_no")): text_of(row.get("logistics_type_code")) for row in rows}
        return text_of(target.get("order_status")), declared

    def _change(self, session: Session, facts: dict[str, Any], old: tuple[str, str], send_type: str) -> Sent:
        """Change a declared (number, service) into the one of `facts`."""
        changed = {
            "out_ref": facts["number"],
            "old_service_name": old[1],
            "old_logistics_no": old[0],
            "new_service_name": facts["carrier"],
            "new_logistics_no": facts["waybill"],
            "send_type": send_type,
        }
        return self._tell(session, MODIFY, with_website(changed, facts))


def with_website(request: dict[str, str], facts: dict[str, Any]) -> dict[str, str]:
    """The request, with the address where an own carrier's numbers are followed."""
    return {**request, "tracking_website": facts["website"]} if facts.get("website") else request


class DeclareShipment(Declaring):
    """The tracking number is reported. "Already filled" is success when the platform shows our number; when it shows
    one of an earlier waybill of this order, that one is changed into ours.

    Parcels of an order that is split are told as partial shipments, the last one as the rest: after that the platform
    takes no more [M3]. A partial one may be told twice, so whoever is unsure looks first.
    """

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        facts = exchange.facts
        send_type = facts.get("send_type") or (PART if is_more_to_come(exchange) else ALL)
        if send_type == PART and (exchange.is_suspect or exchange.attempts > 1):
            if facts["waybill"] in self._declared(session, facts["number"]):
                return Sent("done", "already_declared")
            if not may_still_send():
                return Sent("retry", "lease.short")
        request = {
            "out_ref": facts["number"],
            "service_name": facts["carrier"],
            "logistics_no": facts["waybill"],
            "send_type": send_type,
        }
        sent = self._tell(session, SELLERS[session.account.method_profile].declare, with_website(request, facts))
        if sent.code != ALREADY_FILLED or not may_still_send():
            return sent if sent.code != ALREADY_FILLED else Sent("retry", "lease.short")
        declared = self._declared(session, facts["number"])
        if facts["waybill"] in declared:
            return Sent("done", "already_declared")
        earlier = [number for number in declared if number in earlier_numbers(facts["order_id"])]
        if not earlier or not may_still_send():
            return Sent("retry", "lease.short") if earlier else sent
        return self._change(session, facts, (earlier[-1], declared[earlier[-1]]), send_type)


class ModifyShipment(Declaring):
    """A declared number is changed into another one. The platform does not know the old one any more when a change
    whose answer was lost has been made: what it shows then tells.
    """

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        facts = exchange.facts
        send_type = PART if is_more_to_come(exchange) else ALL
        sent = self._change(session, facts, (facts["old"], facts["carrier"]), send_type)
        if sent.code != ALREADY_FILLED:
            return sent
        if not may_still_send():
            return Sent("retry", "lease.short")
        return Sent("done", "already_changed") if facts["waybill"] in self._declared(session, facts["number"]) else sent


class CloseOrder(Declaring):
    """Nothing more comes of an order that was told in part: the last number that the platform has is told once more,
    as the rest. The platform is looked at first, so that an order which has gone on meanwhile is left alone.
    """

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        facts = exchange.facts
        if is_more_to_come(exchange):
            return Sent("done", "more_to_come")
        state, declared = self._shown(session, facts["number"])
        if state != PART_SENT or not declared:
            return Sent("done", "nothing_open")
        if not may_still_send():
            return Sent("retry", "lease.short")
        number, service = list(declared.items())[-1]
        request = {
            "out_ref": facts["number"],
            "service_name": service,
            "logistics_no": number,
            "send_type": ALL,
        }
        site = {"website": tracking_website(facts["warehouse_id"], service)}
        return self._tell(session, SELLERS[session.account.method_profile].declare, with_website(request, site))
