"""What a push makes us pull: the order that it names (its detail says when it was placed, the list around that tells
it), or, where it names none that can be read, everything that changed since the last pull.

A list row is what orders are imported from, whatever has asked for it, so a push can add nothing of its own.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from wms.aliexpress import order_pull
from wms.aliexpress.exchanges import Handler, detail_of
from wms.aliexpress.gateway import gateway_of
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.order_reading import OrderPull
from wms.aliexpress.pacific import from_pacific
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.orders import ENDED_STATE, OPEN_STATES, SENT_STATES
from wms.aliexpress.session import Session
from wms.core import throttle
from wms.core.models import Exchange
from wms.core.outbox import Sent
from wms.core.outbox.held import may_still_send

PULL_ORDER, PULL_WINDOW = "aliexpress.pull_order", "aliexpress.pull_window"
NOT_LISTED_YET = 5.0  # seconds: the list lags a little behind the message


class PullOrder(Handler):
    """Two reads; an order that is not ours is told as "insufficient permission", and that is the end of it."""

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        number = exchange.facts["number"]
        detail = detail_of(session, number)
        try:
            placed_at = from_pacific(detail.created, now=timezone.now())
        except ValueError:
            raise Unreadable("gmt_create") from None
        if not may_still_send():
            return Sent("retry", "lease.short")
        is_ended = detail.state == ENDED_STATE
        states = {"order_status": ENDED_STATE} if is_ended else {"order_status_list": [*OPEN_STATES, *SENT_STATES]}
        account = ShopAccount.objects.select_related("shop__warehouse").get(pk=exchange.facts["account_id"])
        pull = OrderPull(account, Session(account, session.cause, slot=throttle.ORDERS), states, timezone.now())
        is_told = pull.read_placed(placed_at, number)
        if is_told is None:
            return Sent("retry", "order.list_unread")
        if not is_told:
            return Sent("retry", "order.not_listed_yet", retry_after_seconds=NOT_LISTED_YET)
        return Sent("done")


class PullWindow(Handler):
    """The pull of all that changed, unless one has begun since the message came. It takes its own slots."""

    def throttle_key(self, exchange: Exchange) -> str | None:
        return None

    def ask(self, exchange: Exchange, session: Session) -> Sent:
        came_at, account = exchange.created_at, session.account
        age = (timezone.now() - came_at).total_seconds()
        order_pull.freshen(account, gateway_of(account), seconds=age, wait_seconds=settings.ALIEXPRESS_DEADLINE_SECONDS)
        seen = account.orders_seen_until
        return Sent("done") if seen is not None and seen >= came_at else Sent("retry", "orders.unread")
