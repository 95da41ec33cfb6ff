"""SKUs by id and code."""

from __future__ import annotations

from inventory.models import Sku


def sku_by_id(sku_id: int) -> Sku:
    return Sku.objects.get(pk=sku_id)


def sku_by_code(code: str) -> Sku | None:
    return Sku.objects.filter(code=code).first()
