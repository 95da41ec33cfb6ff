"""An SKU as a stop screen shows it: picture, name, variant, code."""

from __future__ import annotations

from typing import Any

from inventory.selectors.items import sku_by_id


def sku_card(sku_id: int) -> dict[str, Any]:
    """JSON-safe; texts as (zh, en) pairs."""
    sku = sku_by_id(sku_id)
    return {
        "picture": sku.picture,
        "name": [sku.name_zh, sku.name_en],
        "variant": [sku.variant_zh, sku.variant_en],
        "code": sku.code,
    }
