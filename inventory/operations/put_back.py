"""[M4] A cancelled order's taken goods come back: first they are set apart, then scanned to a shelf."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from inventory.errors import NotTaken
from inventory.ledger import Books, Move
from inventory.locks import (
    BalanceKey,
    key_of,
    lock_allocations,
    lock_allocations_of,
    lock_balances,
    lock_sku_stocks,
)
from inventory.models import Allocation, Location, Lot, Sku, SkuStock, StockBalance
from inventory.operations.checks import check_free, check_lot, check_quantity, check_shelf, check_two_places
from inventory.operations.promise import OPEN_STATES, release
from inventory.rows import write_states
from inventory.selectors.allocations import places_of
from inventory.states import AllocationState, Condition, DemandKey, Reason
from wms.core.cause import Cause


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


def return_to_put_back(*, cause: Cause, allocation_ids: Collection[int], into: Location | None = None) -> SetApart:
    """Taken goods are no longer the order's: they wait for their put-back, in that condition, not sellable yet.

    `into`: the tote that all of them have been laid into; else they stay where they are. Refuses with NotTaken. Locks
    SkuStock, the allocations, both balances of each place.
    """
    known = Allocation.objects.filter(pk__in=allocation_ids).values_list("warehouse_id", "sku_id")
    skus_by_warehouse: dict[int, set[int]] = {}
    for warehouse_id, sku_id in known:
        skus_by_warehouse.setdefault(warehouse_id, set()).add(sku_id)
    stocks = {w: lock_sku_stocks(w, skus) for w, skus in sorted(skus_by_warehouse.items())}
    rows = sorted(lock_allocations(allocation_ids).values(), key=lambda row: row.pk)
    for row in rows:
        if row.state != AllocationState.TAKEN:
            raise NotTaken(allocation=row.pk, state=str(row.state))
    return _end(cause, stocks, rows, into)


def end_demands(*, cause: Cause, demands: Iterable[DemandKey], into: Location | None = None) -> SetApart:
    """release_demands() and return_to_put_back() of what is taken, at once: nobody wants these goods any more.

    Never refuses. Locks SkuStock (by warehouse, SKU), the allocations, then every balance that either of the two
    touches: where goods are placed, and both of each place that taken ones lie at or go to.
    """
    keys = [(demand_type, str(demand_id)) for demand_type, demand_id in demands]
    stocks = {warehouse: lock_sku_stocks(warehouse, skus) for warehouse, skus in sorted(places_of(keys).items())}
    live = {*OPEN_STATES, AllocationState.TAKEN}
    return _end(cause, stocks, [row for row in lock_allocations_of(keys) if row.state in live], into)


def _end(
    cause: Cause, stocks: Mapping[int, dict[int, SkuStock]], rows: Sequence[Allocation], into: Location | None
) -> SetApart:
    """Of locked sums and allocations."""
    moves = {row.pk: _set_apart(row, row.balance, into) for row in rows if row.state == AllocationState.TAKEN}
    placed = [key_of(row.balance) for row in rows if row.balance is not None and row.pk not in moves]
    keys = [*placed, *(key for move in moves.values() for key in move.keys)]
    balances = lock_balances(keys, is_new=bool(moves))
    movement_ids: list[int] = []
    for warehouse_id in sorted(stocks):
        books = Books(cause=cause, warehouse_id=warehouse_id, stocks=stocks[warehouse_id], balances=balances)
        mine = [row for row in rows if row.warehouse_id == warehouse_id]
        for row in mine:
            if row.pk in moves:
                books.move(moves[row.pk])
            release(books, row, None if row.pk in moves else row.balance)
        write_states(mine)
        movement_ids += [movement.pk for movement in books.write()]
    where = tuple(sorted({move.target.pk for move in moves.values()}))
    return SetApart(tuple(movement_ids), sum(move.quantity for move in moves.values()), where)


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


def _set_apart(row: Allocation, balance: StockBalance | None, into: Location | None) -> Move:
    assert balance is not None  # noqa: S101  the table's own CHECK says so of a taken row
    return Move(
        sku_id=row.sku_id,
        lot_id=balance.lot_id,
        quantity=row.quantity,
        source=balance.location,
        target=into or balance.location,
        source_condition=Condition.GOOD,
        target_condition=Condition.PUT_BACK,
        reason=Reason.TO_PUT_BACK,
        demand=(row.demand_type, row.demand_id),
        let_go=row.quantity,
    )
