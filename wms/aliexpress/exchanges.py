"""Single calls about one order or parcel, as Exchange handlers: details, last look, label, cancel."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from packing.operations.readdress import record_address_change
from packing.operations.record import record_label, record_label_failure, record_look
from packing.selectors.parcels import waybill_by_id
from picking.operations.channel_hold import record_channel_hold
from picking.selectors.orders import whole_of
from picking.states import OrderState
from wms.aliexpress.addresses import keep_recipient
from wms.aliexpress.failures import NO_SLOT, FailureKind, PlatformFailure
from wms.aliexpress.models import Recipient, ShopAccount
from wms.aliexpress.payloads.envelope import Unreadable, flag_of, json_part, text_of
from wms.aliexpress.payloads.labels import label_pdf
from wms.aliexpress.payloads.orders import ENDED_STATE, OrderDetail, hold_of, order_detail
from wms.aliexpress.session import About, Session
from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox import Sent, enqueue
from wms.core.outbox.exchanges import kind_of
from wms.core.outbox.held import held_slot

ORDER_DETAILS, LOOK = "aliexpress.order_details", "aliexpress.look"
CREATE_WAYBILL, FETCH_LABEL = "aliexpress.create_waybill", "aliexpress.fetch_label"
ANSWER_CANCEL = "aliexpress.answer_cancel"

DETAIL = "aliexpress.trade.new.redefining.findorderbyid"
PRINT_INFO = "aliexpress.logistics.redefining.getprintinfo"
ACCEPT, REFUSE = "aliexpress.trade.seller.order.acceptcancel", "aliexpress.trade.seller.order.refusecancel"
CANCELLED_STATES = {"IN_CANCEL", ENDED_STATE}
LABEL_RETRY_SECONDS, CANCEL_RETRY_SECONDS = 1.0, 5.0


def enqueue_for(
    account: ShopAccount, kind: str, handler: str, subject: str, cause: Cause, facts: dict[str, Any]
) -> Exchange:
    """Write a call of an account onto one of its lanes (interactive | orders)."""
    facts = {"account_id": account.pk, **facts}
    return enqueue(lane=account.lane(kind), handler=handler, subject=subject, cause=cause, facts=facts)


class Handler:
    """Common to all: the account's throttle, and what a failure means for the row."""

    is_write = False

    def throttle_key(self, exchange: Exchange) -> str | None:
        account = ShopAccount.objects.only("app_key").get(pk=exchange.facts["account_id"])
        return account.throttle_key

    def send(self, exchange: Exchange) -> Sent:
        account = ShopAccount.objects.select_related("shop__warehouse").get(pk=exchange.facts["account_id"])
        cause = Cause(source="platform", person=exchange.person, reference=f"exchange {exchange.pk}")
        session = Session(account, cause, slot=kind_of(exchange.lane), held=held_slot())
        try:
            return self.ask(exchange, session)
        except PlatformFailure as failure:
            return sent_of(failure, is_write=self.is_write, has_asked=session.has_asked)
        except Unreadable as problem:
            return Sent("unknown" if self.is_write else "retry", code=f"answer.{problem.problem}")

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        raise NotImplementedError(type(self).__name__)

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        """In the finishing transaction."""


def sent_of(failure: PlatformFailure, *, is_write: bool, has_asked: bool) -> Sent:
    """What the outbox does about a failure: bans and lost tokens wait, a clear no is final, the rest is tried again.

    No slot costs no try as long as nothing was asked; after a first request the next try is a second one, which looks.
    """
    if failure.code == NO_SLOT and not has_asked:
        return Sent("unasked", failure.code)
    if failure.kind == FailureKind.LIMITED:
        return Sent("banned", failure.code, retry_after_seconds=failure.seconds)
    if failure.kind == FailureKind.REFUSED:
        return Sent("done", failure.code, result={"refused": failure.code, "text": failure.text[:200]})
    if is_write and failure.kind in {FailureKind.UNCLEAR, FailureKind.BUSY}:
        return Sent("unknown", failure.code)
    return Sent("retry", failure.code)


def detail_of(session: Session, number: str) -> OrderDetail:
    body = session.call(DETAIL, {"param1": {"order_id": int(number)}}, About(orders=[number])).body
    return order_detail(body)


class OrderDetails(Handler):
    """What the list does not tell: where it goes (masked), and the address's stand-in."""

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        return Sent("done", answer=detail_of(session, exchange.facts["number"]))

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        if isinstance(sent.answer, OrderDetail):
            keep_address(exchange, sent.answer)


def keep_address(exchange: Exchange, told: OrderDetail) -> None:
    """Another address than the label was made for stops that label where it is."""
    if keep_recipient(exchange.facts["order_id"], told):
        cause = Cause(source="platform", reference=f"exchange {exchange.pk}")
        record_address_change(cause=cause, order_id=exchange.facts["order_id"])


class Look(Handler):
    """The last look before a parcel may get its label [M4]."""

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        return Sent("done", answer=detail_of(session, exchange.facts["number"]))

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        is_cancelled: bool | None = None
        if isinstance(sent.answer, OrderDetail):
            keep_address(exchange, sent.answer)
            is_cancelled = sent.answer.state in CANCELLED_STATES
            cause = Cause(source="platform", reference=f"exchange {exchange.pk}")
            record_channel_hold(cause=cause, order_id=exchange.facts["order_id"], code=hold_of(sent.answer.state))
        record_look(
            cause=Cause(source="platform", reference=f"exchange {exchange.pk}"),
            parcel_id=exchange.facts["parcel_id"],
            is_cancelled=is_cancelled,
            seen_at=timezone.now(),
        )


class FetchLabel(Handler):
    """The label's PDF, out of an archive too, out of base64 inside JSON text."""

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        waybill = waybill_by_id(exchange.facts["waybill_id"])
        number = exchange.facts["number"]
        body = session.call(PRINT_INFO, {"international_logistics_id": waybill.number}, About(orders=[number])).body
        document = json_part(body.get("result"))
        if not document.get("body"):
            code = text_of(body.get("error_code")) or "label.not_ready"
            return Sent("retry", code, retry_after_seconds=LABEL_RETRY_SECONDS)
        return Sent("done", answer=label_pdf(document))

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        cause = Cause(source="platform", reference=f"exchange {exchange.pk}")
        if isinstance(sent.answer, bytes):
            record_label(cause=cause, waybill_id=exchange.facts["waybill_id"], pdf=sent.answer)
        else:
            record_label_failure(cause=cause, waybill_id=exchange.facts["waybill_id"], failure=sent.code)


class AnswerCancel(Handler):
    """Accept the buyer's wish when nothing of the order can leave any more; refuse it when it has left [M4]."""

    is_write = True

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        parts = whole_of(exchange.facts["order_id"])
        if not parts:
            return Sent("done", "order.unknown")
        states = {part.state for part in parts}
        if not states <= {OrderState.CANCELLED, OrderState.SHIPPED}:
            return Sent("retry", "order.still_here", retry_after_seconds=CANCEL_RETRY_SECONDS)
        number = exchange.facts["number"]
        if detail_of(session, number).state != "IN_CANCEL":
            return Sent("done", "nothing_asked")
        recipient = Recipient.objects.filter(order=parts[0].pk).first()
        method = ACCEPT if states == {OrderState.CANCELLED} else REFUSE
        request = {
            "order_id": int(number),
            "buyer_login_id": recipient.buyer_login if recipient else "",
            "memo": "cancelled in the warehouse" if method == ACCEPT else "already handed over",
        }
        body = session.call(method, {"param_order_cancel_request": request}, About(orders=[number])).body
        result = json_part(body.get("result"))
        if flag_of(body.get("is_success")) or flag_of(result.get("success")):
            return Sent("done")
        return Sent("retry", text_of(result.get("error_code")) or "refused")
