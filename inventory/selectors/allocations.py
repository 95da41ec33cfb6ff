"""What is held for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from inventory.models import Allocation
from inventory.states import DemandKey


def of_demands(keys: Iterable[DemandKey]) -> Q:
    """The allocations of these demands, as a condition."""
    ids_of: dict[str, list[str]] = defaultdict(list)
    for demand_type, demand_id in keys:
        ids_of[demand_type].append(str(demand_id))
    wanted = Q(pk__in=[])
    for demand_type, ids in sorted(ids_of.items()):
        wanted |= Q(demand_type=demand_type, demand_id__in=ids)
    return wanted


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
