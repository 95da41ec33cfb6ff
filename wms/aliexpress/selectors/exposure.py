"""[M20] What overselling costs: 30 % of each order's amount, at most US$200, while its goods are missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from picking.selectors.oversold import oversold_now
from wms.aliexpress.models import ShopAccount
from wms.core.figures import figure
from wms.core.models import Warehouse

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
    waiting = oversold_now(warehouse_id=warehouse.pk, shop_ids=shop_ids(account_ids))
    return sum_up(rule_of(warehouse), waiting.order_by().values_list("amount", "currency"))


def sum_up(rule: Rule, amounts: Iterable[tuple[Decimal, str]]) -> Exposure:
    penalties = [rule.penalty(amount, currency) for amount, currency in amounts]
    known = [penalty for penalty in penalties if penalty is not None]
    return Exposure(len(penalties), sum(known, Decimal("0.00")), len(penalties) - len(known), rule)


def shop_ids(account_ids: Collection[int]) -> list[int]:
    return list(ShopAccount.objects.filter(pk__in=account_ids).values_list("shop_id", flat=True))
