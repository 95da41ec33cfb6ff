"""What a handover asks about a parcel before its goods leave: one statement, since every parcel leaves by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet

from inventory.selectors.places import outer_locations
from inventory.states import DemandKey, LocationKind
from packing.models import Manifest, Parcel, Waybill
from packing.selectors.manifests import listed
from packing.selectors.parcels import live_waybills
from picking.selectors.orders import DEMAND_TYPE, goods_of
from wms.core.prepared import Prepared, Together

if TYPE_CHECKING:
    from inventory.models import Location


@dataclass(frozen=True)
class ToLeave:
    """`sku_ids` and `demands` are the order's goods, `customer` is where they go. `before`: parcels on the manifest; of
    a warehouse that is to begin one, its manifests so far.
    """

    waybill: Waybill | None
    demands: tuple[DemandKey, ...]
    sku_ids: frozenset[int]
    customer: Location
    before: int


def _begun(warehouse: int) -> QuerySet[Manifest, Any]:
    rows = Manifest.objects.filter(warehouse=warehouse).order_by().values("warehouse")
    return rows.annotate(count=Count("pk")).values_list("count")


def _customers(warehouse: int) -> QuerySet[Location]:
    return outer_locations(warehouse, LocationKind.CUSTOMER)


_PARTS: tuple[Prepared[Any], ...] = (
    Prepared(live_waybills, parcel=int),
    Prepared(goods_of, order=int),
    Prepared(_customers, warehouse=int),
)
_first = Together(*_PARTS, Prepared(_begun, warehouse=int))
_further = Together(*_PARTS, Prepared(listed, manifest=int))


def facts_to_leave(parcel: Parcel, manifest: Manifest | None) -> ToLeave:
    """The caller holds the order, the manifest and the parcel."""
    ids = {"parcel": parcel.pk, "order": parcel.order_id, "warehouse": parcel.warehouse_id}
    found = _first(**ids) if manifest is None else _further(**ids, manifest=manifest.pk)
    waybills, goods, customers, counts = found
    return ToLeave(
        waybill=waybills[0] if waybills else None,
        demands=tuple((DEMAND_TYPE, str(item_id)) for item_id, _ in sorted(goods)),
        sku_ids=frozenset(sku_id for _, sku_id in goods),
        customer=customers[0],
        before=counts[0][0] if counts else 0,
    )
