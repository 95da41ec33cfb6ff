"""[M22] Negative outbound: what the books miss at a place is found first, audited; no place goes below zero."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from inventory.ledger import Books, Move
from inventory.locks import BalanceKey, lock_balances, lock_sku_stocks
from inventory.models import Allocation, Location, Lot, Sku, SkuStock, StockBalance
from inventory.operations.shelf_wins import split
from inventory.selectors.places import outer_location
from inventory.states import ALLOCATION_MOVES, AllocationState, Condition, LocationKind, Reason
from wms.core.cause import Cause
from wms.core.models import AuditEntry
from wms.core.states import move_to


@dataclass
class Found:
    """Permission to find units at `source`; SkuStock is locked. `units` counts what had to be found."""

    source: Location
    stocks: Mapping[int, SkuStock]
    units: int = 0

    @classmethod
    def look(cls, allocation_id: int, source: Location | None) -> Found | None:
        """None unless negative outbound is on at the warehouse of `source`. Locks SkuStock then, before all else."""
        if source is None or not source.is_physical or not source.warehouse.allows_negative_outbound:
            return None
        sku_ids = list(Allocation.objects.filter(pk=allocation_id).values_list("sku_id", flat=True))
        return cls(source, lock_sku_stocks(source.warehouse_id, sku_ids))


def hold_found(
    *, cause: Cause, found: Found, allocation: Allocation, quantity: int, keys: Collection[BalanceKey]
) -> Allocation:
    """Place `quantity` units of a locked, promised allocation at the found place, whatever its books say.

    Returns the allocation that is placed there now (a new one when only a part was placed). `keys` are its found_keys;
    the caller has locked them, together with every other balance that he needs.
    """
    balances = lock_balances(keys)
    key, balance = max(balances.items(), key=lambda item: (item[1].free, -item[1].pk))
    missing = max(0, quantity - balance.free)
    books = Books(cause=cause, warehouse_id=allocation.warehouse_id, stocks=found.stocks, balances=balances)
    if missing:
        enter_found(cause=cause, books=books, allocation=allocation, key=key, source=found.source, units=missing)
        found.units += missing
    books.hold(key, quantity)
    if quantity < allocation.quantity:
        placed = split(books, allocation, quantity, state=AllocationState.PLACED, balance_id=balance.pk)
    else:
        placed = allocation
        move_to(placed, AllocationState.PLACED, ALLOCATION_MOVES)
        placed.balance_id = balance.pk
        books.change([placed])
    books.write()
    placed.balance = StockBalance.objects.select_related("location").get(pk=balance.pk)
    return placed


def enter_found(
    *, cause: Cause, books: Books, allocation: Allocation, key: BalanceKey, source: Location, units: int
) -> None:
    """Write the found-stock adjustment and its audit entry."""
    books.move(
        Move(
            sku_id=key.sku_id,
            lot_id=key.lot_id,
            quantity=units,
            source=outer_location(source.warehouse_id, LocationKind.ADJUSTMENT),
            target=source,
            reason=Reason.FOUND,
            demand=(allocation.demand_type, allocation.demand_id),
        )
    )
    AuditEntry.objects.create(
        warehouse_id=source.warehouse_id,
        action="stock.found",
        subject=f"{source.code} {Sku.objects.only('code').get(pk=key.sku_id).code}",
        before={"missing": units},
        after={"demand_type": allocation.demand_type, "demand_id": allocation.demand_id},
        **cause.columns,
    )


def found_keys(allocation: Allocation, source: Location) -> list[BalanceKey]:
    """The good balances of this SKU at the place; for an empty place one of its newest lot, or of none."""
    there = StockBalance.objects.filter(location=source, sku_id=allocation.sku_id, condition=Condition.GOOD)
    lots: list[int | None] = list(there.values_list("lot_id", flat=True))
    if not lots:
        lots = [Lot.objects.filter(sku_id=allocation.sku_id).order_by("-pk").values_list("pk", flat=True).first()]
    return [BalanceKey(source.pk, allocation.sku_id, lot_id) for lot_id in lots]
