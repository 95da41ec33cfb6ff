"""[M10] What may not leave the house: a state whose quantities are no whole numbers, or whose goods are not named."""

from __future__ import annotations

from collections.abc import Sequence

from wms.aliexpress.gateway import PushItem

INVALID_QUANTITY, MISSING_FIELD = "ERR_INVALID_QUANTITY", "ERR_MISSING_FIELD"
MAX_QUANTITY = 999_999
QUANTITIES = ("available", "reserved", "in_transit", "threshold")


def is_quantity(value: object) -> bool:
    """A JSON number that is whole and from 0 to 999,999: never "0", 0.5, -1, true or nothing [M10]."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_QUANTITY


def refused_here(items: Sequence[PushItem], names_skus_by: str) -> dict[int, str]:
    """{binding id: code} of what a method of this naming ("code", "attribute", "number") cannot be asked to take."""
    return {item.binding_id: code for item in items if (code := _problem(item, names_skus_by))}


def _problem(item: PushItem, names_skus_by: str) -> str:
    if not all(is_quantity(getattr(item, name)) for name in QUANTITIES):
        return INVALID_QUANTITY
    is_named = item.product_id.isdigit() and bool(item.seller_sku) and bool(item.warehouse_code)
    if names_skus_by == "number":
        is_named = is_named and item.platform_sku_id.isdigit()
    elif names_skus_by == "attribute":
        is_named = is_named and ":" in item.platform_sku_id
    return "" if is_named else MISSING_FIELD
