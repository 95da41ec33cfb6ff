"""[M20] What overselling costs: 30 % of each order's amount, at most US$200, while its goods are missing.

Parts of one order that wait count as one order: the cap is for them together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from picking.selectors.oversold import oversold_now
from wms.aliexpress.models import ShopAccount
from wms.core.figures import figure
from wms.core.models import Warehouse

if TYPE_CHECKING:
    from picking.models import Order

CENT = Decimal("0.01")
DOLLAR = "USD"


@dataclass(frozen=True)
class Rule:
    """The platform's rule as it is set for a warehouse."""

    percent: Decimal
    cap: Decimal

    def penalty(self, amount: Decimal, currency: str) -> Decimal | None:
        """In US dollars; None for an amount in another currency, which nobody here converts."""
        if currency != DOLLAR:
            return None
        return min(amount * self.percent / 100, self.cap).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Exposure:
    """`orders` wait for goods; `usd` is due if none of them gets any; `unpriced` of them are in other currencies."""

    orders: int
    usd: Decimal
    unpriced: int
    rule: Rule


def rule_of(warehouse: Warehouse) -> Rule:
    return Rule(figure("oversell_percent", warehouse=warehouse), figure("oversell_cap_usd", warehouse=warehouse))


def exposure(warehouse: Warehouse, account_ids: Collection[int]) -> Exposure:
    """What is at stake now. Four queries."""
    return sum_up(rule_of(warehouse), oversold_now(warehouse_id=warehouse.pk, shop_ids=shop_ids(account_ids)))


def sum_up(rule: Rule, waiting: QuerySet[Order]) -> Exposure:
    """One query."""
    penalties = [rule.penalty(amount, currency) for (*_, currency), amount in _together(waiting).items()]
    known = [penalty for penalty in penalties if penalty is not None]
    return Exposure(len(penalties), sum(known, Decimal("0.00")), len(penalties) - len(known), rule)


def stakes(rule: Rule, waiting: QuerySet[Order], orders: Sequence[Order]) -> dict[int, Decimal | None]:
    """What each of these rows, which wait, has at stake, by pk: of parts of one order, its share. One query."""
    together = _together(waiting.filter(number__in={order.number for order in orders}))
    found: dict[int, Decimal | None] = {}
    for order in orders:
        whole = together.get((order.shop_id, order.number, order.currency)) or order.amount
        penalty = rule.penalty(whole, order.currency)
        share = order.amount / whole if whole else Decimal(1)
        found[order.pk] = None if penalty is None else (penalty * share).quantize(CENT, ROUND_HALF_UP)
    return found


def _together(waiting: QuerySet[Order]) -> dict[tuple[int, str, str], Decimal]:
    """What waits of each order, by (shop, number, currency), however many parts it waits in."""
    rows = waiting.order_by().values_list("shop_id", "number", "currency", "amount")
    sums: dict[tuple[int, str, str], Decimal] = {}
    for shop_id, number, currency, amount in rows:
        sums[shop_id, number, currency] = sums.get((shop_id, number, currency), Decimal(0)) + amount
    return sums


def shop_ids(account_ids: Collection[int]) -> list[int]:
    return list(ShopAccount.objects.filter(pk__in=account_ids).values_list("shop_id", flat=True))
