"""What hardly changes: bindings, SKUs, places, handling units. Before the sums and all that goods do."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from inventory.models import FloorPlan, HandlingUnit, Location, Sku, SkuBinding


def lock_binding(binding_id: int) -> SkuBinding:
    return SkuBinding.objects.select_for_update().get(pk=binding_id)


def lock_bindings(ids: Collection[int]) -> list[SkuBinding]:
    """Many bindings, in pk order, with their shops and candidates."""
    rows = SkuBinding.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return list(rows.select_related("shop", "candidate").order_by("pk"))


def lock_skus(ids: Collection[int], *, for_deletion: bool = False) -> list[Sku]:
    """Master data, before the sums. The weak lock lets rows that refer to a SKU be written meanwhile; deletion not."""
    rows = Sku.objects.select_for_update(no_key=not for_deletion).filter(pk__in=ids)
    return list(rows.order_by("pk"))


def lock_locations(ids: Collection[int], *, for_deletion: bool = False) -> list[Location]:
    """Master data, like lock_skus; with their zones."""
    rows = Location.objects.select_for_update(of=("self",), no_key=not for_deletion).filter(pk__in=ids)
    return list(rows.select_related("zone").order_by("pk"))


def lock_floor_plan(warehouse_id: int, floor: str) -> FloorPlan:
    """How a floor is walked; before the places that are moved on it."""
    return FloorPlan.objects.select_for_update().get(warehouse=warehouse_id, floor=floor)


def lock_handling_units(ids: Collection[int] | QuerySet[Any, Any]) -> dict[int, HandlingUnit]:
    """By pk, in pk order. `ids` may be a query for them: one statement all the same."""
    rows = HandlingUnit.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows}


def beside(location: Location, prefix: str = "") -> Q:
    """The places that adjoin one: same aisle and side, at most one bay and one level away. None without a bay."""
    if location.bay is None:
        return Q(pk__in=[])
    level = Q(**{f"{prefix}level": None})
    if location.level is not None:
        level |= Q(**{f"{prefix}level__range": (location.level - 1, location.level + 1)})
    same = {"warehouse_id": location.warehouse_id, "aisle": location.aisle, "side": location.side}
    same["bay__range"] = (location.bay - 1, location.bay + 1)
    return level & Q(**{f"{prefix}{name}": value for name, value in same.items()})


def lock_shelf_places(location: Location, *, with_neighbours: bool) -> Location:
    """A place that goods are about to enter, read anew; with its neighbours where what lies there counts [M35].

    Without the key: rows that only point at a place (movements, balances) are written meanwhile.
    """
    wanted = Q(pk=location.pk)
    if with_neighbours:
        wanted |= beside(location)
    rows = list(Location.objects.select_for_update(no_key=True).filter(wanted).order_by("pk"))
    return next(row for row in rows if row.pk == location.pk)
