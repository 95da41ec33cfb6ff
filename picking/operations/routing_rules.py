"""[M3] A shop's routing rule is saved whole: its warehouses with rank and distances, how far it may be split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from picking.errors import RoutingInvalid
from picking.models import RoutingRule, RoutingWarehouse
from picking.regions import REGIONS
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Shop, Warehouse

MOST_PARCELS = 5
MOST_KM = 40_000


@dataclass(frozen=True)
class WarehouseFacts:
    """One warehouse of a rule; `distances` by country (two letters) or region, in kilometres."""

    warehouse: Warehouse
    rank: int
    distance_km: int | None = None
    distances: Mapping[str, int] = field(default_factory=dict)


def save_routing(
    *,
    cause: Cause,
    shop: Shop,
    warehouses: Sequence[WarehouseFacts],
    most_parcels: int,
    most_parcels_promised: int,
) -> RoutingRule | None:
    """Replace the shop's rule; without warehouses it has none, and sends all from its own. Audited.

    Orders that came before stay where they are. Refuses with RoutingInvalid (parcels, rank, distance, country).
    """
    _check(warehouses, most_parcels, most_parcels_promised)
    before = routing_facts(shop)
    RoutingRule.objects.filter(shop=shop).delete()
    rule = None
    if warehouses:
        rule = RoutingRule.objects.create(
            shop=shop, most_parcels=most_parcels, most_parcels_promised=most_parcels_promised
        )
        RoutingWarehouse.objects.bulk_create(
            RoutingWarehouse(
                rule=rule,
                warehouse=row.warehouse,
                rank=row.rank,
                distance_km=row.distance_km,
                distances=dict(row.distances),
            )
            for row in warehouses
        )
    audit.record(
        cause=cause,
        action="routing.saved",
        subject=f"shop:{shop.code}",
        before=before,
        after=routing_facts(shop),
        warehouse=shop.warehouse,
    )
    return rule


def routing_facts(shop: Shop) -> dict[str, Any]:
    """The rule as the audit keeps it; empty without one."""
    rule = RoutingRule.objects.filter(shop=shop).prefetch_related("warehouses__warehouse").first()
    if rule is None:
        return {}
    facts: dict[str, Any] = {
        "most_parcels": rule.most_parcels,
        "most_parcels_promised": rule.most_parcels_promised,
    }
    for row in rule.warehouses.all():
        facts[row.warehouse.code] = {"rank": row.rank, "elsewhere": row.distance_km, **row.distances}
    return facts


def _check(warehouses: Sequence[WarehouseFacts], *parcels: int) -> None:
    if not all(1 <= most <= MOST_PARCELS for most in parcels):
        raise RoutingInvalid(warehouse="", problem="parcels")
    for row in warehouses:
        told = [km for km in (row.distance_km, *row.distances.values()) if km is not None]
        if any(not 0 <= km <= MOST_KM for km in told):
            raise RoutingInvalid(warehouse=row.warehouse.code, problem="distance")
        if any(name not in REGIONS and not (len(name) == 2 and name.isalpha()) for name in row.distances):
            raise RoutingInvalid(warehouse=row.warehouse.code, problem="country")
