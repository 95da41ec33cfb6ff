"""[M4] A cancelled order's taken goods come back: first they are set apart, then scanned to a shelf."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from inventory.errors import NotTaken
from inventory.ledger import Books, Move
from inventory.locks import BalanceKey, lock_allocations, lock_balances, lock_sku_stocks
from inventory.models import Allocation, Location, Lot, Sku
from inventory.operations.checks import check_free, check_lot, check_quantity, check_shelf, check_two_places
from inventory.operations.rows import write_states
from inventory.states import ALLOCATION_MOVES, AllocationState, Condition, Reason
from wms.core.cause import Cause
from wms.core.states import move_to


@dataclass(frozen=True)
class SetApart:
    """Units by (SKU, lot, location) that wait for their put-back."""

    movement_ids: tuple[int, ...]
    units: int
    location_ids: tuple[int, ...]


@dataclass(frozen=True)
class PutBack:
    movement_id: int
    quantity: int
    left_at_source: int


def return_to_put_back(*, cause: Cause, allocation_ids: Collection[int]) -> SetApart:
    """Taken goods are no longer the order's: they stay where they are, in condition put-back, not sellable yet.

    Refuses with NotTaken. Locks SkuStock, the allocations, both balances of each place.
    """
    known = Allocation.objects.filter(pk__in=allocation_ids).values_list("warehouse_id", "sku_id")
    skus_by_warehouse: dict[int, set[int]] = {}
    for warehouse_id, sku_id in known:
        skus_by_warehouse.setdefault(warehouse_id, set()).add(sku_id)
    stocks = {w: lock_sku_stocks(w, skus) for w, skus in sorted(skus_by_warehouse.items())}
    rows = sorted(lock_allocations(allocation_ids).values(), key=lambda row: row.pk)
    moves: list[tuple[Allocation, Move]] = []
    for row in rows:
        if row.state != AllocationState.TAKEN or row.balance is None:
            raise NotTaken(allocation=row.pk, state=str(row.state))
        moves.append((row, _set_apart(row, row.balance.location, row.balance.lot_id)))
    balances = lock_balances([key for _, move in moves for key in move.keys])
    movement_ids: list[int] = []
    for warehouse_id in sorted(stocks):
        books = Books(cause=cause, warehouse_id=warehouse_id, stocks=stocks[warehouse_id], balances=balances)
        for row, move in moves:
            if row.warehouse_id != warehouse_id:
                continue
            books.move(move)
            books.count(row.sku_id, reserved=-row.quantity)
            move_to(row, AllocationState.RELEASED, ALLOCATION_MOVES)
            row.balance = None
        write_states([row for row, _ in moves if row.warehouse_id == warehouse_id])
        movement_ids += [movement.pk for movement in books.write()]
    where = tuple(sorted({move.source.pk for _, move in moves}))
    return SetApart(tuple(movement_ids), sum(row.quantity for row in rows), where)


def put_back_units(
    *, cause: Cause, sku: Sku, lot: Lot | None, quantity: int, source: Location, target: Location
) -> PutBack:
    """Set-apart units go to a shelf and can be sold again.

    Refuses with NotEnoughStock, and with what put_away refuses of the place. Locks the place, SkuStock, both balances.
    """
    check_quantity(quantity)
    check_two_places(source, target)
    check_lot(sku, lot)
    check_shelf(sku=sku, lot=lot, target=target, quantity=quantity)
    move = Move(
        sku_id=sku.pk,
        lot_id=lot.pk if lot else None,
        quantity=quantity,
        source=source,
        target=target,
        source_condition=Condition.PUT_BACK,
        target_condition=Condition.GOOD,
        reason=Reason.PUT_BACK,
    )
    stocks = lock_sku_stocks(source.warehouse_id, [sku.pk])
    balances = lock_balances(move.keys)
    origin = balances[BalanceKey(source.pk, sku.pk, move.lot_id, Condition.PUT_BACK)]
    check_free(origin, sku=sku, location=source, wanted=quantity)
    books = Books(cause=cause, warehouse_id=source.warehouse_id, stocks=stocks, balances=balances)
    books.move(move)
    movement = books.write()[0]
    return PutBack(movement.pk, quantity, origin.on_hand)


def _set_apart(row: Allocation, location: Location, lot_id: int | None) -> Move:
    return Move(
        sku_id=row.sku_id,
        lot_id=lot_id,
        quantity=row.quantity,
        source=location,
        target=location,
        source_condition=Condition.GOOD,
        target_condition=Condition.PUT_BACK,
        reason=Reason.TO_PUT_BACK,
        demand=(row.demand_type, row.demand_id),
        let_go=row.quantity,
    )
