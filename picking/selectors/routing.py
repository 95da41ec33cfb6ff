"""[M3] What a shop's routing looks like to one order: warehouses with distance, bindings, certification, free units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from inventory.selectors.known_bindings import find_bindings
from picking.models import RoutingDecision, RoutingRule, RoutingWarehouse
from picking.regions import distance_to
from picking.sourcing import CERTIFICATION, Place, Sourcing
from wms.core.models import Shop, Warehouse

Pair = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """One line as routing asks for it: `key` is its platform line, `pair` (product id, seller's SKU)."""

    key: str
    pair: Pair
    units: int


@dataclass(frozen=True)
class Routing:
    """A shop's rule, or what stands in for one: its own warehouse, nothing split."""

    most_parcels: int
    most_parcels_promised: int
    warehouses: tuple[RoutingWarehouse, ...]

    def parcels(self, *, has_promise: bool) -> int:
        return self.most_parcels_promised if has_promise else self.most_parcels


def routing_of(shop_id: int) -> Routing | None:
    """The rule with its active warehouses; None when the shop has none, or none of them works. Two queries."""
    rule = RoutingRule.objects.filter(shop=shop_id).first()
    if rule is None:
        return None
    rows = tuple(rule.warehouses.select_related("warehouse").filter(warehouse__is_active=True))
    return Routing(rule.most_parcels, rule.most_parcels_promised, rows) if rows else None


def is_certified(warehouse: Warehouse) -> bool:
    """[M2] Whether Choice and X-day orders may leave from here today."""
    until = warehouse.certified_until_on
    return until is not None and until >= timezone.localdate(timezone=warehouse.zone)


def needs_at(shop_id: int, warehouse_id: int, asked: Sequence[Asked]) -> dict[str, dict[int, int]]:
    """{line key: {SKU id: units for one}} of the lines that are bound and verified at this warehouse [M11]."""
    known = find_bindings(shop_id=shop_id, warehouse_id=warehouse_id, pairs=[line.pair for line in asked])
    return {
        line.key: dict(known[line.pair].components)
        for line in asked
        if line.pair in known and known[line.pair].is_verified and known[line.pair].components
    }


def place_of(
    row: RoutingWarehouse, needs: Mapping[str, Mapping[int, int]], free: Mapping[int, int], country: str, promise: bool
) -> Place:
    """One warehouse of the rule as this order sees it."""
    return Place(
        warehouse_id=row.warehouse_id,
        rank=row.rank,
        distance_km=distance_to(country, row.distances, row.distance_km),
        needs=needs,
        free=free,
        excluded=CERTIFICATION if promise and not is_certified(row.warehouse) else "",
    )


def facts_of(found: Sourcing, codes: Mapping[int, str], asked: Sequence[Asked]) -> dict[str, list[dict[str, object]]]:
    """A decision as it is kept and shown: warehouses by code, lines by the seller's SKU."""
    names = {line.key: line.pair[1] for line in asked}
    return {
        "parts": [
            {
                "warehouse": codes[part.warehouse_id],
                "lines": [
                    {"sku": names[key], "line": key, "units": units} for key, units in sorted(part.units.items())
                ],
            }
            for part in found.parts
        ],
        "options": [
            {
                "warehouse": codes[option.warehouse_id],
                "km": option.distance_km,
                "rank": option.rank,
                "why": option.why,
                "lacks": [{"sku": names[key], "units": units} for key, units in sorted(option.lacks.items())],
            }
            for option in found.options
        ],
    }


def decisions_of(order_id: int) -> list[RoutingDecision]:
    """All that was decided about an order (its part 1), newest first."""
    return list(RoutingDecision.objects.filter(order=order_id).select_related("person").order_by("-pk"))


def rule_of(shop: Shop) -> RoutingRule | None:
    return RoutingRule.objects.filter(shop=shop).prefetch_related("warehouses__warehouse").first()
