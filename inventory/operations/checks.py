"""What several flows check in the same way before they write."""

from __future__ import annotations

from inventory.errors import (
    ForeignWarehouse,
    LocationBlocked,
    LocationFull,
    LocationNotPhysical,
    LocationWrongKind,
    LookAlikesWouldAdjoin,
    LotExpired,
    LotOfOtherSku,
    LotRequired,
    LotsWouldMix,
    NotEnoughStock,
    QuantityNotPositive,
    SamePlace,
    SkuNotBound,
)
from inventory.locks import lock_shelf_places
from inventory.models import BindingComponent, Location, Lot, Sku, StockBalance
from inventory.selectors.neighbours import look_alike_near
from inventory.selectors.places import stock_at
from inventory.states import BindingState, LocationKind


def check_quantity(quantity: int) -> None:
    if quantity < 1:
        raise QuantityNotPositive(quantity=quantity)


def check_same_warehouse(warehouse_id: int, *locations: Location) -> None:
    for location in locations:
        if location.warehouse_id != warehouse_id:
            raise ForeignWarehouse(label=location.code)


def check_physical(*locations: Location) -> None:
    for location in locations:
        if not location.is_physical:
            raise LocationNotPhysical(location=location.code)


def check_two_places(source: Location, target: Location) -> None:
    """Both hold goods, both are of one warehouse, and they are not the same."""
    check_physical(source, target)
    check_same_warehouse(source.warehouse_id, target)
    if source.pk == target.pk:
        raise SamePlace(location=target.code)


def check_lot(sku: Sku, lot: Lot | None) -> None:
    if lot is not None and lot.sku_id != sku.pk:
        raise LotOfOtherSku(sku=sku.code, lot=lot.code)
    if lot is None and sku.tracks_lots:
        raise LotRequired(sku=sku.code)


def check_fresh(sku: Sku, lot: Lot | None, today: object) -> None:
    """Goods that are past their date do not enter as good ones."""
    if lot is not None and lot.expires_on is not None and lot.expires_on < today:  # type: ignore[operator]
        raise LotExpired(sku=sku.code, lot=lot.code, expires_on=lot.expires_on.isoformat())


def check_free(balance: StockBalance, *, sku: Sku, location: Location, wanted: int) -> None:
    if balance.free < wanted:
        raise NotEnoughStock(sku=sku.code, location=location.code, wanted=wanted, free=balance.free)


def check_shelf(*, sku: Sku, lot: Lot | None, target: Location, quantity: int) -> None:
    """Whether goods may be shelved there: storage, not blocked, room left, one lot, no look-alike beside it [M35].

    Locks the place, and its neighbours for a look-alike, before it reads what lies there: of two who shelve at once the
    second is judged on what the first has put down.
    """
    target = lock_shelf_places(target, with_neighbours=bool(sku.look_alike_group))
    if target.kind != LocationKind.STORAGE:
        raise LocationWrongKind(location=target.code)
    if target.is_blocked:
        raise LocationBlocked(location=target.code)
    there = stock_at(target)
    on_hand = sum(balance.on_hand for balance in there)
    if target.capacity_units is not None and on_hand + quantity > target.capacity_units:
        raise LocationFull(location=target.code, capacity=target.capacity_units, on_hand=on_hand, wanted=quantity)
    lots = {balance.lot_id for balance in there if balance.sku_id == sku.pk}
    if lots - {lot.pk if lot else None} and not target.allows_mixed_lots:
        raise LotsWouldMix(location=target.code, sku=sku.code, lot=lot.code if lot else "")
    neighbour = look_alike_near(sku=sku, location=target)
    if neighbour is not None:
        raise LookAlikesWouldAdjoin(
            location=target.code,
            sku=sku.code,
            neighbour=neighbour.sku.code,
            neighbour_location=neighbour.location.code,
        )


def check_bound(sku: Sku, warehouse_id: int) -> None:
    """[M31] Some platform product stands for these goods at this warehouse, and nobody has refused it."""
    bound = BindingComponent.objects.filter(sku=sku, binding__warehouse_id=warehouse_id)
    if not bound.exclude(binding__state=BindingState.REFUSED).exists():
        raise SkuNotBound(sku=sku.code)
