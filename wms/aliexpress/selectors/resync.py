"""[M14] [M17] What a Re-sync would send, shown to the person who is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from wms.aliexpress.gateway import PushItem
from wms.aliexpress.models import ShopAccount, StockPush
from wms.aliexpress.selectors.present import present_items

MOST_SHOWN = 100


@dataclass(frozen=True)
class Going:
    """One binding: its whole present state, and what the front was last told."""

    item: PushItem
    push: StockPush


@dataclass(frozen=True)
class Preview:
    """`count` bindings of one shop go; the first ones are in `rows`, the nearest to zero first."""

    account: ShopAccount
    count: int
    products: int
    rows: tuple[Going, ...]

    @property
    def closes_breaker(self) -> bool:
        return self.account.opened_at is not None

    @property
    def left_out(self) -> int:
        return self.count - len(self.rows)


def preview(account: ShopAccount, binding_ids: Collection[int] | None) -> Preview:
    """What goes if the person says yes, by the state of this moment; sent is the state of the moment of sending."""
    bindings = account.shop.bindings.all()
    if binding_ids is not None:
        bindings = bindings.filter(pk__in=binding_ids)
    counted = bindings.order_by().aggregate(count=Count("pk"), products=Count("product_id", distinct=True))
    shown = bindings.order_by("stock_push__nearness", "pk").select_related("warehouse", "stock_push")[:MOST_SHOWN]
    pushes = [_push_of(account, binding) for binding in shown]
    rows = [Going(item, push) for item, push in zip(present_items(account, pushes), pushes, strict=True)]
    rows.sort(key=lambda row: (row.item.available, row.item.seller_sku))
    return Preview(account, counted["count"], counted["products"], tuple(rows))


def _push_of(account: ShopAccount, binding: Any) -> StockPush:
    """Its row, or the one that it would get: a binding that nothing was ever sent of."""
    push = getattr(binding, "stock_push", None)
    if push is None:
        push = StockPush(account=account, binding=binding, product_id=binding.product_id)
    push.binding = binding
    return push
