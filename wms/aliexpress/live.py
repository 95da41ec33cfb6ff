"""The lanes' gateway (gateway.Gateway) over the real client: pushes, reads back, pulls."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from picking.operations.orders import import_order
from wms.aliexpress.exchanges import ANSWER_CANCEL, ORDER_DETAILS, enqueue_for
from wms.aliexpress.failures import PlatformFailure
from wms.aliexpress.gateway import Pulled, PushAnswer, PushItem, ReadBackFailed
from wms.aliexpress.models import ShopAccount, StockPush
from wms.aliexpress.pacific import FORMAT, earliest_wall_clock, wall_clock
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.orders import ENDED_STATE, OPEN_STATES, SENT_STATES, OrderPage, order_page
from wms.aliexpress.payloads.stock import PROFILES, STATE_QUERY, shown_states, states_request
from wms.aliexpress.selectors.present import present_items
from wms.aliexpress.session import About, Session
from wms.core import throttle
from wms.core.cause import Cause
from wms.core.refusals import OperationRefused
from wms.core.transactions import run
from wms.core.work_items import raise_work_item

log = logging.getLogger(__name__)

ORDER_LIST = "aliexpress.solution.order.get"
PAGE_SIZE = 50
MAX_PAGES = 200
PRODUCTS_A_CALL = 20
OVERLAP = timedelta(minutes=3)  # order details lag behind by seconds, and clocks are never equal
FIRST_PULL = timedelta(days=30)
CREATED_WINDOW = timedelta(days=179)


class LiveGateway:
    """One account's way to the platform."""

    def __init__(self, account: ShopAccount) -> None:
        self.account = account

    def push_states(self, account: ShopAccount, items: Sequence[PushItem]) -> PushAnswer:
        """One request with the whole present state of every item, by the account's method profile [M10]."""
        profile = PROFILES[account.method_profile]
        about = About(skus=[item.seller_sku for item in items], versions={i.binding_id: i.version for i in items})
        began = timezone.now()
        try:
            answer = Session(account, Cause.task("stock_push")).call(profile.method, profile.request(items), about)
            refused = profile.refused(answer.body, items)
        except PlatformFailure as failure:
            refused = (
                dict.fromkeys((i.binding_id for i in items), failure.code) if failure.push_outcome == "judged" else {}
            )
            return PushAnswer(
                failure.push_outcome, began, timezone.now(), refused, failure.code, failure.seconds, failure.request_id
            )
        except Unreadable as problem:
            return PushAnswer("unknown", began, timezone.now(), code=f"answer.{problem.problem}")
        return PushAnswer("judged", answer.sent_at, answer.answered_at, refused, request_id=answer.request_id)

    def read_back(self, account: ShopAccount, pushes: Sequence[StockPush]) -> dict[int, int]:
        """What the front shows of each binding now; 20 products of up to 200 SKUs a request."""
        shown: dict[int, int] = {}
        session = Session(account, Cause.task("stock_read_back"), slot=throttle.STOCK)
        for chunk in _by_products(present_items(account, pushes)):
            about = About(skus=[item.seller_sku for item in chunk])
            try:
                body = session.call(STATE_QUERY, states_request(chunk), about).body
                shown.update(shown_states(body, chunk))
            except PlatformFailure as failure:
                raise ReadBackFailed(failure.code) from failure
            except Unreadable as problem:
                raise ReadBackFailed(f"answer.{problem.problem}") from problem
        return shown

    def pull_orders(self, account: ShopAccount) -> Pulled:
        """Every order that changed since the last complete pull began, with an overlap; imported and promised."""
        began = timezone.now()
        since = (account.orders_seen_until or began - FIRST_PULL) - OVERLAP
        session = Session(account, Cause.task("order_pull"), slot=throttle.ORDERS)
        is_complete = True
        for states in ({"order_status_list": [*OPEN_STATES, *SENT_STATES]}, {"order_status": ENDED_STATE}):
            is_complete &= self._pull(session, states, since, began)
        return Pulled(began, is_complete)

    def _pull(self, session: Session, states: dict[str, Any], since: datetime, began: datetime) -> bool:
        """All pages of one query. Pages shift when orders arrive while we read: the list is read again until a whole
        reading meets no order that the one before had not met.
        """
        seen: set[str] = set()
        for _ in range(3):
            before = len(seen)
            if not self._read_pages(session, states, since, began, seen):
                return False
            if len(seen) <= max(before, PAGE_SIZE) or len(seen) == before:
                return True
        return True

    def _read_pages(
        self, session: Session, states: dict[str, Any], since: datetime, began: datetime, seen: set[str]
    ) -> bool:
        is_complete = True
        for number in range(1, MAX_PAGES + 1):
            query = {
                **states,
                "current_page": number,
                "page_size": PAGE_SIZE,
                "modified_date_start": earliest_wall_clock(since, began).strftime(FORMAT),
                "create_date_start": wall_clock(began - CREATED_WINDOW).strftime(FORMAT),
            }
            try:
                page = order_page(session.call(ORDER_LIST, {"param0": query}).body, now=timezone.now())
            except PlatformFailure as failure:
                log.warning("%s: order pull: %s", self.account, failure)
                return False
            except Unreadable as problem:
                log.warning("%s: order pull: unreadable %s", self.account, problem.problem)
                return False
            is_complete &= self._import(page, seen)
            if number >= page.pages:
                return is_complete
        return is_complete

    def _import(self, page: OrderPage, seen: set[str]) -> bool:
        """Each order in a transaction of its own; one that cannot be taken in makes the pull incomplete."""
        is_complete = True
        for problem in page.unreadable:
            log.error("%s: unreadable order %s", self.account, problem)
            run(partial(tell_unreadable, self.account, problem))
        for facts in sorted(page.orders, key=lambda told: (told.placed_at, told.number)):  # first come, first promised
            seen.add(facts.number)
            cause = Cause(source="platform", reference=f"order {facts.number}")
            try:
                imported = run(partial(import_order, cause=cause, shop=self.account.shop, facts=facts))
            except OperationRefused as refusal:
                log.error("%s: order %s refused: %s", self.account, facts.number, refusal)
                run(partial(tell_unreadable, self.account, f"{facts.number}: {refusal.code}"))
                continue
            if imported.is_new:
                run(partial(ask_details, self.account, imported.order.pk, facts.number))
            if facts.is_cancelled and imported.is_changed:
                run(partial(answer_cancel, self.account, imported.order.pk, facts.number))
        return is_complete


def _by_products(items: Sequence[PushItem]) -> Iterator[list[PushItem]]:
    """At most twenty products a request."""
    products: dict[str, list[PushItem]] = {}
    for item in items:
        products.setdefault(item.product_id, []).append(item)
    groups = list(products.values())
    for first in range(0, len(groups), PRODUCTS_A_CALL):
        yield [item for group in groups[first : first + PRODUCTS_A_CALL] for item in group]


def tell_unreadable(account: ShopAccount, problem: str) -> None:
    """[M54] An order that cannot be read is a person's work, never silently skipped."""
    number = problem.partition(":")[0].strip() or "?"
    raise_work_item(
        cause=Cause(source="platform", reference="order_pull"),
        kind="order.unreadable",
        warehouse=account.shop.warehouse,
        subject_type="platform_order",
        subject_id=number[:40],
        subject_label=number[:120],
        facts={"order": number, "problem": problem[:200], "shop": account.shop.name},
        is_urgent=True,
    )


def ask_details(account: ShopAccount, order_id: int, number: str) -> None:
    enqueue_for(
        account,
        "orders",
        ORDER_DETAILS,
        f"order:{number}",
        Cause.task("order_pull"),
        {"order_id": order_id, "number": number},
    )


def answer_cancel(account: ShopAccount, order_id: int, number: str) -> None:
    """Accept the buyer's wish once nothing of the order can leave any more (exchanges.AnswerCancel looks)."""
    enqueue_for(
        account,
        "orders",
        ANSWER_CANCEL,
        f"order:{number}",
        Cause.task("order_pull"),
        {"order_id": order_id, "number": number},
    )
