"""[M10] The ways that a shop's stock can go: each method's adapter, what it carries, and how many products it moves.

A shop's setting chooses one; with it come the names under which its kind of seller reads orders and products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wms.aliexpress.gateway import PushItem
from wms.aliexpress.payloads.stock import STATE_QUERY, BatchUpdate, ChoiceOverseas, SkuStocks, WholeState
from wms.aliexpress.payloads.stock_semi import SemiManaged
from wms.aliexpress.states import MethodProfile
from wms.core.throttle import STOCK_STEP_SECONDS


@dataclass(frozen=True)
class SellerMethods:
    """What a kind of seller's order and product calls are called."""

    order_list: str
    order_parameter: str
    declare: str
    product_list: str
    product_info: str


OVERSEAS = SellerMethods(
    order_list="aliexpress.solution.order.get",
    order_parameter="param0",
    declare="aliexpress.solution.order.fulfill",
    product_list="aliexpress.solution.product.list.get",
    product_info="aliexpress.solution.product.info.get",
)
GLOBAL = SellerMethods(
    order_list="aliexpress.trade.seller.orderlist.get",
    order_parameter="param_aeop_order_query",
    declare="aliexpress.logistics.sellershipmentfortop",
    product_list="aliexpress.postproduct.redefining.findproductinfolistquery",
    product_info="aliexpress.offer.product.query",
)


class StockMethod(Protocol):
    """One platform method for stock, behind the whole present state of bindings (PushItem)."""

    @property
    def method(self) -> str: ...

    @property
    def reads(self) -> str:
        """The method that tells what the front shows now."""
        ...

    @property
    def carries(self) -> tuple[str, ...]:
        """Which parts of a state travel; the others stay here [M10]."""
        ...

    @property
    def products_a_call(self) -> int: ...

    @property
    def products_a_read(self) -> int:
        """How many products one request of `reads` tells: only whole states are told for several."""
        ...

    @property
    def names_skus_by(self) -> str:
        """ "code" (seller's SKU), "attribute" (the platform's SKU string) or "number" (its SKU id)."""
        ...

    def request(self, items: Sequence[PushItem]) -> dict[str, Any]: ...

    def refused(self, body: dict[str, Any], items: Sequence[PushItem]) -> dict[int, str]:
        """{binding id: code} of what the platform did not take. Raises Unreadable."""
        ...


PROFILES: dict[str, StockMethod] = {
    MethodProfile.WHOLE_STATE: WholeState(),
    MethodProfile.CHOICE_OVERSEAS: ChoiceOverseas(),
    MethodProfile.BATCH: BatchUpdate(),
    MethodProfile.SKU_STOCKS: SkuStocks(),
    MethodProfile.SEMI_MANAGED: SemiManaged(),
}
SELLERS: dict[str, SellerMethods] = {
    MethodProfile.WHOLE_STATE: OVERSEAS,
    MethodProfile.CHOICE_OVERSEAS: OVERSEAS,
    MethodProfile.BATCH: OVERSEAS,
    MethodProfile.SKU_STOCKS: GLOBAL,
    MethodProfile.SEMI_MANAGED: GLOBAL,
}
MAX_SKUS_A_PRODUCT = 200


@dataclass(frozen=True)
class Capacity:
    """What a profile can do, for people: shown at the health page and before a switch."""

    profile: str
    method: str
    carries: tuple[str, ...]
    products_a_call: int
    products_a_minute: int
    reads_states: bool

    @property
    def label(self) -> str:
        return str(MethodProfile(self.profile).label)

    @property
    def is_whole(self) -> bool:
        """[M10] All three quantities travel."""
        return {"available", "reserved", "in_transit"} <= set(self.carries)


def capacity_of(profile: str) -> Capacity:
    """At the throttle's stock share alone: what one application moves when nothing else is in its way [M13]."""
    method = PROFILES[profile]
    calls_a_minute = int(60 / STOCK_STEP_SECONDS)
    return Capacity(
        profile=profile,
        method=method.method,
        carries=method.carries,
        products_a_call=method.products_a_call,
        products_a_minute=calls_a_minute * method.products_a_call,
        reads_states=method.reads == STATE_QUERY,
    )
