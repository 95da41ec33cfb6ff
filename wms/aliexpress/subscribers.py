"""What the channel does when it hears of changes below: however many at once, a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from inventory.selectors.channel import units_left
from inventory.selectors.known_bindings import BoundGoods, Place, bound_goods, goods_of_bindings
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.operations.stock_push import Wanted, want
from wms.core.outbox import News

Key = TypeVar("Key")


def on_stock_changed(news: Sequence[News]) -> None:
    """Each key is "<warehouse id>:<sku id>": every binding with this SKU, bundles too, in all shops.

    All of them, because what one may show depends on what the others show.
    """
    since: dict[Place, datetime] = {}
    for item in news:
        warehouse_id, sku_id = (int(part) for part in item.key.split(":"))
        _note(since, (warehouse_id, sku_id), item.told_at)
    _want(bound_goods(since), since)


def on_binding_changed(news: Sequence[News]) -> None:
    """Each key is a binding's id: it shows something else now, zero perhaps [M11], and so do the others."""
    told: dict[int, datetime] = {}
    for item in news:
        _note(told, int(item.key), item.told_at)
    own = goods_of_bindings(told)
    since: dict[Place, datetime] = {}
    for goods in own:
        _note(since, goods.place, told[goods.binding_id])
    _want([*own, *bound_goods(since)], since)


def _note(since: dict[Key, datetime], key: Key, told_at: datetime) -> None:
    """The earliest news of a key: latencies count from the first change that the front has not heard of [M12]."""
    since[key] = min(told_at, since.get(key, told_at))


def _want(changed: Sequence[BoundGoods], since: Mapping[Place, datetime]) -> None:
    """Those of shops without an account are nobody's business here."""
    shops = {goods.shop_id for goods in changed}
    accounts = dict(ShopAccount.objects.filter(shop_id__in=shops, is_active=True).values_list("shop_id", "pk"))
    mine: dict[int, BoundGoods] = {}
    first: dict[int, datetime] = {}
    for goods in changed:
        if goods.shop_id in accounts:
            mine[goods.binding_id] = goods
            _note(first, goods.binding_id, since[goods.place])
    if mine:
        left = units_left(mine)
        want(
            Wanted(accounts[goods.shop_id], pk, goods.product_id, since=first[pk], nearness=left.get(pk, 0))
            for pk, goods in mine.items()
        )
