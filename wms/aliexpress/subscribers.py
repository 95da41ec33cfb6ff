"""What the channel does when it hears of a change below."""

from __future__ import annotations

from typing import Any

from inventory.selectors import bindings_of_sku, inventory_state
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.operations.stock_push import Wanted, want
from wms.core.outbox import told_at


def on_stock_changed(key: str, facts: dict[str, Any]) -> None:
    """`key` is "<warehouse id>:<sku id>": every binding with this SKU, bundles too, in all shops.

    All of them, because what one may show depends on what the others show.
    """
    warehouse_id, sku_id = (int(part) for part in key.split(":"))
    bindings = bindings_of_sku(sku_id, warehouse_id)
    shops = {binding.shop_id for binding in bindings}
    accounts = dict(ShopAccount.objects.filter(shop_id__in=shops, is_active=True).values_list("shop_id", "pk"))
    changed = [Wanted(accounts[b.shop_id], b.pk, b.product_id) for b in bindings if b.shop_id in accounts]
    if changed:
        state = inventory_state(sku_id=sku_id, warehouse_id=warehouse_id)
        want(changed, since=told_at(), nearness=state.available)
