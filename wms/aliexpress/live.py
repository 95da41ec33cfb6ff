"""The lanes' gateway (gateway.Gateway) over the real client: pushes, reads back, pulls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from wms.aliexpress import evidence
from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.gateway import Pulled, PushAnswer, PushItem, ReadBackFailed
from wms.aliexpress.models import EvidenceOutcome, ShopAccount, StockPush
from wms.aliexpress.order_reading import OrderPull
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.orders import ENDED_STATE, OPEN_STATES, SENT_STATES
from wms.aliexpress.payloads.products import product_stock
from wms.aliexpress.payloads.profiles import PROFILES
from wms.aliexpress.payloads.stock import STATE_QUERY, shown_states, states_request
from wms.aliexpress.payloads.stock_check import refused_here
from wms.aliexpress.payloads.stock_semi import SEMI_QUERY, semi_shown
from wms.aliexpress.selectors.present import present_items
from wms.aliexpress.session import About, Session
from wms.core import throttle
from wms.core.cause import Cause

PRODUCTS_A_CALL = 20
OVERLAP = timedelta(minutes=3)  # order details lag behind by seconds, and clocks are never equal
FIRST_PULL = timedelta(days=30)


class LiveGateway:
    """One account's way to the platform."""

    def __init__(self, account: ShopAccount) -> None:
        self.account = account

    def push_states(self, account: ShopAccount, items: Sequence[PushItem]) -> PushAnswer:
        """One request with the whole present state of every item, by the account's method profile [M10]."""
        profile = PROFILES[account.method_profile]
        began = timezone.now()
        unfit = refused_here(items, profile.names_skus_by)
        if unfit:
            _keep_unfit(account, profile.method, [item for item in items if item.binding_id in unfit], unfit, began)
            items = [item for item in items if item.binding_id not in unfit]
        if not items:
            return PushAnswer("judged", began, timezone.now(), unfit, code=next(iter(unfit.values())), was_sent=False)
        about = About(skus=[item.seller_sku for item in items], versions={i.binding_id: i.version for i in items})
        try:
            answer = Session(account, Cause.task("stock_push")).call(profile.method, profile.request(items), about)
            refused = unfit | profile.refused(answer.body, items)
        except PlatformFailure as failure:
            return _answer_of(failure, items, unfit, began)
        except Unreadable as problem:
            return PushAnswer("unknown", began, timezone.now(), code=f"answer.{problem.problem}")
        return PushAnswer("judged", answer.sent_at, answer.answered_at, refused, request_id=answer.request_id)

    def read_back(self, account: ShopAccount, pushes: Sequence[StockPush]) -> dict[int, int]:
        """What the front shows of each binding now, asked the way that the account's method profile is answered."""
        session = Session(account, Cause.task("stock_read_back"), slot=throttle.STOCK)
        items = present_items(account, pushes)
        reads = PROFILES[account.method_profile].reads
        try:
            return read_shown(session, reads, items)
        except PlatformFailure as failure:
            raise ReadBackFailed(failure.code, failure.read_outcome, failure.seconds) from failure
        except Unreadable as problem:
            raise ReadBackFailed(f"answer.{problem.problem}") from problem

    def pull_orders(self, account: ShopAccount) -> Pulled:
        """Every order that changed since the last complete pull began, with an overlap; imported and promised."""
        began = timezone.now()
        since = (account.orders_seen_until or began - FIRST_PULL) - OVERLAP
        session = Session(account, Cause.task("order_pull"), slot=throttle.ORDERS)
        is_complete = True
        for states in ({"order_status_list": [*OPEN_STATES, *SENT_STATES]}, {"order_status": ENDED_STATE}):
            is_complete &= OrderPull(self.account, session, states, began).read(since, None)
        return Pulled(began, is_complete)


def read_shown(session: Session, reads: str, items: Sequence[PushItem]) -> dict[int, int]:
    """{binding id: units at the front} by one of the reading methods. Raises PlatformFailure, Unreadable."""
    return _shown_states(session, items) if reads == STATE_QUERY else _shown_numbers(session, reads, items)


def _shown_states(session: Session, items: Sequence[PushItem]) -> dict[int, int]:
    """By triples, 20 products of up to 200 SKUs a request."""
    shown: dict[int, int] = {}
    for chunk in _by_products(items):
        about = About(skus=[item.seller_sku for item in chunk])
        shown |= shown_states(session.call(STATE_QUERY, states_request(chunk), about).body, chunk)
    return shown


def _shown_numbers(session: Session, method: str, items: Sequence[PushItem]) -> dict[int, int]:
    """One product a request; a product that the platform refuses to show is left out, like a SKU that it lacks."""
    shown: dict[int, int] = {}
    for product_id in dict.fromkeys(item.product_id for item in items):
        mine = [item for item in items if item.product_id == product_id]
        try:
            body = session.call(method, {"product_id": product_id}, About(skus=[item.seller_sku for item in mine])).body
        except PlatformFailure as failure:
            if failure.kind != FailureKind.REFUSED:
                raise
            continue
        shown |= semi_shown(body, mine) if method == SEMI_QUERY else _of_product(body, mine)
    return shown


def _of_product(body: dict[str, Any], items: Sequence[PushItem]) -> dict[int, int]:
    stock = product_stock(body)
    return {item.binding_id: stock[item.seller_sku] for item in items if item.seller_sku in stock}


def _answer_of(
    failure: PlatformFailure, items: Sequence[PushItem], unfit: dict[int, str], began: datetime
) -> PushAnswer:
    """A failure as the lane understands it; a judged one refuses every item that went. An item that was refused here
    stays so only with the others' verdict: without one the whole push is tried again.
    """
    outcome = failure.push_outcome
    refused = unfit | dict.fromkeys((i.binding_id for i in items), failure.code) if outcome == "judged" else {}
    return PushAnswer(outcome, began, timezone.now(), refused, failure.code, failure.seconds, failure.request_id)


def _keep_unfit(
    account: ShopAccount, method: str, items: Sequence[PushItem], codes: dict[int, str], began: datetime
) -> None:
    """What never went is evidence too: the state as it stood here, and why it did not go."""
    evidence.record(
        account, method, [item.seller_sku for item in items], [], {"items": [asdict(item) for item in items]}, {}, "",
        began, timezone.now(), EvidenceOutcome.REFUSED, Cause.task("stock_push"),
        {item.binding_id: item.version for item in items}, code=codes[items[0].binding_id],
    )  # fmt: skip


def _by_products(items: Sequence[PushItem]) -> Iterator[list[PushItem]]:
    """At most twenty products a request."""
    products: dict[str, list[PushItem]] = {}
    for item in items:
        products.setdefault(item.product_id, []).append(item)
    groups = list(products.values())
    for first in range(0, len(groups), PRODUCTS_A_CALL):
        yield [item for group in groups[first : first + PRODUCTS_A_CALL] for item in group]
