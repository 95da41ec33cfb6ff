"""Goods go to a shelf: from a dock or a tote to a storage location, by the rules of the place."""

from __future__ import annotations

from inventory.models import Location, Lot, Sku
from inventory.operations.checks import check_bound, check_shelf, check_two_places
from inventory.operations.move import Moved, carry_free_units
from inventory.states import Reason
from wms.core.cause import Cause


def put_away(
    *,
    cause: Cause,
    sku: Sku,
    lot: Lot | None,
    quantity: int,
    source: Location,
    target: Location,
    requires_binding: bool = True,
) -> Moved:
    """Shelve free, good units.

    Refuses with SkuNotBound [M31] (`requires_binding=False` is for goods that are never sold), LocationWrongKind,
    LocationBlocked, LocationFull, LotsWouldMix, LookAlikesWouldAdjoin [M35], NotEnoughStock. Locks the place, both
    balances.
    """
    check_two_places(source, target)
    if requires_binding:
        check_bound(sku, target.warehouse_id)
    check_shelf(sku=sku, lot=lot, target=target, quantity=quantity)
    return carry_free_units(
        cause=cause, sku=sku, lot=lot, quantity=quantity, source=source, target=target, reason=Reason.PUT_AWAY
    )
