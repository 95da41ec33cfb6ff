"""SKUs by id and code."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from inventory.models import Sku
from wms.core.pictures import picture_address


def sku_by_id(sku_id: int) -> Sku:
    return Sku.objects.get(pk=sku_id)


def skus_by_id(sku_ids: Iterable[int]) -> dict[int, Sku]:
    return Sku.objects.in_bulk(list(sku_ids))


def sku_by_code(code: str) -> Sku | None:
    return Sku.objects.filter(code=code).first()


def sku_card(sku: Sku | int) -> dict[str, Any]:
    """A SKU as a stop screen's card shows it: picture's address, name and variant as (zh, en), code. JSON-safe."""
    row = sku_by_id(sku) if isinstance(sku, int) else sku
    return {
        "picture": picture_address(row.picture),
        "name": [row.name_zh, row.name_en],
        "variant": [row.variant_zh, row.variant_en],
        "code": row.code,
    }


def skus_with_barcode(value: str) -> list[Sku]:
    """The active SKUs, one unit of which carries this code; `value` as barcodes are stored. Two are ambiguous."""
    rows = Sku.objects.filter(barcodes__value=value, barcodes__pack_quantity=1, is_active=True)
    return list(rows.order_by("pk").distinct()[:2])


def skus_by_code(codes: Collection[str]) -> dict[str, Sku]:
    """Those of these codes that are goods of ours, by code. One query."""
    return {row.code: row for row in Sku.objects.filter(code__in=codes)}


def skus_named_with(word: str, limit: int) -> list[Sku]:
    """Active SKUs in whose name, in either language, a word stands."""
    rows = Sku.objects.filter(Q(name_en__icontains=word) | Q(name_zh__icontains=word), is_active=True)
    return list(rows.order_by("pk")[:limit])
