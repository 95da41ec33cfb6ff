"""[M10] The whole present state of bindings, as a push carries it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inventory.selectors import states_for_bindings
from wms.aliexpress.gateway import PushItem
from wms.aliexpress.models import ShopAccount, StockPush

if TYPE_CHECKING:
    from inventory.models import SkuBinding


def present_items(account: ShopAccount, rows: Sequence[StockPush]) -> list[PushItem]:
    """One item a row, in the rows' order. A binding that nobody has verified shows zero [M11]."""
    return items_of(account, [row.binding for row in rows])


def items_of(account: ShopAccount, bindings: Sequence[SkuBinding]) -> list[PushItem]:
    """One item a binding, in their order; `warehouse` is read of each."""
    states = states_for_bindings(account.shop, [binding.pk for binding in bindings])
    items = []
    for binding in bindings:
        state = states[binding.pk]
        items.append(
            PushItem(
                binding_id=binding.pk,
                product_id=binding.product_id,
                seller_sku=binding.seller_sku,
                platform_sku_id=binding.platform_sku_id,
                warehouse_code=binding.warehouse_code or binding.warehouse.platform_code or binding.warehouse.code,
                available=state.available,
                reserved=state.reserved,
                in_transit=state.in_transit,
                threshold=state.threshold,
                version=state.version,
            )
        )
    return items
