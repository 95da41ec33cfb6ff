"""What the channel does when it hears of a change below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inventory.selectors import bindings_of_sku, inventory_state
from inventory.selectors.known_bindings import find_bindings, pair_of
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.operations.stock_push import Wanted, want
from wms.core.outbox import told_at


def on_stock_changed(key: str, facts: dict[str, Any]) -> None:
    """`key` is "<warehouse id>:<sku id>": every binding with this SKU, bundles too, in all shops.

    All of them, because what one may show depends on what the others show.
    """
    warehouse_id, sku_id = (int(part) for part in key.split(":"))
    _want(
        {row.pk: (row.shop_id, row.product_id) for row in bindings_of_sku(sku_id, warehouse_id)}, warehouse_id, [sku_id]
    )


def on_binding_changed(key: str, facts: dict[str, Any]) -> None:
    """`key` is the binding's id: it shows something else now, zero perhaps [M11], and so do the others."""
    pair = pair_of(int(key))
    if pair is None:
        return
    shop_id, warehouse_id, product_id, seller_sku = pair
    known = find_bindings(shop_id=shop_id, warehouse_id=warehouse_id, pairs=[(product_id, seller_sku)])
    skus = [sku_id for sku_id, _ in known[product_id, seller_sku].components]
    changed = {int(key): (shop_id, product_id)}
    for sku_id in skus:
        changed |= {row.pk: (row.shop_id, row.product_id) for row in bindings_of_sku(sku_id, warehouse_id)}
    _want(changed, warehouse_id, skus)


def _want(changed: dict[int, tuple[int, str]], warehouse_id: int, sku_ids: Iterable[int]) -> None:
    """`changed`: {binding id: (shop id, product id)}; those of shops without an account are nobody's business here."""
    shops = {shop_id for shop_id, _ in changed.values()}
    accounts = dict(ShopAccount.objects.filter(shop_id__in=shops, is_active=True).values_list("shop_id", "pk"))
    rows = [
        Wanted(accounts[shop_id], binding_id, product_id)
        for binding_id, (shop_id, product_id) in changed.items()
        if shop_id in accounts
    ]
    if rows:
        states = [inventory_state(sku_id=sku_id, warehouse_id=warehouse_id) for sku_id in sku_ids]
        want(rows, since=told_at(), nearness=min((state.available for state in states), default=0))
