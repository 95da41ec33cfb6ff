"""What is held for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from inventory.locks import of_demands
from inventory.models import Allocation
from inventory.states import DemandKey


def places_of(keys: Iterable[DemandKey]) -> dict[int, set[int]]:
    """The SKUs of these demands by warehouse, read before any lock: neither ever changes on an allocation."""
    places: dict[int, set[int]] = defaultdict(set)
    for warehouse_id, sku_id in Allocation.objects.filter(of_demands(keys)).values_list("warehouse_id", "sku_id"):
        places[warehouse_id].add(sku_id)
    return places


def allocations_of(keys: Iterable[DemandKey]) -> list[Allocation]:
    """Every allocation of these demands with its place, in pk order. For showing: nothing is locked."""
    rows = Allocation.objects.filter(of_demands(keys)).select_related("sku", "balance__location", "balance__lot")
    return list(rows.order_by("pk"))
