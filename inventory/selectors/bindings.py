"""[M11] Bindings as people see them: the goods behind each, lists by state, conflicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from inventory.models import BindingComponent, Sku


@dataclass(frozen=True)
class Part:
    """One kind of goods in a platform SKU, and how many of it."""

    sku: Sku
    quantity: int


def binding_parts(binding_ids: Collection[int]) -> dict[int, list[Part]]:
    """The goods behind each binding, in the order of their codes. One query."""
    parts: dict[int, list[Part]] = defaultdict(list)
    rows = BindingComponent.objects.filter(binding__in=binding_ids).select_related("sku").order_by("sku__code")
    for row in rows:
        parts[row.binding_id].append(Part(row.sku, row.quantity))
    return dict(parts)
