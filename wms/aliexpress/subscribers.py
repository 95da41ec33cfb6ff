"""What the channel does when it hears of a change below."""

from __future__ import annotations

from typing import Any

from wms.aliexpress.operations.stock_push import Wanted, want
from wms.aliexpress.selectors.present import units_available
from wms.core.models import Warehouse
from wms.core.outbox import told_at


def on_stock_changed(key: str, facts: dict[str, Any]) -> None:
    """`key` is "<warehouse id>:<sku id>": every binding with this SKU, bundles too, in all shops.

    All of them, because what one may show depends on what the others show.
    """
    warehouse_id, sku_id = key.split(":")
    bindings = Warehouse(pk=int(warehouse_id)).bindings.filter(
        components__sku_id=int(sku_id), shop__aliexpress_account__is_active=True
    )
    rows = bindings.order_by("pk").values_list("shop__aliexpress_account", "pk", "product_id")
    changed = [Wanted(*row) for row in rows]
    if changed:
        want(changed, since=told_at(), nearness=units_available(int(sku_id), int(warehouse_id)))
