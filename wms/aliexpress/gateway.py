"""What the lanes need of the platform's client, and nothing more; the client implements it, tests fake it.

A gateway keeps the evidence of each request that it makes itself, whatever becomes of the lane's lease, with
`wms.aliexpress.evidence.record(account, method, subject_skus, order_numbers, request, response, request_id,
sent_at, answered_at, outcome, cause, versions)` [M15]: `subject_skus` and `order_numbers` are lists of codes,
`versions` maps a binding's id to the stock version that the request carried. Every call takes at most
ALIEXPRESS_DEADLINE_SECONDS; no transaction is open while it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from wms.aliexpress.models import ShopAccount, StockPush


@dataclass(frozen=True)
class PushItem:
    """[M10] The whole present state of one binding, with the triple that names it [M11]."""

    binding_id: int
    product_id: str
    seller_sku: str
    platform_sku_id: str
    warehouse_code: str
    available: int
    reserved: int
    in_transit: int
    threshold: int
    version: int


@dataclass(frozen=True)
class PushAnswer:
    """What came of one push.

    `was_sent` is False when nothing was asked: every item was refused here, which is no success of the shop.
    `outcome`: judged (the platform looked at it; `refused` maps the ids of bindings that it refused to its codes;
    all others were taken) | retry (certainly not applied) | unknown (it may have been, or may yet be) |
    banned (`retry_after_seconds`) | blocked (address list, permission, clock: blocks.py knows) | unauthorised (token or
    signature: a person must act) | unasked (no slot came: the platform has nothing to do with it).
    """

    outcome: str
    sent_at: datetime
    answered_at: datetime
    refused: dict[int, str] = field(default_factory=dict)
    code: str = ""
    retry_after_seconds: float = 0.0
    request_id: str = ""
    was_sent: bool = True


@dataclass(frozen=True)
class Pulled:
    """[M25] `complete`: every order that the platform had at `began_at` is imported and promised here."""

    began_at: datetime
    complete: bool


class ReadBackFailed(Exception):
    """The platform did not say what it shows; `code` for the row, `outcome` as a PushAnswer's, but never "unknown"."""

    def __init__(self, code: str, outcome: str = "retry", retry_after_seconds: float = 0.0) -> None:
        self.code, self.outcome, self.retry_after_seconds = code, outcome, retry_after_seconds
        super().__init__(code)


class Gateway(Protocol):
    """One account's way to the platform."""

    def push_states(self, account: ShopAccount, items: Sequence[PushItem]) -> PushAnswer:
        """Send one request at once: the lane has already waited for its slot. Never raises for a bad answer."""
        ...

    def read_back(self, account: ShopAccount, pushes: Sequence[StockPush]) -> dict[int, int]:
        """{binding id: units that the front shows now}. Takes its own slots (`throttle.take`, kind stock), one a
        request; raises ReadBackFailed. A binding that the platform does not know is left out."""
        ...

    def pull_orders(self, account: ShopAccount) -> Pulled:
        """Import and promise every order of the list pages. Takes its own slots, kind orders. Never raises for a bad
        answer: an incomplete pull says so."""
        ...


_make: list[Callable[[ShopAccount], Gateway]] = []


def use_gateway(make: Callable[[ShopAccount], Gateway]) -> None:
    """The way to make an account's gateway; called in AppConfig.ready(). The last one holds."""
    _make[:] = [make]


def gateway_of(account: ShopAccount) -> Gateway:
    return _make[0](account)
